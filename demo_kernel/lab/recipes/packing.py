"""Pack documents into rows of equal length for training."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo_kernel.tokens.tokenizer import Vocabulary

WAITING = 200
"""Documents looked through for one that fits; small enough to keep the curriculum's order roughly.
"""


def read_documents(path: Path, vocabulary: Vocabulary) -> Iterator[list[int]]:
    """Yield each line's text as dense IDs, led by the begin-of-document token."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield vocabulary.to_dense(vocabulary.encode_document(json.loads(line)["text"]))


def pack(documents: Iterable[list[int]], length: int, *, pad: bool = False) -> NDArray[np.int16]:
    """Return rows of `length` dense IDs, (rows, length); each begins with a document.

    A row begins with the document that has waited longest, and goes on with whichever fits best.
    When none fits, the shortest is cut; with `pad` the row is filled up with −1 and nothing is
    lost. A document longer than a row is split.
    """
    source = (
        # Longer documents go on in the next row, without a beginning of their own.
        document[i : i + length]
        for document in documents
        for i in range(0, len(document), length)
    )
    waiting: list[list[int]] = []
    rows: list[list[int]] = []

    def refill() -> None:
        while len(waiting) < WAITING and (document := next(source, None)) is not None:
            waiting.append(document)

    refill()
    while waiting:
        # The one that has waited longest begins the row, so that none waits for ever.
        row = waiting.pop(0)
        while len(row) < length:
            refill()
            room = length - len(row)
            fitting = [i for i, document in enumerate(waiting) if len(document) <= room]
            if fitting:
                # The longest that fits: few documents are cut then.
                row = row + waiting.pop(max(fitting, key=lambda i: len(waiting[i])))
            elif waiting and not pad:
                row = (
                    row
                    + waiting.pop(min(range(len(waiting)), key=lambda i: len(waiting[i])))[:room]
                )
            else:
                row = row + [-1] * room
        rows.append(row)
        refill()
    return np.array(rows, dtype=np.int16).reshape(-1, length)


def bytes_per_token(rows: NDArray[np.int16], vocabulary: Vocabulary) -> float:
    """Return the mean number of bytes that a predicted token stands for.

    A begin-of-document token counts as one byte.
    """
    # The first token of a row is read and never predicted.
    ids = rows[:, 1:][rows[:, 1:] >= 0]
    lengths = np.array(
        [
            1 if vocabulary.is_special(w) else len(vocabulary.token_bytes(w))
            for w in vocabulary.wire_ids
        ]
    )
    return float(lengths[ids].mean())
