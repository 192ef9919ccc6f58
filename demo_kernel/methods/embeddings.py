"""Answer embeddings/nearest: arithmetic on the embedding table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from demo_kernel.backends.language_model import EmbeddingRows, LocalModel
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol.methods.embeddings import NearestParams, NearestResult, Neighbour
from talk.protocol.refusal import refusal

BLOCK_ROWS = 4096
"""Rows of the table that are compared at once: some 10 ms for 576 numbers each."""


async def nearest(kernel: Kernel, params: NearestParams, call: Call) -> NearestResult:
    """Return the tokens whose vectors are nearest to a sum of words.

    Each vector counts by its direction alone. The words of the sum are left out of what is found,
    as in Mikolov, Yih and Zweig (2013), since one of them is often the nearest of all.
    """
    model = kernel.local()
    checkpoint = model.checkpoints.checked(params.checkpoint)
    rows = model.embedding_rows(checkpoint)
    if rows is None:
        text = f"{model.name} does not offer its embedding table"
        raise refusal("not-offered", text, name=model.name)
    words = _dense(model, [*params.add, *params.subtract])
    tracked = _dense(model, params.tracked)
    signs = np.repeat(np.array([1, -1], dtype=np.float32), [len(params.add), len(params.subtract)])
    total = signs @ _directions(rows(words))  # (C,)
    size = model.engine.vocabulary_size
    # In slices between decoding steps, so that nobody's stream waits for the whole table.
    similarity = await kernel.scheduler.slices(_similarities(rows, total, size), call.asker)
    # A stable sort, so that equal vectors come in the order of the vocabulary on every machine.
    order = np.argsort(-similarity, kind="stable")
    places = np.empty(size, dtype=np.int64)
    places[order] = np.arange(size)
    before = np.sort(places[np.unique(words)])

    def neighbours(tokens: NDArray[np.int64]) -> list[Neighbour]:
        found = []
        for id_, token in zip(model.codec.from_dense(tokens.tolist()), tokens, strict=True):
            data = model.codec.token_bytes(id_)
            place = places[token]
            found.append(
                Neighbour(
                    id=id_,
                    text=data.decode("utf-8", errors="replace"),
                    bytes=data.hex(),
                    similarity=float(similarity[token]),
                    rank=int(place - np.searchsorted(before, place) + 1),
                )
            )
        return found

    return NearestResult(
        nearest=neighbours(order[~np.isin(order, words)][: params.top_k]),
        words=neighbours(words),
        tracked=neighbours(tracked),
        width=len(total),
        vocabulary_size=size,
        provenance=model.provenance(checkpoint),
    )


def _dense(model: LocalModel, words: Sequence[str]) -> NDArray[np.int64]:
    """Return the dense IDs of words that are one token each. Raises WireError(INVALID_PARAMS)."""
    ids: list[int] = []
    for word in words:
        found = model.codec.encode(" " + word.strip())
        if len(found) != 1:
            text = (
                f"'{word}' is {len(found)} tokens in {model.codec.name}, and a vector belongs to"
                " one: choose a word that is one token"
            )
            raise refusal("word-tokens", text, word=word, count=len(found))
        ids += found
    return np.array(model.dense(ids), dtype=np.int64)


def _directions(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors (n, C) scaled to length 1; one of zeros stays so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    directions: NDArray[np.float32] = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return directions


def _similarities(
    rows: EmbeddingRows, total: NDArray[np.float32], size: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the cosines of all rows with a vector (C,): (size,), filled block by block."""
    similarity = np.zeros(size, dtype=np.float32)
    (direction,) = _directions(total[None, :])
    for start in range(0, size, BLOCK_ROWS):
        block = np.arange(start, min(start + BLOCK_ROWS, size))
        similarity[block] = _directions(rows(block)) @ direction
        yield similarity


HANDLERS: dict[str, Handler] = {"embeddings/nearest": nearest}
