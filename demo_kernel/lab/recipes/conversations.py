"""Pack conversations into rows of equal length, with a mask on the assistant's own tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demo_kernel.lab.corpus.conversations.conversation import Conversation
from demo_kernel.tokens.tokenizer import Vocabulary

WAITING = 100
"""Conversations looked through for one that fits."""


class Rows(NamedTuple):
    """Conversations one after the other in rows of one length."""

    ids: NDArray[np.int16]
    """Dense IDs (rows, length); −1 where nothing fitted any more."""
    own: NDArray[np.bool_]
    """Where a token is the assistant's own doing, (rows, length)."""


def rendered(talk: Conversation, vocabulary: Vocabulary) -> tuple[list[int], list[bool]]:
    """Return a conversation as dense IDs, and which of them enter the loss."""
    ids, mask = vocabulary.render(talk.messages)
    return vocabulary.to_dense(ids), [bool(own) for own in mask]


def pack(talks: Iterable[Conversation], vocabulary: Vocabulary, length: int) -> Rows:
    """Return rows of whole conversations; one that is longer than a row is left out.

    Each row begins with the one that has waited longest, and goes on with the next that fits.
    """
    source = (
        # Lazily: all conversations as tokens would be hundreds of megabytes.
        one
        for one in (rendered(talk, vocabulary) for talk in talks)
        if len(one[0]) <= length
    )
    waiting: list[tuple[list[int], list[bool]]] = []
    all_ids: list[list[int]] = []
    all_own: list[list[bool]] = []
    while True:
        while len(waiting) < WAITING and (one := next(source, None)) is not None:
            waiting.append(one)
        if not waiting:
            break
        ids, own = list[int](), list[bool]()
        # Not the one that fits best: the short ones would wait for the ends of rows and then begin
        # new ones, and the model would learn that what stands first is small talk. It answered a
        # first message without a tool for that reason (LOG.md, sft).
        chosen: int | None = 0
        while chosen is not None:
            more_ids, more_own = waiting.pop(chosen)
            ids, own = ids + more_ids, own + more_own
            room = length - len(ids)
            chosen = next((i for i, (tokens, _) in enumerate(waiting) if len(tokens) <= room), None)
        all_ids.append(ids + [-1] * (length - len(ids)))
        all_own.append(own + [False] * (length - len(own)))
    return Rows(
        np.array(all_ids, dtype=np.int16).reshape(-1, length),
        np.array(all_own, dtype=np.bool_).reshape(-1, length),
    )
