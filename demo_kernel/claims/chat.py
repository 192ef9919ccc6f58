"""Asking a checkpoint in conversation, and held-out conversations whose right answers are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from demo_kernel.claims.probe import probe
from demo_kernel.corpus.conversations.conversation import text_of, user
from demo_kernel.corpus.conversations.generate import is_free_use
from demo_kernel.corpus.conversations.scripts import read_script
from demo_kernel.recipes.answering import TOOLS, Turn, answer_all
from demo_kernel.tokenizer import Message
from demo_kernel.tools import Tools

REFUSALS = ("I will not", "No, I", "I am sorry, but I do not", "I would rather not", "No, I do not")
"""How a refusal begins, in every text that the assistant learnt from."""


class Held(NamedTuple):
    """A held-out conversation up to where the assistant speaks, and all answers that would be right."""

    kind: str
    messages: tuple[Message, ...]
    right: list[str]


def held_out(script: str, number: int) -> list[Held]:
    """The first `number` different held-out openings of a script, each with its right answers."""
    found: list[Held] = []
    seen: set[str] = set()
    index = 0
    while len(found) < number:
        talk, right = read_script(script).right_answers(f"claims/{script}/{index}", "heldout")
        index += 1
        said = " ".join(text_of(message) for message in talk.messages[:-1])
        if said not in seen and not is_free_use(said):
            seen.add(said)
            found.append(Held(talk.kind, talk.messages[:-1], right))
    return found


def ask_all(
    checkpoint: str, conversations: Sequence[Sequence[Message]], *, tools: Tools | None = TOOLS, max_tokens: int = 120
) -> list[Turn]:
    """The likeliest next turn of every conversation."""
    asked = probe(checkpoint)
    return answer_all(asked.model, asked.words, conversations, tools=tools, max_tokens=max_tokens)


def say_all(
    checkpoint: str, messages: Sequence[str], *, tools: Tools | None = TOOLS, max_tokens: int = 120
) -> list[Turn]:
    """The likeliest answer to every message."""
    return ask_all(checkpoint, [(user(text),) for text in messages], tools=tools, max_tokens=max_tokens)


def refuses(text: str) -> bool:
    """Whether an answer is a refusal."""
    return text.startswith(REFUSALS)
