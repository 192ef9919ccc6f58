"""Find, check and read the rank files of the public tiktoken vocabularies, without the internet.

A rank file lists the byte pieces of a vocabulary in the order in which byte-pair encoding merges
them, one `base64 rank` pair a line. `tiktoken.get_encoding` downloads these files. A hall has no
internet, so the front-end build copies them into the installed `talk` package, where this module
reads them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import importlib.util
import os
from functools import cache
from pathlib import Path

ENVIRONMENT_VARIABLE = "TALK_RANKS_DIR"
"""When set, the folder that holds the rank files instead of the `talk` package."""

EXPECTED_SHA256: dict[str, str] = {
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "r50k_base": "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
}
"""The hashes that tiktoken declares in `tiktoken_ext.openai_public`; a test compares the two."""


class RanksError(Exception):
    """A rank file is missing or damaged; the message is one sentence that says what to do."""


def ranks_folder() -> Path:
    """Return the folder that should hold `<name>.tiktoken`.

    Raises RanksError when the environment names none and `talk` is not installed.
    """
    override = os.environ.get(ENVIRONMENT_VARIABLE)
    if override:
        return Path(override)
    # Found, not imported: the package is not needed for its files.
    spec = importlib.util.find_spec("talk")
    locations = list(spec.submodule_search_locations or []) if spec else []
    if not locations:
        raise RanksError(
            "the talk package is not installed:"
            f" install it, or set {ENVIRONMENT_VARIABLE} to a folder with the rank files"
        )
    return Path(locations[0]) / "web" / "dist" / "ranks"


def load_ranks(name: str) -> dict[bytes, int]:
    """Return the ranks of a vocabulary: piece as bytes → ID.

    `name` is one of EXPECTED_SHA256. Raises RanksError when the file is missing or is not the one
    that tiktoken names. The result is shared between callers and must not be changed.
    """
    # The folder is a part of the cache's key: tests set the environment variable.
    return _load(name, ranks_folder())


@cache
def _load(name: str, folder: Path) -> dict[bytes, int]:
    path = folder / f"{name}.tiktoken"
    try:
        data = path.read_bytes()
    except OSError:
        raise RanksError(
            f"the rank file {path} cannot be read: install talk again, which builds it"
        ) from None
    # A file cut short would still be a vocabulary, with other tokens: nobody would notice.
    if hashlib.sha256(data).hexdigest() != EXPECTED_SHA256[name]:
        raise RanksError(
            f"the rank file {path} is damaged (its sha256 is wrong):"
            " install talk again, which builds it anew"
        )
    return parse_ranks(data)


def parse_ranks(data: bytes) -> dict[bytes, int]:
    """Return the ranks of `base64 rank` lines. Raises RanksError on a line that is not such."""
    ranks: dict[bytes, int] = {}
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            piece, rank = line.split()
            # Strict, because foreign characters are skipped otherwise, and a damaged line would
            # pass. Not by way of base64.b64decode, since 350,000 lines are read at the start.
            ranks[binascii.a2b_base64(piece, strict_mode=True)] = int(rank)
        except (ValueError, binascii.Error):
            raise RanksError(
                f"line {number} of the rank file is not a base64 piece and a number"
            ) from None
    return ranks


def format_ranks(ranks: dict[bytes, int]) -> bytes:
    """Return a rank file, sorted by rank; the inverse of `parse_ranks`."""
    lines = (
        base64.b64encode(piece) + b" " + str(rank).encode()
        for piece, rank in sorted(ranks.items(), key=lambda item: item[1])
    )
    return b"\n".join(lines) + b"\n"
