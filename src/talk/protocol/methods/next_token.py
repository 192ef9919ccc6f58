"""The next token: `next_token/predict` returns its distribution, `next_token/draw` samples."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.tokens import Text, Token
from talk.protocol.wire import Params, Provenance, Result

TokenIds = Annotated[list[int], Field(max_length=4096)]
Temperature = Annotated[float, Field(ge=0, le=10)]
"""0: the most likely token."""
Seed = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""Fits a JavaScript number."""


class Drawing(Params):
    """How the next token is sampled."""

    checkpoint: str | None = None
    """Checkpoint that answers; the default one when left out."""
    temperature: Temperature = 1.0
    """Divisor of the logits: below 1 sharper, above 1 flatter."""
    top_k: Annotated[int, Field(ge=1)] | None = None
    """How many of the most likely tokens are kept; none: all of them."""
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of probability that the kept tokens have at least, likeliest first; none: all of it."""
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    """Least probability of a kept token, as a share of the likeliest one's; none: no bound."""
    seed: Seed = 0
    """Seed of the random numbers; the same seed samples the same tokens."""


class Candidate(Result):
    id: int
    """ID of the token in the model's vocabulary."""
    text: str
    """The token's bytes as text; what is no UTF-8 stands as U+FFFD."""
    bytes: str = ""
    """The token's bytes in hex."""
    probability: float
    """Probability over the full vocabulary."""
    rank: int
    """1 is the most likely entry of the full vocabulary."""


class Score(Result):
    """How expected one token of the context was, given those before it."""

    probability: float
    """Probability that the model gave the token."""
    rank: int
    """Its place among all entries of the vocabulary; 1 is the most likely."""
    entropy_bits: float
    """Of the distribution it was scored under, over the full vocabulary."""


class PredictParams(Params):
    """Return the most likely next tokens, with probabilities over the whole vocabulary."""

    text: Text | None = None
    """Either this or `tokens`; text never becomes a special token."""
    tokens: TokenIds | None = None
    """The context as token IDs; either this or `text`."""
    checkpoint: str | None = None
    """Checkpoint that answers; the default one when left out."""
    top_k: Annotated[int, Field(ge=1, le=200)] = 10
    """Number of candidates wanted; it cuts nothing off the probabilities."""
    temperature: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Divisor of the logits before the probabilities are made."""
    tracked: Annotated[list[int], Field(max_length=50)] = []
    """Further token ids whose probability and rank are wanted, wherever they stand."""
    tracked_text: Annotated[str, Field(max_length=200)] | None = None
    """The same for the first token of this text (e.g. ` Paris`)."""
    score_context: bool = False
    """Whether `context_scores` is wanted; they come from the same forward pass."""


class PredictResult(Result):
    context: list[Token]
    """What the model saw, after any cut to its context length (oldest tokens go first)."""
    candidates: list[Candidate]
    """The `top_k` most likely, in order."""
    tracked: list[Candidate] = []
    """The tracked tokens, in the order asked for."""
    context_scores: list[Score] = []
    """One for each token of `context` from the second on; empty where not asked for or not
    offered."""
    rest: float
    """Probability mass of every entry that `candidates` leaves out."""
    entropy_bits: float | None
    """Shannon entropy over the full vocabulary; none where a remote server does not report it."""
    vocabulary_size: int
    """Number of entries of the vocabulary; 0 where a remote server does not report it."""
    provenance: Provenance
    """The checkpoint that answered."""


PREDICT = Method("next_token/predict", PredictParams, PredictResult)


class DrawParams(Drawing):
    """Sample one next token many times: with `seed`, with the seed after it, and so on."""

    text: Text | None = None
    """Either this or `tokens`."""
    tokens: TokenIds | None = None
    """The prompt as token IDs; either this or `text`."""
    then: TokenIds = []
    """Tokens after the prompt, as in text/generate."""
    n: Annotated[int, Field(ge=1, le=1000)] = 100
    """Number of samples."""


class Drawn(Result):
    """An entry of the vocabulary that was sampled at least once."""

    id: int
    """ID of the token."""
    text: str
    """The token's bytes as text; what is no UTF-8 stands as U+FFFD."""
    bytes: str = ""
    """The token's bytes in hex."""
    count: int
    """How often it was sampled."""


class DrawResult(Result):
    drawn: list[Drawn]
    """Most often sampled first; the counts add up to `n`."""
    n: int
    """Number of samples."""
    provenance: Provenance
    """The checkpoint that was sampled from, and the first seed."""


DRAW = Method("next_token/draw", DrawParams, DrawResult)

METHODS = [PREDICT, DRAW]
