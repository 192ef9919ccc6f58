"""Practice on a tiny network: a run that is stopped and resumed, its curve and its checkpoint."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from demo_kernel.lab.recipes import rl
from demo_kernel.lab.tasks.word_problems import Problem
from demo_kernel.network.checkpoints import load_checkpoint
from demo_kernel.tokens.tokenizer import vocabulary

from ...tiny_network import save_parent


@pytest.fixture
def tiny_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    save_parent(tmp_path, context=160)
    monkeypatch.setattr(rl, "MOST_TOKENS", 8)
    options = [f"--models={tmp_path}", f"--work={tmp_path / 'work'}", "--threads=1"]
    return [*options, "--report-every=1", "--problems=2", "--answers=2", "--held-out=3"]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["rl", *arguments])
    rl.main()


def test_a_run_goes_on_where_it_stopped_and_keeps_its_curve(
    tiny_recipe: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, *tiny_recipe, "--steps", "1")
    run(monkeypatch, *tiny_recipe, "--steps", "3")
    curve = json.loads((tmp_path / "rl.curve.json").read_text())
    assert [point["step"] for point in curve["points"]] == [0, 1, 2, 3]
    origin = load_checkpoint("rl", tmp_path).manifest.provenance
    assert (origin.parent, origin.step, origin.stage) == ("sft", 3, "rl")


def test_solutions_come_with_what_was_drawn(tiny_recipe: list[str], tmp_path: Path) -> None:
    model = load_checkpoint("sft", tmp_path).model
    asked = [Problem("One apple costs $2. Find the price.", "$2")] * 3
    solved = rl.solve(model, vocabulary("talk-4k"), asked, seed=3)
    assert len({tuple(one.sampled.answer) for one in solved}) > 1
    assert all(0 < len(one.sampled.answer) <= 8 for one in solved)
    assert not any(one.right for one in solved)
