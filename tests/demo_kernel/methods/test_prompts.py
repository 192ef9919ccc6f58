"""prompts/few_shot and prompts/recite against a tiny network.

Its probabilities are checked one by one.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

PAIRS = [{"left": "hot", "right": "cold"}, {"left": "up", "right": "down"}]
ASKED = {"examples": PAIRS, "query": "wet", "answer": "dry", "shots": [0, 1, 2], "separator": " - "}


async def test_the_prompts_grow_by_one_example_each(tiny: Any) -> None:
    points = (await tiny.ask("prompts/few_shot", ASKED))["points"]
    assert [point["prompt"] for point in points] == [
        "wet -",
        "hot - cold\nwet -",
        "hot - cold\nup - down\nwet -",
    ]


async def test_the_probability_is_that_of_all_the_answers_tokens(tiny: Any) -> None:
    point = (await tiny.ask("prompts/few_shot", ASKED | {"shots": [1]}))["points"][0]
    whole = await tiny.ask(
        "next_token/predict", {"text": point["prompt"] + " dry\n", "score_context": True}
    )
    answer = await tiny.ask("tokens/encode", {"text": " dry\n", "vocabulary": "talk-4k"})
    scores = whole["context_scores"][-len(answer["tokens"]) :]
    expected = math.prod(score["probability"] for score in scores)
    assert point["probability"] == pytest.approx(expected, rel=1e-6)
    assert point["bits"] == pytest.approx(-math.log2(expected), rel=1e-6)


async def test_more_shots_than_examples_are_refused(tiny: Any) -> None:
    with pytest.raises(WireError, match="3 shots are asked for, but there are 2 examples"):
        await tiny.ask("prompts/few_shot", ASKED | {"shots": [3]})


async def test_examples_that_do_not_fit_into_the_context_are_refused(tiny: Any) -> None:
    long = [{"left": "word " * 30, "right": "x"}] * 4
    with pytest.raises(WireError, match="give fewer or shorter ones") as caught:
        await tiny.ask("prompts/few_shot", ASKED | {"examples": long, "shots": [4]})
    assert caught.value.code == jsonrpc.TOO_LARGE


async def test_what_the_network_would_say_itself_is_verbatim(tiny: Any) -> None:
    said = await tiny.ask(
        "text/generate", {"text": "The ferry leaves", "temperature": 0, "max_tokens": 5}
    )
    text = "The ferry leaves" + said["text"]
    whole = await tiny.ask("tokens/encode", {"text": text, "vocabulary": "talk-4k"})
    opening = await tiny.ask("tokens/encode", {"text": "The ferry leaves", "vocabulary": "talk-4k"})
    assert [t["id"] for t in whole["tokens"][: len(opening["tokens"])]] == [
        t["id"] for t in opening["tokens"]
    ]
    result = await tiny.ask(
        "prompts/recite", {"text": text, "opening_tokens": len(opening["tokens"])}
    )
    assert result["opening"] == "The ferry leaves"
    assert result["verbatim"] == result["compared"] == len(whole["tokens"]) - len(opening["tokens"])


async def test_the_first_other_token_ends_the_count(tiny: Any) -> None:
    said = await tiny.ask(
        "text/generate", {"text": "The ferry leaves", "temperature": 0, "max_tokens": 1}
    )
    text = f"The ferry leaves{said['text']} and nobody else"
    opening = await tiny.ask("tokens/encode", {"text": "The ferry leaves", "vocabulary": "talk-4k"})
    result = await tiny.ask(
        "prompts/recite", {"text": text, "opening_tokens": len(opening["tokens"])}
    )
    assert result["verbatim"] < result["compared"]


async def test_a_text_that_ends_with_its_opening_is_refused(tiny: Any) -> None:
    with pytest.raises(
        WireError, match="the text has 1 tokens; give one that goes on after the opening"
    ):
        await tiny.ask("prompts/recite", {"text": "The", "opening_tokens": 3})


async def test_training_merges_the_most_frequent_pair_first(tiny: Any) -> None:
    result = await tiny.ask("tokens/train", {"text": "abababab cc", "merges": 2, "shown": 3})
    first = result["merges"][0]
    assert (bytes.fromhex(first["piece"]), first["id"], first["vocabulary_size"]) == (
        b"ab",
        256,
        257,
    )
    assert first["pairs"][0] == {"left": b"a".hex(), "right": b"b".hex(), "count": 4}
    assert b"".join(bytes.fromhex(piece) for piece in first["sequence"]) == b"abababab cc"
