"""Hold what all texts of a deck share: its citations and abbreviations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Words:
    """The citations and abbreviations of a deck, and how far its HTML is trusted."""

    citations: Mapping[str, str] = field(default_factory=dict)
    """HTML of each citation, by the text between its brackets."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """What each abbreviation stands for."""
    trusted: bool = False
    """Whether the user trusts the deck, whose HTML then keeps all but scripts, frames and forms."""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The abbreviations as whole words, the longest first; None without any."""
        if not self.abbreviations:
            return None
        # The first alternative that fits wins, and `AI Act` begins with `AI`.
        names = sorted(self.abbreviations, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")

    def abbreviated(self, text: str) -> bool:
        """Return whether a text has an abbreviation."""
        return self.pattern is not None and self.pattern.search(text) is not None


NO_WORDS = Words()
"""The words of a text by itself, outside of any deck."""
