"""Answer model/parts, model/attention and model/step."""

from __future__ import annotations

import asyncio

from demo_kernel.inference.engine import AttentionEngine
from demo_kernel.methods.tokens import wire_tokens
from demo_kernel.service.kernel import Call, Handler, Kernel, load_torch
from demo_kernel.training.live_steps import Example, gradient_steps
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.kernel import Checkpoint
from talk.protocol.methods.model import (
    MAX_ATTENTION_TOKENS,
    AttentionMap,
    AttentionParams,
    AttentionResult,
    PartsParams,
    PartsResult,
    StepParams,
    StepResult,
    StepTaken,
)
from talk.protocol.refusal import refusal
from talk.protocol.wire import derived_name


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
}
