"""Make the loss figure of slide `loss` from the curve that pre-training wrote.

python tools/loss_figure.py            writes slides/llm-101/figures/loss.json
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from practice_figures import provenance

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "demo_kernel" / "models"
FIGURE = ROOT / "slides" / "llm-101" / "figures" / "loss.json"


def figure(curve: dict[str, Any], manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a series file for the widget `chart`: loss in nats a token over the tokens read.

    `curve` is models/base.curve.json, `manifest` models/base.json. ln V is a line in it.
    """
    points = curve["points"]
    batch = next(point["tokens"] / point["step"] for point in points if point["step"])

    def series(name: str, key: str, accent: bool) -> dict[str, Any]:
        # Half a batch for step 0, since a logarithmic axis has no 0.
        places = [[max(point["tokens"], batch / 2), point[key]] for point in points]
        return {"name": name, "points": places, "accent": accent}

    # The loss of a model that has learnt nothing and takes each of V tokens for equally likely.
    lines = [{"name": "ln V", "y": round(curve["ln_v"], 4)}]
    if "bigram_loss" in curve:
        lines.append({"name": "bigram", "y": curve["bigram_loss"]})
    return {
        "title": "Loss of the model in this room while it learnt",
        "x": {"label": "tokens read", "log": True},
        "y": {"label": "loss, nats a token", "min": "data"},
        "series": [
            series("pages it reads", "train_loss", False),
            series("pages kept back", "heldout_loss", True),
        ],
        "lines": lines,
        "provenance": provenance(manifest, manifest["name"]),
        # The recipe by its path when it ran; now it is below lab/.
        "source": "demo_kernel/recipes/pretrain.py, then tools/loss_figure.py",
    }


def text() -> str:
    """Return the figure's file, from the curve and the manifest as they are now."""
    curve = json.loads((MODELS / "base.curve.json").read_text())
    manifest = json.loads((MODELS / "base.json").read_text())
    return json.dumps(figure(curve, manifest), indent=1) + "\n"


if __name__ == "__main__":
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_text(text())
