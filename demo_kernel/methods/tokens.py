"""tokens/encode, tokens/vocabularies, tokens/merges and tokens/train."""

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
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
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
from talk.protocol.wire import Provenance

SIZES = {"cl100k_base": 100_277, "o200k_base": 200_019, "gpt2": 50_257}
"""Entries of the public vocabularies, special tokens included."""
TITLES = {
    "cl100k_base": "GPT-4",
    "o200k_base": "GPT-4o",
    "gpt2": "GPT-2",
    "talk-4k": "the model on this laptop",
}


async def encode(kernel: Kernel, params: EncodeParams, call: Call) -> EncodeResult:
    """A text as tokens of the named vocabulary."""
    return await asyncio.to_thread(_encode, kernel, params)


def _encode(kernel: Kernel, params: EncodeParams) -> EncodeResult:
    codec = named(kernel, params.vocabulary)
    if params.special == "parse" and isinstance(codec, Vocabulary):
        ids = codec.encode_with_special_tokens(params.text)
    else:
        ids = codec.encode(params.text)
    return EncodeResult(tokens=wire_tokens(codec, ids), provenance=_provenance(codec))


async def vocabularies(
    kernel: Kernel, params: VocabulariesParams, call: Call
) -> VocabulariesResult:
    """The vocabularies that tokens/encode takes."""
    return VocabulariesResult(vocabularies=known(kernel))


async def merges(kernel: Kernel, params: MergesParams, call: Call) -> MergesResult:
    """Byte-pair encoding of a short text, one merge a stage."""
    return await asyncio.to_thread(_merges, kernel, params)


def _merges(kernel: Kernel, params: MergesParams) -> MergesResult:
    codec = named(kernel, params.vocabulary)
    if not isinstance(codec, Vocabulary):
        raise WireError(jsonrpc.UNAVAILABLE, f"how {codec.name} merges is not known to this kernel")
    return MergesResult(stages=merge_stages(codec, params.text), provenance=_provenance(codec))


def merge_stages(codec: Vocabulary, text: str) -> list[MergeStage]:
    """The whole text at each stage; its stretches are merged one after the other, from left to right."""
    words = [codec.merges(word) for word in codec.cut(text)]
    done: list[bytes] = []
    stages = [MergeStage(pieces=[piece.hex() for word in words for piece in word[0]])]
    for n, word in enumerate(words):
        ahead = [piece for later in words[n + 1 :] for piece in later[0]]
        for before, after in itertools.pairwise(word):
            merged = _joined(before, after)
            stages.append(
                MergeStage(
                    pieces=[piece.hex() for piece in [*done, *after, *ahead]],
                    merged=merged.hex(),
                    rank=codec.piece_id(merged),
                )
            )
        done += word[-1]
    return stages


def _joined(before: Sequence[bytes], after: Sequence[bytes]) -> bytes:
    """The piece of `after` that two pieces of `before` became."""
    return next(new for old, new in zip(before, after, strict=False) if old != new)


def known(kernel: Kernel) -> list[Described]:
    """The public vocabularies that are installed, and the model's own; reads no rank file."""
    own = kernel.model.codec
    found = [
        Described(name=name, size=SIZES[name], title=TITLES[name])
        for name in SIZES
        if (_ranks_file(name)).exists()
    ]
    if own.size:
        found.append(
            Described(name=own.name, size=own.size, title=TITLES.get(own.name, "the model's own"))
        )
    return found


def load_all(kernel: Kernel) -> None:
    """Read every rank file that is there, so that the first person to choose one need not wait."""
    for one in known(kernel):
        with contextlib.suppress(WireError):  # a damaged file is told to whoever asks for it
            named(kernel, one.name)


def _ranks_file(name: str) -> Path:
    try:
        return ranks_folder() / f"{'r50k_base' if name == 'gpt2' else name}.tiktoken"
    except RanksError:
        return Path(os.devnull) / name


def named(kernel: Kernel, name: str) -> Codec:
    """The vocabulary of that name; raises WireError(UNKNOWN_NAME), or UNAVAILABLE when its file is missing."""
    if name and name == kernel.model.codec.name:
        return kernel.model.codec
    try:
        return vocabulary(name)
    except KeyError:
        have = ", ".join(dict.fromkeys([*VOCABULARY_NAMES, kernel.model.codec.name]))
        raise WireError(
            jsonrpc.UNKNOWN_NAME, f"there is no vocabulary '{name}'; choose one of {have}"
        ) from None
    except RanksError as error:
        raise WireError(jsonrpc.UNAVAILABLE, str(error)) from None


def wire_tokens(codec: Codec, ids: Sequence[int]) -> list[Token]:
    """Each token with the text that becomes readable with it."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    found: list[Token] = []
    for place, id_ in enumerate(ids, start=1):
        data, special = codec.token_bytes(id_), codec.is_special(id_)
        text = data.decode() if special else decoder.decode(data, final=place == len(ids))
        found.append(Token(id=id_, text=text, bytes=data.hex(), special=special))
    return found


def _provenance(codec: Codec) -> Provenance:
    """No network took part, only the tokenizer."""
    return Provenance(
        model="tiktoken" if isinstance(codec, Vocabulary) else codec.name, vocabulary=codec.name
    )


async def train(kernel: Kernel, params: TrainParams, call: Call) -> TrainResult:
    """Byte-pair encoding trained on the text, merge by merge."""
    try:
        merges = await asyncio.to_thread(
            lambda: list(bpe.train(params.text, params.merges, shown=params.shown))
        )
    except UnicodeEncodeError:
        raise WireError(
            jsonrpc.BAD_TEXT, "the text holds half of a surrogate pair, which is no character"
        ) from None
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
