"""Read `{.step}` at the end of a list item, paragraph or heading, and number the steps of a slide.

The Markdown `- first point {.step}` gives `<li class="step" data-step="1">`. Other classes may be
given too (`{.step .quiet}`), and a name (`{#rye}`) by which the next slide knows the same thing:
`data-move="rye"`. Images, links, code and `[spans]` have the same braces directly after them; those
are read by mdit-py-plugins' `attrs`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

STEP_KINDS = {
    "hide": "goes with its step",
    "replace": "comes with its step, in the place of what stands before it, which goes",
    "emphasise": "is pointed out with its step",
}
"""Class beside `step` → what the step does, where it does not let something appear."""

# Directly behind code, a link or a span the braces belong to that, and `attrs` reads them.
_MARKS = re.compile(r"(?:[ \t]+|(?<![`)\]]))\{((?:[ \t]*[.#][a-z][a-z0-9-]*)+)[ \t]*\}[ \t]*$")
_MARK = re.compile(r"([.#])([a-z][a-z0-9-]*)")


MOVE = "data-move"
"""Attribute of what moves to its place on the next slide; its value is the name."""


@dataclass
class StepCounter:
    """Counter of the steps of one slide over all its texts."""

    count: int = 0

    def next(self) -> int:
        """Return the number of the next step, from 1."""
        self.count += 1
        return self.count


def step_marks_plugin(md: MarkdownIt) -> None:
    """Add step marks to a parser; `env["steps"]` of a text may be the StepCounter of its slide."""
    # Before the texts are parsed, which would show the braces; the numbers after all rules that set
    # classes.
    md.core.ruler.before("inline", "step_marks", _read_marks)
    md.core.ruler.push("step_numbers", _number_steps)


def _read_marks(state: StateCore) -> None:
    """Cut the marks off the ends of texts and keep their classes for the blocks they belong to."""
    for place, token in enumerate(state.tokens):
        if token.type != "inline" or not (match := _MARKS.search(token.content)):
            continue
        block = _block_of(state.tokens, place)
        if block is not None:
            marks = [
                (match.start(1) + mark.start(2), mark[1], mark[2])
                for mark in _MARK.finditer(match[1])
            ]
            # Joined only by _number_steps: the rule for tasks sets the class of its items anew.
            block.meta["classes"] = " ".join(name for _, sign, name in marks if sign == ".")
            token.meta["classes"] = [(at, name) for at, sign, name in marks if sign == "."]
            token.meta["names"] = [(at, name) for at, sign, name in marks if sign == "#"]
            for _, name in token.meta["names"]:
                block.attrSet(MOVE, name)
            token.content = token.content[: match.start()]


def _block_of(tokens: list[Token], place: int) -> Token | None:
    """Return the list item that an inline token is in, else the paragraph or heading."""
    opening = tokens[place - 1]
    # The whole item is the step, with the lists inside it; a later paragraph of it is one by
    # itself.
    if opening.type == "paragraph_open" and tokens[place - 2].type == "list_item_open":
        return tokens[place - 2]
    blocks = ("paragraph_open", "heading_open", "td_open", "dt_open")
    return opening if opening.type in blocks else None


def _number_steps(state: StateCore) -> None:
    """Give the steps their numbers in reading order (a rule of markdown-it).

    A footnote comes with the step that refers to it first.
    """
    steps: StepCounter = state.env.setdefault("steps", StepCounter())
    around: list[int | None] = []  # the steps of the blocks that are open, from the outermost
    first_seen: dict[int, int | None] = {}
    for token in state.tokens:
        if classes := token.meta.get("classes") if token.type != "inline" else None:
            token.attrJoin("class", classes)
        if token.type == "footnote_open":
            token.meta["step"] = first_seen.get(token.meta["id"])
        for part in (token, *(token.children or ())):
            # `[words]{#name}`: only slides have ids in a page of many slides.
            if name := part.attrs.pop("id", None):
                part.attrSet(MOVE, str(name))
            number = around[-1] if around else None
            # Closing tokens have no attributes of their own.
            if part.nesting >= 0 and "step" in str(part.attrGet("class") or "").split():
                number = steps.next()
                part.attrSet("data-step", str(number))
            if part.type == "footnote_ref":
                first_seen.setdefault(part.meta["id"], number)
            if part.nesting == 1:
                around.append(number)
            elif part.nesting == -1 and around:
                around.pop()
