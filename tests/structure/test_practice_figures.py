"""The figures of chapter 9 as the tool makes them from the recipes' curves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import practice_figures

from talk.widgets.registry import all_widgets

ROOT = Path(__file__).parents[2]
MANIFEST = {"name": "rlhf", "parameters": 3_400_000, "provenance": {"seed": 1}}
RLHF = {
    "prompt": "Write a toast.",
    "steps": 2,
    "points": [
        {
            "step": 1,
            "proxy": 0.5,
            "gold": 4.0,
            "nats": 0.1,
            "tokens": 30,
            "over": False,
            "answer": "To Anna!",
        },
        {"step": 2, "proxy": 0.9, "gold": 4.5, "nats": 0.4, "tokens": 33, "over": False},
        {
            "step": 3,
            "proxy": 2.5,
            "gold": -3.0,
            "nats": 9.0,
            "tokens": 60,
            "over": True,
            "answer": "warm warm warm",
        },
    ],
}
RL = {
    "steps": 10,
    "points": [
        {"step": 0, "pass1": 0.4, "tokens": 30.5, "reward": 0.4},
        {"step": 10, "pass1": 0.55, "tokens": 34.0, "reward": 0.6},
    ],
}


def drawn(data: dict[str, Any]) -> Any:
    """Return the figure as the chart reads it."""
    return all_widgets()["chart"].options.model_validate({"data": data}).public()["data"]


def test_score_and_worth_stand_side_by_side_with_the_answers_on_the_way() -> None:
    figure = drawn(practice_figures.rlhf(RLHF, MANIFEST))
    assert figure["series"][0]["points"] == [[1, 0.5], [2, 0.9], [3, 2.5]]
    assert figure["beside"][0]["series"][0]["points"] == [[1, 4.0], [2, 4.5], [3, -3.0]]
    assert figure["marks"] == [{"name": "stopped here", "x": 2}]
    assert figure["moments"] == [{"x": 1, "text": "To Anna!"}, {"x": 3, "text": "warm warm warm"}]
    assert figure["prompt"] == "Write a toast."


def test_practice_is_told_in_percent_and_in_tokens() -> None:
    figure = drawn(practice_figures.rl(RL, MANIFEST))
    assert figure["series"][0]["points"] == [[0, 40], [10, 55]]
    assert figure["beside"][0]["series"][0]["points"] == [[0, 30.5], [10, 34]]


def test_a_recipe_that_has_not_run_is_said_in_place_of_the_curves(tmp_path: Path) -> None:
    for text in practice_figures.texts(tmp_path).values():
        figure = drawn(json.loads(text))
        assert figure["series"] == []
        assert "Not trained yet" in figure["missing"]


def test_the_deck_has_the_figures_of_the_curves_that_ship() -> None:
    for name, text in practice_figures.texts().items():
        assert (practice_figures.FIGURES / name).read_text("utf-8") == text, (
            "run tools/practice_figures.py"
        )
