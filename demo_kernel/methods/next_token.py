"""next_token/predict: one forward pass, one distribution. next_token/draw: many samples from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from demo_kernel.backends.language_model import LocalModel
from demo_kernel.inference.sampling import Distribution, Sampler, Surprise, top_candidates, uniform
from demo_kernel.methods.tokens import wire_tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.next_token import (
    Candidate,
    Drawn,
    DrawParams,
    DrawResult,
    PredictParams,
    PredictResult,
    Score,
)


async def predict(kernel: Kernel, params: PredictParams, call: Call) -> PredictResult:
    """The most likely next tokens, with how much the rest of the vocabulary holds."""
    model = kernel.local()
    checkpoint = model.checkpoints.checked(params.checkpoint)
    ids = model.prompt(params.text, params.tokens)[-model.engine.context :]
    tracked = [*params.tracked, *_first_token(model, params.tracked_text)]
    dense, dense_tracked = model.dense(ids), model.dense(tracked)
    scores: list[Surprise] = []
    if params.score_context:
        distribution, scores = await kernel.scheduler.scored(checkpoint, dense, call.asker)
    else:
        distribution = await kernel.scheduler.distribution(checkpoint, dense, call.asker)
    if params.temperature != 1.0:
        distribution = distribution.at_temperature(params.temperature)
    return PredictResult(
        context=wire_tokens(model.codec, ids),
        candidates=candidates(model, distribution, params.top_k),
        tracked=[candidate(model, distribution, token) for token in dense_tracked],
        context_scores=[Score(**score._asdict()) for score in scores],
        rest=distribution.rest(params.top_k),
        entropy_bits=distribution.entropy_bits,
        vocabulary_size=model.engine.vocabulary_size,
        provenance=model.provenance(checkpoint),
    )


async def draw(kernel: Kernel, params: DrawParams, call: Call) -> DrawResult:
    """One distribution, `n` draws from it: what text/generate would take next with each of the seeds that follow."""
    model = kernel.local()
    checkpoint = model.checkpoints.checked(params.checkpoint)
    prompt = [*model.prompt(params.text, params.tokens), *params.then]
    dense = model.dense(prompt[-model.engine.context :])
    distribution = await kernel.scheduler.distribution(checkpoint, dense, call.asker)
    sampler = Sampler(params.temperature, params.top_k, params.top_p, params.min_p)
    # The last seed the wire can name is followed by the first.
    numbers = [uniform((params.seed + more) % 2**53, len(prompt)) for more in range(params.n)]
    counts = Counter(distribution.draws(sampler, numbers))
    ids = model.codec.from_dense(list(counts))
    found = [
        Drawn(id=id_, text=data.decode("utf-8", errors="replace"), bytes=data.hex(), count=count)
        for id_, count in zip(ids, counts.values(), strict=True)
        for data in [model.codec.token_bytes(id_)]
    ]
    found.sort(key=lambda item: (-item.count, item.id))
    return DrawResult(drawn=found, n=params.n, provenance=model.provenance(checkpoint, params.seed))


def candidates(model: LocalModel, distribution: Distribution, count: int) -> list[Candidate]:
    """The `count` most likely entries in order."""
    top = top_candidates(distribution, count)
    return [
        _candidate(model, token, probability, rank)
        for rank, (token, probability) in enumerate(top, start=1)
    ]


def candidate(model: LocalModel, distribution: Distribution, token: int) -> Candidate:
    """One entry of the vocabulary, wherever it stands."""
    return _candidate(model, token, distribution.probability(token), distribution.rank(token))


def _candidate(model: LocalModel, token: int, probability: float, rank: int) -> Candidate:
    (id_,) = model.codec.from_dense([token])
    data = model.codec.token_bytes(id_)
    text = data.decode("utf-8", errors="replace")
    return Candidate(id=id_, text=text, bytes=data.hex(), probability=probability, rank=rank)


def _first_token(model: LocalModel, text: str | None) -> Sequence[int]:
    if text is None:
        return []
    ids = model.codec.encode(text)
    if not ids:
        raise WireError(
            jsonrpc.INVALID_PARAMS, "'tracked_text' is empty; give at least one character"
        )
    return ids[:1]


HANDLERS: dict[str, Handler] = {"next_token/predict": predict, "next_token/draw": draw}
