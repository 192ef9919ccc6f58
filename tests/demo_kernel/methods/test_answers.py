"""Several answers to one prompt."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from demo_kernel.backends.language_model import LocalModel
from demo_kernel.inference import rounds
from demo_kernel.inference.jobs import Finished
from demo_kernel.methods import answers
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker

HELLO = [{"role": "user", "content": "hello"}]


async def test_each_answer_is_what_its_own_seed_gives(tiny: Any) -> None:
    answer = await tiny.ask("answers/sample", {"prompt": "The", "n": 5, "seed": 7, "max_tokens": 6})
    for one in answer["answers"]:
        alone = await tiny.ask(
            "text/generate", {"text": "The", "seed": one["seed"], "max_tokens": 6}
        )
        assert (alone["tokens"], alone["text"]) == (one["tokens"], one["text"])
    assert [one["seed"] for one in answer["answers"]] == [7, 8, 9, 10, 11]


async def test_answers_to_a_conversation_are_those_of_the_chat(tiny: Any) -> None:
    answer = await tiny.ask(
        "answers/sample", {"messages": HELLO, "n": 2, "seed": 3, "max_tokens": 6}
    )
    chat = await tiny.ask("chat/complete", {"messages": HELLO, "seed": 4, "max_tokens": 6})
    assert answer["answers"][1]["tokens"] == chat["tokens"]
    assert answer["provenance"]["checkpoint"] == "sft"


async def test_events_say_which_answer_they_belong_to(tiny: Any) -> None:
    answer = await tiny.ask("answers/sample", {"prompt": "The", "n": 3, "max_tokens": 4})
    events = tiny.events
    for number, one in enumerate(answer["answers"]):
        assert [event["id"] for event in events if event["answer"] == number] == one["tokens"]


async def test_a_phones_answers_come_one_after_the_other(tiny: Any) -> None:
    phone = Asker(priority="phone", person="ann")
    await tiny.ask("answers/sample", {"prompt": "The", "n": 6, "max_tokens": 4}, phone)
    order = [event["answer"] for event in tiny.events if "answer" in event]
    assert order == sorted(order)


async def test_a_refusal_reaches_the_client_as_it_is(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "STAGE_WAITING_LIMIT", 2)
    with pytest.raises(WireError) as caught:
        await tiny.ask("answers/sample", {"prompt": "The", "n": 30, "max_tokens": 4})
    assert caught.value.code == jsonrpc.TOO_MANY
    async with asyncio.timeout(10):
        while tiny.scheduler.running or tiny.scheduler.queued:
            await tiny.scheduler.call(
                lambda: None, Asker(priority="phone", person="ann")
            )  # the stage's places are full


PROMPT = "Write a toast."
ANSWERS = ["To Ana and Tom!", "Be happy together.", "The ferry leaves at nine.", "No."]
ROOM = [{"order": [1, 0, 2, 3]}] * 12 + [{"order": [0, 1, 2, 3]}] * 8
"""Twenty people: most like the second best."""


async def test_scores_come_one_an_answer_and_name_the_reward_model(tiny: Any) -> None:
    answer = await tiny.ask("answers/score", {"prompt": PROMPT, "answers": ANSWERS})
    assert len(answer["scores"]) == len(ANSWERS)
    assert answer["provenance"]["checkpoint"] == "reward"
    one = await tiny.ask("answers/score", {"prompt": PROMPT, "answers": ANSWERS[1:2]})
    assert one["scores"] == [pytest.approx(answer["scores"][1], abs=1e-9)]


@pytest.mark.usefixtures("short_answers")
async def test_twenty_rankings_teach_the_reward_model_the_rooms_order(tiny: Any) -> None:
    result = await tiny.ask(
        "answers/update", {"prompt": PROMPT, "answers": ANSWERS, "rankings": ROOM, "seed": 4}
    )
    assert result["agreement"] > result["agreement_before"]
    assert sorted(range(4), key=lambda n: -result["scores"][n]) == [1, 0, 2, 3]
    held = result["held_out"]
    # Every fourth of the twenty rankings, each of the six pairs of four answers.
    assert held["pairs"] == 5 * 6
    assert held["low"] <= held["after"] <= held["high"]
    again = await tiny.ask(
        "answers/score",
        {"prompt": PROMPT, "answers": ANSWERS, "checkpoint": result["reward_checkpoint"]},
    )
    assert again["scores"] == pytest.approx(result["scores"])


@pytest.mark.usefixtures("short_answers")
async def test_the_moved_policy_answers_and_its_name_says_what_made_it(tiny: Any) -> None:
    asked = {"prompt": PROMPT, "answers": ANSWERS, "rankings": ROOM, "seed": 4}
    result = await tiny.ask("answers/update", asked)
    assert [event["step"] for event in tiny.events if "score" in event] == [1, 2, 3, 4]
    said = {"messages": [{"role": "user", "content": PROMPT}], "seed": 1, "max_tokens": 8}
    spoken = []
    for checkpoint in ("sft", result["checkpoint"]):
        await tiny.ask("chat/complete", said | {"checkpoint": checkpoint})
        spoken.append([event["logprob"] for event in tiny.events if "logprob" in event])
    assert spoken[0] != spoken[1]
    assert result["checkpoint"] == (await tiny.ask("answers/update", asked))["checkpoint"]
    other = await tiny.ask("answers/update", asked | {"seed": 5})
    assert other["checkpoint"] != result["checkpoint"]


@pytest.mark.usefixtures("short_answers")
async def test_the_same_rankings_make_the_same_policy_again(running: Any) -> None:
    """What the room keeps in its journal is enough to rebuild the policy after a crash."""
    asked = {"prompt": PROMPT, "answers": ANSWERS, "rankings": ROOM, "seed": 4}
    made = []
    for _ in range(2):
        async with running() as kernel:
            name = (await kernel.ask("answers/update", asked))["checkpoint"]
            made.append(kernel.kernel.model.weights[name].matrices)
    for name, matrix in made[0].items():
        assert (matrix.values == made[1][name].values).all(), name


@pytest.mark.usefixtures("few_answers")
async def test_a_prompt_longer_than_the_context_moves_the_policy_by_its_end(tiny: Any) -> None:
    asked = {"prompt": PROMPT * 100, "answers": ANSWERS, "rankings": ROOM, "seed": 4}
    result = await tiny.ask("answers/update", asked)
    assert [event["step"] for event in tiny.events if "score" in event] == [1, 2, 3, 4]
    assert result["checkpoint"].startswith("sft+")


@pytest.mark.parametrize("order", [[0, 4], [1, 1], [3, 0, 3]])
async def test_a_ranking_of_answers_that_are_not_there_is_refused(
    tiny: Any, order: list[int]
) -> None:
    with pytest.raises(WireError, match="names each of the 4 answers at most once") as caught:
        await tiny.ask(
            "answers/update", {"prompt": PROMPT, "answers": ANSWERS, "rankings": [{"order": order}]}
        )
    assert caught.value.code == jsonrpc.INVALID_PARAMS


async def test_an_unknown_reward_model_is_named(tiny: Any) -> None:
    with pytest.raises(
        WireError, match="there is no reward model 'rewrad'; this kernel has reward"
    ):
        await tiny.ask(
            "answers/score", {"prompt": PROMPT, "answers": ANSWERS, "checkpoint": "rewrad"}
        )


# Continuations from each line


async def test_continuations_go_on_from_the_answers_own_tokens(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tiny network writes noise without full stops, so here a line is four tokens.
    def four(model: LocalModel, answer: Finished) -> tuple[list[int], list[str]]:
        starts = list(range(0, len(answer.tokens), 4))
        return starts, [str(start) for start in starts]

    monkeypatch.setattr(answers, "_lines", four)
    asked = {"prompt": "The", "seed": 7, "max_tokens": 10}
    result = await tiny.ask("answers/resample", asked | {"n": 2})
    events = tiny.events
    answer = await tiny.ask("text/generate", {"text": "The", "seed": 7, "max_tokens": 10})
    assert result["lines"] == ["0", "4", "8"]
    assert [(one["line"], one["seed"]) for one in result["continuations"]] == [
        (line, seed) for line in range(3) for seed in (8, 9)
    ]
    for one in result["continuations"]:
        before = answer["tokens"][: 4 * one["line"]]
        alone = await tiny.ask(
            "text/generate",
            {
                "text": "The",
                "then": before,
                "seed": one["seed"],
                "max_tokens": 10 - len(before),
            },
        )
        assert (one["text"], one["tokens"]) == (alone["text"], len(alone["tokens"]))
    assert events[0] == {"lines": ["0", "4", "8"]}
    told = [event["continuation"] for event in events[1:]]
    assert sorted(told, key=str) == sorted(result["continuations"], key=str)


def test_a_line_ends_with_a_full_stop_or_a_break_and_not_within_a_number(
    tiny_model: LocalModel,
) -> None:
    text = "It costs $2.50.\nSo 4 x 2 = 8. Answer: $8."
    tokens = tiny_model.codec.encode(text)
    finished = Finished(text=text, tokens=tokens, finish_reason="length")
    starts, lines = answers._lines(tiny_model, finished)
    assert lines == ["It costs $2.50.\n", "So 4 x 2 = 8.", " Answer: $8."]
    assert starts[0] == 0
    many = tiny_model.codec.encode("A. " * 20)
    starts, lines = answers._lines(tiny_model, Finished(text="", tokens=many, finish_reason="end"))
    assert (len(starts), len(lines)) == (8, 8)
    assert "".join(lines) == "A. " * 20
