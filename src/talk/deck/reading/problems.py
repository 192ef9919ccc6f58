"""Describe mistakes in a deck: `path:line:column: sentence (hint)`, the line, and a caret."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talk.failure import Failure

_SHOWN = 100
"""Most characters of a source line that are shown around the caret."""


@dataclass(frozen=True)
class Problem:
    """A mistake. Line and column count from 1; line 0 means the file as a whole."""

    path: Path
    """Relative to the deck's folder where it is inside it."""
    line: int
    column: int
    message: str
    """A sentence without a full stop."""
    hint: str = ""
    """What to do, e.g. `did you mean 'vocabulary'?`"""
    source_line: str = ""

    def render(self) -> str:
        """Return the problem as `talk check` prints it, without a newline at the end."""
        text = f"{self.place}: {self.sentence}"
        return f"{text}\n{self._pointer()}" if self.source_line.strip() else text

    @property
    def place(self) -> str:
        """Path, line and column, as editors and terminals make links of them."""
        path = self.path.as_posix()
        return f"{path}:{self.line}:{self.column}" if self.line else path

    @property
    def sentence(self) -> str:
        """Message and hint."""
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def as_json(self) -> dict[str, Any]:
        """Return the form of `talk check --json`."""
        return {
            "path": self.path.as_posix(),
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
        }

    def _pointer(self) -> str:
        """Return the part of the source line around the column, and a caret below it."""
        # A control character could move the cursor of a terminal.
        line = _CONTROL.sub("�", self.source_line.replace("\t", " "))
        before = self.column - 1
        # Of a long line the part around the column, with 30 characters after it.
        start = max(0, before - _SHOWN + 30) if len(line) > _SHOWN else 0
        lead = "…" if start else ""
        shown = lead + line[start : start + _SHOWN].rstrip()
        return f"  {shown}\n  {' ' * (_width(lead + line[start:before]))}^"


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def _width(text: str) -> int:
    """Return the columns of a terminal that `text` fills."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


class DeckErrors(Failure):
    """A deck cannot be used. Holds all of its problems, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(problem.render() for problem in self.problems))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems without repetitions, by file (deck.yaml first), line and column."""
    return sorted(
        # Two checks may find the same mistake; it is reported once.
        dict.fromkeys(problems),
        key=lambda one: (
            one.path.name != "deck.yaml",
            one.path.as_posix(),
            one.line,
            one.column,
            one.message,
        ),
    )


_NEAR = 0.8
"""Least ratio of difflib for two names to be near: one letter of five differs, two of ten."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` where a known name is near, else ""."""
    candidates = list(known)
    from difflib import get_close_matches  # most decks have no mistake

    # Reversed, so that of names that differ only in case the first one is suggested.
    lowered = {candidate.lower(): candidate for candidate in reversed(candidates)}
    # Without case, which difflib would count as letters that differ.
    near = get_close_matches(name.lower(), lowered, n=1, cutoff=_NEAR)
    return f"did you mean '{lowered[near[0]]}'?" if near else ""


def did_you_mean_or_list(
    name: str, known: Iterable[str], what: str, most: int | None = None
) -> str:
    """Return the hint to a near name, else the names there are (`layouts: code, live, table`).

    More than `most` of them are cut off with an ellipsis.
    """
    candidates = list(known)
    listed = candidates[:most] + ["…"] * (most is not None and len(candidates) > most)
    return did_you_mean(name, candidates) or (f"{what}: {', '.join(listed)}" if listed else "")
