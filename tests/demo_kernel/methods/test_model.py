"""Training steps: what they make, and for how long it stays; altered weights."""

from __future__ import annotations

import asyncio
import math
from typing import Any

import pytest

from demo_kernel.service.kernel import DERIVED_LIMIT
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker

STAGE, PHONE = Asker(), Asker(priority="phone", person="p1")


async def step(tiny: Any, number: int, asker: Asker) -> str:
    """Return the checkpoint that a step of this number's learning rate makes."""
    params = {"text": "The capital", "target": " of", "learning_rate": (number + 1) / 10_000}
    made: str = (await tiny.ask("model/step", params, asker))["checkpoint"]
    return made


async def there(tiny: Any, names: list[str]) -> list[bool]:
    """Return for each checkpoint whether it can still be asked."""
    asked = [tiny.ask("next_token/predict", {"text": "The", "checkpoint": name}) for name in names]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [answer.code for answer in answers if isinstance(answer, WireError)]
    assert set(refused) <= {jsonrpc.UNKNOWN_NAME}
    return [isinstance(answer, dict) for answer in answers]


async def test_the_steps_of_phones_take_nothing_from_the_stage_nor_the_stages_from_phones(
    tiny: Any,
) -> None:
    model = tiny.kernel.model
    before = set(model.engine._models)  # all tests of a session share the engine
    ours, theirs = [await step(tiny, 0, STAGE)], [await step(tiny, 100, PHONE)]
    theirs += [await step(tiny, 100 + n, PHONE) for n in range(1, DERIVED_LIMIT + 1)]
    assert await there(tiny, ours) == [True]
    assert await there(tiny, theirs) == [False] + [True] * DERIVED_LIMIT
    ours += [await step(tiny, n, STAGE) for n in range(1, DERIVED_LIMIT + 1)]
    assert await there(tiny, ours) == [False] + [True] * DERIVED_LIMIT
    assert await there(tiny, theirs[1:]) == [True] * DERIVED_LIMIT
    assert set(model.weights) - before == set(model.engine._models) - before


async def test_what_stage_and_phone_both_made_is_the_stages(tiny: Any) -> None:
    first, second = await step(tiny, 0, PHONE), await step(tiny, 1, STAGE)
    assert [await step(tiny, 0, STAGE), await step(tiny, 1, PHONE)] == [first, second]
    for n in range(DERIVED_LIMIT + 1):
        await step(tiny, 100 + n, PHONE)
    assert await there(tiny, [first, second]) == [True, True]


async def test_a_step_given_up_leaves_nothing_that_fails_a_later_one(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = tiny.scheduler.call

    async def given_up(*arguments: Any) -> None:
        raise WireError(jsonrpc.CANCELLED, "given up before the engine had it")

    monkeypatch.setattr(tiny.scheduler, "call", given_up)
    with pytest.raises(WireError):
        await step(tiny, 0, STAGE)
    monkeypatch.setattr(tiny.scheduler, "call", call)
    names = [await step(tiny, n, STAGE) for n in range(1, DERIVED_LIMIT + 2)]
    assert await there(tiny, names[1:]) == [True] * DERIVED_LIMIT


@pytest.mark.parametrize("asker", [STAGE, PHONE])
async def test_fitted_reward_models_stay_apart_too(tiny: Any, asker: Asker) -> None:
    head = tiny.kernel.model.rewards["reward"]
    tiny.kernel.keep_reward("reward+a", head, STAGE)
    for n in range(DERIVED_LIMIT):
        tiny.kernel.keep_reward(f"reward+{n}", head, asker)
    assert ("reward+a" in tiny.kernel.model.rewards) == (asker is PHONE)
    assert "reward" in tiny.kernel.model.rewards


# Altered weights


async def test_with_the_bits_that_ship_loss_and_text_are_those_of_the_checkpoint(tiny: Any) -> None:
    page, text = "The capital of the river", "The river"
    asked = {"page": page, "text": text, "bits": [8, 2], "max_tokens": 6, "checkpoint": "sft"}
    result = await tiny.ask("model/round", asked)
    eight, two = result["measured"]
    assert tiny.events == result["measured"]
    scores = await tiny.ask(
        "next_token/predict", {"text": page, "score_context": True, "checkpoint": "sft"}
    )
    losses = [-math.log(one["probability"]) for one in scores["context_scores"]]
    # Rounded once more, each weight may move by a half of the last of its eight bits.
    assert eight["loss"] == pytest.approx(sum(losses) / len(losses), abs=0.01)
    assert result["page_tokens"] == len(losses)
    plain = await tiny.ask(
        "text/generate", {"text": text, "temperature": 0, "max_tokens": 6, "checkpoint": "sft"}
    )
    assert eight["text"] == plain["text"]
    assert (eight["bits"], two["bits"]) == (8, 2)
    assert two["size"] < eight["size"] / 3
    assert abs(two["loss"] - eight["loss"]) > 0.01
    assert result["provenance"]["checkpoint"] == "sft"


async def test_each_head_is_switched_off_alone_and_the_weights_stay(tiny: Any) -> None:
    probes = [{"text": "The capital", "answer": " of"}, {"text": "The", "answer": " river is"}]
    before = await tiny.ask("next_token/predict", {"text": "The capital", "tracked_text": " of"})
    result = await tiny.ask("model/silence", {"probes": probes})
    assert tiny.events == result["heads"]
    assert [(one["layer"], one["head"]) for one in result["heads"]] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]
    first, second = result["whole"]
    assert first == pytest.approx(before["tracked"][0]["probability"])
    # The probability of an answer is that of all its tokens.
    single = [
        await tiny.ask("next_token/predict", {"text": "The", "tracked_text": " river"}),
        await tiny.ask("next_token/predict", {"text": "The river", "tracked_text": " is"}),
    ]
    assert second == pytest.approx(
        math.prod(one["tracked"][0]["probability"] for one in single), rel=1e-4
    )
    assert [[token["text"] for token in answer] for answer in result["answers"]] == [
        [" of"],
        [" river", " is"],
    ]
    moved = [one["probabilities"][0] for one in result["heads"]]
    assert all(probability != first for probability in moved)
    assert set(tiny.kernel.model.engine._models) >= {"base", "sft"}
    assert not {name for name in tiny.kernel.model.engine._models if "altered" in name}
    after = await tiny.ask("next_token/predict", {"text": "The capital", "tracked_text": " of"})
    assert after == before


async def test_an_answer_longer_than_half_the_page_is_refused(tiny: Any) -> None:
    with pytest.raises(WireError, match=r"'answer' is \d+ tokens long; give one of at most 32"):
        await tiny.ask("model/silence", {"probes": [{"text": "The", "answer": "한" * 60}]})
