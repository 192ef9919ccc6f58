"""Put what stands in files of the deck into a slide: programs, tables and diagrams."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from talk.deck.reading.source import Source, Where
from talk.deck.schema.layouts import Chart, Code, Diagram
from talk.drawings import diagram
from talk.drawings import engine as drawings


class SlideFiles(NamedTuple):
    """What finds the files that a slide names."""

    find: Callable[[Source, Where, str, str], Path | None]
    """Function from the place of a path, the path and the kind of file to the file; it adds the
    problem of one that cannot be used, and returns None."""
    add: Callable[[Path, str], Source]
    """Function from a file and its text to a source for the file's own problems."""


def with_programs(source: Source, at: Where, slide: Code, files: SlideFiles) -> Code | None:
    """Return a slide with the programs of its files; None with problems where one has faults.

    A slide without files is returned as it is.
    """
    # Imported here, as the readers of tables below: most slides have neither a program nor a table.
    from talk.deck.checking.code_files import CodeFault, with_code

    parts: list[tuple[int | None, Where, str | None]] = [(None, at, slide.file)]
    parts += [
        (place, (*at, "states", place), state.file)
        for place, state in enumerate(slide.states or ())
    ]
    whole, made = True, slide
    for place, where, name in parts:
        if name is None:
            continue
        file = files.find(source, (*where, "file"), name, "program")
        # `with_code` fills in one program at a time, so each works on what the one before returned.
        found = with_code(made, file, place) if file else None
        if isinstance(found, CodeFault):
            source.add_problem((*where, found.field), found.message, found.hint)
        if not isinstance(found, Code):
            # Go on after a fault: an author is told of every file at once.
            whole = False
            continue
        made = found
    return made if whole else None


def with_table(source: Source, at: Where, slide: Chart, files: SlideFiles) -> Chart | None:
    """Return a slide with its table in `data`; None with problems where it cannot be shown."""
    from talk.deck.checking.chart_data import ChartFault, CsvTable, chart_of, read_csv

    table: CsvTable | None = None
    own = source
    if slide.file is not None:
        file = files.find(source, (*at, "file"), slide.file, "table")
        if file is None:
            return None
        found = read_csv(file, slide.file)
        if isinstance(found, ChartFault):
            place = source.find((*at, "file"), slide.file)
            source.add_problem_at(*place, found.message, found.hint)
            return None
        table, own = found, files.add(file, found.text)
        slide = slide.model_copy(update={"data": table.rows, "file": None})
    chart = chart_of(slide)
    if not isinstance(chart, list):
        # The machine's lack, which no edit of the deck mends: reported only where the chart has no
        # fault of its own. The slide is kept, for it is right.
        if not drawings.available():
            source.add_problem((*at, "layout"), drawings.MISSING, drawings.MISSING_HINT)
        return slide
    for fault in chart:
        if fault.field != "data":
            place = source.find((*at, fault.field), fault.name)
            source.add_problem_at(*place, fault.message, fault.hint)
        # A fault in a CSV file is shown in that file, one in `data` in the chapter.
        elif table is not None:
            own.add_problem_at(*table.position(fault.row, fault.column), fault.message, fault.hint)
        else:
            way = [one for one in (fault.row, fault.column) if one is not None]
            source.add_problem((*at, "data", *way), fault.message, fault.hint)
    return None


def with_diagram(source: Source, at: Where, slide: Diagram, files: SlideFiles) -> Diagram | None:
    """Return a slide with its text in `diagram`; None with problems where it has mistakes."""
    own = source
    if slide.file is not None:
        file = files.find(source, (*at, "file"), slide.file, "diagram")
        if file is None:
            return None
        try:
            text = file.read_text("utf-8-sig")
        except UnicodeDecodeError:
            place = source.find((*at, "file"), slide.file)
            source.add_problem_at(*place, f"'{slide.file}' is not UTF-8 text")
            return None
        own = files.add(file, text)
        slide = slide.model_copy(update={"diagram": text, "file": None})
    found = diagram.faults(slide.diagram)
    lines = slide.diagram.split("\n")
    # A file has lines of its own. A text in YAML is indented, so its place is found by character.
    for fault in found:
        column = max(lines[fault.line].find(fault.near), 0)
        if own is not source:
            own.add_problem_at(fault.line + 1, column + 1, fault.message, fault.hint)
            continue
        before = sum(len(line) + 1 for line in lines[: fault.line])
        place = source.character((*at, "diagram"), before + column)
        source.add_problem_at(*place, fault.message, fault.hint)
    return None if found else slide
