"""Describe what a claim is, what measuring it results in, and the intervals of its figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from demo_kernel.training.interval import wilson as wilson


@dataclass(frozen=True)
class Result:
    """One row of the claims table."""

    figure: str
    """What was measured, in words and numbers."""
    interval: str
    """The 95 % interval of the leading figure, or "exact" when nothing was sampled."""
    holds: bool
    """Whether the point estimate meets the threshold."""
    values: dict[str, float] = field(default_factory=dict)
    """The figures behind the words, for the slides."""


class Claim(Protocol):
    """What each file of this folder offers as a module."""

    ID: int
    TITLE: str
    THRESHOLD: str
    NEEDS: tuple[str, ...]
    """Checkpoints without which it cannot be measured."""

    def measure(self) -> Result:
        """Measure the claim on the shipped weights."""
        ...


def percent(share: float) -> str:
    """Return a share as `97.5 %`, without a needless zero."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def share_interval(hits: Sequence[bool]) -> str:
    """Return the Wilson interval of a row of hits and misses, in words."""
    low, high = wilson(sum(hits), len(hits))
    return f"{percent(low)} to {percent(high)}, n = {len(hits)}"


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean by the normal approximation."""
    n = len(values)
    mean = sum(values) / n
    # The sample's standard deviation (n − 1) over √n.
    spread = 1.959964 * math.sqrt(sum((value - mean) ** 2 for value in values) / max(1, n - 1) / n)
    return mean - spread, mean + spread
