"""The simple methods.

N-gram probabilities that sum to one, and figures that can be checked by hand.
"""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from demo_kernel.lab.recipes.baselines import DISCOUNT, Counts, ngram_losses, xz_bits_per_byte

TRAIN = np.array([1, 2, 3, 1, 2, 3, 1, 2, 0, 4, 1, 2, 3], dtype=np.int64)


def test_the_probabilities_after_a_context_sum_to_one() -> None:
    entries = 5
    single = (np.bincount(TRAIN, minlength=entries) + 1) / (len(TRAIN) + entries)
    pairs = Counts.of(TRAIN[:-1], TRAIN[1:], entries)
    for context in range(entries):
        every = np.arange(entries, dtype=np.int64)
        shares = pairs.interpolated(np.full(entries, context), every, entries, single)
        assert shares.sum() == pytest.approx(1.0)
        assert (shares > 0).all()


def test_a_bigram_seen_always_is_nearly_certain() -> None:
    pairs = Counts.of(TRAIN[:-1], TRAIN[1:], 5)
    single = np.full(1, 0.2)
    share = pairs.interpolated(np.array([1]), np.array([2]), 5, single)[0]
    # 2 comes after each of the four 1s; what is taken from that count goes to 2 alone.
    assert share == pytest.approx((4 - DISCOUNT) / 4 + DISCOUNT / 4 * 0.2)


def test_a_context_never_seen_falls_back_to_the_shorter_one() -> None:
    pairs = Counts.of(TRAIN[:2], TRAIN[1:3], 5)
    assert pairs.interpolated(np.array([4]), np.array([2]), 5, np.array([0.3]))[0] == pytest.approx(
        0.3
    )


def test_a_trigram_predicts_a_text_of_threes_better_than_a_bigram() -> None:
    text = np.array([1, 2, 1, 3] * 50, dtype=np.int64)
    bigram, trigram = ngram_losses(text, text[:40].reshape(1, -1), 5)
    assert trigram < bigram < math.log(5)


def test_padding_is_not_scored() -> None:
    row = np.array([[1, 2, 3, -1, -1]], dtype=np.int64)
    assert ngram_losses(TRAIN, row, 5) == pytest.approx(ngram_losses(TRAIN, row[:, :3], 5))


def test_what_was_in_the_training_text_compresses_best() -> None:
    text = "".join(random.Random(1).choices("abcdefghij", k=4_000)).encode()
    assert xz_bits_per_byte(text, text) < 0.5
    assert (
        xz_bits_per_byte(text, "".join(random.Random(2).choices("klmnopqrst", k=4_000)).encode())
        > 3.0
    )
