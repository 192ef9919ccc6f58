"""The network: shapes, causality, where its loss starts, and the oracle's generation."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional as F

from demo_kernel.network.model import GPT, GPTConfig, generate, rope_tables, rotate

TINY = GPTConfig(vocabulary_size=64, context=16, layers=2, heads=2, width=16, hidden=32)


@pytest.fixture
def model() -> GPT:
    """Return a tiny network whose layers all write something."""
    network = GPT(TINY)
    network.initialise(seed=3)
    generator = torch.Generator().manual_seed(4)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.2)
    return network


def tokens(count: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(
        0, TINY.vocabulary_size, (1, count), generator=torch.Generator().manual_seed(seed)
    )


def test_every_position_gets_a_logit_for_every_entry(model: GPT) -> None:
    assert model(tokens(7)).shape == (1, 7, 64)


def test_a_token_is_predicted_from_the_past_alone(model: GPT) -> None:
    one, other = tokens(8), tokens(8)
    other[0, 5:] = (other[0, 5:] + 1) % TINY.vocabulary_size
    assert torch.allclose(model(one)[0, :5], model(other)[0, :5], atol=1e-6)
    assert not torch.allclose(model(one)[0, 5:], model(other)[0, 5:], atol=1e-3)


def test_the_order_of_the_past_matters(model: GPT) -> None:
    there = torch.tensor([[1, 2, 3]])
    back = torch.tensor([[2, 1, 3]])
    assert not torch.allclose(model(there)[0, -1], model(back)[0, -1], atol=1e-3)


def test_the_loss_begins_at_the_logarithm_of_the_vocabulary_size() -> None:
    config = GPTConfig()
    model = GPT(config)
    model.initialise(seed=1)
    sample = torch.randint(
        0, config.vocabulary_size, (2, 65), generator=torch.Generator().manual_seed(2)
    )
    with torch.no_grad():
        loss = F.cross_entropy(model(sample[:, :-1]).flatten(0, 1), sample[:, 1:].flatten())
    assert abs(float(loss) / math.log(config.vocabulary_size) - 1) < 0.02


def test_the_same_seed_gives_the_same_start() -> None:
    one, other, third = GPT(TINY), GPT(TINY), GPT(TINY)
    one.initialise(seed=5)
    other.initialise(seed=5)
    third.initialise(seed=6)
    assert torch.equal(one.embedding.weight, other.embedding.weight)
    assert not torch.equal(one.embedding.weight, third.embedding.weight)


def test_the_default_network_has_between_three_and_four_million_parameters() -> None:
    assert 3_000_000 <= GPT(GPTConfig()).parameter_count() <= 4_000_000


def test_rotation_keeps_lengths_and_depends_on_the_distance_only() -> None:
    cos, sin = rope_tables(TINY, 16)
    query, key = torch.randn(2, 1, 8, generator=torch.Generator().manual_seed(1)).expand(2, 16, 8)
    turned_query, turned_key = rotate(query, cos, sin), rotate(key, cos, sin)
    assert torch.allclose(turned_query.norm(dim=-1), query.norm(dim=-1), atol=1e-5)
    scores = turned_query @ turned_key.T  # (T, T)
    assert torch.allclose(scores[3, 1], scores[9, 7], atol=1e-5)
    assert not torch.allclose(scores[3, 1], scores[3, 2], atol=1e-3)


def test_more_tokens_than_the_context_are_refused(model: GPT) -> None:
    with pytest.raises(ValueError, match="17 tokens are more than the model's context of 16"):
        model(tokens(17))


def test_greedy_generation_takes_the_likeliest_token_each_time(model: GPT) -> None:
    prompt = [1, 2, 3]
    new = generate(model, prompt, 4, temperature=0)
    for i, token in enumerate(new):
        context = torch.tensor([prompt + new[:i]])
        assert token == int(model(context)[0, -1].argmax())


def test_the_same_seed_draws_the_same_tokens(model: GPT) -> None:
    assert generate(model, [1], 12, seed=7) == generate(model, [1], 12, seed=7)
    assert generate(model, [1], 12, seed=7) != generate(model, [1], 12, seed=8)


def test_generation_ends_after_a_stop_token(model: GPT) -> None:
    free = generate(model, [1], 8, seed=7)
    stopped = generate(model, [1], 8, seed=7, stop=frozenset({free[2]}))
    assert stopped == free[: free.index(free[2]) + 1]


def test_generation_goes_on_when_the_context_is_full(model: GPT) -> None:
    assert len(generate(model, [1] * 16, 5, seed=1)) == 5
