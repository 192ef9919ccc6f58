"""What surrounds a training: its options and the state that it goes on from."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
import torch

from demo_kernel.lab.recipes.run import StateFile, recipe_parser


def test_a_run_goes_on_from_its_last_saved_state(tmp_path: Path) -> None:
    options = Namespace(work=tmp_path / "new folder", device="cpu")
    assert StateFile(options, "rl").load() is None
    StateFile(options, "rl").save({"step": 1, "policy": {"weight": torch.ones(2)}})
    StateFile(options, "rl").save({"step": 2, "policy": {"weight": torch.zeros(2)}})
    state = StateFile(options, "rl").load()
    assert state is not None
    assert state["step"] == 2
    assert state["policy"]["weight"].tolist() == [0, 0]
    assert [path.name for path in options.work.iterdir()] == ["rl.pt"]


def test_only_a_resumable_recipe_asks_for_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert not hasattr(recipe_parser("Tune.", resumable=False).parse_args([]), "work")
    with pytest.raises(SystemExit):
        recipe_parser("Train.").parse_args([])
    assert "--work" in capsys.readouterr().err
