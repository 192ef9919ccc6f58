"""Write a text: `text/generate` token by token, `text/speculate` by drafts."""

from typing import Annotated, Literal

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.next_token import Candidate, Drawing, TokenIds
from talk.protocol.methods.tokens import Text, Token
from talk.protocol.wire import Event, Provenance, Result

FinishReason = Literal["length", "stop", "end", "tool_call"]

MAX_NEW_TOKENS = 1024


class Sampling(Drawing):
    """How tokens are sampled one after the other; shared by every method that samples."""

    max_tokens: Annotated[int, Field(ge=1, le=MAX_NEW_TOKENS)] = 64
    """Most tokens to sample."""
    stop: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=8)
    ] = []
    """Texts that end the generation; none of them is part of the result."""
    candidates: Annotated[int, Field(ge=0, le=50)] = 0
    """How many of the most likely tokens each step reports."""
    stages: bool = False
    """Also report what each control made of the candidates' probabilities."""


class GenerateParams(Sampling):
    """Continue a text token by token."""

    text: Text | None = None
    """Either this or `tokens`; text never becomes a special token."""
    tokens: TokenIds | None = None
    """The prompt as token IDs; either this or `text`."""
    then: TokenIds = []
    """Tokens after the prompt, as they are: a branch goes on from its own tokens, however they
    would be split again."""


class SamplingStage(Result):
    """The candidates' probabilities after one control of the sampler."""

    name: Literal["softmax", "banned", "temperature", "top_k", "top_p", "min_p"]
    """The control; `softmax` is the distribution before any, `banned` leaves out tokens that may
    not come."""
    kept: int
    """How many entries of the vocabulary can still be sampled."""
    probabilities: list[float]
    """One a candidate, in the candidates' order; 0 for those cut off."""


class StepEvent(Event):
    """One token of a generation."""

    index: int
    """0 for the first token after the prompt."""
    id: int
    """ID of the token; −1 where a remote server does not report it."""
    text: str
    """Empty while a UTF-8 character is incomplete."""
    bytes: str = ""
    """The token's bytes in hex."""
    logprob: float | None = None
    """Natural logarithm of the probability at temperature 1, before any cut; none for a forced
    token, which is never scored, and where a remote server does not say."""
    entropy_bits: float | None = None
    """Of the same distribution, over the full vocabulary."""
    forced: bool = False
    """Put there by the application (a tool's result), not sampled; never scored."""
    special: bool = False
    """True for a special token, which is no text."""
    draw: float | None = None
    """The uniform number in [0, 1) that this seed and position (tokens before this one, dropped
    ones too) always give; so a run continued from its own tokens goes on as if it had never
    stopped."""
    candidates: list[Candidate] | None = None
    """The most likely tokens at temperature 1, in order; none where they were not asked for."""
    rest: float | None = None
    """Probability of all that `candidates` leaves out."""
    stages: list[SamplingStage] | None = None
    """What each control made of the candidates, in order; none where it was not asked for."""
    time_ms: float = 0.0
    """Milliseconds since the request was started."""


class GenerateResult(Result):
    text: str
    """Up to the stop sequence, where one was met."""
    tokens: list[int]
    """The new tokens only; those of a stop sequence and the ending token too."""
    finish_reason: FinishReason
    """length: max_tokens or the context is full. end: the model ended the document or its turn."""
    prompt_tokens: int = 0
    """Tokens the model read before the first new one."""
    dropped: int = 0
    """Oldest tokens of the prompt that did not fit into the context."""
    provenance: Provenance
    """Model, checkpoint and seed of the text."""


GENERATE = Method("text/generate", GenerateParams, GenerateResult, StepEvent)

MAX_AHEAD = 16


class SpeculateParams(Sampling):
    """Continue a text by drafts: several tokens are guessed, then checked in one forward pass.

    The text is that of `text/generate` with the same parameters.
    """

    text: Text | None = None
    """Either this or `tokens`; text never becomes a special token."""
    tokens: TokenIds | None = None
    """The prompt as token IDs; either this or `text`."""
    draft: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    """Checkpoint of the same model that guesses; when left out, the guess is what followed the last
    tokens where they stood earlier in the text."""
    ahead: Annotated[int, Field(ge=1, le=MAX_AHEAD)] = 6
    """Most tokens that are guessed before each forward pass."""


class PassEvent(Event):
    """One forward pass of the network that checks the drafts."""

    index: int
    """0 for the first pass."""
    drafts: list[Token]
    """Guessed tokens, in order."""
    kept: int
    """How many of them, from the first one, the network samples itself; the rest is dropped."""
    token: Token | None = None
    """What the network samples after the kept ones; none where a kept one ended the text."""
    time_ms: float = 0.0
    """Milliseconds since the request's work started."""


class SpeculateResult(Result):
    text: str
    """Up to the stop sequence, where one was met."""
    tokens: list[int]
    """The new tokens only; those of a stop sequence and the ending token too."""
    finish_reason: FinishReason
    """length: max_tokens or the context is full. end: the model ended the document or its turn."""
    passes: int
    """Forward passes that wrote the text; without drafts there is one for each token."""
    drafted: int
    """Number of guessed tokens."""
    kept: int
    """Number of guessed tokens that were kept."""
    provenance: Provenance
    """Model, checkpoint and seed of the text."""


SPECULATE = Method("text/speculate", SpeculateParams, SpeculateResult, PassEvent)

METHODS = [GENERATE, SPECULATE]
