"""Set up a training run: its options, the state it resumes from, the curves that slides read."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch

from demo_kernel.network.checkpoints import MODELS_FOLDER


def recipe_parser(description: str, *, resumable: bool = True) -> argparse.ArgumentParser:
    """Return a parser with the options of every training recipe; `--work` if it is resumable."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--models", type=Path, default=MODELS_FOLDER, help="folder of the checkpoints"
    )
    if resumable:
        # No default: a state that lies about from another run would be taken up without a word.
        parser.add_argument(
            "--work",
            type=Path,
            required=True,
            help="folder for the state that lets the training resume",
        )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    return parser


class StateFile:
    """The file from which a run that was stopped goes on."""

    def __init__(self, options: argparse.Namespace, name: str) -> None:
        self._path: Path = options.work / f"{name}.pt"
        self._device: str = options.device
        options.work.mkdir(parents=True, exist_ok=True)

    def load(self) -> dict[str, Any] | None:
        """Return the saved state with its tensors on the run's device; None at the first start."""
        if not self._path.exists():
            return None
        # weights_only: the file holds tensors and numbers, and unpickling runs no code.
        state: dict[str, Any] = torch.load(self._path, weights_only=True, map_location=self._device)
        return state

    def save(self, state: dict[str, Any]) -> None:
        """Replace the saved state."""
        # A run may be killed at any moment, also while it writes: the rename is atomic.
        temporary = self._path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(self._path)


def write_curves(path: Path, curves: dict[str, Any]) -> None:
    """Write the points of a training as JSON, for the slides."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(curves, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
