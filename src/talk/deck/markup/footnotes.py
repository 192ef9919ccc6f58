"""Read footnotes: `[^1]` in a text and `[^1]: words` below it, or `^[words]` in place.

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

from talk.messages import message


@dataclass
class Footnotes:
    """The footnotes of one slide."""

    scope: str
    """The slide's id.

    It stands in the notes' ids, so that they are unique on a page of many slides.
    """
    items: list[str] = field(default_factory=list)
    """HTML of each, in the order of their numbers."""
    language: str = "en"
    """The deck's language, in which the links are named."""

    def html(self) -> str:
        """Return the list of all footnotes; "" when there are none."""
        if not self.items:
            return ""
        name = escape(message(self.language, "footnotes"))
        return f'<ol class="footnotes" aria-label="{name}">\n{"".join(self.items)}</ol>\n'


def footnote_plugin(md: MarkdownIt, *, move_to_end: bool = True) -> None:
    """Add footnotes to a parser. Without `move_to_end` a note's tokens stay where it is written."""
    plugin(md, move_to_end=move_to_end)
    # Named after the tokens that they render, with an underscore before.
    for rule in (_footnote_ref, _footnote_open, _footnote_anchor):
        md.add_render_rule(rule.__name__[1:], rule)


def split_footnotes(tokens: list[Token]) -> tuple[list[Token], list[list[Token]]]:
    """Return the tokens of the text without its footnotes, and those of each footnote."""
    start = next(
        (at for at, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens)
    )
    notes: list[list[Token]] = []
    # The last token closes the block of all notes.
    for token in tokens[start + 1 : -1]:
        if token.type == "footnote_open":
            notes.append([])
        notes[-1].append(token)
    return tokens[:start], notes


def _names(token: Token, env: Any) -> tuple[int, str, str]:
    """Return the number of a note, its id, and the id of the place that refers to it."""
    footnotes: Footnotes = env["footnotes_of_slide"]
    # The plugin counts the notes of one text from 0; a slide's texts are counted through.
    number = env["footnotes_before"] + token.meta["id"] + 1
    name = f"{escape(footnotes.scope)}:{number}"
    again = token.meta.get("subId", 0)
    return number, f"fn:{name}", f"fnref:{name}:{again + 1}" if again else f"fnref:{name}"


def _language(env: Any) -> str:
    footnotes: Footnotes = env["footnotes_of_slide"]
    return footnotes.language


def _footnote_ref(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    number, note, here = _names(tokens[idx], env)
    name = escape(message(_language(env), "footnote-number", number=number))
    label = f'role="doc-noteref" aria-label="{name}"'
    return f'<sup class="footnote-ref"><a href="#{note}" id="{here}" {label}>{number}</a></sup>'


def _footnote_open(
    self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any
) -> str:
    number, note, _ = _names(tokens[idx], env)
    # A note comes with the step that refers to it, else with the step of its whole text.
    step = env["base_step"] if (own := tokens[idx].meta.get("step")) is None else own
    # Step 0 is no step: the note is there from the beginning.
    attributes = f' class="step" data-step="{step}"' if step else ""
    return f'<li id="{note}" value="{number}"{attributes}>'


def _footnote_anchor(
    self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any
) -> str:
    _, _, back = _names(tokens[idx], env)
    again = tokens[idx].meta.get("subId", 0)
    name = message(_language(env), "footnote-back") + (f" ({again + 1})" if again else "")
    label = f'role="doc-backlink" aria-label="{escape(name)}"'
    # U+FE0E keeps phones from showing the arrow as a coloured emoji.
    return f' <a href="#{back}" class="footnote-back" {label}>↩\ufe0e</a>'
