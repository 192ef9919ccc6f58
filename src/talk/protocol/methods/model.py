"""The network itself: `model/parts`, `model/step`, `model/attention`."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.next_token import TokenIds
from talk.protocol.methods.tokens import Text, Token
from talk.protocol.wire import Event, Params, Provenance, Result

MAX_ATTENTION_TOKENS = 64


class PartsParams(Params):
    """Return the parts of the network with their shapes and numbers of parameters."""

    checkpoint: str | None = None


class Part(Result):
    name: str
    """E.g. `embedding`, `layer 3 attention`."""
    shapes: dict[str, list[int]]
    """Matrix → (rows, columns)."""
    parameters: int


class PartsResult(Result):
    parts: list[Part]
    parameters: int
    layers: int
    heads: int
    width: int
    context: int
    vocabulary_size: int
    provenance: Provenance


PARTS = Method("model/parts", PartsParams, PartsResult)


class StepParams(Params):
    """Gradient steps on one example, on a copy of the weights.

    The example is a context and the token that really came next.
    """

    text: Text | None = None
    """The context; either this or `tokens`."""
    tokens: TokenIds | None = None
    target: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """The next token as text (its first token counts); either this or `target_id`."""
    target_id: int | None = None
    checkpoint: str | None = None
    """The parent; a checkpoint that an earlier call made may be stepped again."""
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.003
    """Of plain gradient descent; ten times as much makes the token certain in one step."""
    steps: Annotated[int, Field(ge=1, le=20)] = 1


class StepTaken(Event):
    """After each step."""

    step: int
    loss: float
    """Of the example, natural logarithm, after this step."""
    probability: float
    """Of the right token after this step."""


class StepResult(Result):
    checkpoint: str
    """The new one; its name is made of the parent and these parameters, so the same step gives the
    same name."""
    target_id: int
    loss_before: float
    loss_after: float
    probability_before: float
    probability_after: float
    provenance: Provenance


STEP = Method("model/step", StepParams, StepResult, StepTaken)


class AttentionParams(Params):
    """Return the attention weights over a text."""

    text: Text | None = None
    tokens: TokenIds | None = None
    checkpoint: str | None = None
    layer: Annotated[int, Field(ge=0)] | None = None
    """None: all of them."""
    head: Annotated[int, Field(ge=0)] | None = None


class AttentionMap(Result):
    layer: int
    head: int
    weights: list[list[float]]
    """Row i says where token i looks: i + 1 weights that sum to 1 (up to rounding to four
    places)."""


class AttentionResult(Result):
    tokens: list[Token]
    """At most the last 64 of the text."""
    maps: list[AttentionMap]
    provenance: Provenance


ATTENTION = Method("model/attention", AttentionParams, AttentionResult)

METHODS = [PARTS, STEP, ATTENTION]
