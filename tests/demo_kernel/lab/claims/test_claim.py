"""Intervals against values from the literature, and the words they are put into."""

from __future__ import annotations

import pytest

from demo_kernel.lab.claims.claim import mean_interval, percent, share_interval, wilson


# 0 of 20 and 81 of 263 are in table I of Newcombe (1998), Two-sided confidence intervals for the
# single proportion.
@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 20, 0.0, 0.161), (81, 263, 0.255, 0.366), (50, 50, 0.929, 1.0)],
)
def test_wilson_intervals_are_the_published_ones(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-3)


def test_nothing_tried_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_mean_has_a_symmetric_interval() -> None:
    low, high = mean_interval([1.0, 2.0, 3.0, 4.0])
    assert (low + high) / 2 == pytest.approx(2.5)
    # The standard deviation of 1 to 4 is the root of 5/3, and that of their mean half of it.
    assert high - 2.5 == pytest.approx(1.96 * (5 / 3) ** 0.5 / 2, abs=1e-3)


def test_shares_are_written_without_needless_zeros() -> None:
    assert [percent(share) for share in (1.0, 0.975, 0.0333)] == ["100 %", "97.5 %", "3.3 %"]
    assert share_interval([True] * 8 + [False] * 2) == "49 % to 94.3 %, n = 10"
