"""Arithmetic on the embedding table, against the sum worked out in a line of numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demo_kernel.backends.language_model import TrainableModel
from demo_kernel.methods import embeddings
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

SUM: dict[str, Any] = {"add": ["capital", " river"], "subtract": ["of"], "top_k": 5}


async def test_the_nearest_tokens_are_those_of_the_plain_formula(
    tiny: Any, tiny_model: TrainableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "BLOCK_ROWS", 1000)  # more than one block
    answer = await tiny.ask("embeddings/nearest", SUM | {"tracked": ["the"], "checkpoint": "sft"})
    codec = tiny_model.codec
    table = tiny_model.weights["sft"].matrices["embedding"].dequantised()
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    words = codec.to_dense(codec.encode(" capital river of"))
    total = table[words[0]] + table[words[1]] - table[words[2]]
    cosines = table @ (total / np.linalg.norm(total))
    order = [token for token in np.argsort(-cosines) if token not in words]
    assert [one["id"] for one in answer["nearest"]] == codec.from_dense(order[:5])
    assert [one["rank"] for one in answer["nearest"]] == [1, 2, 3, 4, 5]
    assert [one["similarity"] for one in answer["nearest"]] == pytest.approx(
        cosines[order[:5]].tolist(), abs=1e-5
    )
    (the,) = answer["tracked"]
    assert the["text"] == " the"
    assert the["rank"] == 1 + order.index(codec.to_dense(codec.encode(" the"))[0])
    assert answer["provenance"]["checkpoint"] == "sft"
    assert (answer["width"], answer["vocabulary_size"]) == (32, codec.size)


async def test_the_words_of_the_sum_are_told_apart_and_not_counted(tiny: Any) -> None:
    answer = await tiny.ask("embeddings/nearest", SUM)
    assert [one["text"] for one in answer["words"]] == [" capital", " river", " of"]
    assert not {one["id"] for one in answer["words"]} & {one["id"] for one in answer["nearest"]}
    # A word alone is nearest to itself, and the first of the others is still number 1.
    alone = await tiny.ask("embeddings/nearest", {"add": ["river"], "top_k": 1})
    assert alone["words"][0]["similarity"] == pytest.approx(1, abs=1e-5)
    assert (alone["words"][0]["rank"], alone["nearest"][0]["rank"]) == (1, 1)


async def test_a_word_of_several_tokens_has_no_vector(tiny: Any) -> None:
    with pytest.raises(WireError, match=r"'Rumpelstiltskin' is \d tokens in talk-4k") as caught:
        await tiny.ask("embeddings/nearest", {"add": ["Rumpelstiltskin"]})
    assert caught.value.code == jsonrpc.INVALID_PARAMS
