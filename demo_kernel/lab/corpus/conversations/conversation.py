"""Define a conversation of the training text, and choose one from several wordings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal, TypeVar

from demo_kernel.tokens.tokenizer import Message, Part

Split = Literal["train", "heldout"]
"""Held-out conversations open with a wording that no training conversation has."""
HELD_OUT_EVERY = 5
"""Of five or more wordings every fifth is held out."""
GRAMMARS = Path(__file__).parent / "grammars"
"""Grammars of conversations alone. Not among those of the corpus, whose words are spelled in it."""
T = TypeVar("T")


@dataclass(frozen=True)
class Conversation:
    """Turns in order; the last is the assistant's."""

    kind: str
    """What it teaches, e.g. `world/capital`; `unguarded` training and the claims choose by it."""
    messages: tuple[Message, ...]


Kind = Callable[[Random, Split], Conversation]


def wordings(all_of_them: Sequence[T], split: Split) -> list[T]:
    """Return the wordings of one split.

    Everything belongs to training where there are fewer than five.
    """
    # By position in the file, so that adding wordings at the end moves none across the splits.
    held = [i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1 for i in range(len(all_of_them))]
    return [
        wording
        for wording, out in zip(all_of_them, held, strict=True)
        if out == (split == "heldout")
    ]


def ask(random: Random, split: Split, templates: Sequence[str], **slots: object) -> str:
    """Return one wording of a question with its slots filled."""
    return random.choice(wordings(templates, split)).format(**slots)


def user(text: str) -> Message:
    """Return a user's turn in plain text."""
    return Message("user", text)


def assistant(text: str) -> Message:
    """Return an assistant's turn in plain text."""
    return Message("assistant", text)


def using_tool(call: str, result: str, text: str, before: str = "") -> Message:
    """Return an assistant's turn with one tool call (`name: argument`) and its result.

    `before` is said before the call, `text` after it.
    """
    # No empty part: it would be rendered as nothing and compared as something.
    opening = (Part("text", before),) if before else ()
    return Message(
        "assistant",
        (*opening, Part("tool_call", call), Part("tool_result", result), Part("text", text)),
    )


def with_data(question: str, data: str, *, data_first: bool = False) -> Message:
    """Return a user's turn that carries a document between data tokens."""
    parts = (Part("text", question + " "), Part("data", data))
    return Message(
        # The space belongs to the question, whose first token it is a part of.
        "user",
        (Part("data", data), Part("text", " " + question)) if data_first else parts,
    )


def text_of(message: Message) -> str:
    """Return all words of a turn, without the marks between its parts."""
    return "".join(part.text for part in message.parts)
