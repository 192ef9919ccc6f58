"""Fit and apply the reward model: a Bradley–Terry head on a network's hidden states.

The score of an answer is w·φ. φ joins the mean hidden state over the answer's tokens and the hidden
state at its end, each (C,). P(a ranked above b) = σ(score a − score b) (Bradley and Terry 1952).
The network stays as it is. Only w is fitted, by Newton's method on a convex loss, so that rankings
that have just come in can be learnt within a second.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demo_kernel.network.manifest import MODELS_FOLDER, CheckpointError
from demo_kernel.tokens.tokenizer import Message, Vocabulary

if TYPE_CHECKING:
    from demo_kernel.network.model import GPT

Floats = NDArray[np.float64]
HEAD_FILE = "reward.head.json"
DECAY = 1.0
"""Weight of |w − start|² / 2 in the loss of `fit`."""


class Pair(NamedTuple):
    """Features of two answers to one prompt, the better one first, each (2C,)."""

    better: Floats
    worse: Floats


class Reading(NamedTuple):
    """A question and an answer as the network reads them."""

    ids: list[int]
    """Dense IDs, at most as many as the context holds."""
    said: int
    """Index in `ids` at which the answer begins."""


def reading(words: Vocabulary, prompt: str, answer: str, context: int) -> Reading:
    """Return a user's message and the answer to it as tokens; only the end of what is too long."""
    head = len(words.render((Message("user", prompt),), open_turn=True).ids)
    whole = words.to_dense(
        words.render((Message("user", prompt), Message("assistant", answer))).ids
    )
    # From the end: the answer's last state is half of φ, and must never be cut off.
    ids = whole[-context:]
    # At least one token counts as the answer, also where the cut fell inside of it or it is empty.
    return Reading(ids, min(max(0, head - (len(whole) - len(ids))), len(ids) - 1))


def phi(hidden: Floats, said: int) -> Floats:
    """Return φ (2C,) of the last hidden states (T, C) of a reading, its answer from `said` on."""
    # The mean for what is said, the last state for how it ends: (2C,).
    return np.concatenate((hidden[said:].mean(axis=0), hidden[-1]))


def features(model: GPT, words: Vocabulary, prompt: str, answers: Sequence[str]) -> Floats:
    """Return φ of every answer to a user's message, (answers, 2C), read with torch."""
    import torch

    rows = []
    with torch.no_grad():
        for answer in answers:
            ids, said = reading(words, prompt, answer, model.config.context)
            hidden = model.hidden_states(torch.tensor([ids], device=model.device))[0]  # (T, C)
            # float64 from here on, since `fit` solves a system of equations with it.
            rows.append(phi(hidden.double().cpu().numpy(), said))
    return np.stack(rows)


def pairs_of(phi: Floats, order: Sequence[int]) -> list[Pair]:
    """Return every pair that a ranking orders; `order` are rows of `phi`, best first."""
    # n answers give n(n−1)/2 pairs, all of equal weight.
    return [Pair(phi[a], phi[b]) for i, a in enumerate(order) for b in order[i + 1 :]]


@dataclass(frozen=True)
class Head:
    """The fitted weights, and the trunk they belong to."""

    trunk: str
    """Name of the checkpoint whose hidden states are read."""
    weights: Floats
    """w, (2C,)."""

    def scores(self, phi: Floats) -> Floats:
        """Return one score a row; only differences mean something."""
        return np.asarray(phi @ self.weights)

    def agreement(self, pairs: Sequence[Pair]) -> list[bool]:
        """Return for each pair whether the better answer scores higher."""
        return [bool(self.weights @ (pair.better - pair.worse) > 0) for pair in pairs]


def fit(
    trunk: str,
    pairs: Sequence[Pair],
    start: Head | None = None,
    weight: float = 1.0,
    decay: float = DECAY,
) -> Head:
    """Minimise Σ weight·log(1 + exp(−w·(better − worse))) + decay/2·|w − start|² over w.

    By Newton's method. Without `start` it is 0. Raises ValueError without pairs.
    """
    if not pairs:
        raise ValueError(
            "there is no pair to learn from: a ranking must order at least two answers"
        )
    # Only differences enter the loss, so a constant in φ could never be fitted: w has no bias.
    difference = np.stack([pair.better - pair.worse for pair in pairs])  # (pairs, 2C)
    home = np.zeros(difference.shape[1]) if start is None else start.weights
    w = home.copy()
    value = _loss(difference, w, home, weight, decay)
    # Newton's method ends long before; the bound is for figures that are not finite.
    for _ in range(50):
        # P(the worse one wins), (pairs,); clipped, so that exp cannot overflow.
        wrong = 1 / (1 + np.exp(np.clip(difference @ w, -30, 30)))
        gradient = decay * (w - home) - weight * difference.T @ wrong
        curvature = weight * (difference * (wrong * (1 - wrong))[:, None]).T @ difference
        # decay · 1 on the diagonal makes the matrix positive definite even with one pair.
        step = np.linalg.solve(curvature + decay * np.eye(len(w)), gradient)
        # Where pairs contradict `start` strongly the loss is almost straight, and a whole step
        # lands far beyond the minimum, from where Newton's method never comes back. Half of the
        # step, or half of that, goes down.
        while (lower := _loss(difference, w - step, home, weight, decay)) > value:
            step = step / 2
            if np.abs(step).max() < 1e-8:
                return Head(trunk, w)
        w, value = w - step, lower
        if np.abs(step).max() < 1e-8:
            break
    return Head(trunk, w)


def _loss(difference: Floats, w: Floats, home: Floats, weight: float, decay: float) -> float:
    """Return what `fit` minimises."""
    # log(1 + e^−x) without overflow for any x.
    wrong = np.logaddexp(0.0, -difference @ w).sum()
    return float(weight * wrong + decay / 2 * np.square(w - home).sum())


def save_head(head: Head, folder: Path = MODELS_FOLDER, **about: object) -> None:
    """Write `reward.head.json`: the trunk's name, what is known of the fit, w with seven digits."""
    raw = {
        "trunk": head.trunk,
        **about,
        # Seven digits are float32's; more would only make the file larger.
        "weights": [float(f"{value:.7g}") for value in head.weights],
    }
    (folder / HEAD_FILE).write_text(json.dumps(raw) + "\n", encoding="utf-8")


def load_head(folder: Path = MODELS_FOLDER) -> Head:
    """Return the reward model in a folder. Raises CheckpointError when it is missing or damaged."""
    try:
        raw = json.loads((folder / HEAD_FILE).read_text(encoding="utf-8"))
        return Head(raw["trunk"], np.array(raw["weights"], dtype=np.float64))
    except OSError:
        raise CheckpointError(
            f"there is no reward model in {folder}: run the recipe reward"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise CheckpointError(
            f"the reward model {folder / HEAD_FILE} is damaged: restore it from the repository"
        ) from None
