"""Name slides where their titles are not in sight: in lists, contents and outlines."""

from __future__ import annotations

import re
import textwrap

from talk.deck.markup import markdown
from talk.deck.model import Slide
from talk.messages import message

LONGEST = 60
"""Characters of a name that is made of a slide's text."""
MAIN_FIELDS = ("statement", "quote", "caption", "alt")
"""Fields of layouts whose slides may have no title; the first that a slide has names it."""
BEGINNING = re.compile(r"^\s*(?:[>#*+-]+|\d+[.)])\s+")
"""What makes a line a heading, a quotation or an item."""
ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*$")


def name_of(slide: Slide, number: int, language: str = "en") -> str:
    """Return the title, else the first words of what the slide shows, else its number.

    `language` is the deck's, for the word before the number.
    """
    if slide.title:
        return markdown.plain(slide.title)
    texts = [str(slide.fields.get(field) or "") for field in MAIN_FIELDS]
    # Lazily: most slides have their name in the first text.
    names = (first_words(text) for text in [*texts, slide.body])
    return next(filter(None, names), None) or message(language, "slide-number", number=number)


def first_words(text: str) -> str:
    """Return how a Markdown text begins, without markup."""
    for line in text.splitlines():
        # As one line of text: a list's sign and a step's braces are no part of the name.
        words = markdown.plain(ATTRIBUTES.sub("", BEGINNING.sub("", line)))
        # A line of signs alone, such as `---` or a fence, names nothing.
        if any(character.isalnum() for character in words):
            return textwrap.shorten(words, LONGEST, placeholder="…")
    return ""
