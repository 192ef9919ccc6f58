"""prompts/few_shot and prompts/recite."""

from __future__ import annotations

import math

from demo_kernel.inference.generation import Step
from demo_kernel.methods.text import plan_of
from demo_kernel.methods.tokens import wire_tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.prompts import (
    FewShotParams,
    FewShotPoint,
    FewShotResult,
    ReciteParams,
    ReciteResult,
)
from talk.protocol.methods.text import Sampling

TINIEST = 1e-300
"""A probability that has been rounded to nothing still is some number of bits."""


async def few_shot(kernel: Kernel, params: FewShotParams, call: Call) -> FewShotResult:
    """The probability of the right answer by the number of examples before it."""
    if max(params.shots) > len(params.examples):
        text = f"{max(params.shots)} shots are asked for, but there are {len(params.examples)} examples"
        raise WireError(jsonrpc.INVALID_PARAMS, text)
    checkpoint = kernel.model.checkpoints.checked(params.checkpoint)
    points = [await _point(kernel, params, shots, checkpoint, call) for shots in params.shots]
    return FewShotResult(points=points, provenance=kernel.model.provenance(checkpoint))


async def _point(
    kernel: Kernel, params: FewShotParams, shots: int, checkpoint: str, call: Call
) -> FewShotPoint:
    model = kernel.local()
    solved = [f"{one.left}{params.separator}{one.right}\n" for one in params.examples[:shots]]
    head = params.separator.rstrip()
    prompt = "".join(solved) + params.query + head
    answer = params.separator[len(head) :] + params.answer + "\n"
    asked = model.prompt(prompt, None)
    ids = [*asked, *model.codec.encode(answer)]
    if len(ids) > model.engine.context:
        text = f"the examples take {len(ids)} tokens, the model reads {model.engine.context}; give fewer or shorter ones"
        raise WireError(jsonrpc.TOO_LARGE, text)
    _, surprises = await kernel.scheduler.scored(checkpoint, model.dense(ids), call.asker)
    bits = -sum(math.log2(max(one.probability, TINIEST)) for one in surprises[len(asked) - 1 :])
    return FewShotPoint(shots=shots, prompt=prompt, probability=2**-bits, bits=bits)


async def recite(kernel: Kernel, params: ReciteParams, call: Call) -> ReciteResult:
    """The likeliest continuation of a text's opening, compared with the text."""
    checkpoint = kernel.model.checkpoints.checked(params.checkpoint)
    model = kernel.local()
    whole = model.prompt(params.text, None)
    given = len(model.begin) + params.opening_tokens
    rest = whole[given:][: params.max_tokens]
    if not rest:
        text = f"the text has {len(whole) - len(model.begin)} tokens; give one that goes on after the opening"
        raise WireError(jsonrpc.INVALID_PARAMS, text)
    greedy = Sampling(checkpoint=checkpoint, temperature=0, max_tokens=len(rest))
    plan = plan_of(model, whole[:given], greedy, model.end_reasons())
    finished = await kernel.scheduler.generate(plan, call.asker, _silent)
    pairs = zip(finished.tokens, rest, strict=False)
    verbatim = next(
        (n for n, (said, true) in enumerate(pairs) if said != true),
        min(len(finished.tokens), len(rest)),
    )
    opening = b"".join(model.codec.token_bytes(id_) for id_ in whole[len(model.begin) : given])
    return ReciteResult(
        opening=opening.decode("utf-8", errors="replace"),
        continuation=wire_tokens(model.codec, finished.tokens),
        verbatim=verbatim,
        compared=len(rest),
        provenance=model.provenance(checkpoint),
    )


def _silent(step: Step) -> None:
    """The result says it all."""


HANDLERS: dict[str, Handler] = {"prompts/few_shot": few_shot, "prompts/recite": recite}
