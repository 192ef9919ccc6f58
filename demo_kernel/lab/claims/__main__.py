"""Measure the claims of the lecture on the shipped weights.

python -m demo_kernel.claims [--json] [--only 5,7] [--card]

Prints a table as the rows are measured, or one JSON object at the end; `--card` also writes
models/CARD.md. Exit code 0 when every measured claim was measured, whether it holds or not; 1 when
the weights cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass

from demo_kernel.lab.claims import all_claims
from demo_kernel.lab.claims.card import write_card
from demo_kernel.lab.claims.claim import Claim
from demo_kernel.network.manifest import MODELS_FOLDER, CheckpointError, checkpoint_names
from demo_kernel.network.reward_head import HEAD_FILE


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
    options = parser.parse_args()
    wanted = {int(number) for number in options.only.split(",") if number.strip()}
    rows: list[Row] = []
    try:
        # Once: looking for checkpoints reads every manifest.
        present = available()
        for claim in all_claims():
            if wanted and claim.ID not in wanted:
                continue
            # Printed at once: all claims take minutes, and most readers want one of them.
            rows.append(measured(claim, present))
            if not options.json:
                _print_row(rows[-1])
    except CheckpointError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if options.json:
        sys.stdout.write(json.dumps({"claims": [asdict(row) for row in rows]}, indent=1) + "\n")
    if options.card:
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
