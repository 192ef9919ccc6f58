"""REINFORCE on a tiny network.

The probabilities are right, and what is rewarded becomes likelier.
"""

from __future__ import annotations

import copy

import pytest
import torch
from torch.nn import functional as F

from demo_kernel.network.config import GPTConfig
from demo_kernel.network.model import GPT
from demo_kernel.training.policy_gradient import (
    SampledAnswer,
    advantages,
    log_probabilities,
    policy_gradient,
)


def policy_step(
    policy: GPT, reference: GPT, optimiser: torch.optim.Optimizer, price: float
) -> float:
    drawn = [SampledAnswer([1, 2], [4, 5]), SampledAnswer([1, 2], [6, 7])]
    distance = policy_gradient(policy, reference, drawn, [1.0, 0.0], group=2, price=price)
    optimiser.step()
    optimiser.zero_grad()
    return distance


@pytest.fixture
def model() -> GPT:
    network = GPT(GPTConfig(vocabulary_size=20, context=16, layers=1, heads=2, width=8, hidden=16))
    network.initialise(1)
    return network


def test_log_probabilities_are_those_of_reading_each_answer_alone(model: GPT) -> None:
    drawn = [SampledAnswer([1, 2, 3], [4, 5]), SampledAnswer([1], [6, 7, 8, 9])]
    said, real = log_probabilities(model, drawn)
    assert real.sum(dim=1).tolist() == [2, 4]
    for one, row in zip(drawn, said, strict=True):
        tokens = torch.tensor([one.prompt + one.answer])
        alone = F.log_softmax(model(tokens)[0].float(), dim=-1)
        expected = [alone[len(one.prompt) - 1 + i, token] for i, token in enumerate(one.answer)]
        assert torch.allclose(row[: len(one.answer)], torch.stack(expected), atol=1e-5)
    assert float(said[0, 2:].detach().abs().sum()) == 0.0


def test_advantages_compare_within_a_group_only() -> None:
    found = advantages(torch.tensor([1.0, 3.0, 101.0, 103.0]), 2)
    assert torch.allclose(found[:2], found[2:])
    assert float(found.sum()) == pytest.approx(0.0, abs=1e-6)
    assert advantages(torch.tensor([5.0, 5.0]), 2).tolist() == [0.0, 0.0]


def test_the_rewarded_answer_becomes_likelier_and_distance_is_measured(model: GPT) -> None:
    policy = copy.deepcopy(model)
    optimiser = torch.optim.SGD(policy.parameters(), lr=0.5)
    drawn = [SampledAnswer([1, 2], [4, 5]), SampledAnswer([1, 2], [6, 7])]
    before = log_probabilities(policy, drawn)[0].sum(dim=1).detach()
    assert policy_step(policy, model, optimiser, price=0.0) == pytest.approx(0.0, abs=1e-5)
    for _ in range(20):
        distance = policy_step(policy, model, optimiser, price=0.0)
    after = log_probabilities(policy, drawn)[0].sum(dim=1).detach()
    assert after[0] > before[0] + 0.5
    assert after[1] < before[1]
    assert abs(distance) > 0.01


def test_a_price_on_distance_keeps_the_policy_near(model: GPT) -> None:
    drawn = [SampledAnswer([1, 2], [4, 5]), SampledAnswer([1, 2], [6, 7])]
    moved = []
    for price in (0.0, 5.0):
        policy = copy.deepcopy(model)
        optimiser = torch.optim.SGD(policy.parameters(), lr=0.05)
        for _ in range(30):
            policy_step(policy, model, optimiser, price)
        gained = log_probabilities(policy, drawn)[0].sum(dim=1) - log_probabilities(model, drawn)[
            0
        ].sum(dim=1)
        moved.append(float(gained[0].detach()))
    assert moved[1] < moved[0]
