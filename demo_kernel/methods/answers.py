"""answers/sample, answers/score, answers/update: several answers to one prompt, and what people make of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from demo_kernel.backends.language_model import LocalModel
from demo_kernel.inference.gather import gather_all
from demo_kernel.inference.generation import FinishReason, Step
from demo_kernel.inference.sampling import mean_logprob
from demo_kernel.inference.scheduler import Finished
from demo_kernel.methods.chat import rendered
from demo_kernel.methods.text import fitting, plan_of, step_event
from demo_kernel.network.reward_head import Floats, Head, phi, reading
from demo_kernel.service.kernel import Call, Handler, Kernel, load_torch
from demo_kernel.tokens.tokenizer import Vocabulary
from demo_kernel.training.live_preferences import ANSWERS, STEPS, Policy, learn
from demo_kernel.training.policy_gradient import Drawn
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.answers import (
    Answer,
    AnswerEvent,
    HeldOutAgreement,
    PolicyMoved,
    SampleParams,
    SampleResult,
    ScoreParams,
    ScoreResult,
    UpdateParams,
    UpdateResult,
)
from talk.protocol.methods.chat import ChatMessage
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.wire import Provenance, derived_name

REWARD = "reward"
"""The reward model that ships."""
LONGEST = 60
"""Most tokens of an answer that the policy draws while it is moved."""


async def sample(kernel: Kernel, params: SampleParams, call: Call) -> SampleResult:
    """`n` answers, each from its own seed; the stage's come side by side, a phone's one after the other."""
    model = kernel.local()
    prompt, end, params = _prompt(model, params)

    async def one(number: int) -> Answer:
        seed = (params.seed + number) % 2**53
        plan = plan_of(
            model,
            prompt,
            params.model_copy(update={"seed": seed}),
            end,
            banned=_banned(model, params),
        )
        logprobs: list[float] = []

        def on_step(step: Step) -> None:
            logprobs.append(step.logprob)
            call.emit(AnswerEvent(**step_event(model, step).model_dump(), answer=number))

        finished = await kernel.scheduler.generate(plan, call.asker, on_step)
        return _answer(finished, seed, logprobs)

    if call.asker.priority == "phone":
        answers = [await one(number) for number in range(params.n)]
    else:
        answers = await gather_all(one(number) for number in range(params.n))
    checkpoint = model.checkpoints.checked(params.checkpoint)
    return SampleResult(answers=answers, provenance=model.provenance(checkpoint, params.seed))


def _prompt(
    model: LocalModel, params: SampleParams
) -> tuple[list[int], dict[int, FinishReason], SampleParams]:
    """Wire IDs to continue, what ends an answer, and the parameters with their checkpoint named."""
    if (params.prompt is None) == (params.messages is None):
        raise WireError(jsonrpc.INVALID_PARAMS, "give either 'prompt' or 'messages'")
    if params.messages is None:
        return model.prompt(params.prompt, None), model.end_reasons(), params
    if model.chat is None:
        raise WireError(jsonrpc.UNAVAILABLE, f"{model.name} has no chat format; give a 'prompt'")
    checkpoint = model.checkpoints.checked_for_chat(params.checkpoint)
    ids = rendered(model.chat, params.messages, open_turn=True).ids
    end: dict[int, FinishReason] = dict.fromkeys(
        model.dense(sorted(model.chat.end | model.end)), "end"
    )
    return ids, end, params.model_copy(update={"checkpoint": checkpoint})


def _banned(model: LocalModel, params: SampleParams) -> frozenset[int]:
    """As in chat/complete without tools; a document is continued with nothing banned, as in text/generate."""
    marks = model.chat.marks if model.chat and params.messages is not None else None
    return frozenset({marks.call}) if marks else frozenset()


def _answer(finished: Finished, seed: int, logprobs: list[float]) -> Answer:
    return Answer(
        text=finished.text,
        tokens=finished.tokens,
        seed=seed,
        finish_reason=finished.finish_reason,
        mean_logprob=mean_logprob(logprobs),
    )


async def score(kernel: Kernel, params: ScoreParams, call: Call) -> ScoreResult:
    """The reward model's scores."""
    name, head = _head(kernel, params.checkpoint)
    rows = await _features(kernel, head, params.prompt, params.answers, call)
    return ScoreResult(scores=head.scores(rows).tolist(), provenance=_by(kernel, name, head))


async def update(kernel: Kernel, params: UpdateParams, call: Call) -> UpdateResult:
    """Fit the reward model to the rankings, then move a copy of the policy towards what it likes."""
    model = kernel.trainable("answers/update")
    orders = [_checked(ranking.order, len(params.answers)) for ranking in params.rankings]
    parent = model.checkpoints.checked_for_chat(params.checkpoint)
    reward_parent, head = _head(kernel, params.reward_checkpoint)
    rows = await _features(kernel, head, params.prompt, params.answers, call)
    learnt = await asyncio.to_thread(learn, head, rows, orders)
    reward_name, name = derived_name(reward_parent, params), derived_name(parent, params)
    kernel.keep_reward(reward_name, learnt.head, call.asker)
    await _move_policy(kernel, params, call, Moving(name, parent, learnt.head))
    pairs, before, after, low, high = learnt.held_out or (0, 0.0, 0.0, 0.0, 0.0)
    return UpdateResult(
        checkpoint=name,
        reward_checkpoint=reward_name,
        scores=learnt.head.scores(rows).tolist(),
        agreement_before=learnt.before,
        agreement=learnt.after,
        held_out=HeldOutAgreement(pairs=pairs, before=before, after=after, low=low, high=high)
        if pairs
        else None,
        provenance=model.provenance(name, params.seed),
    )


class Moving(NamedTuple):
    """A policy on its way."""

    name: str
    parent: str
    head: Head


async def _move_policy(kernel: Kernel, params: UpdateParams, call: Call, moving: Moving) -> None:
    """A few steps, each over answers drawn from the policy as it then is; the last one stays resident."""
    model = kernel.trainable("answers/update")
    await load_torch()
    policy = await asyncio.to_thread(Policy, model.weights[moving.parent])
    made = Checkpoint(
        name=moving.name, stage="update", parent=moving.parent, hash=moving.name.rpartition("+")[2]
    )
    asked = SampleParams(
        messages=[ChatMessage(role="user", content=params.prompt)],
        n=ANSWERS,
        max_tokens=LONGEST,
        seed=params.seed,
    )
    quiet = Call(call.asker, lambda event: None)
    for step in range(STEPS):
        current = moving.parent if step == 0 else moving.name
        seed = (params.seed + step * ANSWERS) % 2**53
        draws = await sample(
            kernel, asked.model_copy(update={"checkpoint": current, "seed": seed}), quiet
        )
        texts = [answer.text for answer in draws.answers]
        scores = moving.head.scores(
            await _features(kernel, moving.head, params.prompt, texts, call)
        ).tolist()
        call.emit(PolicyMoved(step=step + 1, steps=STEPS, score=sum(scores) / len(scores)))
        # What the answers were drawn after: of a prompt longer than the context, its end.
        read = fitting(_prompt(model, asked)[0], model.engine.context, LONGEST)
        begun = model.dense(read)
        drawn = [
            Drawn(begun, model.dense(answer.tokens)) for answer in draws.answers if answer.tokens
        ]
        kept = [score for score, answer in zip(scores, draws.answers, strict=True) if answer.tokens]
        await kernel.scheduler.slices(policy.step(drawn, kept), call.asker)
        await kernel.keep_derived(made, await asyncio.to_thread(policy.weights), call.asker)


def _checked(order: list[int], answers: int) -> list[int]:
    """A ranking that names answers that are there, each once; raises WireError."""
    if len(set(order)) < len(order) or max(order) >= answers:
        text = f"a ranking names each of the {answers} answers at most once, by numbers from 0; this one is {order}"
        raise WireError(jsonrpc.INVALID_PARAMS, text)
    return order


def _head(kernel: Kernel, name: str | None) -> tuple[str, Head]:
    """A reward model by name, the kernel's own by default; raises WireError(UNKNOWN_NAME)."""
    name, rewards = name or REWARD, kernel.trainable("answers/score").rewards
    if name not in rewards:
        have = ", ".join(rewards)
        raise WireError(
            jsonrpc.UNKNOWN_NAME, f"there is no reward model '{name}'; this kernel has {have}"
        )
    return name, rewards[name]


async def _features(
    kernel: Kernel, head: Head, prompt: str, answers: Sequence[str], call: Call
) -> Floats:
    """φ of every answer (answers, 2C); one answer a slice."""
    model = kernel.trainable("answers/score")
    if not isinstance(model.codec, Vocabulary):
        raise WireError(jsonrpc.UNAVAILABLE, f"{model.name} has no reward model")
    words = model.codec

    def row(slot: int, answer: str) -> Floats:
        ids, said = reading(words, prompt, answer, model.engine.context)
        return phi(model.engine.hidden_states(head.trunk, slot, ids).astype(np.float64), said)

    return np.stack(
        await kernel.scheduler.each_with_slot(
            [partial(row, answer=answer) for answer in answers], call.asker
        )
    )


def _by(kernel: Kernel, name: str, head: Head) -> Provenance:
    """Provenance of a reward model's figures: its own name over its trunk's weights."""
    trunk = kernel.model.provenance(head.trunk)
    return trunk.model_copy(update={"checkpoint": name})


HANDLERS: dict[str, Handler] = {
    "answers/sample": sample,
    "answers/score": score,
    "answers/update": update,
}
