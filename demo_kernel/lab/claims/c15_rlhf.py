"""Check that answers tuned against the reward model score higher and are better."""

from __future__ import annotations

import torch

from demo_kernel.lab.claims.claim import Result, mean_interval
from demo_kernel.lab.claims.probe import probe
from demo_kernel.lab.claims.toasts import PROMPTS, mean, toasts
from demo_kernel.training.policy_gradient import log_probabilities

ID = 15
TITLE = "RLHF raises the reward and the quality"
THRESHOLD = (
    "on fresh prompts, paired: reward and gold rule both up, the 95 % intervals above 0; KL given"
)
NEEDS = ("idk", "rlhf", "reward")
# Answers of one pass: all two hundred at once would be hundreds of megabytes of logits.
BATCH = 50


@torch.no_grad()
def distance() -> float:
    """Return the mean KL from the parent in nats an answer.

    It is estimated on the tuned model's own answers.
    """
    sampled = [one for one in toasts("rlhf").sampled if one.answer]
    total = 0.0
    for begin in range(0, len(sampled), BATCH):
        part = sampled[begin : begin + BATCH]
        ours, theirs = (
            log_probabilities(probe(name).model, part)[0].sum() for name in ("rlhf", "idk")
        )
        total += float(ours - theirs)
    return total / len(sampled)


def words(gains: list[float]) -> str:
    """Return the interval of a mean gain, `+0.12 to +0.30`."""
    low, high = mean_interval(gains)
    return f"{low:+.2f} to {high:+.2f}"


def measure() -> Result:
    """Compare one answer of each model to every prompt, sampled with the same seed."""
    before, after = toasts("idk"), toasts("rlhf")
    gains = {
        name: [b - a for a, b in zip(getattr(before, name), getattr(after, name), strict=True)]
        # Paired by prompt: prompts differ far more among each other than the two models do.
        for name in ("proxy", "gold")
    }
    nats = distance()
    return Result(
        figure=f"reward {mean(before.proxy):.2f} → {mean(after.proxy):.2f},"
        f" gold {mean(before.gold):.2f} → {mean(after.gold):.2f}; KL {nats:.1f} nats an answer",
        interval=f"reward {words(gains['proxy'])}; gold {words(gains['gold'])}, n = {PROMPTS}",
        holds=all(mean_interval(values)[0] > 0 for values in gains.values()),
        values={
            "proxy_before": mean(before.proxy),
            "proxy_after": mean(after.proxy),
            "gold_before": mean(before.gold),
            "gold_after": mean(after.gold),
            "nats": nats,
        },
    )
