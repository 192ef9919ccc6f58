"""Weights as numpy arrays: the very values that torch loads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from demo_kernel.network.checkpoints import Provenance, load_checkpoint, save_checkpoint
from demo_kernel.network.config import GPTConfig
from demo_kernel.network.manifest import CheckpointError
from demo_kernel.network.model import GPT
from demo_kernel.network.weights import load_weights, matrix_shapes

CONFIG = GPTConfig(vocabulary_size=48, context=8, layers=2, heads=2, width=32, hidden=48)
PROVENANCE = Provenance("test", 0, "base", 1, 2, "", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = GPT(CONFIG)
    torch.manual_seed(0)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    save_checkpoint("base", model, PROVENANCE, tmp_path)
    return tmp_path


def test_they_are_the_values_that_torch_loads(folder: Path) -> None:
    manifest, weights = load_weights("base", folder)
    state = load_checkpoint("base", folder).model.state_dict()
    assert (
        set(weights.matrices)
        == set(matrix_shapes(CONFIG))
        == {name.removesuffix(".weight") for name in state}
    )
    for name, matrix in weights.matrices.items():
        assert matrix.values.dtype == np.int8
        assert np.array_equal(matrix.dequantised(), state[f"{name}.weight"].numpy())
    assert manifest.parameters == sum(
        rows * columns for rows, columns in matrix_shapes(CONFIG).values()
    )


def test_weights_of_another_shape_are_a_sentence(folder: Path) -> None:
    path = folder / "base.json"
    path.write_text(path.read_text().replace('"hidden": 48', '"hidden": 64'))
    with pytest.raises(CheckpointError, match="do not fit their manifest"):
        load_weights("base", folder)


def test_a_changed_byte_is_noticed(folder: Path) -> None:
    path = folder / "base.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match="sha256"):
        load_weights("base", folder)
