"""The pre-training recipe: its schedule, and a short run that is stopped and resumed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch

from demo_kernel.lab.corpus import generate
from demo_kernel.lab.recipes import pretrain
from demo_kernel.network.checkpoints import load_checkpoint
from demo_kernel.network.model import GPTConfig

DOCUMENTS = 300
"""Documents that are packed into rows, more than are looked through for one that fits."""


def test_checkpoints_are_named_from_the_start_to_base() -> None:
    assert [pretrain.checkpoint_name(i) for i in range(5)] == [
        "base-start",
        "base-1",
        "base-2",
        "base-3",
        "base",
    ]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["pretrain", *arguments])
    pretrain.main()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the first documents of a small corpus, and its manifest."""
    folder = tmp_path_factory.mktemp("corpus")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["generate", "--out", str(folder), "--documents", "40"])
        patch.setattr(generate, "HELD_OUT", 8)
        generate.main()
    train = folder / "train.jsonl"
    # All pages that people wrote are in it, and the runs below read less than 2,000 tokens.
    lines = train.read_text("utf-8").splitlines(keepends=True)[:DOCUMENTS]
    train.write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture
def tiny_recipe(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Arguments for a run over a few documents with a network of two narrow layers."""
    small = GPTConfig
    monkeypatch.setattr(
        pretrain,
        "GPTConfig",
        lambda vocabulary_size: small(
            vocabulary_size, context=32, layers=2, heads=2, width=16, hidden=32
        ),
    )
    folders = ["--corpus", str(corpus), "--models", str(tmp_path / "models")]
    return [*folders, "--rows", "2", "--threads", "1", "--report-every", "16"]


def test_a_stopped_training_goes_on_and_ends_where_an_unbroken_one_does(
    tiny_recipe: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, *tiny_recipe, "--work", str(tmp_path / "whole"), "--steps", "8")
    whole = load_checkpoint("base", tmp_path / "models")

    saves: list[int] = []
    replace = Path.replace

    def stop_at_the_third_state(self: Path, target: Path) -> Path:
        moved = replace(self, target)
        if Path(target).name == "pretrain.pt":
            saves.append(1)
            if len(saves) == 3:
                raise KeyboardInterrupt
        return moved

    broken = ["--work", str(tmp_path / "broken"), "--steps", "8", "--save-every", "0"]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stop_at_the_third_state)
        with pytest.raises(KeyboardInterrupt):
            run(monkeypatch, *tiny_recipe, *broken)
    run(monkeypatch, *tiny_recipe, *broken)
    resumed = load_checkpoint("base", tmp_path / "models")
    assert resumed.manifest.provenance.step == 8
    for name, matrix in whole.model.state_dict().items():
        assert torch.allclose(matrix, resumed.model.state_dict()[name], atol=1e-4), name


def test_the_curves_hold_the_start_and_the_end(
    tiny_recipe: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = f"--work={tmp_path / 'work'}"
    run(monkeypatch, *tiny_recipe, work, "--steps=30", "--embedding-rate=0.03")
    curves = json.loads((tmp_path / "models" / "base.curve.json").read_text())
    assert curves["points"][0]["step"] == 0
    assert curves["points"][-1]["step"] == 30
    assert abs(curves["points"][0]["heldout_loss"] / curves["ln_v"] - 1) < 0.02
    assert curves["points"][-1]["heldout_loss"] < curves["points"][0]["heldout_loss"]
