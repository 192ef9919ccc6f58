"""Answer next_token/predict and next_token/draw.

predict is one forward pass and its distribution; draw samples many times from it.
"""

from __future__ import annotations

from collections import Counter

from demo_kernel.inference.sampling import Sampler, Surprise, top_candidates, uniform
from demo_kernel.methods.tokens import wire_candidate, wire_tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol.methods.next_token import (
    Drawn,
    DrawParams,
    DrawResult,
    PredictParams,
    PredictResult,
    Score,
)
from talk.protocol.refusal import refusal


async def predict(kernel: Kernel, params: PredictParams, call: Call) -> PredictResult:
    """Return the most likely next tokens, and the probability of all others together.

    Probabilities are over the whole vocabulary. `tracked` tokens are included wherever they rank.
    """
    model = kernel.local()
    checkpoint = model.checkpoints.checked(params.checkpoint)
    # The end of a text that is too long: the next token depends most on what is near.
    ids = model.prompt(params.text, params.tokens)[-model.engine.context :]
    tracked = list(params.tracked)
    if params.tracked_text is not None:
        encoded = model.codec.encode(params.tracked_text)
        if not encoded:
            raise refusal("prompt-empty", "'tracked_text' is empty; give at least one character")
        # Only the first token of the text: one pass gives the probabilities of one next token.
        tracked.append(encoded[0])
    dense, dense_tracked = model.dense(ids), model.dense(tracked)
    scores: list[Surprise] = []
    if params.score_context:
        distribution, scores = await kernel.scheduler.scored(checkpoint, dense, call.asker)
    else:
        distribution = await kernel.scheduler.distribution(checkpoint, dense, call.asker)
    if params.temperature != 1.0:  # at 1 the probabilities stay as they are, bit for bit
        distribution = distribution.at_temperature(params.temperature)
    top = top_candidates(distribution, params.top_k)
    top_ids = model.codec.from_dense([token for token, _ in top])
    return PredictResult(
        context=wire_tokens(model.codec, ids),
        candidates=[
            wire_candidate(model.codec, id_, probability, rank)
            for rank, (id_, (_, probability)) in enumerate(zip(top_ids, top, strict=True), start=1)
        ],
        tracked=[
            wire_candidate(
                model.codec, id_, distribution.probability(token), distribution.rank(token)
            )
            for id_, token in zip(tracked, dense_tracked, strict=True)
        ],
        context_scores=[Score(**score._asdict()) for score in scores],
        rest=distribution.rest(params.top_k),
        entropy_bits=distribution.entropy_bits,
        vocabulary_size=model.engine.vocabulary_size,
        provenance=model.provenance(checkpoint),
    )


async def draw(kernel: Kernel, params: DrawParams, call: Call) -> DrawResult:
    """Sample `n` times from one distribution.

    The samples are those of text/generate with the seeds `seed`, `seed` + 1, …
    """
    model = kernel.local()
    checkpoint = model.checkpoints.checked(params.checkpoint)
    prompt = [*model.prompt(params.text, params.tokens), *params.then]
    dense = model.dense(prompt[-model.engine.context :])
    distribution = await kernel.scheduler.distribution(checkpoint, dense, call.asker)
    sampler = Sampler(params.temperature, params.top_k, params.top_p, params.min_p)
    # A sample depends on the seed and on its position. Seeds are below 2**53: JavaScript holds
    # larger integers only roughly. After the last one comes 0.
    numbers = [uniform((params.seed + more) % 2**53, len(prompt)) for more in range(params.n)]
    counts = Counter(distribution.sample_each(sampler, numbers))
    ids = model.codec.from_dense(list(counts))
    found = [
        Drawn(id=id_, text=data.decode("utf-8", errors="replace"), bytes=data.hex(), count=count)
        for id_, count in zip(ids, counts.values(), strict=True)
        for data in [model.codec.token_bytes(id_)]
    ]
    # By count, then by ID, so that equal counts do not change places from run to run.
    found.sort(key=lambda item: (-item.count, item.id))
    return DrawResult(drawn=found, n=params.n, provenance=model.provenance(checkpoint, params.seed))


HANDLERS: dict[str, Handler] = {"next_token/predict": predict, "next_token/draw": draw}
