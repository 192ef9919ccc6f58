"""Answer prompts/few_shot and prompts/recite."""

from __future__ import annotations

import math

from demo_kernel.methods.text import make_plan
from demo_kernel.methods.tokens import wire_tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from demo_kernel.tokens.few_shot import few_shot_prompt
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
from talk.protocol.refusal import refusal

TINIEST = 1e-300
"""Least probability that is turned into bits: one that is rounded to 0 would be infinitely many."""


async def few_shot(kernel: Kernel, params: FewShotParams, call: Call) -> FewShotResult:
    """Return the probability of the right answer by the number of examples before it."""
    if max(params.shots) > len(params.examples):
        text = (
            f"{max(params.shots)} shots are asked for,"
            f" but there are {len(params.examples)} examples"
        )
        raise WireError(jsonrpc.INVALID_PARAMS, text)
    checkpoint = kernel.model.checkpoints.checked(params.checkpoint)
    points = [await _point(kernel, params, shots, checkpoint, call) for shots in params.shots]
    return FewShotResult(points=points, provenance=kernel.model.provenance(checkpoint))


async def _point(
    kernel: Kernel, params: FewShotParams, shots: int, checkpoint: str, call: Call
) -> FewShotPoint:
    """Score the answer after the first `shots` examples, as one text of one pass."""
    model = kernel.local()
    prompt, answer = few_shot_prompt(params, shots)
    asked = model.prompt(prompt, None)
    ids = [*asked, *model.codec.encode(answer)]
    if len(ids) > model.engine.context:
        text = (
            f"the examples take {len(ids)} tokens, the model reads {model.engine.context};"
            " give fewer or shorter ones"
        )
        most = model.engine.context
        raise refusal("prompt-long", text, count=len(ids), most=most)
    # The score at position n is that of token n + 1, so the answer's begin one before it.
    _, surprises = await kernel.scheduler.scored(checkpoint, model.dense(ids), call.asker)
    # In bits first: a product of small probabilities would become 0.
    bits = -sum(math.log2(max(one.probability, TINIEST)) for one in surprises[len(asked) - 1 :])
    return FewShotPoint(shots=shots, prompt=prompt, probability=2**-bits, bits=bits)


async def recite(kernel: Kernel, params: ReciteParams, call: Call) -> ReciteResult:
    """Continue a text's opening greedily, and compare the continuation with the text itself.

    `verbatim` is how many tokens agree from the start.
    """
    checkpoint = kernel.model.checkpoints.checked(params.checkpoint)
    model = kernel.local()
    whole = model.prompt(params.text, None)
    # `opening_tokens` counts tokens of the text; the begin-of-document token is none.
    given = len(model.begin) + params.opening_tokens
    rest = whole[given:][: params.max_tokens]
    if not rest:
        text = (
            f"the text has {len(whole) - len(model.begin)} tokens;"
            " give one that goes on after the opening"
        )
        raise refusal("text-short", text, count=len(whole) - len(model.begin))
    # Greedy, since the claim is about what the model knows by heart and not about luck.
    greedy = Sampling(checkpoint=checkpoint, temperature=0, max_tokens=len(rest))
    plan = make_plan(model, whole[:given], greedy, model.end_reasons())
    # No events: the comparison is of interest only as a whole.
    finished = await kernel.scheduler.generate(plan, call.asker, lambda step: None)
    pairs = zip(finished.tokens, rest, strict=False)
    verbatim = next(
        (n for n, (said, true) in enumerate(pairs) if said != true),
        # All agree as far as both go; the model may have ended its text before ours does.
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


HANDLERS: dict[str, Handler] = {"prompts/few_shot": few_shot, "prompts/recite": recite}
