"""Define the slides of another tool as they were read, and what could not be taken over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MAX_NAMED = 6
"""Most slides that a line about something dropped names."""


@dataclass
class ImportedSlide:
    """A slide in talk's own terms."""

    title: str = ""
    """Markdown, one line."""
    body: str = ""
    """Markdown."""
    notes: str = ""
    """Markdown."""
    layout: str = "text"
    fields: dict[str, Any] = field(default_factory=dict)
    """The layout's own fields."""
    id: str = ""
    """The name that the slide had."""
    opens: bool = False
    """A chapter begins with it."""


@dataclass
class ImportedDeck:
    """The slides of a file, and what was dropped of it."""

    title: str = ""
    subtitle: str = ""
    author: str = ""
    canvas: str = "16:9"
    language: str = ""
    slides: list[ImportedSlide] = field(default_factory=list)
    dropped: dict[str, list[int]] = field(default_factory=dict)
    """What it was → numbers of the slides, from 1; 0 stands for the file as a whole."""

    def drop(self, what: str, slide: int | None = None) -> None:
        """Note that something was dropped, by default of the slide that is being read."""
        number = len(self.slides) + 1 if slide is None else slide
        numbers = self.dropped.setdefault(what, [])
        if number not in numbers:
            numbers.append(number)

    def told(self) -> list[str]:
        """Return a line for each kind of thing that was dropped."""
        return [f"{what}{_where(numbers)}" for what, numbers in self.dropped.items()]


def _where(numbers: list[int]) -> str:
    named = [str(number) for number in sorted(numbers) if number]
    if not named:
        return ""
    more = len(named) - MAX_NAMED
    words = ", ".join(named[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f": slide {words}" if len(named) == 1 else f": slides {words}"
