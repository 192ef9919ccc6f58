"""Check that more of a passage comes back verbatim the more often it was read."""

from __future__ import annotations

from collections import defaultdict

from demo_kernel.inference.batch_generation import continue_all
from demo_kernel.lab.claims.claim import Result
from demo_kernel.lab.claims.probe import Probe, probe
from demo_kernel.lab.corpus.generate import hand_written, is_held_out_page, repeated_passages

ID = 5
TITLE = "What was read many times is recited"
THRESHOLD = (
    "verbatim tokens never fall as copies double (within one token); ≥ 50 at 512 copies, ≤ 8 at one"
)
NEEDS = ("base",)
# Ten lengths: with four of them a passage's figure hung on one unlucky word (LOG.md).
PREFIXES = tuple(range(12, 49, 4))
"""Tokens of the opening that are given, one measurement for each length."""
MOST = 60
"""Tokens that are compared at most."""


def verbatim(model: Probe, texts: list[str]) -> list[float]:
    """Return how many tokens are recited without a mistake after the opening of each text.

    Continuations are greedy; each figure is the mean over ten lengths of the opening.
    """
    whole = [model.dense(text) for text in texts]
    tasks = [(ids, prefix) for ids in whole for prefix in PREFIXES]
    new = continue_all(model.model, [ids[:prefix] for ids, prefix in tasks], MOST)
    lengths = [
        _agree(ids[prefix:], recited) for (ids, prefix), recited in zip(tasks, new, strict=True)
    ]
    count = len(PREFIXES)
    return [sum(lengths[i : i + count]) / count for i in range(0, len(lengths), count)]


def _agree(true: list[int], recited: list[int]) -> int:
    pairs = zip(true, recited, strict=False)
    return next(
        # No difference at all: the shorter of the two counts in full.
        (i for i, (one, other) in enumerate(pairs) if one != other),
        min(len(true), len(recited)),
    )


def measure() -> Result:
    """Measure the mean verbatim length by copies.

    The hand-written pages, each read once, are the control.
    """
    base = probe("base")
    by_copies: dict[int, list[float]] = defaultdict(list)
    passages = repeated_passages()
    for (copies, _), tokens in zip(
        passages, verbatim(base, [p.text for _, p in passages]), strict=True
    ):
        by_copies[copies].append(tokens)
    pages = [page.text for index, page in enumerate(hand_written()) if not is_held_out_page(index)]
    # By one pass over the corpus a hand-written page is read once, as a web page would be.
    by_copies[1] = verbatim(base, pages)
    means = {copies: sum(lengths) / len(lengths) for copies, lengths in sorted(by_copies.items())}
    rising = all(
        # Within one token: single passages break off at one unlikely word.
        later >= earlier - 1
        for earlier, later in zip(means.values(), list(means.values())[1:], strict=False)
    )
    return Result(
        figure=", ".join(f"{copies}×: {mean:.1f}" for copies, mean in means.items()) + " tokens",
        interval=f"{len(by_copies[512])} passages a level, {len(pages)} pages at one copy, ten "
        "openings each;"
        " exact, since greedy",
        holds=rising and means[512] >= 50 and means[1] <= 8,
        values={f"copies_{copies}": mean for copies, mean in means.items()},
    )
