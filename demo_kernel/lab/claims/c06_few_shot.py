"""Check that a few pairs in the prompt are enough to continue an unseen rule."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.probe import measured_model
from demo_kernel.lab.corpus.rules import ARROWS, make_rule

ID = 6
TITLE = "Examples in the prompt are enough to find a rule"
THRESHOLD = "accuracy on unseen pairs of unseen rules rises by ≥ 40 points from 0 to 8 examples"
NEEDS = ("base",)
SHOTS = (0, 1, 2, 4, 8)
RULES = 200


def task(seed: int, shots: int) -> tuple[str, str]:
    """Return a prompt with so many solved pairs and an open one, and the right completion."""
    random = Random(f"few-shot/{seed}")
    rule, source = make_rule(random)
    arrow = random.choice(ARROWS)
    # The same words whatever the number of shots, and the last one asked: only the examples differ.
    words = [source() for _ in range(max(SHOTS) + 1)]
    lines = [f"{word}{arrow}{rule(word)}" for word in words[:shots]]
    # Without the space at the end, which belongs to the next token.
    return "\n".join([*lines, f"{words[-1]}{arrow}".rstrip(" ")]), rule(words[-1])


def measure() -> Result:
    """Measure exact completions up to the end of the line, for each number of examples."""
    base = measured_model("base")
    shares: dict[int, list[bool]] = {}
    for shots in SHOTS:
        tasks = [task(seed, shots) for seed in range(RULES)]
        completed = base.greedy([prompt for prompt, _ in tasks], 24, stop="\n")
        shares[shots] = [
            text.strip() == right for text, (_, right) in zip(completed, tasks, strict=True)
        ]
    accuracy = {shots: sum(hits) / len(hits) for shots, hits in shares.items()}
    return Result(
        figure=", ".join(f"{shots}: {percent(share)}" for shots, share in accuracy.items()),
        interval=f"at 8 examples {share_interval(shares[8])}",
        holds=accuracy[8] - accuracy[0] >= 0.4,
        values={f"shots_{shots}": share for shots, share in accuracy.items()},
    )
