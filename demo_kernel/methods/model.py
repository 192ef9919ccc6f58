"""Answer model/parts, model/attention, model/step, model/round and model/silence."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product
from typing import TypeVar

from demo_kernel.backends.language_model import TrainableModel
from demo_kernel.inference.engine import AttentionEngine, Work
from demo_kernel.inference.generation import Generation, Plan
from demo_kernel.inference.sampling import Sampler, surprises
from demo_kernel.methods.text import fit_to_context
from demo_kernel.methods.tokens import wire_tokens
from demo_kernel.network.altered import rounded, stored_bytes, without_head
from demo_kernel.network.weights import Weights
from demo_kernel.service.kernel import Call, Handler, Kernel, load_torch
from demo_kernel.training.live_steps import Example, gradient_steps
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.model import (
    MAX_ATTENTION_TOKENS,
    MAX_PAGE_TOKENS,
    MAX_PROBE_TOKENS,
    AttentionMap,
    AttentionParams,
    AttentionResult,
    PartsParams,
    PartsResult,
    Rounded,
    RoundParams,
    RoundResult,
    Silenced,
    SilenceParams,
    SilenceResult,
    StepParams,
    StepResult,
    StepTaken,
)
from talk.protocol.refusal import refusal
from talk.protocol.wire import derived_name

ALTERED = "+altered"
"""Name of weights that are in the engine for one slice. No checkpoint of a model is called so."""
T = TypeVar("T")


async def parts(kernel: Kernel, params: PartsParams, call: Call) -> PartsResult:
    """Return the network's parts with the shapes of their matrices."""
    model = kernel.local()
    checkpoint = model.checkpoints.checked(params.checkpoint)
    if model.shape is None:
        text = f"the parts of {model.name} are not known to this kernel"
        raise refusal("not-offered", text, name=model.name)
    return PartsResult(
        **model.shape._asdict(),
        parameters=model.parameters,
        context=model.engine.context,
        vocabulary_size=model.engine.vocabulary_size,
        provenance=model.provenance(checkpoint),
    )


async def attention(kernel: Kernel, params: AttentionParams, call: Call) -> AttentionResult:
    """Return the attention weights of each layer and head asked for.

    Row n holds the weights of token n for the tokens 0 … n, rounded to four places.
    """
    model = kernel.local()
    engine = model.engine
    if not isinstance(engine, AttentionEngine):
        text = f"{model.name} does not return its attention weights"
        raise refusal("not-offered", text, name=model.name)
    checkpoint = model.checkpoints.checked(params.checkpoint)
    # The maps grow with the square of the tokens, and so does the message.
    ids = model.prompt(params.text, params.tokens)[-MAX_ATTENTION_TOKENS:]
    dense = model.dense(ids)
    weights = await kernel.scheduler.with_slot(
        lambda slot: engine.attention(checkpoint, slot, dense), call.asker
    )
    layers, heads = weights.shape[:2]
    maps = [
        AttentionMap(
            layer=layer,
            head=head,
            weights=[
                # Four places are more than the shade of a cell shows, and keep the message small.
                [round(float(weight), 4) for weight in row[: n + 1]]
                for n, row in enumerate(weights[layer, head])
            ],
        )
        # A model without attention in some layers has fewer maps than layers.
        for layer in _selected(params.layer, layers, "layer")
        for head in _selected(params.head, heads, "head")
    ]
    return AttentionResult(
        tokens=wire_tokens(model.codec, ids), maps=maps, provenance=model.provenance(checkpoint)
    )


async def step(kernel: Kernel, params: StepParams, call: Call) -> StepResult:
    """Make gradient steps on one example, on a copy of the weights, and keep the copy.

    Its name follows from the parameters, so the same request makes the same checkpoint again.
    """
    model = kernel.trainable("model/step")
    parent = model.checkpoints.checked(params.checkpoint)
    ids = model.prompt(params.text, params.tokens)[-model.engine.context :]
    if (params.target is None) == (params.target_id is None):
        raise WireError(jsonrpc.INVALID_PARAMS, "give either 'target' or 'target_id'")
    target_id = params.target_id
    if target_id is None:
        target_id = model.codec.encode(params.target or "")[0]  # the first token of a longer text
    (target,) = model.dense([target_id])
    # Before the work: the name depends on what was asked alone.
    name = derived_name(parent, params)
    example = Example(model.dense(ids), target)
    await load_torch()
    loop = asyncio.get_running_loop()
    outcome = await kernel.scheduler.slices(
        gradient_steps(
            model.weights[parent],
            example,
            params.learning_rate,
            params.steps,
            # Called on the scheduler's thread, between two slices.
            lambda step, fit: loop.call_soon_threadsafe(
                call.emit, StepTaken(step=step, loss=fit.loss, probability=fit.probability)
            ),
        ),
        call.asker,
    )
    if outcome.weights is None:
        raise RuntimeError("the last slice brings the weights")
    made = Checkpoint(name=name, stage="step", parent=parent, hash=name.rpartition("+")[2])
    await kernel.keep_derived(made, outcome.weights, call.asker)
    first, last = outcome.losses[0], outcome.losses[-1]
    return StepResult(
        checkpoint=name,
        target_id=model.codec.from_dense([target])[0],
        loss_before=first.loss,
        loss_after=last.loss,
        probability_before=first.probability,
        probability_after=last.probability,
        provenance=model.provenance(name),
    )


async def round_weights(kernel: Kernel, params: RoundParams, call: Call) -> RoundResult:
    """Measure the loss of a page and continue a prompt with the weights rounded to fewer bits."""
    model = kernel.trainable("model/round")
    checkpoint = model.checkpoints.checked(params.checkpoint)
    weights = model.weights[checkpoint]
    most = min(MAX_PAGE_TOKENS, model.engine.context)
    page = model.dense(model.prompt(params.page, None))[:most]
    if len(page) < 2:
        raise WireError(jsonrpc.INVALID_PARAMS, "'page' is empty; give at least one character")
    plan = Plan(
        checkpoint=ALTERED,
        prompt=model.dense(
            fit_to_context(model.prompt(params.text, None), model.engine.context, params.max_tokens)
        ),
        sampler=Sampler(temperature=0),
        max_tokens=params.max_tokens,
        end=model.end_reasons(),
    )
    measured: list[Rounded] = []

    def page_loss(altered: Weights, slot: int) -> float:
        with _resident(model, altered):
            logits = model.engine.forward_all(Work(ALTERED, slot, 0, page[:-1]))
        found = surprises(logits, page[1:])
        return -sum(math.log(one.probability) for one in found) / len(found)

    def continuation(altered: Weights, slot: int) -> str:
        generation = Generation(plan, model.codec, model.engine.context)
        with _resident(model, altered):
            while generation.finish_reason is None:
                work = Work(ALTERED, slot, generation.read, generation.pending)
                generation.accept(model.engine.forward([work])[0])
        return generation.text

    for bits in params.bits:
        altered = await asyncio.to_thread(rounded, weights, bits)
        # Two slices, so that neither holds up the tokens of others for long.
        loss = await _in_slice(kernel, partial(page_loss, altered), call)
        text = await _in_slice(kernel, partial(continuation, altered), call)
        size = stored_bytes(weights, bits)
        measured.append(Rounded(bits=bits, size=size, loss=loss, text=text))
        call.emit(measured[-1])
    return RoundResult(
        measured=measured,
        page_tokens=len(page) - 1,
        parameters=sum(matrix.values.size for matrix in weights.matrices.values()),
        provenance=model.provenance(checkpoint),
    )


async def silence(kernel: Kernel, params: SilenceParams, call: Call) -> SilenceResult:
    """Measure answers with each attention head switched off in turn."""
    model = kernel.trainable("model/silence")
    checkpoint = model.checkpoints.checked(params.checkpoint)
    weights = model.weights[checkpoint]
    answers = [model.codec.encode(probe.answer) for probe in params.probes]
    most = min(MAX_PROBE_TOKENS, model.engine.context)
    read = []
    for probe, answer in zip(params.probes, answers, strict=True):
        if len(answer) > most // 2:
            text = f"'answer' is {len(answer)} tokens long; give one of at most {most // 2}"
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        prompt = fit_to_context(model.prompt(probe.text, None), most, len(answer))
        read.append((len(prompt), model.dense([*prompt, *answer])))

    def measure(altered: Weights, slot: int) -> list[float]:
        found = []
        with _resident(model, altered):
            for prompt, tokens in read:
                logits = model.engine.forward_all(Work(ALTERED, slot, 0, tokens[:-1]))
                following = surprises(logits[prompt - 1 :], tokens[prompt:])
                found.append(math.prod(one.probability for one in following))
        return found

    whole = await _in_slice(kernel, partial(measure, weights), call)
    heads: list[Silenced] = []
    for layer, head in product(range(weights.config.layers), range(weights.config.heads)):
        altered = without_head(weights, layer, head)
        probabilities = await _in_slice(kernel, partial(measure, altered), call)
        heads.append(Silenced(layer=layer, head=head, probabilities=probabilities))
        call.emit(heads[-1])
    return SilenceResult(
        whole=whole,
        heads=heads,
        answers=[wire_tokens(model.codec, answer) for answer in answers],
        provenance=model.provenance(checkpoint),
    )


@contextmanager
def _resident(model: TrainableModel, altered: Weights) -> Iterator[None]:
    """Keep weights in the engine as the checkpoint ALTERED. Within one slice, on the thread."""
    model.engine.add(ALTERED, altered)
    try:
        yield
    finally:
        model.engine.remove(ALTERED)


async def _in_slice(kernel: Kernel, function: Callable[[int], T], call: Call) -> T:
    """Run a function with a free slot between two rounds of the scheduler; return its result."""
    (found,) = await kernel.scheduler.each_with_slot([function], call.asker)
    return found


def _selected(wanted: int | None, count: int, what: str) -> range:
    """Return the numbers to show: all `count`, or the one `wanted`.

    Raises WireError for another.
    """
    if wanted is None:
        return range(count)
    if wanted >= count:
        raise WireError(
            jsonrpc.INVALID_PARAMS, f"there is no {what} {wanted}; the model has {count}, from 0"
        )
    return range(wanted, wanted + 1)


HANDLERS: dict[str, Handler] = {
    "model/parts": parts,
    "model/attention": attention,
    "model/step": step,
    "model/round": round_weights,
    "model/silence": silence,
}
