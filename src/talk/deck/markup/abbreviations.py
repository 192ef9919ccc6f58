"""Mark the abbreviations of a deck in its texts: `<abbr title="what it stands for">`."""

from __future__ import annotations

from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from talk.deck.reading.words import NO_WORDS, Words


def abbreviations_plugin(md: MarkdownIt) -> None:
    """Add abbreviations to a parser; `env["words"]` has them."""
    # Last of the core rules: quotes and dashes are set, and each text is in one piece.
    md.core.ruler.push("abbreviations", _mark)
    md.add_render_rule("abbreviation", _render)


def _mark(state: StateCore) -> None:
    """Put a token of its own where an abbreviation stands in a text (a rule of markdown-it)."""
    words: Words = state.env.get("words", NO_WORDS)
    if words.pattern is None:
        return
    for token in state.tokens:
        if token.type != "inline" or not token.children:
            continue
        pieces: list[Token] = []
        in_link = False
        for one in token.children:
            if one.type in ("link_open", "link_close"):
                in_link = one.nesting == 1
            # A link goes where it goes, and opens nothing beside it.
            pieces += [one] if in_link else _parts(one, words)
        token.children = pieces


def _parts(token: Token, words: Words) -> list[Token]:
    """Return a text in pieces, each abbreviation one of them; any other token as it is."""
    if token.type != "text" or words.pattern is None:
        return [token]
    pieces: list[Token] = []
    done = 0
    for found in words.pattern.finditer(token.content):
        pieces.append(_text(token.content[done : found.start()], token.level))
        short = Token("abbreviation", "abbr", 0, content=found[0], level=token.level)
        pieces.append(short)
        done = found.end()
    return [*pieces, _text(token.content[done:], token.level)] if pieces else [token]


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _render(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    short = tokens[idx].content
    meaning = escape(env["words"].abbreviations[short])
    # A finger or a key opens it where there is no mouse (web/base.css).
    return f'<abbr title="{meaning}" tabindex="0">{escape(short)}</abbr>'
