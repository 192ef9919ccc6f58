"""Check that training makes the loss fall below bigrams, trigrams and a compressor."""

from __future__ import annotations

import json

from demo_kernel.lab.claims.claim import Result, mean_interval
from demo_kernel.lab.claims.held_out import bits_per_byte, row_losses
from demo_kernel.lab.claims.probe import probe
from demo_kernel.network.manifest import MODELS_FOLDER

ID = 2
TITLE = "The loss falls as training goes on"
THRESHOLD = (
    "held-out bits per byte fall from checkpoint to checkpoint and end below a trigram model's "
    "and below xz's"
)
CHECKPOINTS = ("base-start", "base-1", "base-2", "base-3", "base")
NEEDS = CHECKPOINTS


def measure() -> Result:
    """Measure the bits per held-out byte of every kept checkpoint.

    The figures of simple methods come from `recipes/baselines.py`.
    """
    bits: dict[str, float] = {}
    last: list[float] = []
    for name in CHECKPOINTS:
        asked = probe(name)
        last = row_losses(asked)
        # In bits per byte, the only unit that xz has too.
        bits[name] = bits_per_byte(sum(last) / len(last), asked.words)
    # Of the last checkpoint: the others only have to fall.
    low, high = (bits_per_byte(loss, probe("base").words) for loss in mean_interval(last))
    lines = json.loads((MODELS_FOLDER / "base.curve.json").read_text())
    simple = {name: float(lines[f"{name}_bits_per_byte"]) for name in ("bigram", "trigram", "xz")}
    falling = all(
        later < earlier
        for earlier, later in zip(bits.values(), list(bits.values())[1:], strict=False)
    )
    return Result(
        figure=", ".join(f"{name} {value:.2f}" for name, value in bits.items())
        + "; "
        + ", ".join(f"{name} {value:.2f}" for name, value in simple.items())
        + " bits per byte",
        interval=f"base {low:.2f} to {high:.2f}, n = {len(last)} rows",
        holds=falling and bits["base"] < min(simple["trigram"], simple["xz"]),
        values={**bits, **simple},
    )
