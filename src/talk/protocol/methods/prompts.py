"""What a prompt brings out of a network: the gain from examples, and recited text."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.text import MAX_NEW_TOKENS
from talk.protocol.methods.tokens import Text, Token
from talk.protocol.wire import Params, Provenance, Result

MAX_EXAMPLES = 32
Line = Annotated[str, Field(min_length=1, max_length=200)]


class Example(Params):
    left: Line
    """What stands before the separator."""
    right: Line
    """What stands behind it."""


class FewShotParams(Params):
    """Measure how likely the answer of an open line is behind 0, 1, 2 … solved lines.

    A line is `left`, `separator`, `right` and a new line.
    """

    examples: Annotated[list[Example], Field(max_length=MAX_EXAMPLES)]
    """The solved lines, in the order in which they are given."""
    query: Line
    """The left side of the open line."""
    answer: Line
    """Its right side."""
    shots: Annotated[
        list[Annotated[int, Field(ge=0, le=MAX_EXAMPLES)]], Field(min_length=1, max_length=10)
    ]
    """For how many of the examples, from the first on."""
    separator: Annotated[str, Field(min_length=1, max_length=40)] = ": "
    """What stands between the two sides of a line."""
    checkpoint: str | None = None
    """Checkpoint that is measured; the default one when left out."""


class FewShotPoint(Result):
    shots: int
    """Number of examples before the open line."""
    prompt: str
    """All that the network read before the answer."""
    probability: float
    """Of the whole answer with the end of the line behind it."""
    bits: float
    """−log2 of it: how surprised the network is."""


class FewShotResult(Result):
    points: list[FewShotPoint]
    """One point for each number of `shots`, in their order."""
    provenance: Provenance
    """The checkpoint that was measured."""


FEW_SHOT = Method("prompts/few_shot", FewShotParams, FewShotResult)


class ReciteParams(Params):
    """Measure how much of a text a network recites after its opening."""

    text: Text
    """The whole text."""
    opening_tokens: Annotated[int, Field(ge=1, le=MAX_NEW_TOKENS)] = 24
    """How many of its tokens are given."""
    max_tokens: Annotated[int, Field(ge=1, le=MAX_NEW_TOKENS)] = 60
    """How many are compared at most."""
    checkpoint: str | None = None
    """Checkpoint that is measured; the default one when left out."""


class ReciteResult(Result):
    opening: str
    """The part of the text that was given."""
    continuation: list[Token]
    """What the network finds likeliest, token by token."""
    verbatim: int
    """Tokens of the continuation that agree with the text before the first that does not."""
    compared: int
    """How many could have agreed."""
    provenance: Provenance
    """The checkpoint that was measured."""


RECITE = Method("prompts/recite", ReciteParams, ReciteResult)

METHODS = [FEW_SHOT, RECITE]
