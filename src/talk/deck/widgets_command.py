"""`talk widgets`: list the widgets, what they ask the kernel, and where decks use them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from talk.deck.load import load
from talk.deck.model import Deck
from talk.deck.reading.problems import did_you_mean_or_list
from talk.deck.reading.shipped import shipped_decks
from talk.deck.schema.field_docstrings import summary
from talk.deck.schema.reference import widget_reference
from talk.failure import Failure
from talk.widgets.base import Widget
from talk.widgets.registry import all_widgets


def list_widgets(name: str | None = None, deck: str | None = None) -> int:
    """Print every widget, or all about one, and the slides that use it; return 0.

    The slides are those of `deck`, or without it of all decks that come with talk.

    Raises Failure when there is no such widget, or no such deck.
    """
    widgets: Mapping[str, Widget] = all_widgets()
    decks = [load(deck)] if deck else [load(folder) for folder in shipped_decks().values()]
    # A deck's own widgets are listed behind talk's, as a part of what its slides may use.
    for one in decks:
        widgets = {**widgets, **one.widgets}
    if name is not None and name not in widgets:
        hint = did_you_mean_or_list(name, widgets, "widgets")
        raise Failure(f"there is no widget '{name}' ({hint})")
    if name is not None:
        _write(widget_reference(widgets[name]) + "\n")
        _write(_used(name, decks))
        return 0
    for widget in widgets.values():
        _write(f"{widget.name}: {summary(widget.options)}")
        if widget.methods:
            _write(f"  asks {', '.join(widget.methods)}")
        _write(f"  {_used(widget.name, decks)}")
    return 0


def _used(name: str, decks: Iterable[Deck]) -> str:
    slides = [
        f"{deck.name}#{slide.id}"
        for deck in decks
        for slide in deck.slides
        if any(live.widget == name for live in slide.live)
    ]
    return f"on {', '.join(slides)}" if slides else "on no slide"


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
