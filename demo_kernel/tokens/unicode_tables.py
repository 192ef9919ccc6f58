"""Make the `regex` library cut text as tiktoken does, whatever the age of its Unicode tables.

A pattern asks whether a character is a letter, and every year's Unicode makes letters of code
points that were none. tiktoken carries tables of its own (Unicode 16 in 0.14). Where they are older
than those of `regex`, the two would cut a text at different places. So tiktoken itself is asked
which code points it considers unassigned.
"""

from __future__ import annotations

from functools import cache, lru_cache

import tiktoken

UNASSIGNED = "\u0378"
"""A code point that no Unicode version has assigned."""


@cache
def _probe() -> tiktoken.Encoding:
    """Return an encoding that joins an A to the last byte of an unassigned character only.

    Its pattern puts the two into one stretch only then, and no token crosses a stretch's border.
    """
    tokens = [bytes([byte]) for byte in range(256)] + [
        bytes([byte]) + b"A" for byte in range(0x80, 0xC0)
    ]
    # The joins have ranks after the bytes, as byte-pair encoding wants it.
    ranks = {token: rank for rank, token in enumerate(tokens)}
    return tiktoken.Encoding(
        "unassigned", pat_str=r"\p{Cn}A|(?s:.)", mergeable_ranks=ranks, special_tokens={}
    )


@lru_cache(maxsize=2**16)  # phones may send any character there is
def _seen(character: str) -> str:
    """Return a character, or UNASSIGNED for one that tiktoken considers unassigned."""
    # One token fewer than bytes and A: the last byte and the A were joined.
    joined = len(_probe().encode_ordinary(f"{character}A")) == len(character.encode())
    return UNASSIGNED if joined else character


def as_tiktoken_sees(text: str) -> str:
    """Return the text with each character that tiktoken does not know replaced by UNASSIGNED."""
    # Most text is ASCII, and asking tiktoken costs a call a character.
    return text if text.isascii() else "".join(c if c.isascii() else _seen(c) for c in text)
