"""Define the slides of another tool as they were read, and what could not be taken over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from talk.deck.markup.code import languages
from talk.deck.reading.colours import colour_of

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
    further: dict[str, Any] = field(default_factory=dict)
    """Other keys that a slide of any layout may have."""
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
    defaults: dict[str, Any] = field(default_factory=dict)
    """Keys that all slides have."""
    ground: dict[str, Any] = field(default_factory=dict)
    """Style that the slides have from here on."""
    has_formulas: bool = False
    """Whether what stands between dollars in the text of a page is a formula."""
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


COLOUR = "the colour of a ground, which is no colour of CSS"


def ground(colour: str, deck: ImportedDeck) -> dict[str, Any]:
    """Return the style of a slide whose ground has a colour; nothing, and a word, if it is none."""
    if colour_of(colour.strip()) is None:
        deck.drop(COLOUR)
        return {}
    return {"style": {"paper": colour.strip()}}


def transition(name: str, deck: ImportedDeck) -> dict[str, Any]:
    """Return what talk has for another tool's transition; nothing, and a word, if it has none."""
    # Slidev: slide-left | slide-up; reveal.js: one word for coming and one for going.
    for own in ("none", "fade", "slide"):
        if name.strip().startswith(own):
            return {"transition": own}
    deck.drop(f"the transition '{name}'")
    return {}


def language_of(name: str, deck: ImportedDeck) -> str:
    """Return the language of a program as talk has it, `text` where it does not know it."""
    if name == "dot":
        deck.drop("nothing, but a diagram had no description: it is 'Diagram' now")
        return "dot Diagram"
    if not name or name.lower() in languages():
        return name
    deck.drop(f"the language '{name}' of a program, which is text now")
    return "text"


def highlight(written: str, lines: int) -> str:
    """Return lines to point out as the layout code has them; "" where they are not read."""
    parts = [re.sub(r"\s", "", part).replace("*", "all") or "all" for part in written.split("|")]
    if not all(re.fullmatch(r"all|\d+(-\d+)?(,\d+(-\d+)?)*", part) for part in parts):
        return ""
    named = [int(number) for part in parts for number in re.findall(r"\d+", part)]
    return "|".join(parts) if named and max(named) <= lines and min(named) > 0 else ""


def _where(numbers: list[int]) -> str:
    named = [str(number) for number in sorted(numbers) if number]
    if not named:
        return ""
    more = len(named) - MAX_NAMED
    words = ", ".join(named[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f": slide {words}" if len(named) == 1 else f": slides {words}"
