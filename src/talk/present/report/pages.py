"""Write a report as one HTML page, or as tables of comma-separated values."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from talk import messages
from talk.present.report.gather import Report
from talk.widgets.base import plain_number


def html(report: Report) -> str:
    """Return the report as one page that needs nothing else."""
    tag = report.language
    return _template().render(
        report=report,
        when="" if report.started_at is None else _moment(report.started_at, tag),
        clock=clock,
        number=plain_number,
        language=messages.closest(tag),
        direction=messages.direction(messages.closest(tag)),
        say=lambda key, **values: messages.message(tag, key, **values),
    )


def _moment(unix_time: float, tag: str) -> str:
    """Return a day and a time as the language writes them."""
    language = messages.closest(tag)
    moment = datetime.fromtimestamp(unix_time)
    # Days come before months in the English of the interface.
    day = format_date(moment, "long", locale="en_GB" if language == "en" else language)
    return f"{day}, {moment:%H:%M}"


def write_csv(report: Report, folder: Path) -> list[Path]:
    """Write the report's tables into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[object]]]] = {
        "times": (
            ("slide", "title", "planned_s", "taken_s"),
            ((one.slide, one.title, one.planned_s, round(one.taken_s)) for one in report.times),
        ),
        "votes": (
            ("slide", "question", "kind", "person", "answer"),
            (
                (one.slide, one.question, one.kind, person, answer)
                for one in report.ballots
                for person, answer in one.votes
            ),
        ),
        "questions": (
            ("slide", "question", "votes", "state"),
            ((one.slide, one.text, one.votes, one.state) for one in report.questions),
        ),
        "pace": (
            ("slide", "too_fast", "fine", "too_slow"),
            ((one.slide, one.fast, one.fine, one.slow) for one in report.pace),
        ),
        "kernel": (
            ("after_s", "state", "detail"),
            ((round(one.at_s), one.state, one.detail) for one in report.faults),
        ),
    }
    written = []
    for name, (head, rows) in tables.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(head)
            table.writerows([_cell(value) for value in row] for row in rows)
        written.append(path)
    return written


def _cell(value: object) -> object:
    """Return a value that a spreadsheet does not take for a formula."""
    text = value if isinstance(value, str) else ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def clock(seconds: float | None) -> str:
    """Return a duration as minutes and seconds; empty for None."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("talk.present.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")
