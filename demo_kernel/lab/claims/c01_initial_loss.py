"""Check that the loss of an untrained network is the logarithm of the vocabulary's size.

Before training every token is about equally likely.
"""

from __future__ import annotations

import math

from demo_kernel.lab.claims.claim import Result, mean_interval
from demo_kernel.lab.claims.held_out import row_losses
from demo_kernel.lab.claims.probe import probe

ID = 1
TITLE = "The loss starts at ln V"
THRESHOLD = "held-out loss of the untrained net within 2 % of ln V"
NEEDS = ("base-start",)


def measure() -> Result:
    """Compare the held-out loss at step 0 with ln V."""
    start = probe("base-start")
    losses = row_losses(start)
    loss, expected = sum(losses) / len(losses), math.log(start.words.size)
    # By rows, since the losses of tokens in one document depend on each other.
    low, high = mean_interval(losses)
    return Result(
        figure=f"{loss:.3f} nats a token; ln V = {expected:.3f}; "
        f"{100 * (loss / expected - 1):+.2f} %",
        interval=f"{low:.3f} to {high:.3f} nats, n = {len(losses)} rows",
        holds=abs(loss / expected - 1) <= 0.02,
        values={"loss": loss, "ln_v": expected},
    )
