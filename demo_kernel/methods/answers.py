"""Answer answers/sample, answers/resample, answers/score and answers/update.

Several answers to one prompt are sampled, scored by a reward model, and ranked by people; the
rankings move the reward model and the policy.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, TypeVar

import numpy as np

from demo_kernel.backends.language_model import LocalModel
from demo_kernel.inference.gather import gather_all
from demo_kernel.inference.generation import FinishReason, Step
from demo_kernel.inference.jobs import Finished
from demo_kernel.inference.sampling import mean_logprob
from demo_kernel.methods.chat import render_messages
from demo_kernel.methods.text import fit_to_context, make_plan, step_event
from demo_kernel.network.reward_head import Floats, Head, phi, reading
from demo_kernel.service.kernel import Call, Handler, Kernel, load_torch
from demo_kernel.tokens.tokenizer import Vocabulary
from demo_kernel.training.live_preferences import ANSWERS, STEPS, Policy, learn
from demo_kernel.training.policy_gradient import SampledAnswer
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.answers import (
    MAX_LINES,
    Answer,
    AnswerEvent,
    Continuation,
    HeldOutAgreement,
    PolicyMoved,
    ResampleEvent,
    ResampleParams,
    ResampleResult,
    SampleParams,
    SampleResult,
    ScoreParams,
    ScoreResult,
    UpdateParams,
    UpdateResult,
)
from talk.protocol.methods.chat import ChatMessage
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.refusal import refusal
from talk.protocol.wire import derived_name

REWARD = "reward"
"""Name of the reward model that ships."""
UPDATE_MAX_TOKENS = 60
"""Most tokens of an answer that is sampled for a policy update."""


Asked = TypeVar("Asked", SampleParams, ResampleParams)


async def sample(kernel: Kernel, params: SampleParams, call: Call) -> SampleResult:
    """Sample `n` answers, the first with `seed` and each further one with the next seed."""
    model = kernel.local()
    prompt, end, params = _prompt(model, params)
    # A chat without tools must not begin a tool call; a document is continued with nothing banned,
    # as in text/generate.
    marks = model.chat.marks if model.chat and params.messages is not None else None
    banned = frozenset({marks.call}) if marks else frozenset()

    async def one(number: int) -> Answer:
        seed = (params.seed + number) % 2**53  # JavaScript holds larger integers only roughly
        own = params.model_copy(update={"seed": seed})
        plan = make_plan(model, prompt, own, end, banned=banned)
        logprobs: list[float] = []

        def on_step(step: Step) -> None:
            logprobs.append(step.logprob)
            # Each event says which answer it belongs to: several grow in one stream.
            call.emit(AnswerEvent(**step_event(model, step).model_dump(), answer=number))

        finished = await kernel.scheduler.generate(plan, call.asker, on_step)
        return Answer(
            text=finished.text,
            tokens=finished.tokens,
            seed=seed,
            finish_reason=finished.finish_reason,
            mean_logprob=mean_logprob(logprobs),
        )

    # The stage's answers grow side by side. A phone's come one after the other, so that nobody
    # takes more than one place in the batch.
    if call.asker.priority == "phone":
        answers = [await one(number) for number in range(params.n)]
    else:
        answers = await gather_all(one(number) for number in range(params.n))
    # `_prompt` has put the chat's checkpoint into the parameters where none was named.
    checkpoint = model.checkpoints.checked(params.checkpoint)
    return SampleResult(answers=answers, provenance=model.provenance(checkpoint, params.seed))


async def resample(kernel: Kernel, params: ResampleParams, call: Call) -> ResampleResult:
    """Sample an answer, and from before each of its lines `n` fresh continuations."""
    model = kernel.local()
    prompt, end, params = _prompt(model, params)
    marks = model.chat.marks if model.chat and params.messages is not None else None
    banned = frozenset({marks.call}) if marks else frozenset()

    async def write(before: Sequence[int], seed: int) -> Finished:
        own = params.model_copy(update={"seed": seed % 2**53})
        left = params.max_tokens - len(before)
        plan = make_plan(model, [*prompt, *before], own, end, banned=banned, max_tokens=left)
        return await kernel.scheduler.generate(plan, call.asker, lambda step: None)

    answer = await write([], params.seed)
    starts, lines = _lines(model, answer)
    call.emit(ResampleEvent(lines=lines))

    async def one(line: int, number: int) -> Continuation:
        seed = (params.seed + 1 + number) % 2**53
        # The answer's own tokens and not its text, which might be cut into others.
        found = await write(answer.tokens[: starts[line]], seed)
        made = Continuation(line=line, seed=seed, text=found.text, tokens=len(found.tokens))
        call.emit(ResampleEvent(continuation=made))
        return made

    continuations: list[Continuation] = []
    for line in range(len(lines)):
        # As in `sample`: a phone never has more than one place in the batch.
        if call.asker.priority == "phone":
            continuations += [await one(line, number) for number in range(params.n)]
        else:
            continuations += await gather_all(one(line, number) for number in range(params.n))
    checkpoint = model.checkpoints.checked(params.checkpoint)
    return ResampleResult(
        lines=lines,
        continuations=continuations,
        finish_reason=answer.finish_reason,
        provenance=model.provenance(checkpoint, params.seed),
    )


def _lines(model: LocalModel, answer: Finished) -> tuple[list[int], list[str]]:
    """Return at which token each line of an answer begins, and the lines' texts.

    A line begins with the first token after one that ends in a full stop or a line break. A full
    stop within a number ends none, because a digit follows it.
    """
    pieces = [
        b"" if model.codec.is_special(id_) else model.codec.token_bytes(id_)
        for id_ in answer.tokens
    ]
    starts = [0]
    for place in range(1, len(pieces)):
        ended = pieces[place - 1].rstrip(b" ").endswith((b".", b"\n"))
        if ended and pieces[place].strip() and not pieces[place][:1].isdigit():
            starts.append(place)
    starts = starts[:MAX_LINES]
    lines = [
        b"".join(pieces[start:stop]).decode("utf-8", errors="replace")
        for start, stop in itertools.pairwise([*starts, len(pieces)])
    ]
    return starts, lines


def _prompt(model: LocalModel, params: Asked) -> tuple[list[int], dict[int, FinishReason], Asked]:
    """Return the prompt as wire IDs, what ends an answer, and the parameters with a checkpoint.

    Raises WireError when not exactly one of `prompt` and `messages` is given, or the model cannot
    chat.
    """
    if (params.prompt is None) == (params.messages is None):
        raise WireError(jsonrpc.INVALID_PARAMS, "give either 'prompt' or 'messages'")
    if params.messages is None:
        return model.prompt(params.prompt, None), model.end_reasons(), params
    if model.chat is None:
        text = f"{model.name} has no chat format; give a 'prompt'"
        raise refusal("not-offered", text, name=model.name)
    checkpoint = model.checkpoints.checked_for_chat(params.checkpoint)
    ids = render_messages(model.chat, params.messages, open_turn=True).ids
    end: dict[int, FinishReason] = dict.fromkeys(
        model.dense(sorted(model.chat.end | model.end)), "end"
    )
    return ids, end, params.model_copy(update={"checkpoint": checkpoint})


async def score(kernel: Kernel, params: ScoreParams, call: Call) -> ScoreResult:
    """Return the reward model's score of each answer."""
    name, head = _reward_model(kernel, params.checkpoint)
    rows = await _features(kernel, head, params.prompt, params.answers, call)
    # The weights are those of the network below the reward model's head, under the head's name.
    provenance = kernel.model.provenance(head.trunk).model_copy(update={"checkpoint": name})
    return ScoreResult(scores=head.scores(rows).tolist(), provenance=provenance)


async def update(kernel: Kernel, params: UpdateParams, call: Call) -> UpdateResult:
    """Fit the reward model to the rankings, then move a copy of the policy towards its scores.

    Both copies stay resident under names that follow from the parameters, so that the same request
    makes them again.
    """
    model = kernel.trainable("answers/update")
    orders = [ranking.order for ranking in params.rankings]
    for order in orders:
        if len(set(order)) < len(order) or max(order) >= len(params.answers):
            text = (
                f"a ranking names each of the {len(params.answers)} answers at most once,"
                f" by numbers from 0; this one is {order}"
            )
            raise WireError(jsonrpc.INVALID_PARAMS, text)
    parent = model.checkpoints.checked_for_chat(params.checkpoint)
    reward_parent, head = _reward_model(kernel, params.reward_checkpoint)
    rows = await _features(kernel, head, params.prompt, params.answers, call)
    # Newton's method takes up to a second; other people's tokens go on meanwhile.
    learnt = await asyncio.to_thread(learn, head, rows, orders)
    reward_name, name = derived_name(reward_parent, params), derived_name(parent, params)
    # Before the policy moves: if that is cancelled, the fitted reward model can still be used.
    kernel.keep_reward(reward_name, learnt.head, call.asker)
    await _move_policy(kernel, params, call, PolicyMove(name, parent, learnt.head))
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


class PolicyMove(NamedTuple):
    """What a policy update starts from, and where it goes."""

    name: str
    """Checkpoint that the update makes."""
    parent: str
    """Checkpoint that the update starts from."""
    head: Head
    """Reward model whose scores the policy follows."""


async def _move_policy(kernel: Kernel, params: UpdateParams, call: Call, move: PolicyMove) -> None:
    """Make a few policy-gradient steps, each over answers that the policy of that moment samples.

    The policy is resident under its new name from the first step on, and sampled from there.
    """
    model = kernel.trainable("answers/update")
    await load_torch()
    # A copy of the weights in torch, made beside the event loop.
    policy = await asyncio.to_thread(Policy, model.weights[move.parent])
    made = Checkpoint(
        name=move.name, stage="update", parent=move.parent, hash=move.name.rpartition("+")[2]
    )
    asked = SampleParams(
        messages=[ChatMessage(role="user", content=params.prompt)],
        n=ANSWERS,
        max_tokens=UPDATE_MAX_TOKENS,
        seed=params.seed,
    )
    quiet = Call(call.asker, lambda event: None)  # nobody wants to see these answers grow
    for step in range(STEPS):
        # On-policy: a gradient from answers of older weights would be biased.
        current = move.parent if step == 0 else move.name
        # Each step has seeds of its own, since `sample` counts them up by one an answer.
        seed = (params.seed + step * ANSWERS) % 2**53
        found = await sample(
            kernel, asked.model_copy(update={"checkpoint": current, "seed": seed}), quiet
        )
        texts = [answer.text for answer in found.answers]
        scores = move.head.scores(
            await _features(kernel, move.head, params.prompt, texts, call)
        ).tolist()
        call.emit(PolicyMoved(step=step + 1, steps=STEPS, score=sum(scores) / len(scores)))
        # The gradient needs the prompt as the sampler read it: the end of one longer than the
        # context.
        read = fit_to_context(_prompt(model, asked)[0], model.engine.context, UPDATE_MAX_TOKENS)
        begun = model.dense(read)
        sampled = [
            SampledAnswer(begun, model.dense(answer.tokens))
            for answer in found.answers
            if answer.tokens
        ]
        # An empty answer has no token whose probability could be moved.
        kept = [score for score, answer in zip(scores, found.answers, strict=True) if answer.tokens]
        await kernel.scheduler.slices(policy.step(sampled, kept), call.asker)
        # Resident again after each step under the same name, so that the next step samples from it.
        await kernel.keep_derived(made, await asyncio.to_thread(policy.weights), call.asker)


def _reward_model(kernel: Kernel, name: str | None) -> tuple[str, Head]:
    """Return the name and the head of a reward model, by default of the one that ships.

    Raises WireError(UNKNOWN_NAME).
    """
    name, rewards = name or REWARD, kernel.trainable("answers/score").rewards
    if name not in rewards:
        have = ", ".join(rewards)
        text = f"there is no reward model '{name}'; this kernel has {have}"
        raise refusal("no-checkpoint", text, name=name)
    return name, rewards[name]


async def _features(
    kernel: Kernel, head: Head, prompt: str, answers: Sequence[str], call: Call
) -> Floats:
    """Return the features φ of every answer, (answers, 2C); see `phi`.

    Each answer is a slice of its own, so that other people's tokens come between.
    """
    model = kernel.trainable("answers/score")
    if not isinstance(model.codec, Vocabulary):
        text = f"{model.name} has no reward model"
        raise refusal("not-offered", text, name=model.name)
    words = model.codec

    def row(slot: int, answer: str) -> Floats:
        ids, said = reading(words, prompt, answer, model.engine.context)
        return phi(model.engine.hidden_states(head.trunk, slot, ids).astype(np.float64), said)

    return np.stack(
        await kernel.scheduler.each_with_slot(
            [partial(row, answer=answer) for answer in answers], call.asker
        )
    )


HANDLERS: dict[str, Handler] = {
    "answers/sample": sample,
    "answers/resample": resample,
    "answers/score": score,
    "answers/update": update,
}
