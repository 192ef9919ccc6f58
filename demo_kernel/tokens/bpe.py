"""Train byte-pair encoding, one merge at a time: what the stepper slide shows.

Start with the 256 bytes; count all pairs of neighbours; make the most frequent pair a new entry;
replace it everywhere; repeat. Source: Sennrich et al. 2016, on bytes as in GPT-2. Of equally
frequent pairs the one met first wins, as in tiktoken's own reference trainer, with which a test
compares this one.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import regex  # type: ignore[import-untyped]

from demo_kernel.tokens.tokenizer import PATTERNS

BYTES = 256
Pair = tuple[bytes, bytes]


@dataclass(frozen=True)
class PairCount:
    """Two neighbouring pieces and how often they stand side by side."""

    left: bytes
    right: bytes
    count: int


@dataclass(frozen=True)
class Merge:
    """One step of training and what it leaves behind."""

    pairs: tuple[PairCount, ...]
    """The most frequent pairs before the merge, the winner first."""
    id: int
    """The new entry's number: 256 for the first merge, 257 for the second."""
    piece: bytes
    """The new entry's bytes: the winner's two pieces joined."""
    sequence: tuple[bytes, ...]
    """The whole text after the merge."""

    @property
    def vocabulary_size(self) -> int:
        """Entries after the merge."""
        return self.id + 1


def start(text: str, pattern: str = PATTERNS["cl100k_base"]) -> list[list[bytes]]:
    """Return the text as single bytes, one list for each stretch that the pattern cuts.

    Merges never cross from one stretch to the next. Raises ValueError (a UnicodeEncodeError) on a
    lone surrogate.
    """
    stretches = (match.group().encode() for match in regex.finditer(pattern, text))
    # Slices and not indices: indexing bytes gives numbers, and pieces are bytes that are joined.
    return [[data[i : i + 1] for i in range(len(data))] for data in stretches]


def train(
    text: str, merges: int, *, shown: int = 10, pattern: str = PATTERNS["cl100k_base"]
) -> Iterator[Merge]:
    """Yield up to `merges` merges, fewer when no pair is left.

    Each carries the `shown` most frequent pairs and costs time in proportion to the length of the
    text. Raises ValueError on a lone surrogate.
    """
    stretches = start(text, pattern)
    for id_ in range(BYTES, BYTES + merges):
        # All pairs anew at each merge: the slide shows their counts, and its text is short. A
        # trainer for a corpus would keep them and correct those beside the merge.
        counts = count_pairs(stretches)
        if not counts:
            return
        winner = max(counts, key=lambda pair: counts[pair])  # of equals the first
        # sorted is stable, so equal counts keep the order in which they were met, as `max` does:
        # the first of the list is the winner.
        ranked = sorted(counts.items(), key=lambda item: -item[1])[:shown]
        stretches = [merge_pair(stretch, winner) for stretch in stretches]
        yield Merge(
            pairs=tuple(PairCount(left, right, count) for (left, right), count in ranked),
            id=id_,
            piece=winner[0] + winner[1],
            sequence=tuple(piece for stretch in stretches for piece in stretch),
        )


def count_pairs(stretches: list[list[bytes]]) -> Counter[Pair]:
    """Return how often each two pieces are neighbours, in the order in which they are met."""
    counts: Counter[Pair] = Counter()
    for stretch in stretches:
        # Overlapping pairs count each time, "aaa" twice, as in tiktoken's trainer.
        counts.update(itertools.pairwise(stretch))
    return counts


def merge_pair(stretch: list[bytes], pair: Pair) -> list[bytes]:
    """Replace the pair by its join wherever it stands, from left to right without overlap."""
    merged: list[bytes] = []
    i = 0
    while i < len(stretch):
        if tuple(stretch[i : i + 2]) == pair:
            merged.append(pair[0] + pair[1])
            i += 2
        else:
            merged.append(stretch[i])
            i += 1
    return merged
