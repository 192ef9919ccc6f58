"""Read `==words==` as `<mark>`: a Markdown plugin for words to point out."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SIGN = "=="


def mark_plugin(md: MarkdownIt) -> None:
    """Read `==words==` as `<mark>`, other markup inside it included."""
    md.inline.ruler.after("emphasis", "mark", _mark)


def _mark(state: StateInline, silent: bool) -> bool:
    """Read one mark (a rule of markdown-it); False, with nothing changed, where none begins."""
    start, maximum = state.pos, state.posMax
    # Silent: the parser asks whether to skip over a token, and the signs are skipped one by one.
    if silent or not _begins(state.src, start, maximum):
        return False
    end = _end(state, start + len(_SIGN))
    if end is None:
        state.pos = start
        return False
    # Tokenize the words between the signs, as if they were the whole text.
    state.pos, state.posMax = start + len(_SIGN), end
    state.push("mark_open", "mark", 1).markup = _SIGN
    state.md.inline.tokenize(state)
    state.push("mark_close", "mark", -1).markup = _SIGN
    state.pos, state.posMax = end + len(_SIGN), maximum
    return True


def _begins(text: str, at: int, maximum: int) -> bool:
    """Return whether a mark begins at a place; `a == b` and `===` are none."""
    after = text[at + 2 : at + 3]
    before = text[at - 1 : at] if at else ""
    return (
        text.startswith(_SIGN, at)
        and at + 2 < maximum
        and not after.isspace()
        and after != "="
        and before != "="
    )


def _end(state: StateInline, start: int) -> int | None:
    """Return where the sign that ends the mark stands; None where there is none.

    Code, links and escaped signs are passed over.
    """
    state.pos = start
    while state.pos < state.posMax:
        if (
            state.src.startswith(_SIGN, state.pos)
            and state.pos > start
            and not state.src[state.pos - 1].isspace()
        ):
            return state.pos
        # By markdown-it's own rules, which know what is code and what is a link.
        state.md.inline.skipToken(state)
    return None
