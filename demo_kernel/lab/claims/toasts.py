"""Sample toasts for fresh requests, and score them by the reward model and the gold rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from demo_kernel.lab.claims.probe import probe
from demo_kernel.lab.recipes.reward import requests
from demo_kernel.lab.recipes.rlhf import Judge, sample_answers
from demo_kernel.lab.tasks.gold_reward import gold
from demo_kernel.network.checkpoints import load_checkpoint
from demo_kernel.network.reward_head import load_head
from demo_kernel.training.policy_gradient import SampledAnswer

PROMPTS = 200


@dataclass(frozen=True)
class Toasts:
    """One answer of a checkpoint to each of the fresh requests."""

    sampled: list[SampledAnswer]
    texts: list[str]
    proxy: list[float]
    """Scores of the reward model."""
    gold: list[float]
    """The rule that the reward model was to learn and never sees."""


@cache
def toasts(checkpoint: str) -> Toasts:
    """Sample answers at temperature 1 to requests that no training has seen.

    Requests and seed are the same for every checkpoint.
    """
    # A random generator of the claim's own: neither reward nor rlhf made these requests.
    prompts = requests(Random("claims/toasts"), PROMPTS)
    asked = probe(checkpoint)
    sampled, texts = sample_answers(asked.model, asked.words, prompts, seed=1)
    head = load_head()
    # The network that the head was fitted on, whichever checkpoint answers.
    judge = Judge(load_checkpoint(head.trunk).model, head, asked.words)
    worth = [gold(prompt, text) for prompt, text in zip(prompts, texts, strict=True)]
    return Toasts(sampled, texts, judge.scores(prompts, texts), worth)


def mean(values: list[float]) -> float:
    """Return the mean of at least one value."""
    return sum(values) / len(values)
