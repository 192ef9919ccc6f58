"""Check that one gradient step on one example makes its right token more probable."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.held_out import held_out_rows
from demo_kernel.network.weights import load_weights
from demo_kernel.training.live_steps import Example, gradient_steps
from talk.protocol.methods.model import StepParams

ID = 23
TITLE = "One real training step moves the bar"
THRESHOLD = "P(right token) rises on ≥ 95 % of examples whose bar has room to rise (below 99.9 %)"
NEEDS = ("base",)
EXAMPLES = 200
LONGEST = 48
FULL = 0.999
"""A bar from here on is full: in float32 no step moves it to be seen."""


def examples() -> list[Example]:
    """Return held-out windows of up to 48 tokens, each with the token that came next."""
    random = Random("one-step")
    rows = [[id_ for id_ in row if id_ >= 0] for row in held_out_rows().tolist()]
    found = []
    for _ in range(EXAMPLES):
        row = random.choice(rows)
        # At least eight tokens before the target, so that there is something to go by.
        end = random.randint(8, len(row) - 1)
        found.append(Example(row[max(0, end - LONGEST) : end], row[end]))
    return found


def measure() -> Result:
    """Make one step of model/step on each example, each time from the base model.

    The learning rate is the method's default.
    """
    _, weights = load_weights("base")
    rate = float(StepParams.model_fields["learning_rate"].default)
    before, after = [], []
    for example in examples():
        outcome = list(gradient_steps(weights, example, rate, 1, lambda *_: None))[-1]
        before.append(outcome.losses[0].probability)
        after.append(outcome.losses[1].probability)
    room = [(one, other) for one, other in zip(before, after, strict=True) if one < FULL]
    # Any rise counts: how large it is depends on the learning rate alone.
    up = [later > earlier for earlier, later in room]
    share = sum(up) / len(up)
    return Result(
        figure=f"up on {percent(share)} of {len(room)} examples ({EXAMPLES - len(room)} more "
        "were full before); mean"
        f" P(right) {sum(before) / EXAMPLES:.3f} → {sum(after) / EXAMPLES:.3f} after one plain "
        "gradient step,"
        f" rate {rate}",
        interval=share_interval(up),
        holds=share >= 0.95,
        values={
            "share": share,
            "before": sum(before) / len(before),
            "after": sum(after) / len(after),
        },
    )
