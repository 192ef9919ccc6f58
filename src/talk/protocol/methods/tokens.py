"""Text to tokens: `tokens/encode`, `tokens/vocabularies`, `tokens/merges`, `tokens/train`."""

from typing import Annotated, Literal

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.wire import Params, Provenance, Result

MAX_TEXT = 20_000
"""Longest text, in characters, that any method accepts."""

Text = Annotated[str, Field(max_length=MAX_TEXT)]


class Token(Result):
    id: int
    """As the named vocabulary has it; special tokens too."""
    text: str
    """Empty while a UTF-8 character is incomplete; the token that completes it has the whole
    character."""
    bytes: str = ""
    """In hex."""
    special: bool = False
    """True for a special token, which no ordinary text becomes."""


class EncodeParams(Params):
    """Return the tokens of a text."""

    text: Text
    """What is encoded."""
    vocabulary: str = "cl100k_base"
    """Name of the vocabulary, of those in `kernel/describe`."""
    special: Literal["text", "parse"] = "text"
    """How a typed `<|im_start|>` is read: as ordinary text (the rule), or as the special token (to
    show it)."""


class EncodeResult(Result):
    tokens: list[Token]
    """The tokens in order."""
    provenance: Provenance
    """The tokenizer and its vocabulary."""


ENCODE = Method("tokens/encode", EncodeParams, EncodeResult)


class VocabulariesParams(Params):
    """Return the vocabularies that the kernel knows."""


class Vocabulary(Result):
    name: str
    """Name by which requests choose it."""
    size: int
    """Number of entries, special tokens included (cl100k_base: 100,277)."""
    title: str = ""
    """What people know it by, e.g. `GPT-4`."""


class VocabulariesResult(Result):
    vocabularies: list[Vocabulary]
    """Those whose rank file is here, and the model's own."""


VOCABULARIES = Method("tokens/vocabularies", VocabulariesParams, VocabulariesResult)


class MergesParams(Params):
    """Return how byte-pair encoding joins a text, merge by merge."""

    text: Annotated[str, Field(max_length=200)]
    """One word; a longer text is split as the vocabulary splits it and each piece merged by
    itself."""
    vocabulary: str = "cl100k_base"
    """Name of the vocabulary whose merges are made."""


class MergeStage(Result):
    pieces: list[str]
    """The parts after this merge, in hex."""
    merged: str = ""
    """The pair just joined, in hex; empty at the first stage (single bytes)."""
    rank: int | None = None
    """Place of this merge in the order of learning, which is the new token's ID; none at the first
    stage."""


class MergesResult(Result):
    stages: list[MergeStage]
    """The text before the first merge and after each."""
    provenance: Provenance
    """The tokenizer and its vocabulary."""


MERGES = Method("tokens/merges", MergesParams, MergesResult)


class TrainParams(Params):
    """Train byte-pair encoding on a text.

    Start with 256 bytes, merge the most frequent pair, repeat.
    """

    text: Annotated[str, Field(max_length=4_000)]
    """The text that is learnt from."""
    merges: Annotated[int, Field(ge=1, le=200)] = 20
    """Number of merges to learn."""
    shown: Annotated[int, Field(ge=1, le=50)] = 10
    """How many of the most frequent pairs each step reports."""


class PairCount(Result):
    left: str
    """In hex, as all pieces here."""
    right: str
    """The second piece of the pair."""
    count: int
    """How often the pair stands in the text."""


class TrainingMerge(Result):
    pairs: list[PairCount]
    """The most frequent ones before the merge, the winner first."""
    id: int
    """The new entry's number, from 256."""
    piece: str
    """The new entry: the winning pair joined."""
    sequence: list[str]
    """The whole text after the merge."""
    vocabulary_size: int
    """Number of entries after the merge."""


class TrainResult(Result):
    merges: list[TrainingMerge]
    """Fewer than asked for when no pair is left."""
    provenance: Provenance
    """Byte-pair encoding, trained on the given text."""


TRAIN = Method("tokens/train", TrainParams, TrainResult)

METHODS = [ENCODE, VOCABULARIES, MERGES, TRAIN]
