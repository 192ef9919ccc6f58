"""Clean what people typed on their phones before others see it."""

from __future__ import annotations

import unicodedata

KEPT_FORMATS = "\u200c\u200d"
"""Zero-width non-joiner and joiner, which Persian, Indic scripts and emoji need."""
# Controls, formats, and characters that Unicode has not assigned or leaves to private use.
_REMOVED = ("Cc", "Cf", "Cn", "Co")
MAX_MARKS = 4
"""Most combining marks on one character; stacks of them would run over the lines around."""


def clean(text: str) -> str:
    """Return the text in NFC on one line, without control characters and stacked marks.

    Among those left out are the characters that reverse the direction of what follows.
    """
    kept: list[str] = []
    marks = 0
    # NFC first: é is one character then, however it was typed, and equal answers are equal texts.
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category in ("Mn", "Me"):
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            marks = 0
        if category in _REMOVED and char not in KEPT_FORMATS:
            # A line break or a tab parts words; the others stand within them.
            kept.append(" " if char.isspace() else "")
            continue
        kept.append(char)
    return " ".join("".join(kept).split())
