"""The Bradley–Terry head: what it learns, how it moves, and its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from demo_kernel.network.config import GPTConfig
from demo_kernel.network.manifest import CheckpointError
from demo_kernel.network.model import GPT
from demo_kernel.network.reward_head import (
    Head,
    Pair,
    features,
    fit,
    load_head,
    pairs_of,
    save_head,
)
from demo_kernel.tokens.tokenizer import Message, vocabulary

TALK = vocabulary("talk-4k")


def noisy_pairs(seed: int, number: int) -> tuple[list[Pair], np.ndarray]:
    """Pairs in which the better one wins with the probability that a hidden w gives it."""
    random = np.random.default_rng(seed)
    w = random.normal(size=6)
    pairs = []
    for _ in range(number):
        a, b = random.normal(size=(2, 6))
        wins = random.random() < 1 / (1 + np.exp(-(w @ (a - b))))
        pairs.append(Pair(a, b) if wins else Pair(b, a))
    return pairs, w


def test_the_fit_finds_the_weights_that_made_the_rankings() -> None:
    pairs, w = noisy_pairs(1, 4000)
    # So many pairs tell each weight with a standard deviation of some 0.05.
    assert np.allclose(fit("sft", pairs).weights, w, atol=0.2)


def test_the_gradient_is_zero_at_the_fit() -> None:
    pairs, _ = noisy_pairs(2, 50)
    head = fit("sft", pairs, decay=0.5)
    difference = np.stack([pair.better - pair.worse for pair in pairs])
    wrong = 1 / (1 + np.exp(difference @ head.weights))
    assert np.allclose(0.5 * head.weights, difference.T @ wrong, atol=1e-6)


def test_new_rankings_move_a_fitted_head_towards_them_and_not_far() -> None:
    old, _ = noisy_pairs(3, 400)
    start = fit("sft", old)
    against = [Pair(pair.worse, pair.better) for pair in old[:5]]
    moved = fit("sft", against, start=start, decay=5.0)
    assert sum(moved.agreement(against)) >= sum(start.agreement(against))
    assert np.mean(moved.agreement(old)) > 0.6


def test_a_head_that_many_rankings_contradict_is_fitted_to_them_and_scores_stay_small() -> None:
    random = np.random.default_rng(4)
    phi = 2 * random.normal(size=(5, 64))
    start = Head("sft", random.normal(size=64))
    before = start.scores(phi)
    against = [pair for _ in range(3) for pair in pairs_of(phi, np.argsort(before).tolist())]
    moved = fit("sft", against, start=start)
    difference = np.stack([pair.better - pair.worse for pair in against])
    wrong = 1 / (1 + np.exp(difference @ moved.weights))
    assert np.allclose(moved.weights - start.weights, difference.T @ wrong, atol=1e-6)
    assert all(moved.agreement(against))
    assert np.abs(moved.scores(phi)).max() < np.abs(before).max()


def test_pairs_follow_the_order_of_a_ranking() -> None:
    phi = np.arange(6.0).reshape(3, 2)
    assert [(int(p.better[0]), int(p.worse[0])) for p in pairs_of(phi, [2, 0, 1])] == [
        (4, 0),
        (4, 2),
        (0, 2),
    ]


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two answers"):
        fit("sft", [])


def test_features_are_the_mean_over_the_answer_and_its_end() -> None:
    model = GPT(
        GPTConfig(vocabulary_size=TALK.size, context=64, layers=1, heads=2, width=8, hidden=16)
    )
    model.initialise(1)
    phi = features(model, TALK, "Hello!", ["Good day.", "Yes."])
    assert phi.shape == (2, 16)
    whole = TALK.to_dense(
        TALK.render((Message("user", "Hello!"), Message("assistant", "Yes."))).ids
    )
    with torch.no_grad():
        hidden = model.hidden_states(torch.tensor([whole]))[0].double()
    assert np.allclose(phi[1, 8:], hidden[-1].numpy())
    assert np.allclose(phi[1, :8], hidden[-len(TALK.encode("Yes.")) - 1 :].mean(dim=0).numpy())


def test_a_head_is_kept_in_a_file_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    head = Head("sft", np.array([0.5, -1.25]))
    save_head(head, tmp_path, rankings=3)
    again = load_head(tmp_path)
    assert again.trunk == "sft"
    assert np.allclose(again.weights, head.weights)
    (tmp_path / "reward.head.json").write_text("{}")
    with pytest.raises(CheckpointError, match="damaged"):
        load_head(tmp_path)
    with pytest.raises(CheckpointError, match="run the recipe reward"):
        load_head(tmp_path / "nowhere")
