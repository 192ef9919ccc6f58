"""Compute the 95 % interval of a share."""

from __future__ import annotations

import math


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score (1927)."""
    # Nothing measured: every share is possible.
    if trials == 0:
        return 0.0, 1.0
    z = 1.959964  # the normal distribution's quantile at 97.5 %
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    spread = (
        z
        / (1 + z * z / trials)
        * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    )
    return max(0.0, centre - spread), min(1.0, centre + spread)
