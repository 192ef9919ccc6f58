"""Draw a table of numbers as a chart, by way of Vega-Lite.

The SVG is meant to stand inside a page: its text has the page's font, and its colours are the
custom properties that `.chart` sets (web/base.css), so it follows the theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, log10
from typing import Any, Literal

from talk.drawings.engine import draw

Kind = Literal["bar", "grouped", "stacked", "line", "scatter"]
Scale = Literal["categories", "numbers", "dates"]
# web/drawings/chart.mjs measures texts by the same number.
LETTER = 0.56
"""Mean width of a letter over its size."""


@dataclass(frozen=True)
class Axis:
    """An axis: its unit, its ends, and whether it is logarithmic."""

    label: str = ""
    unit: str = ""
    low: float | None = None
    """None: 0 where all values are above it, else the smallest."""
    high: float | None = None
    log: bool = False


@dataclass(frozen=True)
class Series:
    """Values of one name, one for each place on the x axis; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart's numbers and how they are shown."""

    kind: Kind
    scale: Scale
    """What the places on the x axis are."""
    places: tuple[str | float, ...]
    """Categories as written, numbers, or days as `YYYY-MM-DD`."""
    series: tuple[Series, ...]
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    accent: str = ""
    """Name of the series, or of the category of a single series, to point out."""
    horizontal: bool = False
    values: bool = False
    """Write the value at each bar or point."""
    reveal: Literal["series", "categories"] | None = None

    @property
    def steps(self) -> int:
        """Number of steps in which the chart comes."""
        counts = {"series": len(self.series), "categories": len(self.places)}
        return counts[self.reveal] if self.reveal else 0

    def mark_name(self, place: str | float, series: Series) -> str:
        """Return the name of a bar or point: one of the same name moves here from another chart."""
        name = f"{place:.12g}" if isinstance(place, float) else place
        return f"{name}, {series.name}" if len(self.series) > 1 else name

    @property
    def mark_names(self) -> set[str]:
        """Names of all bars, or of all points on lines; clouds of points have none."""
        if self.kind == "scatter":
            return set()
        return {self.mark_name(place, one) for place in self.places for one in self.series}

    def colour(self, name: str, number: int) -> str:
        """Return the CSS colour of a series; `number` is its place among the series, from 0."""
        if name == self.accent:
            return "var(--chart-accent)"
        # Beside one that is pointed out the others stand back.
        # The themes have six colours, as many as a chart has series (deck/checking/chart_data.py).
        return f"var(--chart-{'other' if self.accent else 'series'}-{number % 6 + 1})"


@dataclass(frozen=True)
class Size:
    """Size of a drawing and of the text in it, in the drawing's own units."""

    width: int
    height: int
    text: int


WIDE = Size(1728, 640, 26)
"""For the stage and for paper, whose slides are 1920 units wide."""
ON_CANVAS = {
    "16:9": WIDE,
    "4:3": Size(1248, 640, 26),
    "1:1": Size(936, 620, 26),
    "9:16": Size(936, 1150, 30),
}
"""Shape of a deck's canvas → the room there between its margins."""
NARROW = Size(400, 380, 15)
"""For phones."""


def svg(chart: Chart, size: Size, *, language: str = "en", first_step: int = 0) -> str:
    """Return the chart's SVG, hidden from screen readers, for which a table stands beside it.

    With `reveal` its parts have the steps `first_step` + 1 and on. Raises DrawingError and Failure.
    """
    # Turned letters under upright bars would have to be read with the head on one side.
    turned = chart.horizontal or (chart.kind in BARS and not _fits(chart, size))
    written = locale(language, days=chart.scale == "dates")
    drawing = specification(chart, size, turned, language=language)
    request = {"specification": drawing, "locale": written}
    drawn: str = draw("chart", request)["svg"]
    opening = (
        f'<svg class="chart-drawing" viewBox="0 0 {size.width} {size.height}" '
        f'width="{size.width}" height="{size.height}" font-size="{size.text}">'
    )
    drawn = re.sub(r"^<svg [^>]*>", opening, drawn)

    def part(found: re.Match[str]) -> str:
        step = first_step + int(found[2])
        return f'class="{found[1]} step" data-step="{step}"'

    # Vega writes a mark's name into its class: step3_marks belongs to the third step.
    drawn = re.sub(r'class="([^"]*) step(\d+)_\d+_marks"', part, drawn)
    if size is not NARROW:  # only on the stage does anything move
        drawn = drawn.replace(' aria-label="mark: ', ' data-mark="')
    # Every group says what it is to screen readers, in English; the table says it in words.
    return re.sub(r' (?:role|aria-\w+)="[^"]*"', "", drawn).replace(
        "<svg ", '<svg aria-hidden="true" ', 1
    )


BARS = ("bar", "grouped", "stacked")
DASHES: tuple[tuple[int, ...], ...] = ((), (10, 6), (2, 5), (16, 5, 3, 5), (5, 3), (20, 6))
"""Dash pattern of each line, so that they differ without colours."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
"""Shape of each series' points."""


def _fits(chart: Chart, size: Size) -> bool:
    """Return whether the categories' names fit side by side under upright bars."""
    longest = max(len(str(place)) for place in chart.places) * LETTER * size.text
    # The rest is air between two names.
    return longest < 0.85 * size.width / len(chart.places)


def specification(
    chart: Chart, size: Size, turned: bool, *, language: str = "en"
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart; `turned` lays bars on their side."""
    language = language.split("-")[0].lower()
    bars = chart.kind in BARS
    low, high = ends(chart)
    across, up = ("y", "x") if bars and turned else ("x", "y")
    place_axis: dict[str, Any] = {"title": chart.x.label or None, "grid": False}
    if bars:
        places: dict[str, Any] = {
            "field": "x",
            "type": "nominal",
            # In the author's order; Vega-Lite's own is that of the alphabet.
            "sort": None,
            "scale": {
                "domain": [str(place) for place in chart.places],
                "paddingInner": 0.28,
                "paddingOuter": 0.14,
            },
        }
        # Vega-Lite turns names on their side where it is in doubt; `turned` decides that here.
        place_axis |= {"labelAngle": 0, "ticks": False, "labelLimit": size.width * 0.35}
    elif chart.scale == "categories":
        places = {"field": "x", "type": "ordinal", "sort": None}
        places["scale"] = {"domain": [str(place) for place in chart.places], "padding": 0.5}
        place_axis |= {"labelAngle": 0, "labelOverlap": True}
    elif chart.scale == "dates":
        places = {"field": "x", "type": "temporal"}
        # A day is some eight letters wide.
        place_axis |= {
            "tickCount": size.width // (size.text * 8),
            "labelOverlap": True,
            # Vega's own mixes "Wed 03" and "Jan 07".
            "format": {"week": DAY.get(language, "%-d %b"), "date": DAY.get(language, "%-d %b")},
        }
    else:
        places = {"field": "x", "type": "quantitative"}
        numbers = [place for place in chart.places if isinstance(place, float)]
        lowest = min(numbers) if chart.x.low is None else chart.x.low
        highest = max(numbers) if chart.x.high is None else chart.x.high
        is_open = chart.x.low is None and chart.x.high is None
        if is_open and chart.x.log:
            lowest, highest = 10.0 ** floor(log10(lowest)), 10.0 ** ceil(log10(highest))
        places["scale"] = {
            "domain": [lowest, highest],
            "nice": is_open and not chart.x.log,
            "zero": False,
            "type": "log" if chart.x.log else "linear",
        }
        place_axis |= {"tickCount": size.width // (size.text * 7)}
        place_axis |= _ticks(chart.x, lowest, highest)
        if not chart.x.unit and all(n == int(n) and 1000 <= n < 3000 for n in numbers):
            place_axis["format"] = "d"  # years have no sign between thousands
    value_axis: dict[str, Any] = {
        "title": None,
        "tickCount": 5,
        "domain": False,
        "ticks": False,
        "grid": True,
    } | _ticks(chart.y, low, high)
    values: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "scale": {
            "domain": [low, high],
            "nice": False,
            "type": "log" if chart.y.log else "linear",
        },
        "axis": value_axis,
    }
    places["axis"] = place_axis
    return {
        "width": size.width,
        "height": size.height,
        # The size is that of the whole drawing, with its labels and titles.
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 2, "top": size.text // 2, "right": size.text // 2, "bottom": 2},
        "background": None,
        "layer": [
            # Layers need different names; `svg` reads the step from the part before the number.
            layer | {"name": f"{layer['name']}_{number}"}
            for number, layer in enumerate(
                _layers(chart, size, {across: places, up: values}, across, up, low)
            )
        ],
        "config": _config(size),
    }


def _ticks(axis: Axis, low: float, high: float) -> dict[str, Any]:
    """Return how the numbers along an axis are written, and of a logarithmic one also where."""
    # Quoted as a text of Vega's own language of expressions.
    unit = f" + {' ' + axis.unit!r}" if axis.unit else ""
    if not axis.log:
        return {"labelExpr": f"datum.label{unit}"} if unit else {}
    # Vega has a line for each of 1 to 9, and leaves most of them without their number.
    factors = (1,) if log10(high / low) >= 3 else (1, 2, 5)
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    values = [float(f"{factor}e{decade}") for decade in decades for factor in factors]
    # An end that was computed may lie a hair inside of its number.
    inside = [value for value in values if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]
    # With the count of a linear axis Vega would drop every other one.
    return {
        "values": inside,
        "tickCount": len(inside),
        "labelExpr": f"format(datum.value, ',.12~r'){unit}",
    }


def _layers(
    chart: Chart, size: Size, axes: dict[str, Any], across: str, up: str, low: float
) -> Iterator[dict[str, Any]]:
    """Yield a layer for each part that comes as a step, or for each series."""
    heap = _Heap(chart, low)
    for number, series in enumerate(chart.series):
        rows = []
        for place, (x, value) in enumerate(zip(chart.places, series.values, strict=True)):
            if value is None:
                continue
            start, end = heap.put(place, value)
            rows.append(
                {
                    "x": x if chart.kind not in BARS and chart.scale == "numbers" else str(x),
                    "value": end,
                    "start": start,
                    "series": series.name,
                    "mark": f"mark: {chart.mark_name(x, series)}",
                    "written": value,
                    "step": place + 1 if chart.reveal == "categories" else number + 1,
                    "accent": len(chart.series) == 1 and str(x) == chart.accent,
                }
            )
        groups: dict[int, list[dict[str, Any]]] = {}
        for row in rows:
            groups.setdefault(int(row["step"]), []).append(row)
        whole = chart.reveal == "categories" and chart.kind == "line"
        if whole:
            # A line is one stroke; its points come one by one, the stroke with the last.
            yield from _marks(
                chart, size, series, number, rows, axes, across, up, len(rows), "line"
            )
        for step, own in groups.items():
            kind = "point" if whole else chart.kind
            yield from _marks(chart, size, series, number, own, axes, across, up, step, kind)


class _Heap:
    """Ends of bars: on the axis' foot, or stacked on the bars of the series before."""

    def __init__(self, chart: Chart, low: float) -> None:
        self.stacked = chart.kind == "stacked"
        # A bar begins at 0; on an axis that begins above 0, or is logarithmic, at the axis' end.
        self.foot = low if chart.y.log else max(low, 0.0)
        self.tops = [0.0] * len(chart.places)

    def put(self, place: int, value: float) -> tuple[float, float]:
        """Return start and end of the next bar at a place."""
        if not self.stacked:
            return self.foot, value
        start = self.tops[place]
        self.tops[place] = start + value
        return start, start + value


def _marks(
    chart: Chart,
    size: Size,
    series: Series,
    number: int,
    rows: Sequence[dict[str, Any]],
    axes: dict[str, Any],
    across: str,
    up: str,
    step: int,
    kind: str,
) -> Iterator[dict[str, Any]]:
    """Yield the layers of one part: its bars, its line or its points, and the values at them."""
    name = f"step{step}" if chart.reveal else f"part{number}"
    colour = chart.colour(series.name, number)
    # A copy: the series share the axes, and grouped bars add to theirs.
    encoding = dict(axes)
    if chart.kind == "grouped":
        encoding[f"{across}Offset"] = {
            "field": "series",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": [one.name for one in chart.series], "paddingInner": 0.08},
        }
    data = {"values": list(rows)}
    # Vega writes a description as the mark's label.
    named = encoding | {"description": {"field": "mark", "type": "nominal"}}
    if kind in BARS:
        one = len(chart.series) == 1 and any(row["accent"] for row in rows)
        fill: Any = {"value": colour}
        if one or (len(chart.series) == 1 and chart.accent):
            fill = {
                "condition": {"test": "datum.accent", "value": "var(--chart-accent)"},
                "value": colour,
            }
        yield {
            "name": name,
            "data": data,
            # A line of paper parts the pieces of a stack, whose colours some eyes cannot tell
            # apart.
            "mark": {"type": "bar", "stroke": "var(--paper)", "strokeWidth": size.text / 13},
            "encoding": named | {f"{up}2": {"field": "start"}, "fill": fill},
        }
    elif kind == "line":
        yield {
            "name": name,
            "data": data,
            "mark": {
                "type": "line",
                "stroke": colour,
                "strokeWidth": size.text / 6,
                "strokeDash": list(DASHES[number % 6]),
                "strokeJoin": "round",
            },
            "encoding": encoding,
        }
    if kind in ("line", "point", "scatter"):
        yield {
            "name": name,
            "data": data,
            "mark": {
                "type": "point",
                "shape": SHAPES[number % 6],
                "filled": True,
                "fill": colour,
                # Vega-Lite's points are see-through, and their colour would not be the theme's.
                "opacity": 1,
                "size": (size.text / (2.6 if kind == "line" else 1.7)) ** 2,
            },
            "encoding": encoding if kind == "scatter" else named,
        }
    if chart.values and kind != "point":
        text: dict[str, Any] = {"type": "text", "fontSize": size.text, "fill": "currentColor"}
        if kind == "stacked":
            # In the middle of its part; on the part's own colour, so in the paper's.
            text |= {"fill": "var(--paper)", "baseline": "middle", "align": "center"}
            middle = [row | {"value": (row["start"] + row["value"]) / 2} for row in rows]
            data = {"values": middle}
        elif up == "x":
            text |= {"align": "left", "dx": size.text * 0.35, "baseline": "middle"}
        else:
            text |= {"baseline": "bottom", "dy": -size.text * 0.3, "align": "center"}
        # As many digits as were written, and not the tail of a binary fraction.
        written = {"field": "written", "type": "quantitative", "format": ",.12~r"}
        yield {
            "name": name,
            "data": data,
            "mark": text,
            "encoding": encoding | {"text": written},
        }


def ends(chart: Chart) -> tuple[float, float]:
    """Return the ends of the value axis: round numbers, and 0 at the foot unless it is set."""
    if chart.kind == "stacked":
        tops = [
            sum(series.values[place] or 0 for series in chart.series)
            for place in range(len(chart.places))
        ]
        found = [0.0, *tops]
    else:
        found = [value for series in chart.series for value in series.values if value is not None]
    lowest, highest = min(found), max(found)
    low = chart.y.low if chart.y.low is not None else (lowest if chart.y.log else min(0.0, lowest))
    # Room for the values that stand above the highest bar.
    roof = highest + (highest - low) * 0.08 if chart.values and not chart.y.log else highest
    high = chart.y.high if chart.y.high is not None else roof
    if high <= low:
        high = low + 1
    if chart.y.log:
        return (
            low if chart.y.low is not None else 10 ** floor(log10(low)),
            high if chart.y.high is not None else 10 ** ceil(log10(high)),
        )
    # Five steps or so: each has a line across the chart.
    step = _round_step((high - low) / 5)
    return (
        low if chart.y.low is not None else floor(low / step) * step,
        # A maximum that is a round number gets no further step, whatever its binary fraction lacks.
        high if chart.y.high is not None else ceil(high / step - 1e-9) * step,
    )


def _round_step(rough: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten that is not under `rough`."""
    # A step of exactly 2 may come out a hair above it; without the tolerance it would become 5.
    base = 10.0 ** floor(log10(rough))
    return next(base * factor for factor in (1, 2, 5, 10) if base * factor >= rough * (1 - 1e-9))


def _config(size: Size) -> dict[str, Any]:
    text = {"labelFontSize": size.text, "titleFontSize": size.text}
    return {
        "font": "inherit",
        "view": {"stroke": None},
        "axis": text
        | {
            "labelColor": "currentColor",
            "titleColor": "var(--quiet)",
            "titleFontWeight": "normal",
            "titlePadding": size.text * 0.5,
            "labelPadding": size.text * 0.4,
            "gridColor": "var(--rule)",
            "domainColor": "currentColor",
            "tickColor": "currentColor",
            "gridWidth": size.text / 16,
            "domainWidth": size.text / 13,
            "tickWidth": size.text / 13,
        },
        "axisX": {"titleAnchor": "end"},
        # Upright, above the axis.
        "axisY": {"titleAnchor": "end", "titleAngle": 0, "titleAlign": "left"},
    }


DAY = {"de": "%-d. %b", "ko": "%b %-d일", "ja": "%b%-d日", "zh": "%b%-d日"}
"""How a day is written along an axis, by language: `3 Jan` in all others."""
SIGNS = {"en": (".", ","), "de": (",", "."), "fr": (",", "\u202f"), "es": (",", "."),
         "ru": (",", "\u00a0"), "pl": (",", "\u00a0")}  # fmt: skip
"""Decimal sign and sign between thousands, by language; babel has those of all others."""


def locale(language: str, *, days: bool = False) -> dict[str, Any]:
    """Return how numbers, and `days`, are written in a language, in the form of d3-format."""
    decimal, thousands = SIGNS.get(language.split("-")[0].lower()) or _signs(language)
    number = {
        "decimal": decimal,
        "thousands": thousands,
        "grouping": [3],
        "currency": ["", ""],
    }
    return {"number": number} | ({"time": _day_names(language)} if days else {})


def _signs(language: str) -> tuple[str, str]:
    found = _babel_locale(language)
    if found is None:
        return SIGNS["en"]
    symbols = found.number_symbols["latn"]
    return symbols["decimal"], symbols["group"]


def _day_names(language: str) -> dict[str, Any]:
    """Return the names of days and months, in the form of d3-time-format."""
    found = _babel_locale(language) or _babel_locale("en")
    days, months = found.days["stand-alone"], found.months["stand-alone"]
    # CLDR's week begins with Monday, d3's with Sunday.
    week = (6, 0, 1, 2, 3, 4, 5)
    return {
        # Charts write parts of a day by themselves; d3 wants all the same.
        "dateTime": "%x %X",
        "date": "%Y-%m-%d",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": [days["wide"][one] for one in week],
        "shortDays": [days["abbreviated"][one] for one in week],
        "months": [months["wide"][one] for one in range(1, 13)],
        "shortMonths": [months["abbreviated"][one] for one in range(1, 13)],
    }


def _babel_locale(language: str) -> Any:
    """Return a language as babel has it, None where it has none."""
    from babel import Locale, UnknownLocaleError  # most charts have neither days nor other signs

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def day(text: str) -> date | None:
    """Return the day that `2026-11-29`, `2026-11` (its first) or `29.11.2026` means, else None.

    What stands between slashes is none: 3/4 is in March or in April.
    """
    written = text.strip()
    found = re.fullmatch(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?", written)
    found = found or re.fullmatch(
        r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?(?P<year>\d{4})", written
    )
    try:
        if found is None:
            return None
        return date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return None
