"""Choosing the vocabulary: closure, size, and what must be in it."""

from __future__ import annotations

from collections import Counter

import pytest

from demo_kernel.lab.recipes.tokenizer import RUNNING_EXAMPLES, SIZE, choose, splits_on_the_way
from demo_kernel.tokens.ranks import load_ranks
from demo_kernel.tokens.tokenizer import TALK_SPECIAL_TOKENS, vocabulary


@pytest.fixture(scope="module")
def chosen() -> dict[bytes, int]:
    """Return the subset for a tiny corpus."""
    text = "The ferry waits. 1234 people wait in 2019. Ein Haus am See, 집. " * 3
    return choose(Counter(vocabulary("cl100k_base").encode(text)))


def test_the_subset_fills_the_vocabulary_exactly(chosen: dict[bytes, int]) -> None:
    assert len(chosen) + len(TALK_SPECIAL_TOKENS) == SIZE


def test_ids_are_those_of_cl100k(chosen: dict[bytes, int]) -> None:
    ranks = load_ranks("cl100k_base")
    assert all(ranks[piece] == id_ for piece, id_ in chosen.items())


def test_all_bytes_and_both_running_examples_are_in_it(chosen: dict[bytes, int]) -> None:
    full = vocabulary("cl100k_base")
    assert all(bytes([value]) in chosen for value in range(256))
    assert all(
        full.token_bytes(id_) in chosen for text in RUNNING_EXAMPLES for id_ in full.encode(text)
    )


def test_whatever_a_piece_needs_on_its_way_is_in_it(chosen: dict[bytes, int]) -> None:
    ranks = load_ranks("cl100k_base")
    for piece in chosen:
        assert splits_on_the_way(piece, ranks) <= chosen.keys()


def test_no_number_of_several_digits_is_in_it(chosen: dict[bytes, int]) -> None:
    assert not [
        piece for piece in chosen if len(piece) > 1 and any(48 <= byte < 58 for byte in piece)
    ]


def test_the_merges_on_the_way_to_a_word_end_in_the_word() -> None:
    assert b" Paris" in splits_on_the_way(b" Paris", load_ranks("cl100k_base"))
