"""`{.step}` at the end of a list item, paragraph or heading: classes for the block, numbers for the steps.

A small Markdown plugin: `- first point {.step}` gives `<li class="step" data-step="1">`. Other classes may
be given too (`{.step .quiet}`). Images, links, code and `[spans]` take the same braces directly after them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_CLASSES = re.compile(r"(?:[ \t]+|(?<![`)\]]))\{((?:[ \t]*\.[a-z][a-z0-9-]*)+)[ \t]*\}[ \t]*$")


@dataclass
class StepCounter:
    """Counts the steps of one slide over all its texts."""

    count: int = 0

    def next(self) -> int:
        """Number of the next step, from 1."""
        self.count += 1
        return self.count


def step_marks_plugin(md: MarkdownIt) -> None:
    md.core.ruler.before("inline", "step_marks", _take_marks)
    md.core.ruler.push("step_numbers", _number_steps)


def _take_marks(state: StateCore) -> None:
    for place, token in enumerate(state.tokens):
        if token.type != "inline" or not (match := _CLASSES.search(token.content)):
            continue
        block = _block_of(state.tokens, place)
        if block is not None:
            block.attrJoin("class", " ".join(match[1].replace(".", " ").split()))
            token.content = token.content[: match.start()]


def _block_of(tokens: list[Token], place: int) -> Token | None:
    """What marks at the end of an inline token belong to: the list item, else the paragraph or heading."""
    opening = tokens[place - 1]
    if opening.type == "paragraph_open" and tokens[place - 2].type == "list_item_open":
        return tokens[place - 2]
    return opening if opening.type in ("paragraph_open", "heading_open", "td_open", "dt_open") else None


def _number_steps(state: StateCore) -> None:
    steps: StepCounter = state.env.setdefault("steps", StepCounter())
    for token in state.tokens:
        for part in (token, *(token.children or ())):
            if part.nesting >= 0 and "step" in str(part.attrGet("class") or "").split():
                part.attrSet("data-step", str(steps.next()))
