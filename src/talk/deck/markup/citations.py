"""Read citations: `[@key]`, `[@key, p. 12]`, `[@one; @two]`.

What stands for them comes from the deck's bibliography (`talk.deck.checking.bibliography`).
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

KEY = r"[\w][\w:.+/-]*"
"""A source's key; comma and semicolon are the citation's own."""
# With a `(` behind it, `[@name](address)` is a link.
_CITATION = re.compile(rf"\[(@{KEY}(?:,[^;\[\]\n]*)?(?:;\s*@{KEY}(?:,[^;\[\]\n]*)?)*)\](?!\()")
_ITEM = re.compile(rf"@({KEY})(?:,\s*([^;]*))?")
BEGINS = "[@"
"""How a citation begins."""


class Cited(NamedTuple):
    """One source of a citation."""

    key: str
    place: str
    """Where in the source: `p. 12`; empty for all of it."""
    at: int
    """Where the key stands in the citation, in characters from 0."""


def cited(citation: str) -> list[Cited]:
    """Return the sources of a citation, which is the text between its brackets."""
    return [
        Cited(found[1], (found[2] or "").strip(), found.start(1))
        for found in _ITEM.finditer(citation)
    ]


def citation_plugin(md: MarkdownIt) -> None:
    """Add citations to a parser; `env["words"]` has the HTML of each."""
    # Before links, whose rule would read the brackets.
    md.inline.ruler.before("link", "citation", _citation)
    md.add_render_rule("citation", _render)


def _citation(state: StateInline, silent: bool) -> bool:
    """Read one citation (a rule of markdown-it)."""
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta["citation"] = found[1]
    state.pos = found.end()
    return True


def _render(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    citation = tokens[idx].meta["citation"]
    html: str | None = env["words"].citations.get(citation)
    # A deck with an unknown source is reported, and a talk in front of people goes on.
    return html if html is not None else f"[{escape(citation)}]"
