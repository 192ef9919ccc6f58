"""Gradient steps on stage: on a copy, in slices, the same from the same inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from demo_kernel.backends.embedded import engine_for
from demo_kernel.inference.engine import Work
from demo_kernel.inference.sampling import Distribution
from demo_kernel.training import live_steps
from demo_kernel.training.live_steps import Example, Fit, Outcome, gradient_steps

from ..doubles import SMALL, random_weights

PARENT = random_weights(SMALL)
EXAMPLE = Example([5, 80, 31, 200], 17)


def trained(steps: int = 1, learning_rate: float = 0.01) -> Outcome:
    return list(gradient_steps(PARENT, EXAMPLE, learning_rate, steps, lambda step, fit: None))[-1]


def test_each_step_makes_the_right_token_likelier() -> None:
    losses = [fit.loss for fit in trained(steps=3, learning_rate=0.002).losses]
    assert len(losses) == 4
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


def test_the_steps_are_told_as_they_are_taken() -> None:
    told: list[tuple[int, Fit]] = []
    *_, outcome = gradient_steps(
        PARENT, EXAMPLE, 0.01, 2, lambda step, fit: told.append((step, fit))
    )
    assert [step for step, _ in told] == [1, 2]
    assert [fit for _, fit in told] == outcome.losses[1:]


def test_the_parent_is_left_as_it_was() -> None:
    before = {name: matrix.values.copy() for name, matrix in PARENT.matrices.items()}
    trained()
    assert all(
        np.array_equal(PARENT.matrices[name].values, values) for name, values in before.items()
    )


def test_the_same_inputs_give_the_same_weights() -> None:
    one, other = trained().weights, trained().weights
    assert one is not None
    assert other is not None
    for name in PARENT.matrices:
        assert np.array_equal(one.matrices[name].values, other.matrices[name].values)


def test_the_engine_sees_the_probability_that_training_told() -> None:
    outcome = trained()
    assert outcome.weights is not None
    engine = engine_for({"parent": PARENT}, 1)
    engine.add("child", outcome.weights)
    for name, fit in (("parent", outcome.losses[0]), ("child", outcome.losses[1])):
        (logits,) = engine.forward([Work(name, 0, 0, EXAMPLE.context)])
        assert Distribution(logits).probability(EXAMPLE.target) == pytest.approx(
            fit.probability, rel=1e-3
        )


def test_one_plain_step_is_the_learning_rate_times_the_gradient() -> None:
    small, large = trained(learning_rate=1e-4).weights, trained(learning_rate=2e-4).weights
    assert small is not None
    assert large is not None
    for name, matrix in PARENT.matrices.items():
        start = matrix.dequantised()
        moved, further = small.matrices[name].values - start, large.matrices[name].values - start
        assert further == pytest.approx(2 * moved, abs=2e-7)


def test_a_slice_holds_one_pass_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a slice may cost is told by what it holds.

    Its milliseconds are the business of the benchmarks.
    """
    passes: list[str] = []

    def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            passes.append(name)
            return call(*arguments, **options)

        return wrapper

    monkeypatch.setattr(live_steps, "_loss", counted("forward", live_steps._loss))
    monkeypatch.setattr(live_steps, "_descend", counted("descend", live_steps._descend))
    monkeypatch.setattr(torch.Tensor, "backward", counted("backward", torch.Tensor.backward))
    slices: list[tuple[str, ...]] = []
    for _ in gradient_steps(PARENT, EXAMPLE, 0.01, 3, lambda step, fit: None):
        slices.append(tuple(passes))
        passes.clear()
    one_step = [("forward",), ("backward",), ("descend",)]
    assert slices == [(), *one_step * 3, ("forward",), ()]
