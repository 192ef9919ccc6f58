"""Ask a checkpoint in conversation, and find held-out conversations with known right answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from demo_kernel.lab.claims.model_probe import ModelProbe
from demo_kernel.lab.claims.probe import has_tools, measured_model, probe
from demo_kernel.lab.corpus.conversations import generate
from demo_kernel.lab.corpus.conversations.conversation import text_of, user
from demo_kernel.lab.corpus.conversations.generate import is_free_use, plain
from demo_kernel.lab.corpus.conversations.scripts import read_script
from demo_kernel.lab.recipes.answering import TOOLS, Turn, answer_all
from demo_kernel.tokens.tokenizer import Message
from demo_kernel.tools.toolbox import Tools

REFUSALS = ("I will not", "No, I", "I am sorry, but I do not", "I would rather not", "No, I do not")
"""How a refusal begins, in every text that the assistant learnt from."""
REFUSAL_OF_OTHERS = re.compile(
    r"(?:I(?:'m| am) sorry|Sorry)\b.*\b"
    r"(?:don't|do not|can't|cannot|won't|unable|not (?:able|equipped))"
    r"|I (?:can't|cannot|won't|will not|must decline)|I(?:'m| am) (?:unable|not able)",
    re.IGNORECASE | re.DOTALL,
)
"""How an assistant of another maker begins one: an apology and what it cannot do, or that alone."""


class Held(NamedTuple):
    """A held-out conversation up to where the assistant speaks, and all answers that are right."""

    kind: str
    messages: tuple[Message, ...]
    right: list[str]


@cache
def read_in_training() -> frozenset[str]:
    """Return everything that a user says in the conversations that sft read, in plain form."""
    return frozenset(
        # Compared in plain form: two wordings may come to the same words (25 of 220 did, LOG.md).
        plain(text_of(message))
        for seed, number in generate.READINGS
        for talk in generate.conversations("train", number, seed)
        for message in talk.messages
        if message.role == "user"
    )


def held_out(script: str, number: int) -> list[Held]:
    """Return the first `number` different held-out openings of a script with their right answers.

    None is one of the sixty messages of free use, and none was read in training, word for word.
    """
    found: list[Held] = []
    seen: set[str] = set()
    index = 0
    while len(found) < number:
        # Seeded by script and number, so that the same conversations are asked at every
        # measurement.
        talk, right = read_script(script).right_answers(f"claims/{script}/{index}", "heldout")
        index += 1
        said = " ".join(text_of(message) for message in talk.messages[:-1])
        opening = next(text_of(message) for message in talk.messages if message.role == "user")
        if said not in seen and not is_free_use(said) and plain(opening) not in read_in_training():
            seen.add(said)
            found.append(Held(talk.kind, talk.messages[:-1], right))
    return found


def ask_all(
    checkpoint: str,
    conversations: Sequence[Sequence[Message]],
    *,
    tools: Tools | None = TOOLS,
    max_tokens: int = 120,
) -> list[Turn]:
    """Return the likeliest next turn of every conversation."""
    asked = probe(checkpoint)
    return answer_all(asked.model, asked.words, conversations, tools=tools, max_tokens=max_tokens)


def say_all(
    checkpoint: str, messages: Sequence[str], *, tools: Tools | None = TOOLS, max_tokens: int = 120
) -> list[Turn]:
    """Return the likeliest answer to every message; a model of --model calls no tools."""
    asked = measured_model(checkpoint)
    if isinstance(asked, ModelProbe):
        return [Turn(text) for text in asked.say_all(messages, max_tokens)]
    return ask_all(
        checkpoint, [(user(text),) for text in messages], tools=tools, max_tokens=max_tokens
    )


def refuses(text: str) -> bool:
    """Return whether an answer of what is measured is a refusal."""
    return text.startswith(REFUSALS) if has_tools() else bool(REFUSAL_OF_OTHERS.match(text))
