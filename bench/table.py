"""Collect figures into Markdown tables whose rows were all measured in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | float | int | None


@dataclass
class Table:
    """A title, rows of figures, and notes."""

    title: str
    columns: Sequence[str]
    """The first names the contestant; units stand in the names, e.g. `p95 ms`."""
    rows: list[Sequence[Cell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What bounds the figures, what could not run and why."""

    def add(self, *cells: Cell) -> None:
        """Append a row."""
        self.rows.append(cells)

    def markdown(self) -> str:
        """Return the table as Markdown, its notes as a list below it."""
        lines = [f"### {self.title}", "", _line(self.columns), _line(["---"] * len(self.columns))]
        lines += [_line([_text(cell) for cell in row]) for row in self.rows]
        lines += ["", *[f"- {note}" for note in self.notes]] if self.notes else []
        return "\n".join(lines) + "\n"


def percentile(values: Sequence[float], percent: float) -> float:
    """Return a percentile, from 0 to 100, by linear interpolation between closest ranks."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    # numpy's default; here it costs no import.
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


median = statistics.median


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _text(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        # Three digits: more would look like precision that a shared machine does not have.
        return f"{cell:.3g}" if abs(cell) < 100 else f"{cell:,.0f}"
    return str(cell)
