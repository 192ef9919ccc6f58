"""Write how long each slide of a rehearsal took beside its plan."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from talk.deck.checking.slides import clock
from talk.present.room.room import Room

COLUMNS = ("slide", "title", "chapter", "in_run", "planned_s", "taken_s")


@dataclass(frozen=True)
class SlideTime:
    """A slide's time in the talk."""

    slide: str
    title: str
    chapter: str
    in_run: bool
    planned_s: float | None
    """Seconds that its author planned; None where nothing is planned."""
    taken_s: float
    """Seconds for which it was shown while the clock ran."""


def slide_times(room: Room, now: float) -> list[SlideTime]:
    """Return the slides of the run, and others that were shown, in the deck's order.

    `now` is the time of the driver's clock.
    """
    taken = room.state.clock.times(room.slide, now)
    run = set(room.deck.run)
    return [
        SlideTime(
            slide.id,
            slide.notes.title,
            slide.notes.chapter,
            slide.id in run,
            slide.notes.time_s,
            taken.get(slide.id, 0.0),
        )
        for slide in room.deck.slides
        if slide.id in run or taken.get(slide.id, 0.0) > 0
    ]


def lines(times: Sequence[SlideTime]) -> Iterator[str]:
    """Yield a table for the terminal: planned, taken, the difference, the slide."""
    yield f"{'planned':>8}{'taken':>8}{'':>9}"
    for one in times:
        yield _line(one.planned_s, one.taken_s, one.title if one.in_run else f"({one.title})")
    # Both sums are of this table: time on slides outside the run was taken from the talk as well.
    planned = sum(one.planned_s or 0 for one in times if one.in_run)
    yield _line(planned, sum(one.taken_s for one in times), "all")


def _line(planned_s: float | None, taken_s: float, name: str) -> str:
    planned = clock(planned_s) if planned_s else "–"
    over = taken_s - (planned_s or 0)
    difference = f"{'+' if over > 0 else '−'}{clock(abs(over))}" if planned_s else ""
    return f"{planned:>8}{clock(taken_s):>8}{difference:>9}  {name}"


def as_csv(times: Sequence[SlideTime]) -> str:
    """Return the times as comma-separated values for programs, in seconds."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in times:
        planned = "" if one.planned_s is None else f"{one.planned_s:g}"
        in_run = "yes" if one.in_run else "no"
        taken = f"{one.taken_s:.1f}"
        rows.writerow([one.slide, one.title, one.chapter, in_run, planned, taken])
    return out.getvalue()


def write(room: Room, now: float, file: Path) -> Iterator[str]:
    """Write the times into a CSV file; yield the lines that say so on the terminal."""
    if room.state.clock.state.armed:
        yield "the clock never ran, so there are no times to write"
        return
    times = slide_times(room, now)
    yield from lines(times)
    file.write_text(as_csv(times), encoding="utf-8")
    yield f"written to {file}"
