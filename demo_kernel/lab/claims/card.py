"""Write the card beside the weights: what they are and what was measured on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from demo_kernel.network.manifest import MODELS_FOLDER, Manifest, checkpoint_names, read_manifest

CARD = "CARD.md"


def write_card(rows: Sequence[Mapping[str, object]], folder: Path = MODELS_FOLDER) -> None:
    """Write `CARD.md` beside the weights."""
    # From the manifests and not from the weights: the card is written in a moment.
    (folder / CARD).write_text(
        card(rows, [read_manifest(name, folder) for name in checkpoint_names(folder)])
    )


def card(rows: Sequence[Mapping[str, object]], manifests: Sequence[Manifest]) -> str:
    """Return the card as Markdown: checkpoints, then claims.

    `rows` are as `python -m demo_kernel.claims --json` has them.
    """
    return "\n".join(
        [
            "# The embedded model",
            "",
            "A small pre-norm decoder, trained from nothing by `demo_kernel/lab/recipes/` on the "
            "corpus in"
            " `demo_kernel/lab/corpus/`, which was written for this project. It knows that small "
            "world and nothing else;"
            " it is made to show how language models behave, not to be relied on.",
            "",
            # A card that is edited would be overwritten by the next measurement.
            "Written by `python -m demo_kernel.claims --card`; do not edit.",
            "",
            "## Checkpoints",
            "",
            "| name | stage | parent | tokens seen | parameters | hours | sha256 |",
            "|---|---|---|---|---|---|---|",
            *(_checkpoint(manifest) for manifest in manifests),
            "",
            "## Claims",
            "",
            "A row holds when its figure meets the threshold. Intervals are of 95 %.",
            "",
            "| # | claim | measured | interval | asked | verdict |",
            "|---|---|---|---|---|---|",
            *(_claim(row) for row in rows),
            "",
        ]
    )


def _checkpoint(manifest: Manifest) -> str:
    origin = manifest.provenance
    cells = (
        manifest.name,
        origin.stage,
        origin.parent or "–",
        f"{origin.tokens_seen:,}",
        f"{manifest.parameters:,}",
        f"{origin.seconds / 3600:.2f}",
        manifest.sha256[:12],
    )
    return f"| {' | '.join(cells)} |"


def _claim(row: Mapping[str, object]) -> str:
    verdict = "holds" if row["holds"] else "**missed**" if row["values"] else "not measured"
    cells = [str(row[key]) for key in ("id", "title", "figure", "interval", "threshold")]
    # A bar within a cell would begin the next one.
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in [*cells, verdict]) + " |"
