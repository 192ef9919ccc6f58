"""Make the figures of slides `reward-hacking` and `thinking` from the curves of chapter 9.

python tools/practice_figures.py   writes slides/llm-101/figures/rlhf.json and rl.json

Where a recipe has not run yet, its figure says so in place of the curves.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "demo_kernel" / "models"
FIGURES = ROOT / "slides" / "llm-101" / "figures"

Json = dict[str, Any]


def rlhf(curve: Json | None, manifest: Json | None) -> Json:
    """Return the figure of over-optimisation: reward and gold rule by step, with answers.

    `curve` is models/rlhf.curve.json, `manifest` the checkpoint's beside it.
    """
    recipe = "demo_kernel/lab/recipes/rlhf.py"
    if curve is None or manifest is None:
        return not_yet("Tuned against a reward model, and on", recipe)
    points = curve["points"]
    return {
        "title": "What the reward model sees, and what the toast is worth",
        "x": {"label": "steps"},
        "y": {"label": "reward model's score", "min": "data"},
        "series": [series("score", points, "proxy", accent=False)],
        "beside": [
            {
                "y": {"label": "rule it never saw, in points"},
                "series": [series("worth", points, "gold")],
            }
        ],
        "marks": [{"name": "stopped here", "x": curve["steps"]}],
        "prompt": curve["prompt"],
        "moments": [
            # Only some steps have an answer: see rlhf.py.
            {"x": point["step"], "text": point["answer"]}
            for point in points
            if "answer" in point
        ],
        "provenance": provenance(manifest, "rlhf"),
        "source": f"{recipe}, then tools/practice_figures.py",
    }


def rl(curve: Json | None, manifest: Json | None) -> Json:
    """Return the figure of practice: share right on held-out problems and length, by step."""
    recipe = "demo_kernel/lab/recipes/rl.py"
    if curve is None or manifest is None:
        return not_yet("Practice on checkable problems", recipe)
    # In per cent, as the axis says.
    points = [{**point, "pass1": round(100 * point["pass1"], 2)} for point in curve["points"]]
    # On an axis beside the first: tokens and per cent have no scale in common.
    length = {
        "y": {"label": "mean tokens", "min": "data"},
        "series": [series("length", points, "tokens")],
    }
    return {
        "title": "The model in this room, on problems it never practised",
        "x": {"label": "steps of practice"},
        "y": {"label": "right at the first try, %", "min": "data"},
        "series": [series("right", points, "pass1", accent=False)],
        "beside": [length],
        "provenance": provenance(manifest, "rl"),
        "source": f"{recipe}, then tools/practice_figures.py",
    }


def series(name: str, points: list[Json], key: str, *, accent: bool = True) -> Json:
    """Return one curve of the points' values under `key`."""
    return {
        "name": name,
        "points": [[point["step"], point[key]] for point in points],
        "accent": accent,
    }


def provenance(manifest: Json, checkpoint: str) -> Json:
    """Return the line under the figure."""
    return {
        "model": f"talk-4k {manifest['parameters'] / 1e6:.1f}M",
        "checkpoint": checkpoint,
        "vocabulary": "talk-4k",
        "seed": manifest["provenance"]["seed"],
        "source": "recorded",
    }


def not_yet(title: str, recipe: str) -> Json:
    """Return a figure without curves, which says what to run."""
    missing = f"Not trained yet: run {recipe}, then tools/practice_figures.py."
    return {"title": title, "series": [], "missing": missing, "source": recipe}


def read(models: Path, name: str) -> tuple[Json | None, Json | None]:
    """Return a recipe's curve and its checkpoint's manifest; None where it has not run."""
    files = (models / f"{name}.curve.json", models / f"{name}.json")
    curve, manifest = (
        json.loads(file.read_text("utf-8")) if file.exists() else None for file in files
    )
    return curve, manifest


def texts(models: Path = MODELS) -> dict[str, str]:
    """Return the figures' files by name, from the curves as they are now."""
    figures = {"rlhf.json": rlhf(*read(models, "rlhf")), "rl.json": rl(*read(models, "rl"))}
    return {
        name: json.dumps(figure, indent=1, ensure_ascii=False) + "\n"
        for name, figure in figures.items()
    }


if __name__ == "__main__":
    FIGURES.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FIGURES / name).write_text(text, "utf-8")
