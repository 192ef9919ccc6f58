"""The reason of a refusal, from who refuses to the page that words it."""

from __future__ import annotations

import pytest

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.widget import RunError
from talk.protocol.refusal import MAX_TEXT, named_reason, refusal
from talk.protocol.registry import method


def test_a_refusal_carries_its_reason_and_values_to_the_run_that_shows_it() -> None:
    refused = refusal("word-tokens", "'cats' is 2 tokens", word="cats", count=2)
    error = RunError.of(refused.code, refused.message, refused.data)
    assert (error.code, error.message) == (jsonrpc.INVALID_PARAMS, "'cats' is 2 tokens")
    assert (error.reason, error.values) == ("word-tokens", {"word": "cats", "count": 2})


@pytest.mark.parametrize("data", [None, 7, [], {}, {"reason": "made-up"}, {"reason": 3}])
def test_a_reason_that_is_not_known_is_left_to_the_sentence(data: object) -> None:
    assert named_reason(data) == ("", {})


def test_a_foreign_kernel_puts_neither_structures_nor_long_texts_on_every_screen() -> None:
    said = {"reason": "server-says", "why": "x" * 10_000, "tree": {"a": [1]}, "flag": True, "n": 2}
    assert named_reason(said) == ("server-says", {"why": "x" * MAX_TEXT, "n": 2})
    many = {"reason": "kernel-busy"} | {f"n{number}": number for number in range(1000)}
    assert len(named_reason(many)[1]) < 10


@pytest.mark.parametrize(
    ("params", "reason", "values"),
    [
        ({"text": "\ud800"}, "text-broken", {}),
        ({"text": "x" * 100_000}, "text-long", {"most"}),
        ({"text": 7}, "", set()),
    ],
)
def test_wrong_parameters_have_a_reason_where_a_person_wrote_them(
    params: dict[str, object], reason: str, values: set[str]
) -> None:
    with pytest.raises(WireError) as refused:
        method("tokens/encode").read({"vocabulary": "gpt2", **params})
    found, given = named_reason(refused.value.data)
    assert (found, set(given)) == (reason, set(values))
