"""Find what a browser would skip in a stylesheet.

The browser reports nothing, and the slide just looks wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from talk.deck.reading.problems import Problem

_END = "/* the end of the file */"
"""Comment put behind a stylesheet while it is read: a block that holds it was never closed."""


def css_problems(css: str, path: Path) -> list[Problem]:
    """Return the mistakes in the syntax of a stylesheet.

    Names and values of properties are not checked.
    """
    import tinycss2  # imported here, so that no talk waits for it at its start

    lines = css.splitlines()
    found = []
    if comment := _open_comment(css):
        # Read without it, so that what stands before it is checked too.
        css = css[: comment - 1]
        line = css.count("\n") + 1
        text = "this comment is never closed, so all that follows belongs to it"
        found.append(
            Problem(path, line, 1, text, "put the missing */ where it ends", lines[line - 1])
        )
    # tinycss2 closes every open block at the end without a word. The mark tells which was open: it
    # stands inside of that block and not behind it.
    for line, column, message, hint in _mistakes(tinycss2.parse_stylesheet(css + _END)):
        shown = lines[line - 1] if line <= len(lines) else ""
        found.append(Problem(path, line, column, message, hint, shown))
    return found


def _open_comment(css: str) -> int:
    """Return the place, from 1, of a comment that is never closed; 0 where there is none."""
    place = 0
    while found := _COMMENT_OR_TEXT.search(css, place):
        place = found.end()
        if found[0] == "/*":
            end = css.find("*/", place)
            if end < 0:
                return found.start() + 1
            place = end + 2
    return 0


_COMMENT_OR_TEXT = re.compile(r"""/\*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)
"""What a comment begins with, or a text in quotes, in which `/*` begins none."""


Mistake = tuple[int, int, str, str]
"""Line and column from 1, message, hint."""


def _mistakes(nodes: list[Any]) -> Iterator[Mistake]:
    """Yield what is wrong with the rules and declarations of a stylesheet or a block."""
    import tinycss2

    for node in nodes:
        if node.type == "error":
            yield (
                node.source_line,
                node.source_column,
                *_SENTENCES.get(node.kind, (_INVALID, _COLON)),
            )
        elif node.type == "declaration":
            yield from _inside(node.value)
        elif node.type in ("qualified-rule", "at-rule"):
            yield from _inside(node.prelude)
            # An at-rule without a block, such as @import.
            if node.content is None:
                continue
            open_to_the_end = any(
                inner.type == "comment" and f"/*{inner.value}*/" == _END for inner in node.content
            )
            if open_to_the_end:
                text = "this block is not closed, so all that follows belongs to it"
                yield node.source_line, node.source_column, text, "put the missing } where it ends"
                return  # all that follows was read as part of this block
            yield from _mistakes(tinycss2.parse_blocks_contents(node.content))


def _inside(tokens: list[Any]) -> Iterator[Mistake]:
    """Yield the mistakes of single tokens in a selector or a value."""
    for token in tokens:
        if token.type == "error":
            yield (
                token.source_line,
                token.source_column,
                *_SENTENCES.get(token.kind, (_INVALID, _COLON)),
            )
        else:
            # Brackets have a content, functions have arguments; all other tokens hold nothing.
            inner = getattr(token, "content", None) or getattr(token, "arguments", None)
            yield from _inside(inner or [])


_INVALID = "this is neither a rule nor a declaration, so the browser skips it"
_COLON = "a declaration is `name: value;`"
_SENTENCES = {
    "}": ("this } closes nothing", "take it away, or look for the { that is missing before it"),
    ")": ("this ) closes nothing", "take it away, or look for the ( that is missing before it"),
    "]": ("this ] closes nothing", "take it away, or look for the [ that is missing before it"),
    "bad-string": ("this text is not closed on its line", "put the missing quotation mark"),
    "eof-in-string": ("this text is never closed", "put the missing quotation mark"),
    "bad-url": ("this address cannot be read", "put it between quotation marks"),
    "eof-in-url": ("this address is never closed", "put the missing )"),
}
"""tinycss2's name of a mistake → what is wrong, and what to do."""
