"""Set a diagram that is written as text: its drawing, cleaned, under the words that say it."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from talk.deck.markup.safe_html import safe_html
from talk.drawings import diagram
from talk.drawings.engine import DrawingError

LANGUAGE = "dot"
"""Language of a fence whose text is drawn."""


@lru_cache(maxsize=256)
def diagram_html(text: str, alt: str) -> str | None:
    """Return the diagram in its box; None where it cannot be drawn. Raises Failure.

    `alt` says what it shows.
    """
    try:
        drawn = safe_html(diagram.svg(text))
    except DrawingError:
        return None
    # On a phone a wide one is moved sideways, for which the keyboard must reach it.
    return (
        f'<div class="diagram" role="img" aria-label="{escape(alt)}" tabindex="0">{drawn}</div>\n'
    )
