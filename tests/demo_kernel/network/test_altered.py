"""Weights with fewer bits, and without a head."""

from __future__ import annotations

import numpy as np
import pytest

from demo_kernel.backends.embedded import engine_for
from demo_kernel.inference.engine import Work
from demo_kernel.network.altered import rounded, stored_bytes, without_head
from demo_kernel.network.config import GPTConfig

from ..doubles import random_weights

CONFIG = GPTConfig(vocabulary_size=64, context=32, layers=2, heads=2, width=32, hidden=64)


@pytest.mark.parametrize("bits", [8, 4, 2])
def test_each_weight_moves_to_the_nearest_value_that_its_row_can_have(bits: int) -> None:
    weights = random_weights(CONFIG, 1)
    top = 2 ** (bits - 1) - 1
    for name, matrix in rounded(weights, bits).matrices.items():
        full = weights.matrices[name].dequantised()
        step = np.abs(full).max(axis=1, keepdims=True) / top
        assert np.abs(matrix.values).max() <= top
        assert np.abs(matrix.dequantised() - full).max() <= (step / 2).max() * 1.001


def test_the_size_counts_a_scale_of_four_bytes_for_each_row() -> None:
    weights = random_weights(CONFIG, 1)
    # The embedding, and in each layer queries, keys and values, their output, and the MLP's two.
    rows = 64 + 2 * (3 * 32 + 32 + 64 + 32)
    numbers = 64 * 32 + 2 * (3 * 32 * 32 + 32 * 32 + 64 * 32 + 32 * 64)
    assert stored_bytes(weights, 4) == numbers // 2 + 4 * rows
    assert stored_bytes(weights, 8) == numbers + 4 * rows


def test_with_every_head_off_no_token_hears_of_another() -> None:
    weights = random_weights(CONFIG, 1)
    deaf = weights
    for layer in range(2):
        for head in range(2):
            deaf = without_head(deaf, layer, head)
    one_left = without_head(without_head(without_head(weights, 0, 0), 0, 1), 1, 0)
    engine = engine_for({"deaf": deaf, "one left": one_left}, slots=4)

    def after(name: str, tokens: list[int]) -> np.ndarray:
        return engine.forward([Work(name, 0, 0, tokens)])[0]

    assert np.array_equal(after("deaf", [1, 2, 9]), after("deaf", [3, 4, 9]))
    assert not np.allclose(after("one left", [1, 2, 9]), after("one left", [3, 4, 9]))
