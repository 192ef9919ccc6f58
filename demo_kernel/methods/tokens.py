"""Answer tokens/encode, tokens/vocabularies, tokens/merges and tokens/train."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import itertools
import os
from collections.abc import Sequence
from pathlib import Path

from demo_kernel.inference.generation import Codec
from demo_kernel.service.kernel import Call, Handler, Kernel
from demo_kernel.tokens import bpe
from demo_kernel.tokens.ranks import RanksError, ranks_folder
from demo_kernel.tokens.tokenizer import VOCABULARY_NAMES, Vocabulary, vocabulary
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.next_token import Candidate
from talk.protocol.methods.tokens import (
    EncodeParams,
    EncodeResult,
    MergesParams,
    MergesResult,
    MergeStage,
    PairCount,
    Token,
    TrainingMerge,
    TrainParams,
    TrainResult,
    VocabulariesParams,
    VocabulariesResult,
)
from talk.protocol.methods.tokens import Vocabulary as Described
from talk.protocol.refusal import refusal
from talk.protocol.wire import Provenance

SIZES = {"cl100k_base": 100_277, "o200k_base": 200_019, "gpt2": 50_257}
"""Number of tokens of each public vocabulary, special tokens included."""
TITLES = {
    "cl100k_base": "GPT-4",
    "o200k_base": "GPT-4o",
    "gpt2": "GPT-2",
    "talk-4k": "the model on this laptop",
}


async def encode(kernel: Kernel, params: EncodeParams, call: Call) -> EncodeResult:
    """Return a text as tokens of the named vocabulary."""

    def run() -> EncodeResult:
        codec = find_codec(kernel, params.vocabulary)
        # Only here: everywhere else the name of a special token that a person typed stays text, so
        # that nobody can end a turn by typing `<|im_end|>`.
        if params.special == "parse" and isinstance(codec, Vocabulary):
            ids = codec.encode_with_special_tokens(params.text)
        else:
            ids = codec.encode(params.text)
        return EncodeResult(tokens=wire_tokens(codec, ids), provenance=_provenance(codec))

    # On another thread: the first use of a vocabulary reads its rank file.
    return await asyncio.to_thread(run)


async def vocabularies(
    kernel: Kernel, params: VocabulariesParams, call: Call
) -> VocabulariesResult:
    """Return the vocabularies that tokens/encode accepts."""
    return VocabulariesResult(vocabularies=installed_vocabularies(kernel))


async def merges(kernel: Kernel, params: MergesParams, call: Call) -> MergesResult:
    """Return the byte-pair encoding of a short text, merge by merge."""

    def run() -> MergesResult:
        codec = find_codec(kernel, params.vocabulary)
        if not isinstance(codec, Vocabulary):
            text = f"how {codec.name} merges is not known to this kernel"
            raise refusal("not-offered", text, name=codec.name)
        return MergesResult(stages=list_merges(codec, params.text), provenance=_provenance(codec))

    return await asyncio.to_thread(run)


def list_merges(codec: Vocabulary, text: str) -> list[MergeStage]:
    """Return the pieces of the whole text before the first merge and after each.

    The encoder cuts a text into words first; they are merged one after the other, from left to
    right.
    """
    words = [codec.merges(word) for word in codec.cut(text)]
    done: list[bytes] = []
    stages = [MergeStage(pieces=[piece.hex() for word in words for piece in word[0]])]
    for n, word in enumerate(words):
        # Words behind this one still stand in single bytes.
        ahead = [piece for later in words[n + 1 :] for piece in later[0]]
        for before, after in itertools.pairwise(word):
            # Left of the place of the merge nothing has changed, so the first difference is the new
            # piece.
            merged = next(new for old, new in zip(before, after, strict=False) if old != new)
            stages.append(
                MergeStage(
                    pieces=[piece.hex() for piece in [*done, *after, *ahead]],
                    merged=merged.hex(),
                    rank=codec.piece_id(merged),
                )
            )
        done += word[-1]
    return stages


def installed_vocabularies(kernel: Kernel) -> list[Described]:
    """Return the public vocabularies whose rank files are here, and those of the models.

    Reads no rank file.
    """
    found = [
        Described(name=name, size=SIZES[name], title=TITLES[name])
        for name in SIZES
        if _ranks_file(name).exists()
    ]
    for one in kernel.kernels:
        own = one.model.codec
        if own is not None:
            title = TITLES.get(own.name, one.model.name)
            found.append(Described(name=own.name, size=own.size, title=title))
    return found


def load_rank_files(kernel: Kernel) -> None:
    """Read every rank file that is here, so that the first person to choose one need not wait."""
    for one in installed_vocabularies(kernel):
        with contextlib.suppress(WireError):  # whoever asks for a damaged file is told that it is
            find_codec(kernel, one.name)


def _ranks_file(name: str) -> Path:
    try:
        return ranks_folder() / f"{'r50k_base' if name == 'gpt2' else name}.tiktoken"
    except RanksError:
        return Path(os.devnull) / name  # a path that does not exist


def find_codec(kernel: Kernel, name: str) -> Codec:
    """Return the vocabulary of that name: a model's own, or a public one.

    Raises WireError(UNKNOWN_NAME), or UNAVAILABLE when its rank file is missing or damaged.
    """
    own = {codec.name: codec for one in kernel.kernels if (codec := one.model.codec) is not None}
    if name in own:
        return own[name]
    try:
        return vocabulary(name)
    except KeyError:
        have = ", ".join(dict.fromkeys([*VOCABULARY_NAMES, *own]))
        text = f"there is no vocabulary '{name}'; choose one of {have}"
        raise refusal("no-vocabulary", text, name=name) from None
    except RanksError as error:
        raise refusal("vocabulary-damaged", str(error), name=name) from None


def wire_tokens(codec: Codec, ids: Sequence[int]) -> list[Token]:
    """Return each token with the text that becomes readable with it.

    A character that spans several tokens appears with its last one.
    """
    # Incremental: the bytes of one character may be spread over several tokens.
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    found: list[Token] = []
    for place, id_ in enumerate(ids, start=1):
        data, special = codec.token_bytes(id_), codec.is_special(id_)
        # A special token's name, which is no part of the text around it.
        text = data.decode() if special else decoder.decode(data, final=place == len(ids))
        found.append(Token(id=id_, text=text, bytes=data.hex(), special=special))
    return found


def wire_candidate(codec: Codec, id_: int, probability: float, rank: int) -> Candidate:
    """Return a token, by its wire ID, as one of the likely next ones.

    Its text stands alone: U+FFFD takes the place of a part of a character.
    """
    data = codec.token_bytes(id_)
    text = data.decode("utf-8", errors="replace")
    return Candidate(id=id_, text=text, bytes=data.hex(), probability=probability, rank=rank)


def _provenance(codec: Codec) -> Provenance:
    """Return the provenance of a result that needed the tokenizer and no network."""
    return Provenance(
        model="tiktoken" if isinstance(codec, Vocabulary) else codec.name, vocabulary=codec.name
    )


async def train(kernel: Kernel, params: TrainParams, call: Call) -> TrainResult:
    """Train a byte-pair encoding on the text, and return it merge by merge."""
    try:
        merges = await asyncio.to_thread(
            # As a list on the thread: a generator would do its work on the loop, when it is read.
            lambda: list(bpe.train(params.text, params.merges, shown=params.shown))
        )
    except UnicodeEncodeError:  # JSON may hold what UTF-8 cannot
        text = "the text holds half of a surrogate pair, which is no character"
        raise refusal("text-broken", text) from None
    return TrainResult(
        merges=[
            TrainingMerge(
                pairs=[
                    PairCount(left=p.left.hex(), right=p.right.hex(), count=p.count)
                    for p in merge.pairs
                ],
                id=merge.id,
                piece=merge.piece.hex(),
                sequence=[piece.hex() for piece in merge.sequence],
                vocabulary_size=merge.vocabulary_size,
            )
            for merge in merges
        ],
        provenance=Provenance(model="byte-pair encoding, trained on this text"),
    )


HANDLERS: dict[str, Handler] = {
    "tokens/encode": encode,
    "tokens/vocabularies": vocabularies,
    "tokens/merges": merges,
    "tokens/train": train,
}
