"""The next token: `next_token/predict` returns its distribution, `next_token/draw` samples."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.tokens import Text, Token
from talk.protocol.wire import Params, Provenance, Result

TokenIds = Annotated[list[int], Field(max_length=4096)]
Temperature = Annotated[float, Field(ge=0, le=10)]
"""0 takes the most likely token."""
Seed = Annotated[int, Field(ge=0, le=2**53 - 1)]
"""Fits a JavaScript number."""


class Drawing(Params):
    """How the next token is drawn."""

    checkpoint: str | None = None
    temperature: Temperature = 1.0
    top_k: Annotated[int, Field(ge=1)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    seed: Seed = 0


class Candidate(Result):
    id: int
    text: str
    bytes: str = ""
    probability: float
    rank: int
    """1 is the most likely entry of the full vocabulary."""


class Score(Result):
    """How expected one token of the context was, given those before it."""

    probability: float
    rank: int
    entropy_bits: float
    """Of the distribution it was scored under, over the full vocabulary."""


class PredictParams(Params):
    """Return the most likely next tokens, with probabilities over the whole vocabulary."""

    text: Text | None = None
    """Either this or `tokens`; text never becomes a special token."""
    tokens: TokenIds | None = None
    checkpoint: str | None = None
    top_k: Annotated[int, Field(ge=1, le=200)] = 10
    temperature: Annotated[float, Field(gt=0, le=10)] = 1.0
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
    context_scores: list[Score] = []
    """One for each token of `context` from the second on; empty where not asked for or not
    offered."""
    rest: float
    """Probability mass of every entry that `candidates` leaves out."""
    entropy_bits: float | None
    """Shannon entropy over the full vocabulary; none where a remote server does not tell it."""
    vocabulary_size: int
    """0 where a remote server does not tell it."""
    provenance: Provenance


PREDICT = Method("next_token/predict", PredictParams, PredictResult)


class DrawParams(Drawing):
    """Many draws of one next token: with `seed`, with the seed after it, and so on."""

    text: Text | None = None
    """Either this or `tokens`."""
    tokens: TokenIds | None = None
    then: TokenIds = []
    """Tokens after the prompt, as in text/generate."""
    n: Annotated[int, Field(ge=1, le=1000)] = 100


class Drawn(Result):
    """An entry of the vocabulary that was drawn at least once."""

    id: int
    text: str
    bytes: str = ""
    count: int


class DrawResult(Result):
    drawn: list[Drawn]
    """Most often drawn first; the counts add up to `n`."""
    n: int
    provenance: Provenance


DRAW = Method("next_token/draw", DrawParams, DrawResult)

METHODS = [PREDICT, DRAW]
