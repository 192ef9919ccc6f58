"""Options of sample_grid: what an author may write, and the requests it is prepared for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from talk.protocol.registry import METHODS
from talk.widgets.claims import FILE
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["sample_grid"]


def test_it_works_without_any_option() -> None:
    assert WIDGET.options().public()["problem"] != ""


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="problm"):
        WIDGET.options.model_validate({"problm": "a"})


def test_every_problem_is_prepared_with_every_checkpoint() -> None:
    examples = [{"problem": "Two?", "answer": 2, "label": "Second"}]
    demos = WIDGET.options.model_validate(
        {"problem": "One?", "answer": 1, "examples": examples, "checkpoints": ["sft", "rl"]}
    ).demos()
    shown = [
        (demo.params["messages"][0]["content"], demo.params["checkpoint"], demo.first)
        for demo in demos
    ]
    assert shown == [
        ("One?", "sft", True),
        ("One?", "rl", True),
        ("Two?", "sft", False),
        ("Two?", "rl", False),
    ]
    for demo in demos:
        assert demo.method in WIDGET.methods
        METHODS[demo.method].read(demo.params)


def test_the_figure_under_the_grid_comes_from_the_claims_file(tmp_path: Path) -> None:
    row = {
        "id": 14,
        "title": "Practice",
        "figure": "60 % to 80 %",
        "holds": True,
        "values": {"after": 0.8},
    }
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(json.dumps({"claims": [row]}), encoding="utf-8")
    read = WIDGET.options.model_validate({"claim": 14}, context={"root": tmp_path})
    assert read.public()["measured"] == "Measured: 60 % to 80 %"
