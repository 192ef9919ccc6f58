"""The policy that the room's rankings move.

Towards what scores well, and only where there is something to compare.
"""

from __future__ import annotations

import numpy as np
import pytest

from demo_kernel.network.weights import Weights
from demo_kernel.training.live_preferences import RATE, Policy
from demo_kernel.training.policy_gradient import SampledAnswer

from ..doubles import SMALL, random_weights

PARENT = random_weights(SMALL)
DRAWN = [SampledAnswer([5, 80], [31, 200]), SampledAnswer([5, 80], [17])]


def moved(drawn: list[SampledAnswer], scores: list[float]) -> Weights:
    policy = Policy(PARENT)
    for _ in policy.step(drawn, scores):
        pass
    return policy.weights()


def same(one: Weights, other: Weights) -> bool:
    return all(
        np.array_equal(one.matrices[name].values, other.matrices[name].values)
        for name in PARENT.matrices
    )


@pytest.mark.parametrize("drawn", [[], DRAWN[:1]], ids=["none", "one"])
def test_fewer_than_two_answers_leave_the_policy_as_it_was(drawn: list[SampledAnswer]) -> None:
    assert same(moved(drawn, [1.0] * len(drawn)), Policy(PARENT).weights())


def test_two_answers_of_different_worth_move_it() -> None:
    made = moved(DRAWN, [1.0, 0.0])
    assert not same(made, Policy(PARENT).weights())
    assert all(np.isfinite(matrix.values).all() for matrix in made.matrices.values())


def test_a_first_step_moves_each_weight_by_the_rate() -> None:
    """AdamW's first step is the sign of the gradient times the rate."""
    made, parent = moved(DRAWN, [1.0, 0.0]), Policy(PARENT).weights()
    far = np.abs(
        made.matrices["layers.0.mlp.up"].values - parent.matrices["layers.0.mlp.up"].values
    )
    assert far.max() == pytest.approx(RATE, rel=1e-3)
    assert np.median(far) == pytest.approx(RATE, rel=0.1)
