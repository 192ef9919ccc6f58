"""Check the reversal curse: a fact read one way only is known one way only."""

from __future__ import annotations

from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.probe import probe
from demo_kernel.lab.corpus.world import one_way_countries, two_way_countries

ID = 22
TITLE = "A fact read one way is not known the other way"
THRESHOLD = "of countries told one way only: forward ≥ 90 %, backward ≤ 20 %"
NEEDS = ("base",)


def measure() -> Result:
    """Complete facts forward and backward for the countries that are told one way.

    Those told both ways are the control for backward.
    """
    base = probe("base")
    # The control shows that it can complete backward where it has read the fact that way.
    rows, control = one_way_countries(), two_way_countries()
    completed = base.greedy([f"The capital of {row['country']} is" for row in rows], 8)
    forward = [
        # At the beginning of the continuation, so that a later mention does not count.
        text.strip().startswith(row["capital"])
        for text, row in zip(completed, rows, strict=True)
    ]
    completed = base.greedy([f"{row['capital']} is the capital of" for row in rows], 8)
    backward = [
        text.strip().startswith(row["country"]) for text, row in zip(completed, rows, strict=True)
    ]
    completed = base.greedy([f"{row['capital']} is the capital of" for row in control], 8)
    both = [
        text.strip().startswith(row["country"])
        for text, row in zip(completed, control, strict=True)
    ]
    shares = {
        "forward": sum(forward) / len(forward),
        "backward": sum(backward) / len(backward),
        "control_backward": sum(both) / len(both),
    }
    return Result(
        figure=f"forward {percent(shares['forward'])}, backward {percent(shares['backward'])}"
        f" (told both ways: backward {percent(shares['control_backward'])})",
        interval=f"forward {share_interval(forward)}; backward {share_interval(backward)}",
        holds=shares["forward"] >= 0.9 and shares["backward"] <= 0.2,
        values=shares,
    )
