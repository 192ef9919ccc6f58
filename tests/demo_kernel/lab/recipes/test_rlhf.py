"""RLHF on a tiny network: which steps are kept, and a run from parent to checkpoints."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from demo_kernel.lab.recipes import rlhf
from demo_kernel.network.checkpoints import load_checkpoint
from demo_kernel.network.reward_head import Head, save_head

from ...tiny_network import save_parent


def test_points_lie_evenly_on_the_way_too_far() -> None:
    kept = {step: rlhf.checkpoint_at(step, 10, 30, 3) for step in range(41)}
    assert {step: name for step, name in kept.items() if name} == {
        10: "rlhf",
        20: "over-1",
        30: "over-2",
        40: "over-3",
    }


def test_a_run_keeps_both_stages_and_the_curve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_parent(tmp_path, context=160)
    # A head has a weight for each feature: the mean and the last hidden state, of 8 numbers each.
    save_head(Head("sft", np.linspace(-1, 1, 16)), tmp_path)
    monkeypatch.setattr(rlhf, "MOST_TOKENS", 12)
    options = [f"--models={tmp_path}", f"--work={tmp_path / 'work'}", "--parent=sft", "--threads=1"]
    sizes = ["--steps=2", "--over-steps=2", "--over-points=1", "--prompts=2", "--answers=2"]
    monkeypatch.setattr(sys, "argv", ["rlhf", *options, *sizes])
    rlhf.main()
    curve = json.loads((tmp_path / "rlhf.curve.json").read_text())
    assert [point["step"] for point in curve["points"]] == [1, 2, 3, 4]
    assert [point["over"] for point in curve["points"]] == [False, False, True, True]
    assert load_checkpoint("rlhf", tmp_path).manifest.provenance.parent == "sft"
    assert load_checkpoint("over-1", tmp_path).manifest.provenance.stage == "over-rlhf"
