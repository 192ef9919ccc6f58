"""Write the card beside the weights: what they are and what was measured on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from demo_kernel.network.manifest import MODELS_FOLDER, Manifest, checkpoint_names, read_manifest

CARD = "CARD.md"
OTHERS = "## The same claims on other models"
"""Heading of what `--model` measured; a new measurement of the shipped weights keeps it."""
COLUMNS = (
    "| # | claim | measured | interval | asked | verdict |",
    "|---|---|---|---|---|---|",
)


def write_card(rows: Sequence[Mapping[str, object]], folder: Path = MODELS_FOLDER) -> None:
    """Write `CARD.md` beside the weights; what it says of other models stays."""
    # From the manifests and not from the weights: the card is written in a moment.
    text = card(rows, [read_manifest(name, folder) for name in checkpoint_names(folder)])
    path = folder / CARD
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    others = f"\n{OTHERS}{found.partition(OTHERS)[2]}" if OTHERS in found else ""
    path.write_text(text + others, encoding="utf-8")


def write_other(
    model: str, rows: Sequence[Mapping[str, object]], folder: Path = MODELS_FOLDER
) -> None:
    """Write what was measured on another model into `CARD.md`; its other rows stay."""
    path = folder / CARD
    own, _, others = path.read_text(encoding="utf-8").partition(f"\n{OTHERS}\n")
    sections = {
        name: [line for line in lines.splitlines() if line[:3].strip("| ").isdigit()]
        for name, _, lines in (part.partition("\n") for part in others.split("\n### ")[1:])
    }
    by_number = {line.split("|")[1].strip(): line for line in sections.get(model, [])}
    by_number |= {str(row["id"]): _claim(row) for row in rows}
    sections[model] = [by_number[number] for number in sorted(by_number, key=int)]
    text = (
        f"{own}\n{OTHERS}\n\nBy the same code, as `python -m demo_kernel.claims --model` asks it."
    )
    for name, lines in sections.items():
        text += "\n".join(["", "", f"### {name}", "", *COLUMNS, *lines])
    path.write_text(f"{text}\n", encoding="utf-8")


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
            *COLUMNS,
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
