"""Check how often the likeliest token is sampled, by temperature.

At 0.1 it nearly always is; at 2 the distribution is nearly flat.
"""

from __future__ import annotations

import torch
from torch.nn import functional as F

from demo_kernel.lab.claims.claim import Result, percent, wilson
from demo_kernel.lab.claims.held_out import held_out_rows
from demo_kernel.lab.claims.probe import probe

ID = 3
TITLE = "Temperature makes the draw sure or wild"
THRESHOLD = (
    "at T = 0.1 ≥ 99 % of draws take the likeliest token where it leads the second by ≥ 2 to "
    "1; stated exactly"
)
NEEDS = ("base",)
POSITIONS = 2_000
# At T = 0.1 a lead of 2 to 1 becomes one of 2¹⁰ to 1. With a smaller one the claim would be wrong
# of any network.
LEAD = 2.0
"""Positions count where the first token is this many times as likely as the second at T = 1."""


@torch.no_grad()
def measure() -> Result:
    """Measure the likeliest token's share and the entropy at held-out positions.

    Both are exact, over the full vocabulary.
    """
    base = probe("base")
    rows = held_out_rows()[:8, :-1]
    # Of whole rows at once, (B, T, V), then the real positions alone.
    logits = base.model(rows.clamp(min=0))[rows >= 0].float()[:POSITIONS]  # (N, V)
    top = {t: F.softmax(logits / t, dim=-1).max(dim=-1).values for t in (0.1, 1.0, 2.0)}
    entropy = {t: _entropy_bits(logits / t) for t in (0.1, 1.0, 2.0)}
    two = F.softmax(logits, dim=-1).topk(2, dim=-1).values
    clear = two[:, 0] >= LEAD * two[:, 1]
    share, every = top[0.1][clear].mean().item(), top[0.1].mean().item()
    # The share is a mean of exact probabilities; the interval counts positions as if each were one
    # sample, which is wider.
    low, high = wilson(round(share * int(clear.sum())), int(clear.sum()))
    return Result(
        figure=f"T = 0.1: {percent(share)} where the lead is 2 to 1 "
        f"({percent(clear.float().mean().item())} of"
        f" positions), {percent(every)} everywhere; entropy {entropy[0.1]:.2f}, "
        f"{entropy[1.0]:.2f}, {entropy[2.0]:.2f}"
        " bits at T = 0.1, 1, 2",
        interval=f"{percent(low)} to {percent(high)}, n = {int(clear.sum())} positions",
        holds=share >= 0.99,
        values={
            "clear": share,
            "everywhere": every,
            **{f"entropy_{t}": bits for t, bits in entropy.items()},
        },
    )


def _entropy_bits(logits: torch.Tensor) -> float:
    log_p = F.log_softmax(logits, dim=-1)
    # −Σ p log p in nats, divided by ln 2.
    return float(-(log_p.exp() * log_p).sum(dim=-1).mean() / torch.tensor(2.0).log())
