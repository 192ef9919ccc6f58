"""Keep the HTML of slides from one edition of a deck to the next.

A save changes one slide or two, and every view has all of them: what would come out the same is not
rendered again. What a section is made of is its slide, the rest of the deck, the view with the
slide's place in it, and the files that it asked for.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from talk.build.assets import Picture
from talk.deck.model import Deck, Slide

if TYPE_CHECKING:
    from talk.build.html import Links

MOST = 4096
"""Most sections that are kept: those of a deck of 800 slides in five views."""
LONGEST = 200_000
"""Characters of the longest section that is kept; longer ones have whole files in them."""
ELSEWHERE = frozenset({"slides", "hash", "files", "overruns", "drafts"})
"""Fields of a deck that are compared slide by slide, or that no section shows.

A section knows no slide but its own, and of chapters its own slide's.
"""
DRAWN = frozenset({"chart", "diagram"})
"""Layouts whose sections are not kept: what draws them may be installed meanwhile."""


@dataclass(frozen=True)
class _Kept:
    slide: Slide
    place: Hashable
    deck: object
    asked: Asked
    html: Markup


@dataclass
class Asked:
    """The files that a section asked for, each with what it got."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    grounds: dict[str, str] = field(default_factory=dict)

    def noted(self, links: Links) -> Links:
        """Return the links, with a note here of every file that they are asked for."""

        def picture(name: str) -> Picture:
            self.pictures[name] = links.picture(name)
            return self.pictures[name]

        def media(name: str) -> str:
            self.media[name] = links.media(name)
            return self.media[name]

        def ground(name: str) -> str:
            self.grounds[name] = links.ground(name)
            return self.grounds[name]

        return replace(links, picture=picture, media=media, ground=ground)

    def again(self, links: Links) -> bool:
        """Ask for the files once more, so that they are published; return if they are the same."""
        try:
            return (
                all(links.picture(name) == had for name, had in self.pictures.items())
                and all(links.media(name) == had for name, had in self.media.items())
                and all(links.ground(name) == had for name, had in self.grounds.items())
            )
        except OSError:
            return False  # told where it is rendered


_KEPT: dict[tuple[str, str], _Kept] = {}
_last: tuple[Deck, tuple[Any, ...], object] | None = None


def kept(view: str, slide: Slide, deck: Deck, place: Hashable, links: Links) -> Markup | None:
    """Return the section that was kept; None where one has to be rendered.

    `place` is what else the section depends on.
    """
    found = _KEPT.get((view, slide.id))
    if found is None or found.deck is not _rest(deck) or found.place != place:
        return None
    return found.html if found.slide == slide and found.asked.again(links) else None


def keep(
    view: str, slide: Slide, deck: Deck, place: Hashable, asked: Asked, html: Markup
) -> Markup:
    """Keep a section for the next edition, and return it."""
    if len(html) <= LONGEST and slide.layout not in DRAWN:
        # All of them: what slides and decks of before have left looks like the rest.
        if len(_KEPT) >= MOST:
            _KEPT.clear()
        _KEPT[view, slide.id] = _Kept(slide, place, _rest(deck), asked, html)
    return html


def _rest(deck: Deck) -> object:
    """Return a token of all of a deck but its slides: the same one while nothing of it changes."""
    global _last
    last = _last  # one deck may be rendered in a thread while another is
    # Compared once an edition, not once a section.
    if last is None or last[0] is not deck:
        rest = tuple(getattr(deck, one.name) for one in fields(deck) if one.name not in ELSEWHERE)
        last = (deck, rest, last[2] if last is not None and last[1] == rest else object())
        _last = last
    return last[2]
