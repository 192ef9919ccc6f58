"""The network itself: its parts and attention, a training step, fewer bits, a silent head.

`model/parts`, `model/attention`, `model/step`, `model/round` and `model/silence`.
"""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.next_token import TokenIds
from talk.protocol.methods.tokens import Text, Token
from talk.protocol.wire import Event, Params, Provenance, Result

MAX_ATTENTION_TOKENS = 64
"""Most tokens of a map: its weights grow with their square, and a map goes to every phone."""


class PartsParams(Params):
    """Return the parts of the network with their shapes and numbers of parameters."""

    checkpoint: str | None = None
    """Checkpoint that the provenance names; all of a model's have the same parts."""


class Part(Result):
    name: str
    """E.g. `embedding`, `layer 3 attention`."""
    shapes: dict[str, list[int]]
    """Matrix → (rows, columns)."""
    parameters: int
    """Number of trainable parameters in this part."""


class PartsResult(Result):
    parts: list[Part]
    """The parts from the input to the output."""
    parameters: int
    """Number of trainable parameters; tied embeddings counted once."""
    layers: int
    """Number of transformer blocks."""
    heads: int
    """Attention heads in each block."""
    width: int
    """Numbers in a token's vector between the blocks."""
    context: int
    """Longest context in tokens."""
    vocabulary_size: int
    """Number of entries of the vocabulary."""
    provenance: Provenance
    """The model and the checkpoint."""


PARTS = Method("model/parts", PartsParams, PartsResult)


class StepParams(Params):
    """Make gradient steps on one example, on a copy of the weights.

    The example is a context and the token that really came next.
    """

    text: Text | None = None
    """The context; either this or `tokens`."""
    tokens: TokenIds | None = None
    """The context as token IDs; either this or `text`."""
    target: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """The next token as text (its first token counts); either this or `target_id`."""
    target_id: int | None = None
    """The next token's ID; either this or `target`."""
    checkpoint: str | None = None
    """The parent; a checkpoint that an earlier call made may be stepped again."""
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.003
    """Of plain gradient descent; ten times as much makes the token certain in one step."""
    steps: Annotated[int, Field(ge=1, le=20)] = 1
    """Number of gradient steps."""


class StepTaken(Event):
    """After each step."""

    step: int
    """Number of the step, from 1."""
    loss: float
    """Of the example, natural logarithm, after this step."""
    probability: float
    """Of the right token after this step."""


class StepResult(Result):
    checkpoint: str
    """The new one; its name is made of the parent and these parameters, so the same step gives the
    same name."""
    target_id: int
    """ID of the token that was made likelier."""
    loss_before: float
    """Loss of the example before the first step, natural logarithm."""
    loss_after: float
    """Loss of the example after the last step, natural logarithm."""
    probability_before: float
    """Probability of the right token before the first step."""
    probability_after: float
    """Probability of the right token after the last step."""
    provenance: Provenance
    """The new checkpoint."""


STEP = Method("model/step", StepParams, StepResult, StepTaken)


class AttentionParams(Params):
    """Return the attention weights over a text."""

    text: Text | None = None
    """What the model reads; either this or `tokens`."""
    tokens: TokenIds | None = None
    """The same as token IDs."""
    checkpoint: str | None = None
    """Checkpoint to look into; the default one when left out."""
    layer: Annotated[int, Field(ge=0)] | None = None
    """None: all of them."""
    head: Annotated[int, Field(ge=0)] | None = None
    """Head of each layer, from 0. None: all of them."""


class AttentionMap(Result):
    layer: int
    """Number of the layer, from 0."""
    head: int
    """Number of the head in its layer, from 0."""
    weights: list[list[float]]
    """Row i says where token i looks: i + 1 weights that sum to 1 (up to rounding to four
    places)."""


class AttentionResult(Result):
    tokens: list[Token]
    """At most the last 64 of the text."""
    maps: list[AttentionMap]
    """One map for each layer and head asked for."""
    provenance: Provenance
    """The checkpoint that was looked into."""


ATTENTION = Method("model/attention", AttentionParams, AttentionResult)

Bits = Annotated[int, Field(ge=2, le=8)]
MAX_PAGE_TOKENS = 256


class RoundParams(Params):
    """Round the weights to fewer bits, and measure what the network can still do.

    Each matrix is rounded row by row, on a copy: loss on a page, and a text written again.
    """

    page: Text
    """Text whose loss is measured; its first 256 tokens count."""
    text: Text
    """Prompt that is continued with each number of bits; the likeliest token each time."""
    bits: Annotated[list[Bits], Field(min_length=1, max_length=7)] = [8, 6, 5, 4, 3, 2]
    """Bits of a weight, one measurement each, in this order."""
    max_tokens: Annotated[int, Field(ge=1, le=64)] = 32
    """Most tokens of each continuation."""
    checkpoint: str | None = None
    """Checkpoint whose weights are rounded; the default one when left out."""


class Rounded(Event):
    """What the network does with one number of bits."""

    bits: int
    """Bits of a weight."""
    size: int
    """Bytes of all weights, with a scale of four bytes for each row."""
    loss: float
    """Mean loss of a token of the page, natural logarithm."""
    text: str
    """Continuation of the prompt, without it."""


class RoundResult(Result):
    measured: list[Rounded]
    """One for each number of bits, in the order asked for."""
    page_tokens: int
    """Tokens of the page whose loss was measured."""
    parameters: int
    """Number of weights that were rounded."""
    provenance: Provenance
    """The checkpoint whose weights were rounded."""


ROUND = Method("model/round", RoundParams, RoundResult, Rounded)

MAX_PROBES = 4
MAX_PROBE_TOKENS = 64
"""Most tokens of a prompt with its answer: all prompts are read once for each head."""


class Probe(Params):
    """A prompt and the text that should follow it."""

    text: Text
    """The prompt."""
    answer: Annotated[str, Field(min_length=1, max_length=200)]
    """The text that should follow."""


class SilenceParams(Params):
    """Switch each attention head off in turn, and measure what becomes of some answers."""

    probes: Annotated[list[Probe], Field(min_length=1, max_length=MAX_PROBES)]
    """Prompts with their answers; at most the last 64 tokens of each are read."""
    checkpoint: str | None = None
    """Checkpoint whose heads are switched off; the default one when left out."""


class Silenced(Event):
    """The answers' probabilities with one head switched off."""

    layer: int
    """Number of the layer, from 0."""
    head: int
    """Number of the head in its layer, from 0."""
    probabilities: list[float]
    """Probability of each probe's answer: of all its tokens together."""


class SilenceResult(Result):
    whole: list[float]
    """Probability of each probe's answer with all heads on."""
    heads: list[Silenced]
    """One for each head, layer by layer."""
    answers: list[list[Token]]
    """Tokens of each probe's answer."""
    provenance: Provenance
    """The checkpoint whose heads were switched off."""


SILENCE = Method("model/silence", SilenceParams, SilenceResult, Silenced)

METHODS = [PARTS, STEP, ATTENTION, ROUND, SILENCE]
