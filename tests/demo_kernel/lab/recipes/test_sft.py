"""Fine-tuning on a tiny network: it learns, and a stopped run ends where an unbroken one does."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch

from demo_kernel.lab.corpus.conversations.generate import READINGS
from demo_kernel.lab.recipes import sft
from demo_kernel.lab.recipes.fine_tuning import Training, loss_of
from demo_kernel.network.checkpoints import Provenance, load_checkpoint, save_checkpoint
from demo_kernel.network.config import GPTConfig
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import vocabulary


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    """Return a parent of two narrow layers, and options for a run over a few conversations."""
    config = GPTConfig(
        vocabulary_size=vocabulary("talk-4k").size,
        context=128,
        layers=2,
        heads=2,
        width=16,
        hidden=32,
    )
    model = GPT(config)
    model.initialise(1)
    save_checkpoint(
        "base",
        model,
        Provenance("none", 1, "base", 5, 100, "", "", seconds=2.0),
        tmp_path / "models",
    )
    sizes = ["--rows=2", "--length=127", "--conversations=40", "--held-out=8"]
    return [
        f"--models={tmp_path / 'models'}",
        *sizes,
        "--threads=1",
        "--report-every=4",
        "--embedding-rate=0.02",
    ]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["sft", *arguments])
    sft.main()


def test_it_learns_and_says_where_it_comes_from(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, *arguments, "--work", str(tmp_path / "work"), "--passes", "3")
    curve = json.loads((tmp_path / "models" / "sft.curve.json").read_text())["points"]
    assert curve[0]["step"] == 0
    assert curve[-1]["train_loss"] < curve[0]["train_loss"] - 1
    assert curve[-1]["heldout_loss"] < curve[0]["heldout_loss"]
    provenance = load_checkpoint("sft", tmp_path / "models").manifest.provenance
    assert (provenance.parent, provenance.stage) == ("base", "sft")
    # Those of its parent, and two rows of 127 in each step.
    assert provenance.tokens_seen == 100 + curve[-1]["step"] * 2 * 127
    assert provenance.seconds >= 2.0
    run(
        monkeypatch, *arguments, "--work", str(tmp_path / "again"), "--parent", "sft", "--seed", "2"
    )
    later = load_checkpoint("sft", tmp_path / "models").manifest.provenance
    assert (later.parent, later.stage) == ("base", "sft")
    assert later.tokens_seen > provenance.tokens_seen


def test_a_share_of_the_parents_weights_is_kept(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"
    parent = load_checkpoint("base", models).model.state_dict()
    written = {}
    # The second and third take up the first's finished state: they mix, and train no further.
    for keep in (0.0, 1.0, 0.25):
        run(monkeypatch, *arguments, "--work", str(tmp_path / "work"), "--keep", str(keep))
        written[keep] = load_checkpoint("sft", models).model.state_dict()
    for name, matrix in parent.items():
        assert torch.allclose(written[1.0][name], matrix, atol=2e-3), name
        mixed = torch.lerp(written[0.0][name], matrix, 0.25)
        assert torch.allclose(written[0.25][name], mixed, atol=4e-3), name
    assert not torch.allclose(
        written[0.0]["embedding.weight"], parent["embedding.weight"], atol=0.01
    )


def test_a_stopped_run_goes_on_and_ends_where_an_unbroken_one_does(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, *arguments, "--work", str(tmp_path / "whole"))
    whole = load_checkpoint("sft", tmp_path / "models").model.state_dict()
    saves: list[int] = []
    save = Training.save

    def stop_at_the_third(self: Training) -> None:
        save(self)
        saves.append(self.step)
        if len(saves) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Training, "save", stop_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            run(monkeypatch, *arguments, "--work", str(tmp_path / "broken"), "--save-every", "0")
    run(monkeypatch, *arguments, "--work", str(tmp_path / "broken"))
    for name, matrix in load_checkpoint("sft", tmp_path / "models").model.state_dict().items():
        assert torch.allclose(matrix, whole[name], atol=2e-3), name


def test_the_whole_recipe_reads_what_the_claims_hold_out_from() -> None:
    read = []
    for line in (Path(sft.__file__).parent / "all.sh").read_text().splitlines():
        if "recipes.sft " in line:
            options, _ = sft.parser.parse_known_args(
                line.split("#")[0].partition("recipes.sft")[2].split()
            )
            read.append((options.seed, options.conversations))
    assert tuple(read) == READINGS


def test_tokens_of_others_do_not_change_the_loss() -> None:
    config = GPTConfig(vocabulary_size=50, context=16, layers=1, heads=2, width=8, hidden=16)
    model = GPT(config)
    model.initialise(1)
    ids = torch.tensor([[1, 2, 3, 4, -1, -1]])
    own = torch.tensor([[False, False, True, False, False, False]])
    other = torch.tensor([[1, 2, 3, 9, 9, 9]])
    assert torch.equal(loss_of(model, ids, own), loss_of(model, other, own))
    assert float(loss_of(model, ids, torch.zeros_like(own)).detach()) == 0.0
