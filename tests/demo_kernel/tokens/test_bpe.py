"""The trainer of byte-pair encoding.

It is checked against an example worked by hand and against tiktoken's reference trainer.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiktoken._educational import bpe_train

from demo_kernel.tokens.bpe import BYTES, PairCount, count_pairs, merge_pair, start, train
from demo_kernel.tokens.tokenizer import PATTERNS

ONE_STRETCH = r"(?s).+"


def reference(text: str, merges: int) -> list[bytes]:
    """Return the pieces that tiktoken's trainer makes by so many merges."""
    return list(bpe_train(text, BYTES + merges, PATTERNS["cl100k_base"], visualise=None))[BYTES:]


def test_the_worked_example_merges_as_on_paper() -> None:
    """Merge aa first, which stands four times.

    Then aa+a, a+b and aa+b tie at two where they stand, and aa+a is met first.
    """
    steps = list(train("aaabdaaabac", 3, pattern=ONE_STRETCH))
    assert [step.piece for step in steps] == [b"aa", b"aaa", b"aaab"]
    assert steps[0].pairs[0] == PairCount(b"a", b"a", 4)
    assert steps[0].sequence == (b"aa", b"a", b"b", b"d", b"aa", b"a", b"b", b"a", b"c")
    assert steps[-1].sequence == (b"aaab", b"d", b"aaab", b"a", b"c")


@pytest.mark.parametrize(
    "text",
    [
        "the cat sat on the mat, the cat ate the rat",
        "A good wedding toast should be personal, brief, and kind. A good toast is brief. A kind "
        "toast is personal.",
        "집 집 물 물물 🎂🎂 café",
        "aaaaaaaaaaaa aaaa aaa",
    ],
)
def test_merges_are_those_of_tiktokens_reference_trainer(text: str) -> None:
    ours = [step.piece for step in train(text, 25)]
    assert ours == reference(text, len(ours))


@given(text=st.text(alphabet="ab c", min_size=2, max_size=40))
def test_merges_are_those_of_the_reference_on_any_small_text(text: str) -> None:
    ours = [step.piece for step in train(text, 6)]
    # The reference stores pieces, so a piece made in two ways would count once there.
    if len(set(ours)) == len(ours):
        assert ours == reference(text, len(ours))


@given(text=st.text(max_size=120))
def test_no_step_changes_the_text(text: str) -> None:
    for step in train(text, 12):
        assert b"".join(step.sequence) == text.encode()


@given(text=st.text(max_size=120))
def test_each_step_shortens_the_sequence_and_adds_one_entry(text: str) -> None:
    length, size = len(text.encode()), BYTES
    for step in train(text, 12):
        assert len(step.sequence) < length
        assert step.vocabulary_size == size + 1
        length, size = len(step.sequence), step.vocabulary_size


def test_training_ends_when_no_pair_is_left() -> None:
    assert [step.piece for step in train("ab", 9)] == [b"ab"]
    assert list(train("", 9)) == []


def test_only_so_many_pairs_are_carried_and_the_winner_leads() -> None:
    step = next(train("abcdefgh ab ab", 1, shown=3))
    assert len(step.pairs) == 3
    assert step.pairs[0].left + step.pairs[0].right == step.piece


def test_merges_do_not_cross_the_borders_of_words() -> None:
    assert all(b" " not in step.piece[1:] for step in train("to be to be to be", 20))


def test_a_pair_is_replaced_from_left_to_right_without_overlap() -> None:
    assert merge_pair([b"a", b"a", b"a"], (b"a", b"a")) == [b"aa", b"a"]


def test_pairs_are_counted_inside_stretches_only() -> None:
    assert count_pairs([[b"a", b"b"], [b"b", b"a"]]) == {(b"a", b"b"): 1, (b"b", b"a"): 1}


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        start("a\ud800")
