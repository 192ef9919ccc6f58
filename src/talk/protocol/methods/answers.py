"""Several answers to one prompt, their scores, and learning from rankings: `answers/…`."""

from typing import Annotated

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.chat import Messages
from talk.protocol.methods.text import FinishReason, Sampling, StepEvent
from talk.protocol.methods.tokens import Text
from talk.protocol.wire import Event, Params, Provenance, Result

MAX_ANSWERS = 32
"""Most answers of one request."""


class SampleParams(Sampling):
    """Sample several answers to one prompt.

    Answer n, from 0, is what text/generate or chat/complete returns with the seed `seed + n`.
    """

    prompt: Text | None = None
    """Either this, which is continued as a document, or `messages`, which are answered."""
    messages: Messages | None = None
    """Conversation that each answer is the next turn of; either this or `prompt`."""
    n: Annotated[int, Field(ge=1, le=MAX_ANSWERS)] = 5
    """Number of answers."""


class AnswerEvent(StepEvent):
    answer: int
    """Which answer the token belongs to, from 0."""


class Answer(Result):
    text: str
    """The answer, up to the stop sequence where one was met."""
    tokens: list[int]
    """IDs of the new tokens, in order."""
    seed: int
    """Seed with which this answer was sampled."""
    finish_reason: FinishReason
    """Why the answer ended."""
    mean_logprob: float | None
    """Natural logarithm, average over its tokens; none where a remote server does not say."""


class SampleResult(Result):
    answers: list[Answer]
    """The answers in the order of their seeds."""
    provenance: Provenance
    """Model and checkpoint that wrote the answers, and the first seed."""


SAMPLE = Method("answers/sample", SampleParams, SampleResult, AnswerEvent)

MAX_LINES = 8
"""Most lines of an answer that are sampled from; what is beyond belongs to the last of them."""


class ResampleParams(Sampling):
    """Sample one answer, then fresh continuations of it from before each of its lines.

    A line ends with a full stop or a line break. The answer is sampled with `seed`, the
    continuations of every line with the seeds after it.
    """

    prompt: Text | None = None
    """Either this, which is continued as a document, or `messages`, which are answered."""
    messages: Messages | None = None
    """Conversation that the answer is the next turn of; either this or `prompt`."""
    n: Annotated[int, Field(ge=1, le=MAX_ANSWERS)] = 16
    """Number of continuations from each place."""


class Continuation(Result):
    line: int
    """How many lines of the answer it goes on from."""
    seed: int
    """Seed with which this continuation was sampled."""
    text: str
    """What was written, without the lines before it."""
    tokens: int
    """Number of its tokens."""


class ResampleEvent(Event):
    """The answer's lines, once they are known, or one finished continuation."""

    lines: list[str] | None = None
    """The answer's lines; none in every event but the first."""
    continuation: Continuation | None = None
    """What was written; none in the first event."""


class ResampleResult(Result):
    lines: list[str]
    """The answer, line by line; together they are its text. What is beyond the eighth line is part
    of the eighth."""
    continuations: list[Continuation]
    """`n` for each line, from the first line on, in the order of their seeds."""
    finish_reason: FinishReason
    """Why the answer ended."""
    provenance: Provenance
    """Model and checkpoint that wrote everything, and the answer's seed."""


RESAMPLE = Method("answers/resample", ResampleParams, ResampleResult, ResampleEvent)

AnswerTexts = Annotated[list[Text], Field(min_length=1, max_length=MAX_ANSWERS)]


class ScoreParams(Params):
    """Return the score that a reward model gives each answer."""

    prompt: Text
    """What was asked."""
    answers: AnswerTexts
    """The answers to score."""
    checkpoint: str | None = None
    """The reward model; the kernel's own when left out."""


class ScoreResult(Result):
    scores: list[float]
    """One an answer; only differences mean something."""
    provenance: Provenance
    """The reward model, and the network below its head."""


SCORE = Method("answers/score", ScoreParams, ScoreResult)


class Ranking(Params):
    """One person's order of the answers, best first, as numbers from 0.

    Answers left out were not ranked.
    """

    order: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=MAX_ANSWERS)]
    """Numbers of the answers, each at most once."""


class UpdateParams(Params):
    """Fit the reward model to the room's rankings, then move the policy towards what it likes."""

    prompt: Text
    """What was asked."""
    answers: AnswerTexts
    """The answers that were ranked."""
    rankings: Annotated[list[Ranking], Field(min_length=1, max_length=2000)]
    """One order for each person who ranked."""
    checkpoint: str | None = None
    """Policy to start from; the default for chats when left out."""
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0
    """Seed of the answers that the policy's steps sample."""
    reward_checkpoint: str | None = None
    """The reward model to start from; the kernel's own when left out."""


class PolicyMoved(Event):
    """After each step of the policy."""

    step: int
    """From 1."""
    steps: int
    """Number of steps of the whole update."""
    score: float
    """Mean score, by the updated reward model, of the answers sampled for this step."""


class HeldOutAgreement(Result):
    """Pairs of rankings kept from a fit of their own, and how many the model orders as given."""

    pairs: int
    """Number of pairs that were kept back."""
    before: float
    """Share of the pairs, by the reward model as it was."""
    after: float
    """By the one fitted to the other rankings."""
    low: float
    """95 % interval of `after` (Wilson 1927)."""
    high: float
    """Upper end of that interval."""


class UpdateResult(Result):
    checkpoint: str
    """The policy after the update; its name is made of the parent, these inputs and the seed."""
    reward_checkpoint: str
    """Name of the fitted reward model, made as `checkpoint` is."""
    scores: list[float]
    """Of the same answers by the updated reward model."""
    agreement_before: float
    """Share of the room's pairs that the reward model ordered as the room did, before the
    update."""
    agreement: float
    """The same after it."""
    held_out: HeldOutAgreement | None = None
    """None where there are too few rankings to keep some back."""
    provenance: Provenance
    """The policy after the update, and the seed."""


UPDATE = Method("answers/update", UpdateParams, UpdateResult, PolicyMoved)

METHODS = [SAMPLE, RESAMPLE, SCORE, UPDATE]
