"""Choose talk-4k: the pieces of cl100k_base that the corpus uses most, closed under merges.

python -m demo_kernel.lab.recipes.tokenizer --corpus DIR

Closed under merges means: byte-pair encoding with the subset takes the same steps as with the whole
vocabulary wherever the subset holds the result, so the IDs agree. Numbers stay single digits, so
that sums can be learnt.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from demo_kernel.tokens.ranks import format_ranks, load_ranks
from demo_kernel.tokens.tokenizer import (
    TALK_SPECIAL_TOKENS,
    TALK_VOCABULARY_FILE,
    load_talk_vocabulary,
    lowest_pair,
    vocabulary,
)

SIZE = 4096
COMMON_ENGLISH = 900
"""Entries kept for frequent English words that the corpus happens not to use; a room types them."""
RUNNING_EXAMPLES = (
    "The capital of France is Paris.",
    "A good wedding toast should be personal, brief, and kind.",
)
ROLES = ("system", "user", "assistant")
"""Words of the chat format, one piece each."""
INVENTED = frozenset({"rules", "recalled_pairs", "invented_atlas", "other_worlds"})
"""Genres of invented words: they use whatever pieces there are and have no say in which."""


def splits_on_the_way(piece: bytes, ranks: dict[bytes, int]) -> set[bytes]:
    """Return the piece and every longer-than-a-byte piece that BPE merges on the way to it."""
    pieces = [piece[i : i + 1] for i in range(len(piece))]
    seen: set[bytes] = set()
    # The encoder's own rule, so that the subset has exactly what it passes on the way.
    while (position := lowest_pair(pieces, ranks)) is not None:
        merged = pieces[position] + pieces[position + 1]
        seen.add(merged)
        pieces = [*pieces[:position], merged, *pieces[position + 2 :]]
    return seen


def _is_common_word(piece: bytes) -> bool:
    """Return whether a piece is a space and at least three small letters.

    In cl100k_base a low rank of such a piece means a frequent word.
    """
    word = piece[1:]
    return piece[:1] == b" " and len(word) >= 3 and word.isalpha() and word.islower()


def choose(counts: Counter[int]) -> dict[bytes, int]:
    """Return the subset.

    Bytes, running examples, the corpus' pieces by frequency, roles, common English.
    """
    full, ranks = vocabulary("cl100k_base"), load_ranks("cl100k_base")
    chosen = {bytes([value]): ranks[bytes([value])] for value in range(256)}
    # The network has both kinds in its output; SIZE counts them together.
    room = SIZE - len(TALK_SPECIAL_TOKENS)
    examples = [full.token_bytes(id_) for text in RUNNING_EXAMPLES for id_ in full.encode(text)]
    whole = [full.token_bytes(id_) for role in ROLES for id_ in full.encode(role)]
    frequent = [full.token_bytes(id_) for id_, _ in counts.most_common()]
    common = [
        piece
        for piece, _ in sorted(ranks.items(), key=lambda item: item[1])
        if _is_common_word(piece)
    ]
    # First what the corpus uses, with space left for the words that people type.
    _fill(chosen, [*examples, *frequent], ranks, room - COMMON_ENGLISH)
    _fill(chosen, [*whole, *common, *frequent], ranks, room)
    return chosen


def _fill(
    chosen: dict[bytes, int], wanted: Iterable[bytes], ranks: dict[bytes, int], room: int
) -> None:
    """Add wanted pieces, each with the merges it needs, until there are `room` entries."""
    for piece in wanted:
        if len(chosen) >= room:
            return
        needed = {part for part in splits_on_the_way(piece, ranks) if part not in chosen}
        # A piece that does not fit is passed over: a later one may need fewer merges.
        if len(chosen) + len(needed) <= room and not any(_has_number(part) for part in needed):
            chosen.update({part: ranks[part] for part in needed})


def _has_number(piece: bytes) -> bool:
    """Return whether a piece holds a digit; single bytes are never asked about."""
    return any(48 <= byte < 58 for byte in piece)


def main() -> None:
    """Count, choose, write, and check the two running examples."""
    parser = argparse.ArgumentParser(description="Choose the vocabulary talk-4k from the corpus.")
    parser.add_argument("--corpus", type=Path, required=True)
    options = parser.parse_args()
    full = vocabulary("cl100k_base")
    counts: Counter[int] = Counter()
    for line in (options.corpus / "train.jsonl").open(encoding="utf-8"):
        document = json.loads(line)
        if document["genre"] not in INVENTED:
            counts.update(full.encode(document["text"]))
    TALK_VOCABULARY_FILE.parent.mkdir(exist_ok=True)
    TALK_VOCABULARY_FILE.write_bytes(format_ranks(choose(counts)))
    talk = load_talk_vocabulary(TALK_VOCABULARY_FILE)
    for text in RUNNING_EXAMPLES:
        # The lecture shows these IDs for both vocabularies.
        if talk.encode(text) != full.encode(text):
            raise SystemExit(f"talk-4k reads {text!r} differently from cl100k_base")
    kept = sum(count for id_, count in counts.items() if talk.holds(id_))
    print(
        f"talk-4k: {talk.size} entries, {kept / counts.total():.2%} of the corpus' cl100k tokens "
        "unchanged"
    )


if __name__ == "__main__":
    main()
