"""Every method with valid, edge and nonsense parameters.

An answer or a documented code, never a crash or a hang.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo_kernel.documents.collection import Collection
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.documents import Document
from talk.protocol.registry import KERNEL_METHODS

DOCUMENTED = {
    jsonrpc.INVALID_PARAMS,
    jsonrpc.TOO_LARGE,
    jsonrpc.TOO_MANY,
    jsonrpc.UNKNOWN_NAME,
    jsonrpc.UNAVAILABLE,
    jsonrpc.BAD_TEXT,
}
"""What a request may be refused with; INTERNAL_ERROR is not among them."""

texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "The capital of France is",
            "<|im_start|>user",
            "é😀안",
            "a" * 3000,
            "\ud800",
            "\x00",
            "x" * 20_001,
        ]
    ),
)
ids = st.one_of(
    st.sampled_from([0, 100257, 100264, 100265, 100267, 791, 12366]), st.integers(-5, 110_000)
)
nonsense = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True),
    texts,
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
words = st.sampled_from(["capital", "of", " river", "the"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "prompt": texts,
    "query": texts,
    "target": texts,
    "tracked_text": texts,
    "argument": st.one_of(texts, st.sampled_from(["1/0", "r in strawberry", "9^9^9", "((("])),
    "tokens": st.lists(ids, max_size=120),
    "tracked": st.lists(ids, max_size=5),
    "target_id": ids,
    "vocabulary": st.sampled_from(["cl100k_base", "gpt2", "talk-4k", "klingon", ""]),
    "special": st.sampled_from(["text", "parse", "both"]),
    "checkpoint": st.sampled_from(["base", "sft", "embedding", "nobody", ""]),
    "name": st.sampled_from(["calculator", "letter_counter", "clock", "search", "oven"]),
    "tools": st.lists(st.sampled_from(["calculator", "clock", "search", "oven"]), max_size=3),
    "messages": st.lists(
        st.fixed_dictionaries(
            {"role": st.sampled_from(["system", "user", "assistant", "king"]), "content": texts},
            optional={
                "parts": st.lists(
                    st.fixed_dictionaries(
                        {
                            "kind": st.sampled_from(
                                ["text", "data", "tool_call", "tool_result", "x"]
                            ),
                            "text": texts,
                        }
                    ),
                    max_size=2,
                )
            },
        ),
        max_size=3,
    ),
    "documents": st.lists(
        st.fixed_dictionaries({"id": st.sampled_from(["a", "b", ""]), "text": texts}), max_size=3
    ),
    "answers": st.lists(texts, max_size=3),
    "rankings": st.lists(
        st.fixed_dictionaries({"order": st.lists(st.integers(-1, 5), max_size=4)}), max_size=2
    ),
    "stop": st.lists(st.sampled_from(["", " ", "the", "x" * 101]), max_size=3),
    "temperature": st.sampled_from([0, 1e-300, 0.1, 1, 10, 11, -1]),
    "top_k": st.sampled_from([0, 1, 5, 200, 10**9]),
    "top_p": st.sampled_from([0, 1e-9, 0.5, 1, 1.5]),
    "min_p": st.sampled_from([-1, 0, 0.1, 1, 2]),
    "seed": st.sampled_from([0, 1, 2**53 - 1, 2**53, -1]),
    "max_tokens": st.sampled_from([0, 1, 3, 1024, 1025]),
    "candidates": st.sampled_from([-1, 0, 5, 50, 51]),
    "n": st.sampled_from([0, 1, 3, 33]),
    "k": st.sampled_from([0, 1, 3, 50, 51]),
    "steps": st.sampled_from([0, 1, 2, 21]),
    "learning_rate": st.sampled_from([0, 1e-9, 0.05, 1, 2]),
    "layer": st.sampled_from([-1, 0, 1, 2]),
    "head": st.sampled_from([-1, 0, 1, 2]),
    "examples": st.lists(st.fixed_dictionaries({"left": texts, "right": texts}), max_size=3),
    "answer": texts,
    "add": st.lists(st.one_of(words, texts), max_size=9),
    "subtract": st.lists(st.one_of(words, texts), max_size=9),
    # With one character less than a text may have, it is longer than the context.
    "prefill": st.one_of(texts, st.just("a " * 9_999 + "a")),
    "page": texts,
    "bits": st.lists(st.integers(1, 9), max_size=3),
    "probes": st.lists(st.fixed_dictionaries({"text": texts, "answer": texts}), max_size=2),
    "draft": st.sampled_from(["base", "sft", "nobody", ""]),
    "ahead": st.sampled_from([0, 1, 5, 16, 17]),
    "separator": st.sampled_from(["", ": ", " ", "\n", "x" * 41]),
    "shots": st.lists(st.integers(-1, 40), max_size=3),
    "opening_tokens": st.sampled_from([0, 1, 4, 2000]),
    "merges": st.sampled_from([0, 1, 20, 201]),
    "shown": st.sampled_from([0, 1, 50, 51]),
    "measure": st.sampled_from(["words", "embedding", "feeling"]),
}


DOCUMENTS = Collection(
    (Document(id="seine", text="The Seine is a river."), Document(id="toast", text="Be brief."))
)
# A document without a single word has no place on a map.
WORDLESS = Collection((Document(id="marks", text="!?"),))
HELLO = [{"role": "user", "content": "hello"}]
VALID: dict[str, dict[str, Any]] = {
    "answers/sample": {"prompt": "The", "n": 2, "max_tokens": 3},
    "answers/resample": {"prompt": "The", "n": 2, "max_tokens": 4},
    "answers/score": {"prompt": "The", "answers": ["a"]},
    "answers/update": {"prompt": "The", "answers": ["a", "b"], "rankings": [{"order": [0, 1]}]},
    "chat/complete": {"messages": HELLO, "max_tokens": 4, "tools": ["clock"]},
    "chat/render": {"messages": HELLO},
    "documents/index": {"documents": [{"id": "a", "text": "b"}]},
    "documents/search": {"query": "river"},
    "embeddings/nearest": {"add": ["capital", "river"], "subtract": ["of"], "tracked": ["the"]},
    "model/attention": {"text": "The capital"},
    "model/step": {"text": "The capital", "target": " of"},
    "model/round": {"page": "The capital of", "text": "The", "bits": [8, 2], "max_tokens": 3},
    "model/silence": {"probes": [{"text": "The capital", "answer": " of"}]},
    "next_token/draw": {"text": "The capital", "then": [315], "n": 9},
    "next_token/predict": {"text": "The capital", "score_context": True},
    "prompts/few_shot": {
        "examples": [{"left": "a", "right": "b"}],
        "query": "a",
        "answer": "b",
        "shots": [0, 1],
    },
    "prompts/recite": {"text": "The ferry leaves at nine.", "opening_tokens": 3},
    "text/generate": {"text": "The", "max_tokens": 4, "candidates": 2, "stages": True},
    "text/speculate": {"text": "The", "max_tokens": 4, "draft": "sft", "ahead": 2},
    "tokens/encode": {"text": "The"},
    "tokens/merges": {"text": "capital"},
    "tokens/train": {"text": "hug pug hugs"},
    "tools/run": {"name": "calculator", "argument": "2+2"},
}
"""A good request of each method that needs any parameters."""


def parameters(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return a good request, with some fields exchanged for edges or nonsense.

    Now and then anything at all.
    """
    fields = KERNEL_METHODS[name].params.model_fields
    good = st.just(VALID.get(name, {}))
    edges = st.fixed_dictionaries(
        {}, optional={field: FIELDS.get(field, nonsense) for field in fields}
    )
    wild = st.fixed_dictionaries({}, optional=dict.fromkeys([*fields, "vocabluary"], nonsense))
    few = edges.flatmap(
        lambda found: st.sampled_from([dict([item]) for item in found.items()] or [{}])
    )
    mixed = st.tuples(good, few, few).map(lambda three: three[0] | three[1] | three[2])
    return st.one_of(good, mixed, mixed, edges, wild)


@pytest.mark.usefixtures("short_answers")
@pytest.mark.parametrize("name", sorted(KERNEL_METHODS))
def test_any_parameters_get_an_answer_or_a_documented_code(name: str, running: Any) -> None:
    method, answered, refused = KERNEL_METHODS[name], list[dict[str, Any]](), list[WireError]()

    @given(parameters(name), st.sampled_from([DOCUMENTS, WORDLESS]))
    # Many requests are refused, and some take a training step: neither is a fault of the test.
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    def check(params: dict[str, Any], documents: Collection) -> None:
        async def once() -> None:
            async with running() as tiny:
                tiny.kernel.collection = documents
                try:
                    answered.append(await tiny.ask(name, params))
                except WireError as error:
                    refused.append(error)
                    return
                assert (
                    method.result.model_validate(answered[-1]).model_dump(mode="json")
                    == answered[-1]
                )
                json.dumps(answered[-1], allow_nan=False)
                for event in tiny.events:
                    json.dumps(event, allow_nan=False)

        asyncio.run(once())

    check()
    assert {error.code for error in refused} <= DOCUMENTED, refused
    assert all(error.message and "\n" not in error.message for error in refused)
    assert answered, f"nothing of {name} was exercised"


@pytest.mark.parametrize("name", sorted(KERNEL_METHODS))
def test_an_unknown_field_is_refused(name: str, running: Any) -> None:
    async def once() -> int:
        async with running() as tiny:
            with pytest.raises(WireError) as caught:
                await tiny.ask(name, {"vocabluary": 1})
            return caught.value.code

    assert asyncio.run(once()) in (jsonrpc.INVALID_PARAMS, jsonrpc.UNAVAILABLE)
