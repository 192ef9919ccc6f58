"""Measure bigrams, trigrams and a general-purpose compressor on the same held-out text.

python -m demo_kernel.lab.recipes.baselines --corpus DIR

Adds `bigram_loss` and `trigram_loss` (nats a token) and the bits per byte of both and of xz to
`base.curve.json`.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo_kernel.lab.recipes.packing import bytes_per_token, pack, read_documents
from demo_kernel.network.manifest import MODELS_FOLDER
from demo_kernel.tokens.tokenizer import vocabulary

DISCOUNT = 0.75
"""Taken from every count and given to shorter contexts (absolute discounting, Ney et al. 1994)."""
HELD_OUT_ROWS = 64
"""Held-out rows that are measured; pretrain.py reports on the first 128."""
Ids = NDArray[np.int64]
Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How often each context is followed by what.

    Sorted keys, their counts, and per context its total and variety.
    """

    keys: Ids
    counts: Ids
    contexts: Ids
    totals: Ids
    kinds: Ids

    @classmethod
    def of(cls, contexts: Ids, following: Ids, entries: int) -> Counts:
        """Count parallel arrays of context numbers and the tokens that followed."""
        # Context and token in one integer: 16.8 million pairs of 4,096 entries, 69 billion triples.
        keys, counts = np.unique(contexts * entries + following, return_counts=True)
        owners, first = np.unique(keys // entries, return_index=True)
        return cls(
            keys,
            counts,
            owners,
            np.add.reduceat(counts, first),
            np.diff(np.append(first, len(keys))),
        )

    def interpolated(
        self, contexts: Ids, following: Ids, entries: int, shorter: Probabilities
    ) -> Probabilities:
        """Return the discounted share of the following tokens.

        The rest of the mass is spread as the shorter context has it.
        """
        count = _looked_up(self.keys, self.counts, contexts * entries + following)
        total = _looked_up(self.contexts, self.totals, contexts)
        kinds = _looked_up(self.contexts, self.kinds, contexts)
        # What was taken from the counts seen goes to the shorter context: the shares sum to 1.
        seen = np.maximum(count - DISCOUNT, 0) / np.maximum(total, 1)
        # A context that was never seen leaves everything to the shorter one.
        rest = np.where(total > 0, DISCOUNT * kinds / np.maximum(total, 1), 1.0)
        mixed: Probabilities = seen + rest * shorter
        return mixed


def _looked_up(keys: Ids, values: Ids, wanted: Ids) -> Ids:
    """Return the value of each wanted key, 0 where there is none."""
    # Clipped, since a key beyond the last one is searched for behind the end.
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)


def ngram_losses(train: Ids, rows: Ids, entries: int) -> tuple[float, float]:
    """Return the loss of a bigram and a trigram model on rows (N, T), in nats a token.

    −1 is padding; the first token of a row is given. `train` is the training text as one run of
    dense IDs.
    """
    # Plus one for each entry: a token that the corpus never uses must not have probability 0.
    single = (np.bincount(train, minlength=entries) + 1) / (len(train) + entries)
    pairs = Counts.of(train[:-1], train[1:], entries)
    triples = Counts.of(train[:-2] * entries + train[1:-1], train[2:], entries)
    keep = rows[:, 1:] >= 0
    last, after = rows[:, :-1][keep], rows[:, 1:][keep]
    two = pairs.interpolated(last, after, entries, single[after])
    # The first prediction of a row has one token before it, and stays with the bigram.
    before = np.concatenate([np.full((len(rows), 1), -1), rows[:, :-2]], axis=1)[keep]
    three = np.where(
        before >= 0, triples.interpolated(before * entries + last, after, entries, two), two
    )
    return float(-np.log(two).mean()), float(-np.log(three).mean())


def xz_bits_per_byte(train: bytes, held_out: bytes) -> float:
    """Return the bits that each held-out byte adds to the compressed training text."""
    # With the training text before it, since the network has read that too.
    more = len(lzma.compress(train + held_out, preset=9)) - len(lzma.compress(train, preset=9))
    return 8 * more / len(held_out)


def text_of(path: Path) -> bytes:
    """Return all texts of a corpus file, one after the other."""
    with path.open(encoding="utf-8") as file:
        return "\n\n".join(json.loads(line)["text"] for line in file).encode()


def main() -> None:
    """Run the recipe."""
    parser = argparse.ArgumentParser(description="Measure simple methods on the held-out text.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=MODELS_FOLDER)
    options = parser.parse_args()
    talk = vocabulary("talk-4k")
    documents = list(read_documents(options.corpus / "train.jsonl", talk))
    train = np.fromiter((id_ for document in documents for id_ in document), dtype=np.int64)
    # The rows that pretrain.py measures on: context + 1 tokens, padded so that nothing is lost.
    held = pack(read_documents(options.corpus / "heldout.jsonl", talk), 513, pad=True)[
        :HELD_OUT_ROWS
    ]
    bigram, trigram = ngram_losses(train, held.astype(np.int64), talk.size)
    a_byte = 1 / math.log(2) / bytes_per_token(held, talk)
    ngrams = {
        "bigram_loss": round(bigram, 4),
        "trigram_loss": round(trigram, 4),
        "bigram_bits_per_byte": round(bigram * a_byte, 4),
        "trigram_bits_per_byte": round(trigram * a_byte, 4),
    }
    _add(options.models / "base.curve.json", ngrams)
    bits = xz_bits_per_byte(
        text_of(options.corpus / "train.jsonl"), text_of(options.corpus / "heldout.jsonl")
    )
    _add(options.models / "base.curve.json", {"xz_bits_per_byte": round(bits, 4)})


def _add(path: Path, figures: dict[str, float]) -> None:
    """Write figures beside the curves."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **figures}, indent=1) + "\n")
    print(figures, flush=True)


if __name__ == "__main__":
    main()
