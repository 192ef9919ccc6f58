"""Read the table of a slide of the layout chart: rows in the deck, or a CSV file beside it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from talk.deck.reading.problems import did_you_mean_or_list
from talk.deck.schema import layouts
from talk.drawings.chart import BARS, Axis, Chart, Scale, Series, day
from talk.widgets.base import plain_number

# As many as a theme has colours for (`--chart-series-1` to 6).
MAX_SERIES = 6
# Far more than a slide can show. It stops a table that was exported whole, of which each cell would
# be a mark in the SVG.
MAX_CELLS = 2000
MAX_BARS = 60


class ChartFault(NamedTuple):
    """What is wrong with a chart, and where."""

    message: str
    hint: str = ""
    field: str = "data"
    """Field of the slide that the fault is in."""
    row: int | None = None
    """Row of the table, from 0 for the names of the columns; None for the whole field."""
    column: int | None = None
    name: str = ""
    """Part of the field that is meant, where it is not a cell."""


@dataclass(frozen=True)
class CsvTable:
    """A CSV file as it was read."""

    rows: list[list[str]]
    """Cells, with decimal points."""
    written: list[list[str]]
    """Cells as the file has them."""
    lines: list[int]
    """Line of each row, from 1."""
    text: str

    def position(self, row: int | None, column: int | None) -> tuple[int, int]:
        """Return line and column, from 1, of a cell of the table."""
        if row is None:
            return 1, 1
        line = self.lines[row]
        text, cells = self.text.split("\n")[line - 1], self.written[row]
        at = 0
        for cell in cells[: column or 0]:
            # A cell with quotation marks is written otherwise and not found; its length is near.
            at = max(text.find(cell, at), at) + len(cell) + 1
        # Blanks and the quote before the cell's own text are no part of it.
        return line, max(text.find(cells[column], at), at) + 1 if column is not None else 1


def read_csv(file: Path, name: str) -> CsvTable | ChartFault:
    """Return the table in a file that the slide calls `name`; a fault where it cannot be read."""
    ending = Path(name).suffix.lower()
    if ending in (".xlsx", ".xls", ".ods", ".numbers"):
        return ChartFault(
            f"'{name}' is a spreadsheet", "save its sheet as CSV and name that file", "file"
        )
    data = file.read_bytes()
    try:
        # `-sig`: Excel puts a byte order mark before UTF-8, which would be part of the first
        # column's name.
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return ChartFault(f"'{name}' is not UTF-8 text", "save it as CSV UTF-8", "file")
    # The csv module would raise for it, in words that no author understands.
    if "\0" in text:
        return ChartFault(f"'{name}' is not a text but binary data", "save it as CSV", "file")
    # By the names alone: in the rows decimal commas would outnumber the semicolons.
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    # A blank before a quotation mark would make the mark a part of the cell.
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    rows, lines, before = [], [], 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row])
                lines.append(before + 1)
            # A cell in quotation marks may hold line breaks, so a row may be several lines long.
            before = reader.line_num
    except csv.Error as error:
        return ChartFault(f"'{name}' cannot be read as CSV: {error}", "", "file")
    # In countries that write 2,5 spreadsheets put semicolons between the cells.
    comma = delimiter != ","
    # A point between thousands, 2.000, is told from one before decimals by a 2,5 in the same file.
    points = comma and any(_DECIMAL_COMMA.fullmatch(cell) for row in rows for cell in row)
    plain = [[_plain(cell, comma=comma, points=points) for cell in row] for row in rows]
    return CsvTable(plain, rows, lines, text)


_DECIMAL_COMMA = re.compile(r"[-−]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_POINTS = re.compile(r"[-−]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMAS = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
"""Numbers with signs between thousands: 1.234,5 and 1,234.5."""


def _plain(cell: str, *, comma: bool, points: bool) -> str:
    """Return a cell with its number as YAML and Python write it, if it is one."""
    if points and _POINTS.fullmatch(cell):
        cell = cell.replace(".", "")
    elif not comma and _COMMAS.fullmatch(cell):
        cell = cell.replace(",", "")
    number = number_of(cell, decimal_comma=True) if comma and "," in cell else None
    return cell if number is None else repr(number)


def chart_of(slide: layouts.Chart) -> Chart | list[ChartFault]:
    """Return the chart of a slide with its table in `data`, or all that is wrong with it."""
    rows = slide.data
    # All that follows counts on a rectangle with names.
    faults = list(_shape_faults(rows))
    if faults:
        return faults
    names = rows[0]
    shown = slide.series or names[1:]
    for name in shown:
        if name not in names[1:]:
            hint = did_you_mean_or_list(name, names[1:], "columns")
            faults.append(
                ChartFault(f"'{name}' is not a column of the table", hint, "series", name=name)
            )
    scale, found = _places(slide, rows)
    faults.extend(found)
    columns = [names.index(name) for name in shown if name in names[1:]]
    series = []
    for column in columns:
        values: list[float | None] = []
        for number, row in enumerate(rows[1:], 1):
            value = number_of(row[column])
            if value is None and row[column].strip():
                hint = "write the number alone; its unit is the axis' 'unit:'"
                message = f"'{row[column]}' in the column {names[column]} is not a number"
                faults.append(ChartFault(message, hint, row=number, column=column))
            values.append(value)
        series.append(Series(names[column], tuple(values)))
    if faults:
        return faults
    # `or` is for mypy: on a scale of numbers each cell is one, as `_places` has found.
    places = tuple((number_of(row[0]) or 0.0) if scale == "numbers" else row[0] for row in rows[1:])
    chart = Chart(
        slide.kind,
        scale,
        tuple(f"{day(str(place))}" for place in places) if scale == "dates" else places,
        tuple(series),
        _axis(slide.x),
        _axis(slide.y),
        slide.accent,
        slide.horizontal,
        slide.values,
        slide.reveal,
    )
    return list(_faults(slide, chart)) or chart


def _axis(axis: layouts.ChartAxis) -> Axis:
    return Axis(axis.label, axis.unit, axis.min, axis.max, axis.log)


def _shape_faults(rows: list[list[str]]) -> Iterator[ChartFault]:
    """Yield what is wrong with the form of a table."""
    if len(rows) < 2 or len(rows[0]) < 2:
        hint = "the first row has the columns' names, the first column the places on the x axis"
        yield ChartFault("the table needs two rows and two columns at least", hint)
        return
    width = len(rows[0])
    for number, row in enumerate(rows[1:], 1):
        if len(row) != width:
            cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            message = f"row {number + 1} has {cells}, the first row has {width}"
            yield ChartFault(message, "an empty cell is written as ''", row=number)
    seen: set[str] = set()
    for column, name in enumerate(rows[0]):
        if column and not name.strip():
            yield ChartFault("a column has no name", "", row=0, column=column)
        elif column and name in seen:
            yield ChartFault(f"two columns are called '{name}'", "", row=0, column=column)
        seen.add(name)
    if width * len(rows) > MAX_CELLS:
        message = f"the table has {width * len(rows)} cells: a slide shows up to {MAX_CELLS}"
        yield ChartFault(message, "sum the numbers up, or show a part of them")


def _places(slide: layouts.Chart, rows: list[list[str]]) -> tuple[Scale, list[ChartFault]]:
    """Return what the first column holds, and what is wrong with it for this kind of chart."""
    cells = [row[0] for row in rows[1:]]
    if slide.kind in BARS:
        faults = [
            ChartFault(f"'{cell}' is there twice", "name each bar once", row=row, column=0)
            for row, cell in enumerate(cells, 1)
            # The second and later ones: the first has the name by right.
            if cell in cells[: row - 1]
        ]
        if len(cells) > MAX_BARS:
            message = f"{len(cells)} bars are too many to be told apart: {MAX_BARS} at most"
            faults.append(ChartFault(message, "use 'kind: line'"))
        return "categories", faults
    days = [day(cell) is not None for cell in cells]
    numbers = [number_of(cell) is not None for cell in cells]
    scale: Scale = "dates" if sum(days) > sum(numbers) else "numbers"
    fits = days if scale == "dates" else numbers
    # Among many days or numbers one slip must not make names of them all.
    if slide.kind != "scatter" and sum(fits) <= len(fits) / 2:
        return "categories", []
    noun, hint = ("day", "a day is written as 2026-11-29") if scale == "dates" else ("number", "")
    return scale, [
        ChartFault(f"'{cell}' is not a {noun} as the others are", hint, row=row, column=0)
        for row, (cell, fit) in enumerate(zip(cells, fits, strict=True), 1)
        if not fit
    ]


def _faults(slide: layouts.Chart, chart: Chart) -> Iterator[ChartFault]:
    """Yield what is wrong with a chart whose numbers are read."""
    names = [one.name for one in chart.series]
    values = [value for one in chart.series for value in one.values if value is not None]
    if not values:
        yield ChartFault("the table has no number in the columns that are shown")
        return
    if len(names) > MAX_SERIES:
        message = f"{len(names)} series are too many to be told apart: {MAX_SERIES} at most"
        yield ChartFault(message, "choose some with 'series:'")
    if slide.kind == "bar" and len(names) > 1:
        message = f"'kind: bar' shows one series, the table has {len(names)}"
        yield ChartFault(
            message, "use 'grouped' or 'stacked', or choose one with 'series:'", "kind"
        )
    places = [str(place) for place in chart.places]
    if slide.accent and slide.accent not in (places if len(names) == 1 else names):
        known = places if len(names) == 1 else names
        hint = did_you_mean_or_list(slide.accent, known, "names")
        yield ChartFault(f"'{slide.accent}' is not in this chart", hint, "accent")
    if slide.kind == "stacked" and min(values) < 0:
        yield ChartFault("parts of a whole cannot be negative", "use 'kind: grouped'", "kind")
    yield from _axis_faults("y", slide.y, values, slide.kind)
    # Categories and dates are texts here.
    numbers = [place for place in chart.places if isinstance(place, float)]
    if numbers:
        yield from _axis_faults("x", slide.x, numbers, slide.kind)
    elif slide.x.min is not None or slide.x.max is not None or slide.x.log:
        yield ChartFault("only an x axis of numbers has ends that are set", "take them out", "x")


def _axis_faults(
    name: str, axis: layouts.ChartAxis, values: list[float], kind: str
) -> Iterator[ChartFault]:
    low, high = min(values), max(values)
    if axis.log and kind == "stacked":
        yield ChartFault("parts of a whole stand on 0, which no log axis has", "", name)
    elif axis.log and low <= 0:
        yield ChartFault(f"a log axis has no place for {plain_number(low)}", "take 'log' out", name)
    if name == "y" and kind in BARS and axis.min is not None and axis.min > 0 and not axis.log:
        hint = "use 'kind: line', or take 'min' out"
        yield ChartFault("the length of a bar is its value, so it begins at 0", hint, name)
    elif axis.min is not None and low < axis.min:
        message = f"{plain_number(low)} is before the start of the {name} axis"
        yield ChartFault(message, f"'min' must be {plain_number(low)} or less", name)
    if axis.max is not None and high > axis.max:
        message = f"{plain_number(high)} is beyond the end of the {name} axis"
        yield ChartFault(message, f"'max' must be {plain_number(high)} or more", name)


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


def number_of(text: str, *, decimal_comma: bool = False) -> float | None:
    """Return the number that a cell means; None where it is none."""
    # Signs between thousands: blanks of three widths, Python's underscore, the Swiss apostrophe.
    # A spreadsheet may write the typographic minus, which float() does not read.
    written = re.sub(r"[ _\u00a0\u202f']", "", text.strip()).replace("−", "-")
    if decimal_comma and written.count(",") == 1 and "." not in written:
        written = written.replace(",", ".")
    if not _NUMBER.fullmatch(written):
        return None
    number = float(written)
    # What is too large for a float becomes infinite, which has no place on an axis.
    return number if math.isfinite(number) else None
