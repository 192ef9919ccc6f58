"""Parse Markdown and record where each token stands, and what only looks like markup.

Every token of a picture, a link, a formula or braces gets its place in `meta`. What no rule has
read but an author may have meant (HTML, braces, `[^1]`, `$ x $`) becomes a token of type `stray`,
with its kind in `info`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_inline import StateInline

from talk.deck.markup.markdown import Kind, new_parser

__all__ = ["AT", "BRACES", "position_parser"]

AT = "at"
"""Key of a token's meta: where it begins in the text of its inline token."""
BRACES = "braces"
"""Key of a token's meta: place and text of `{…}` that belong to it."""
_RECORDED = (
    "math_inline",
    "footnote_inline",
    "image",
    "link",
    "autolink",
    "citation",
    "span",
    "attr",
)
"""Inline rules whose tokens get their place."""

_STRAY_BRACES = re.compile(r"\{\s*:?\s*(?:[.#][\w-]+|[\w-]+\s*=\s*[^\s}])[^{}\n]*\}")
_STRAY_NOTE = re.compile(
    r"\[\^[^\]\s]+\]|\^\[[^\]\n]*\]|\[(?:[^\[\]\n]*[\s;])?@\w[^\[\]\n]*\](?!\()"
)
_FORMULA_SIGN = r"(?:\\[a-zA-Z]|\^|_\{)"
"""What tells a formula from prices: "between $5 and $10" has none of these."""
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
"""First character of what only looks like markup → its kind, and the whole of it."""


@cache
def position_parser(kind: Kind) -> MarkdownIt:
    """Return the parser of a kind of text. It is for reading only: slides show something else."""
    md = new_parser(kind, {"typographer": False}, move_footnotes=False)
    # markdown-it has no public way to wrap a rule that is there; its list of rules is the only one.
    for rule in md.inline.ruler.__rules__:
        if rule.name in _RECORDED:
            md.inline.ruler.at(rule.name, _recording(rule.name, rule.fn), {"alt": rule.alt})
    # Last of all rules, so that it sees only what the others have left.
    md.inline.ruler.push("stray", _stray)
    # The rule for escapes would read the backslash of `\(` first, as one before a bracket to be
    # shown.
    md.inline.ruler.before(
        "escape",
        "stray_latex",
        lambda state, silent: state.src[state.pos] == "\\" and _stray(state, silent),
    )
    return md


def _stray(state: StateInline, silent: bool) -> bool:
    """Read what only looks like markup as a token of its own (a rule of markdown-it)."""
    kind, pattern = _STRAYS.get(state.src[state.pos], ("", None))
    found = pattern.match(state.src, state.pos, state.posMax) if pattern else None
    if found is None:
        return False
    # Silent: the parser looks whether something begins here, as inside of a link's words.
    if not silent:
        token = state.push("stray", "", 0)
        token.content, token.info, token.meta = found[0], kind, {AT: state.pos}
    state.pos = found.end()
    return True


def _recording(
    name: str, rule: Callable[[StateInline, bool], bool]
) -> Callable[[StateInline, bool], bool]:
    """Return a rule that works as `rule` and records the place of the tokens that it makes."""

    def run(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[before:]:
                # The innermost rule has set it already where rules run inside of rules.
                token.meta.setdefault(AT, start)
            # Braces belong to the token before them, which may have been made by another rule.
            if name in ("span", "attr"):
                opening = state.src.rfind("{", 0, state.pos)
                state.tokens[-1].meta.setdefault(BRACES, []).append(
                    (opening, state.src[opening : state.pos])
                )
        return True

    return run
