"""Text as tiktoken's patterns see it, whatever the age of the `regex` library's Unicode tables.

A pattern asks whether a character is a letter, and every year's Unicode makes letters of code points that were none.
tiktoken carries tables of its own (Unicode 16 in 0.14); where they are older than those of `regex`, the two would cut a
text at different places. So tiktoken itself is asked which code points it takes for unassigned.
"""

from __future__ import annotations

from functools import cache, lru_cache

import tiktoken

UNASSIGNED = "\u0378"
"""A code point that no Unicode version has assigned."""


@cache
def _probe() -> tiktoken.Encoding:
    """Joins an A to the last byte of an unassigned character: only then do the two stand in one stretch."""
    tokens = [bytes([byte]) for byte in range(256)] + [
        bytes([byte]) + b"A" for byte in range(0x80, 0xC0)
    ]
    ranks = {token: rank for rank, token in enumerate(tokens)}
    return tiktoken.Encoding(
        "unassigned", pat_str=r"\p{Cn}A|(?s:.)", mergeable_ranks=ranks, special_tokens={}
    )


@lru_cache(maxsize=2**16)  # phones may send any character there is
def _seen(character: str) -> str:
    joined = len(_probe().encode_ordinary(f"{character}A")) == len(character.encode())
    return UNASSIGNED if joined else character


def as_tiktoken_sees(text: str) -> str:
    """The text, character for character, with those that tiktoken does not know replaced by an unassigned one."""
    return text if text.isascii() else "".join(c if c.isascii() else _seen(c) for c in text)
