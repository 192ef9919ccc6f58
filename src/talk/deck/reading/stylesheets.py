"""Read what a stylesheet names: classes, and files by `url()`."""

from __future__ import annotations

import re
from collections.abc import Iterator

NOT_RULES = re.compile(r"/\*.*?\*/", re.DOTALL)
_NOT_SELECTORS = re.compile(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"|'[^']*'", re.DOTALL)
"""Text of a stylesheet in which a dot begins no class."""
_CLASS = re.compile(r"\.([a-zA-Z_][\w-]*)")
# `data:` brings its file along, and `#` leads to a part of the page itself.
_URL = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)|@import\s+(["'])([^"']+)\3""")


def classes_in(css: str) -> set[str]:
    """Return the classes that a stylesheet has rules for."""
    return set(_CLASS.findall(_NOT_SELECTORS.sub("", css)))


def files_in(css: str) -> Iterator[tuple[int, str]]:
    """Yield each file or address that a stylesheet names, with its place (from 0) in the text."""
    # Comments become blanks of the same length, so that places stay.
    bare = NOT_RULES.sub(lambda found: " " * len(found[0]), css)
    for found in _URL.finditer(bare):
        # `url()` has its address in the second group, `@import` in the fourth.
        group = 2 if found[2] else 4
        yield found.start(group), found[group]
