"""Reading a folder that transformers saved: weights, the many spellings of a config, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from demo_kernel.network.llama import as_llama
from demo_kernel.network.llama_folder import (
    file_name,
    is_llama_folder,
    read_llama_folder,
    rope_factors,
)
from demo_kernel.network.llama_weights import UnsupportedModelError, in_halves, matrix_shapes
from demo_kernel.network.manifest import CheckpointError

from ..arrays import assert_near
from ..llama_models import (
    CONTEXT,
    random_transformers,
    transformers_logits,
    with_weights,
    write_folder,
)

TOKENS = np.random.default_rng(2).integers(0, 320, CONTEXT).tolist()
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 10_000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "tiny", random_transformers())


def change(folder: Path, **changed: Any) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("llama", {}),
        ("llama", {"rope_parameters": LLAMA3, "head_dim": 32}),
        (
            "llama",
            {"rope_parameters": {"rope_type": "linear", "rope_theta": 10_000.0, "factor": 2.0}},
        ),
        ("qwen2", {"tie_word_embeddings": False}),
    ],
)
def test_the_network_computes_what_transformers_does(
    tmp_path: Path, kind: str, changed: dict[str, Any]
) -> None:
    model = random_transformers(kind, **changed)
    weights = read_llama_folder(write_folder(tmp_path / "tiny", model))
    assert weights.parameters == model.num_parameters()
    with torch.no_grad():
        ours = as_llama(weights)(torch.tensor([TOKENS]))[0].numpy()
    theirs = transformers_logits(with_weights(model, weights), TOKENS)
    assert_near(ours, theirs, within=1e-3)


@pytest.mark.parametrize("kind", [torch.float32, torch.float16, torch.bfloat16])
def test_weights_are_rounded_from_what_is_stored(tmp_path: Path, kind: torch.dtype) -> None:
    model = random_transformers().to(kind)
    weights = read_llama_folder(write_folder(tmp_path / "tiny", model))
    for name in matrix_shapes(weights.config):
        exact = model.state_dict()[file_name(name)].float().numpy()
        rounded = in_halves(exact).dequantised()
        assert np.array_equal(weights.read(name).dequantised(), rounded), name


def test_a_config_of_older_transformers_says_the_same(folder: Path) -> None:
    new = read_llama_folder(folder).config
    change(folder, rope_parameters=None, rope_theta=10_000.0, head_dim=None)
    assert read_llama_folder(folder).config == new
    change(folder, rope_scaling={"type": "linear", "factor": 4.0})
    assert read_llama_folder(folder).config.rope_factors == (4.0,) * 8


def test_what_a_folder_holds_is_seen_at_a_glance(folder: Path, tmp_path: Path) -> None:
    assert is_llama_folder(folder)
    assert not is_llama_folder(tmp_path)
    change(folder, model_type="gpt2")
    assert not is_llama_folder(folder)


def test_another_architecture_is_refused_by_name(folder: Path) -> None:
    change(folder, model_type="gpt2")
    with pytest.raises(UnsupportedModelError, match="of the kind 'gpt2'"):
        read_llama_folder(folder)
    change(folder, model_type="llama", rope_parameters={"rope_type": "yarn", "factor": 2})
    with pytest.raises(UnsupportedModelError, match="'yarn'"):
        read_llama_folder(folder)


def test_each_damage_is_told_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"there is no .*config\.json"):
        read_llama_folder(tmp_path)
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    for kept in (0, 5, 200, len(whole) - 1):
        weights.write_bytes(whole[:kept])
        with pytest.raises(CheckpointError, match="damaged or cut off"):
            read_llama_folder(folder)
    weights.write_bytes(whole)
    change(folder, hidden_size=128)
    with pytest.raises(CheckpointError, match="of the shape"):
        read_llama_folder(folder)
    (folder / "config.json").write_text("{")
    with pytest.raises(CheckpointError, match=r"config\.json is damaged"):
        read_llama_folder(folder)
    weights.unlink()
    change_back = {"model_type": "llama"}
    (folder / "config.json").write_text(json.dumps(change_back))
    with pytest.raises(CheckpointError, match=r"no \*\.safetensors"):
        read_llama_folder(folder)


def test_slow_rotations_alone_are_stretched() -> None:
    factors = rope_factors(LLAMA3, 10_000.0, 32)
    assert factors[0] == 1.0
    assert factors[-1] == pytest.approx(8.0)
    assert list(factors) == sorted(factors)
