"""Render the slide of a chart: its drawing, the key of its series, and its numbers as a table."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from talk.deck.checking.chart_data import chart_of
from talk.deck.markup.markdown import StepCounter
from talk.deck.model import Slide
from talk.deck.schema import layouts
from talk.drawings.chart import DASHES, NARROW, ON_CANVAS, Chart, svg
from talk.drawings.engine import DrawingError
from talk.failure import Failure
from talk.messages import message


def chart_html(
    slide: Slide, view: str, *, canvas: str, language: str, steps: StepCounter
) -> Markup:
    """Return what stands in the figure of a chart; its steps are counted on from `steps`.

    Raises Failure when the drawing cannot be made here.
    """
    # A slide keeps its fields only: here they become the model again that `talk check` has read.
    model = layouts.Chart.model_validate(
        {"layout": "chart", "id": slide.id, "title": slide.title or slide.id, **slide.fields}
    )
    chart = chart_of(model)
    if isinstance(chart, list):
        raise Failure(f"slide '{slide.id}': {chart[0].message}")
    first = steps.count
    # Counted now, since the drawing and the table number their parts by themselves.
    for _ in range(chart.steps):
        steps.next()
    # What is read in the hand is drawn for its width: a stage's chart would have letters of 6 px.
    in_hand = view in ("phone", "guide")
    try:
        size = NARROW if in_hand else ON_CANVAS[canvas]
        drawn = svg(chart, size, language=language, first_step=first)
    except DrawingError as error:
        raise Failure(f"slide '{slide.id}': the chart cannot be drawn: {error}") from error
    # A drawing says nothing to a screen reader beyond its `alt`; the numbers are there for it too.
    table = _table(chart, first)
    numbers = message(language, "chart-numbers")
    return Markup(
        f"{_key(chart, first)}"
        f'<div class="chart-plot" role="img" aria-label="{escape(model.alt)}">{drawn}</div>'
        + (
            f'<details class="chart-data"><summary>{escape(numbers)}</summary>{table}</details>'
            if in_hand
            else f'<div class="visually-hidden">{table}</div>'
        )
    )


def _step(chart: Chart, what: str, number: int, first: int) -> str:
    """Return the attributes of what belongs to the nth series or category, from 0."""
    shown = chart.reveal == what
    return f' class="step" data-step="{first + number + 1}"' if shown else ""


def _key(chart: Chart, first: int) -> str:
    """Return the name of the value axis, and of several series what stands for each."""
    label = f'<span class="chart-axis">{escape(chart.y.label)}</span>' if chart.y.label else ""
    items = "".join(
        f"<li{_step(chart, 'series', number, first)}>"
        f"{_swatch(chart, one.name, number)}{escape(one.name)}</li>"
        for number, one in enumerate(chart.series)
    )
    key = f'<ul class="chart-key">{items}</ul>' if len(chart.series) > 1 else ""
    return f'<div class="chart-head">{label}{key}</div>' if label or key else ""


def _swatch(chart: Chart, name: str, number: int) -> str:
    """Return a small drawing of how a series is shown."""
    colour = chart.colour(name, number)
    if chart.kind == "line":
        # A pattern of the drawing is too long for a line of 32 units.
        dashes = " ".join(f"{length * 0.6:g}" for length in DASHES[number % 6])
        shape = (
            f'<path d="M0 8h32" stroke="{colour}" stroke-width="4" stroke-dasharray="{dashes}"/>'
        )
    elif chart.kind == "scatter":
        shape = f'<path d="{_POINTS[number % 6]}" fill="{colour}"/>'
    else:
        shape = f'<rect width="16" height="16" fill="{colour}"/>'
    width = 32 if chart.kind == "line" else 16
    size = f'viewBox="0 0 {width} 16" width="{width}" height="16"'
    return f'<svg {size} aria-hidden="true">{shape}</svg>'


_POINTS = (
    "M8 1a7 7 0 1 0 .01 0z",
    "M2 2h12v12H2z",
    "M8 1l7 13H1z",
    "M8 0l6 8-6 8-6-8z",
    "M5 1h6v4h4v6h-4v4H5v-4H1V5h4z",
    "M1 2h14L8 15z",
)
"""Outlines of the points of each series, in the order of drawings.chart.SHAPES."""


def _table(chart: Chart, first: int) -> str:
    """Return the numbers as a table; its columns or rows come with the parts of the drawing."""
    head = "".join(
        f'<th scope="col"{_step(chart, "series", number, first)}>{escape(one.name)}</th>'
        for number, one in enumerate(chart.series)
    )
    unit = f" {escape(chart.y.unit)}" if chart.y.unit else ""
    rows = []
    for place, name in enumerate(chart.places):
        # Twelve digits: the usual six would round a population.
        cells = "".join(
            f"<td{_step(chart, 'series', number, first)}>"
            + ("" if one.values[place] is None else f"{one.values[place]:.12g}{unit}")
            + "</td>"
            for number, one in enumerate(chart.series)
        )
        shown = f"{name:.12g}" if isinstance(name, float) else escape(name)
        rows.append(
            f"<tr{_step(chart, 'categories', place, first)}>"
            f'<th scope="row">{shown}</th>{cells}</tr>'
        )
    corner = escape(chart.x.label)
    return (
        f"<table><thead><tr><td>{corner}</td>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
