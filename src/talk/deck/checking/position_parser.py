"""A Markdown parser that notes where things stand, and stops at what only looks like markup.

Every token it makes of a picture, a link, a formula or braces has its place in `meta`. What no rule has read but an
author may have meant (HTML, braces, `[^1]`, `$ x $`) becomes a token of type `stray`, with its kind in `info`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_inline import StateInline

from talk.deck.markup.markdown import Kind, new_parser

__all__ = ["AT", "BRACES", "noting_parser"]

AT = "at"
"""Key of a token's meta: where it begins in the text of its inline token."""
BRACES = "braces"
"""Key of a token's meta: place and text of `{…}` that belong to it."""
_NOTED = ("math_inline", "footnote_inline", "image", "link", "autolink", "span", "attr")
"""Inline rules whose tokens are looked at."""

_STRAY_BRACES = re.compile(r"\{\s*:?\s*(?:[.#][\w-]+|[\w-]+\s*=\s*[^\s}])[^{}\n]*\}")
_STRAY_NOTE = re.compile(r"\[\^[^\]\s]+\]|\^\[[^\]\n]*\]")
_FORMULA_SIGN = r"(?:\\[a-zA-Z]|\^|_\{)"
_STRAY_FORMULA = re.compile(rf"\$[^$\n]*{_FORMULA_SIGN}[^$\n]*\$")
_LATEX_FORMULA = re.compile(
    rf"\\\((?=.*?{_FORMULA_SIGN}).+?\\\)|\\\[(?=.*?{_FORMULA_SIGN}).+?\\\]", re.DOTALL
)
_STRAYS = {
    "<": ("html", HTML_TAG_RE),
    "{": ("braces", _STRAY_BRACES),
    "[": ("note", _STRAY_NOTE),
    "^": ("note", _STRAY_NOTE),
    "$": ("dollars", _STRAY_FORMULA),
    "\\": ("latex", _LATEX_FORMULA),
}


def _stray(state: StateInline, silent: bool) -> bool:
    """Take what only looks like markup: every rule before has left it."""
    kind, pattern = _STRAYS.get(state.src[state.pos], ("", None))
    found = pattern.match(state.src, state.pos, state.posMax) if pattern else None
    if found is None:
        return False
    if not silent:
        token = state.push("stray", "", 0)
        token.content, token.info, token.meta = found[0], kind, {AT: state.pos}
    state.pos = found.end()
    return True


def _is_latex(state: StateInline) -> bool:
    return state.src[state.pos] == "\\"


def _noting(
    name: str, rule: Callable[[StateInline, bool], bool]
) -> Callable[[StateInline, bool], bool]:
    """Let a rule note the place of what it makes."""

    def run(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[before:]:
                token.meta.setdefault(AT, start)
            if name in ("span", "attr"):
                opening = state.src.rfind("{", 0, state.pos)
                state.tokens[-1].meta.setdefault(BRACES, []).append(
                    (opening, state.src[opening : state.pos])
                )
        return True

    return run


@cache
def noting_parser(kind: Kind) -> MarkdownIt:
    """The parser of a kind of text. It is for reading only: what it makes is not what slides show."""
    md = new_parser(kind, {"typographer": False}, move_footnotes=False)
    for rule in md.inline.ruler.__rules__:
        if rule.name in _NOTED:
            md.inline.ruler.at(rule.name, _noting(rule.name, rule.fn), {"alt": rule.alt})
    md.inline.ruler.push("stray", _stray)
    # a backslash before a bracket would only be taken for one that is to be shown
    md.inline.ruler.before(
        "escape", "stray_latex", lambda state, silent: _is_latex(state) and _stray(state, silent)
    )
    return md
