"""Answering many conversations: tools are run, and without tools no call is begun."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch

from demo_kernel.lab.corpus.conversations.conversation import user
from demo_kernel.lab.recipes import answering
from demo_kernel.lab.recipes.answering import answer_all
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import END_TOOL_CALL, IM_END, TOOL_CALL, vocabulary

from ...tiny_network import tiny_network

TALK = vocabulary("talk-4k")


@pytest.fixture
def model() -> GPT:
    return tiny_network()


def test_a_call_is_run_its_result_put_behind_it_and_the_turn_goes_on(
    model: GPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    special = {name: TALK.special(name) for name in (TOOL_CALL, END_TOOL_CALL, IM_END)}
    call = [special[TOOL_CALL], *TALK.encode("calculator: 6*7"), special[END_TOOL_CALL]]
    script = [call, [*TALK.encode("It is 42."), special[IM_END]]]
    seen: list[list[int]] = []

    def scripted(
        _: GPT, prompts: Sequence[Sequence[int]], *args: object, **options: object
    ) -> list[list[int]]:
        seen.append(list(prompts[0]))
        return [TALK.to_dense(script[len(seen) - 1])]

    monkeypatch.setattr(answering, "continue_all", scripted)
    (turn,) = answer_all(model, TALK, [(user("What is 6*7?"),)])
    assert turn.text == "It is 42."
    assert turn.ended
    assert [(used.name, used.argument, used.result) for used in turn.calls] == [
        ("calculator", "6*7", "42")
    ]
    assert TALK.decode(TALK.from_dense(seen[1])).endswith(
        "<|/tool_call|><|tool_result|>42<|/tool_result|>"
    )


def test_without_tools_a_call_is_never_begun(model: GPT) -> None:
    call = TALK.to_dense([TALK.special(TOOL_CALL)])[0]
    with torch.no_grad():
        model.embedding.weight[call] = 5.0  # what the untrained network would take with tools
    turns = answer_all(
        model, TALK, [(user(f"Question {n}"),) for n in range(6)], max_tokens=8, tools=None
    )
    assert all(call not in turn.tokens for turn in turns)
    assert not any(turn.calls for turn in turns)


def test_the_same_seed_answers_the_same(model: GPT) -> None:
    talks = [(user("Hello!"),), (user("What is this?"),)]
    first, again, other = (
        [
            turn.tokens
            for turn in answer_all(model, TALK, talks, max_tokens=10, temperature=1.0, seed=seed)
        ]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
