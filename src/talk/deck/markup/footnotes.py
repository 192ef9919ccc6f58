"""Footnotes: `[^1]` in a text and `[^1]: words` below it, or `^[words]` in place.

The notes of all texts of a slide are numbered through and stand together at its foot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin as plugin


@dataclass
class Footnotes:
    """The footnotes of one slide."""

    scope: str
    """Makes their ids the only ones of a page: the slide's id."""
    items: list[str] = field(default_factory=list)
    """HTML of each, in the order of their numbers."""

    def html(self) -> str:
        """The list of all of them; empty when there are none."""
        if not self.items:
            return ""
        return f'<ol class="footnotes" aria-label="Footnotes">\n{"".join(self.items)}</ol>\n'


def footnote_plugin(md: MarkdownIt, *, move_to_end: bool = True) -> None:
    plugin(md, move_to_end=move_to_end)
    for rule in (_footnote_ref, _footnote_open, _footnote_anchor):
        md.add_render_rule(rule.__name__[1:], rule)


def parted(tokens: list[Token]) -> tuple[list[Token], list[list[Token]]]:
    """The text without its footnotes, and the tokens of each of them."""
    start = next(
        (at for at, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens)
    )
    notes: list[list[Token]] = []
    for token in tokens[start + 1 : -1]:
        if token.type == "footnote_open":
            notes.append([])
        notes[-1].append(token)
    return tokens[:start], notes


def _names(token: Token, env: Any) -> tuple[int, str, str]:
    """Number of a note, its id, and the id of the place that refers to it."""
    footnotes: Footnotes = env["footnotes_of_slide"]
    number = env["footnotes_before"] + token.meta["id"] + 1
    name = f"{escape(footnotes.scope)}:{number}"
    again = token.meta.get("subId", 0)
    return number, f"fn:{name}", f"fnref:{name}:{again + 1}" if again else f"fnref:{name}"


def _footnote_ref(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    number, note, here = _names(tokens[idx], env)
    link = f'<a href="#{note}" id="{here}" role="doc-noteref" aria-label="Footnote {number}">{number}</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def _footnote_open(
    self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any
) -> str:
    number, note, _ = _names(tokens[idx], env)
    step = env["base_step"] if (own := tokens[idx].meta.get("step")) is None else own
    comes = f' class="step" data-step="{step}"' if step else ""
    return f'<li id="{note}" value="{number}"{comes}>'


def _footnote_anchor(
    self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any
) -> str:
    _, _, back = _names(tokens[idx], env)
    again = tokens[idx].meta.get("subId", 0)
    name = f"Back to the text ({again + 1})" if again else "Back to the text"
    return f' <a href="#{back}" class="footnote-back" role="doc-backlink" aria-label="{name}">↩\ufe0e</a>'
