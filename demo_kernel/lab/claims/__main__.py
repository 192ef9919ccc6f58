"""Measure the claims of the lecture on the shipped weights.

python -m demo_kernel.claims [--json] [--only 5,7] [--card] [--model NAME]

`--model` measures those claims that can be asked of any model, by the same code, on another one.

Prints a table as the rows are measured, or one JSON object at the end. `--card` also writes
models/CARD.md; of another model, the rows that were measured. Exit code 0 when every measured claim
was measured, whether it holds or not; 1 when the weights cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import Any

from demo_kernel.backends.language_model import BackendError
from demo_kernel.lab.claims import all_claims
from demo_kernel.lab.claims.card import write_card, write_other
from demo_kernel.lab.claims.claim import Claim
from demo_kernel.lab.claims.model_probe import ModelProbe, load_model_probe
from demo_kernel.lab.claims.probe import measuring
from demo_kernel.network.manifest import MODELS_FOLDER, CheckpointError, checkpoint_names
from demo_kernel.network.reward_head import HEAD_FILE

OF_ANY_MODEL = frozenset({6, 7, 9, 11, 13})
"""Claims that --model measures: a rule from examples, capitals, refusals, products, letters."""


@dataclass(frozen=True)
class Row:
    """A claim with its figures: a row of the table."""

    id: int
    title: str
    figure: str
    interval: str
    threshold: str
    holds: bool
    values: dict[str, float]
    seconds: float


def available() -> set[str]:
    """Return the names of the checkpoints that are there; `reward` is a head on one of them."""
    return set(checkpoint_names()) | ({"reward"} if (MODELS_FOLDER / HEAD_FILE).exists() else set())


def measured(claim: Claim, present: set[str]) -> Row:
    """Measure one claim, and return its row.

    A claim whose checkpoints are not all there does not hold; its row says what is missing.
    """
    # Stated as missing and not raised: the claims on the other checkpoints are still measured.
    missing = [name for name in claim.NEEDS if name not in present]
    if missing:
        figure = f"not measured: there is no checkpoint {', '.join(missing)} yet"
        return Row(claim.ID, claim.TITLE, figure, "", claim.THRESHOLD, False, {}, 0.0)
    began = time.monotonic()
    result = claim.measure()
    seconds = round(time.monotonic() - began, 1)
    figures = (
        result.figure,
        result.interval,
        claim.THRESHOLD,
        result.holds,
        result.values,
        seconds,
    )
    return Row(claim.ID, claim.TITLE, *figures)


def main() -> int:
    """Measure the claims that the options name, and return the exit code."""
    parser = argparse.ArgumentParser(
        description="Measure the claims of the lecture on the shipped weights."
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object instead of the table"
    )
    parser.add_argument("--only", default="", help="numbers of claims, separated by commas")
    parser.add_argument("--card", action="store_true", help="write models/CARD.md from the figures")
    parser.add_argument(
        "--model",
        default="",
        metavar="NAME",
        help="measure another model instead, on the claims that can be asked of any: a name of"
        " `talk models`, a GGUF file, a folder or hf:ID",
    )
    options = parser.parse_args()
    wanted = {int(number) for number in options.only.split(",") if number.strip()}
    rows: list[Row] = []
    model: ModelProbe | None = None
    try:
        if options.model:
            model = load_model_probe(options.model)
        # Once: looking for checkpoints reads every manifest.
        present = available()
        with measuring(model) if model else nullcontext():
            for claim in all_claims():
                if (wanted and claim.ID not in wanted) or (model and claim.ID not in OF_ANY_MODEL):
                    continue
                # Printed at once: all claims take minutes, and most readers want one of them.
                rows.append(measured(claim, present))
                if not options.json:
                    _print_row(rows[-1])
    except (CheckpointError, BackendError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if options.json:
        found: dict[str, Any] = {"model": model.model.name} if model else {}
        found |= {"claims": [asdict(row) for row in rows]}
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
    if options.card and model:
        write_other(model.model.name, [asdict(row) for row in rows])
    elif options.card:
        write_card([asdict(row) for row in rows])
    return 0


def _print_row(row: Row) -> None:
    # Without values nothing was measured, which is no failure of the claim.
    verdict = "holds" if row.holds else "FAILS" if row.values else "-----"
    sys.stdout.write(f"{row.id:2d} {verdict}  {row.title}\n      {row.figure}\n")
    if row.interval:
        sys.stdout.write(f"      95 %: {row.interval}; {row.seconds:.0f} s\n")
    sys.stdout.write(f"      asked: {row.threshold}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
