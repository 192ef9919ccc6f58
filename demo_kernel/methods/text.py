"""Answer text/generate and text/speculate: continue a text token by token, or by drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from demo_kernel.backends.language_model import LocalModel
from demo_kernel.inference.generation import FinishReason, Plan, Step
from demo_kernel.inference.sampling import Sampler
from demo_kernel.inference.speculation import Pass
from demo_kernel.methods.tokens import wire_candidate, wire_tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol.methods.text import (
    GenerateParams,
    GenerateResult,
    PassEvent,
    Sampling,
    SamplingStage,
    SpeculateParams,
    SpeculateResult,
    StepEvent,
)
from talk.protocol.wire import QueuedEvent


async def generate(kernel: Kernel, params: GenerateParams, call: Call) -> GenerateResult:
    """Continue a text, with one event a token."""
    model = kernel.local()
    # `then` are tokens that were sampled before: a run goes on exactly, since decoding and encoding
    # a text again may cut it into other tokens.
    prompt = [*model.prompt(params.text, params.tokens), *params.then]
    plan = make_plan(model, prompt, params, model.end_reasons())
    finished = await kernel.scheduler.generate(
        plan, call.asker, step_sender(model, call), queue_place_sender(call)
    )
    return GenerateResult(
        text=finished.text,
        tokens=finished.tokens,
        finish_reason=finished.finish_reason,
        prompt_tokens=len(plan.prompt),
        dropped=plan.dropped,
        provenance=model.provenance(plan.checkpoint, params.seed),
    )


async def speculate(kernel: Kernel, params: SpeculateParams, call: Call) -> SpeculateResult:
    """Continue a text by drafts, with one event a forward pass."""
    model = kernel.local()
    draft = None if params.draft is None else model.checkpoints.checked(params.draft)
    prompt = model.prompt(params.text, params.tokens)
    plan = make_plan(model, prompt, params, model.end_reasons())
    passes: list[Pass] = []

    def on_pass(made: Pass) -> None:
        drafts = wire_tokens(model.codec, model.codec.from_dense(made.drafts))
        own = made.steps[made.kept :]
        call.emit(
            PassEvent(
                index=len(passes),
                drafts=drafts,
                kept=made.kept,
                token=wire_tokens(model.codec, [own[0].id])[0] if own else None,
                time_ms=made.steps[-1].time_ms,
            )
        )
        passes.append(made)

    finished = await kernel.scheduler.speculate(plan, draft, params.ahead, call.asker, on_pass)
    return SpeculateResult(
        text=finished.text,
        tokens=finished.tokens,
        finish_reason=finished.finish_reason,
        passes=len(passes),
        drafted=sum(len(one.drafts) for one in passes),
        kept=sum(one.kept for one in passes),
        provenance=model.provenance(plan.checkpoint, params.seed),
    )


def fit_to_context(prompt: Sequence[int], context: int, wanted: int) -> list[int]:
    """Return the end of the prompt that leaves room for `wanted` more tokens in the context.

    At least half of the context stays for the prompt, however many tokens are asked for.
    """
    # The middle ground: a request for many tokens must not leave the model without a prompt, and
    # one with a long prompt must not be refused.
    return list(prompt)[-max(context - wanted, context // 2) :]


def make_plan(
    model: LocalModel,
    prompt: Sequence[int],
    params: Sampling,
    end: dict[int, FinishReason],
    *,
    banned: frozenset[int] = frozenset(),
    max_tokens: int | None = None,
    first_index: int = 0,
) -> Plan:
    """Return what the scheduler runs for a request.

    `prompt` and `banned` are wire IDs, the keys of `end` dense IDs. `max_tokens` replaces that of
    `params`; `first_index` is the number of the first event.
    """
    wanted = params.max_tokens if max_tokens is None else max_tokens
    kept = fit_to_context(prompt, model.engine.context, wanted)
    return Plan(
        checkpoint=model.checkpoints.checked(params.checkpoint),
        prompt=model.dense(kept),
        sampler=Sampler(
            params.temperature,
            params.top_k,
            params.top_p,
            params.min_p,
            params.seed,
            frozenset(model.dense(sorted(banned))),
        ),
        max_tokens=wanted,
        stop=tuple(params.stop),
        end=end,
        candidates=params.candidates,
        controls=params.stages,
        # See Plan.dropped: random numbers go by the place in the whole text.
        dropped=len(prompt) - len(kept),
        first_index=first_index,
    )


def step_sender(model: LocalModel, call: Call) -> Callable[[Step], None]:
    """Return a callback that sends each step as an event."""
    return lambda step: call.emit(step_event(model, step))


def queue_place_sender(call: Call) -> Callable[[int], None]:
    """Return a callback that sends the place in the queue as an event."""
    return lambda place: call.emit(QueuedEvent(queue_place=place))


def step_event(model: LocalModel, step: Step) -> StepEvent:
    """Return a step of a generation as an event of the wire."""
    return StepEvent(
        index=step.index,
        id=step.id,
        text=step.text,
        bytes=step.bytes.hex(),
        special=step.special,
        logprob=step.logprob,
        entropy_bits=step.entropy_bits,
        draw=step.number,
        time_ms=step.time_ms,
        candidates=None
        if step.candidates is None
        else [
            wire_candidate(model.codec, id_, probability, rank)
            for rank, (id_, probability) in enumerate(step.candidates, start=1)
        ],
        rest=step.rest,
        stages=None
        if step.controls is None
        else [
            SamplingStage(name=name, kept=kept, probabilities=bars)
            for name, kept, bars in step.controls
        ],
    )


HANDLERS: dict[str, Handler] = {"text/generate": generate, "text/speculate": speculate}
