"""Checkpoints: what is written can be read, and what is damaged is refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from demo_kernel.network.checkpoints import (
    CheckpointError,
    Provenance,
    checkpoint_names,
    dequantise,
    load_checkpoint,
    quantise,
    read_manifest,
    save_checkpoint,
)
from demo_kernel.network.model import GPT, GPTConfig

TINY = GPTConfig(vocabulary_size=64, context=16, layers=2, heads=2, width=16, hidden=32)


def provenance(tokens_seen: int = 0) -> Provenance:
    return Provenance("a test", 1, "base", 0, tokens_seen, corpus_sha256="c", vocabulary_sha256="v")


@pytest.fixture
def model() -> GPT:
    network = GPT(TINY)
    network.initialise(seed=3)
    return network


def test_a_checkpoint_comes_back_within_the_step_of_eight_bits(model: GPT, tmp_path: Path) -> None:
    save_checkpoint("one", model, provenance(), tmp_path)
    loaded = load_checkpoint("one", tmp_path)
    for name, matrix in model.state_dict().items():
        step = matrix.abs().amax(dim=1, keepdim=True) / 127
        assert ((loaded.model.state_dict()[name] - matrix).abs() <= step / 2 + 1e-7).all()


def test_the_manifest_says_what_was_saved(model: GPT, tmp_path: Path) -> None:
    save_checkpoint("one", model, provenance(tokens_seen=9), tmp_path)
    manifest = read_manifest("one", tmp_path)
    assert manifest.config == TINY
    assert manifest.parameters == model.parameter_count()
    assert manifest.provenance == provenance(tokens_seen=9)


def test_names_are_in_the_order_of_training(model: GPT, tmp_path: Path) -> None:
    for name, tokens_seen in [("late", 300), ("start", 0), ("early", 20)]:
        save_checkpoint(name, model, provenance(tokens_seen), tmp_path)
    assert checkpoint_names(tmp_path) == ["start", "early", "late"]


def test_quantising_what_was_quantised_changes_nothing(model: GPT) -> None:
    once = dequantise(quantise(model.state_dict()))
    twice = dequantise(quantise(once))
    assert all(torch.allclose(once[name], twice[name], atol=1e-7) for name in once)


def test_a_row_of_zeros_stays_zero() -> None:
    assert torch.equal(dequantise(quantise({"w": torch.zeros(2, 3)}))["w"], torch.zeros(2, 3))


def test_a_missing_checkpoint_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"there is no checkpoint base in .*: restore it"):
        load_checkpoint("base", tmp_path)


def test_missing_weights_are_one_sentence(model: GPT, tmp_path: Path) -> None:
    save_checkpoint("one", model, provenance(), tmp_path)
    (tmp_path / "one.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"one\.safetensors are missing: restore them"):
        load_checkpoint("one", tmp_path)


@pytest.mark.parametrize("position", [0, 10, -1])
def test_one_wrong_byte_in_the_weights_is_noticed(
    model: GPT, tmp_path: Path, position: int
) -> None:
    save_checkpoint("one", model, provenance(), tmp_path)
    weights = bytearray((tmp_path / "one.safetensors").read_bytes())
    weights[position] ^= 1
    (tmp_path / "one.safetensors").write_bytes(weights)
    with pytest.raises(CheckpointError, match="sha256 is wrong"):
        load_checkpoint("one", tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"name": "one"}'])
def test_a_damaged_manifest_is_one_sentence(model: GPT, tmp_path: Path, text: str) -> None:
    save_checkpoint("one", model, provenance(), tmp_path)
    (tmp_path / "one.json").write_text(text)
    with pytest.raises(CheckpointError, match=r"one\.json is damaged: restore it"):
        load_checkpoint("one", tmp_path)


def test_weights_of_another_shape_are_refused(model: GPT, tmp_path: Path) -> None:
    save_checkpoint("one", model, provenance(), tmp_path)
    manifest = json.loads((tmp_path / "one.json").read_text())
    manifest["config"]["layers"] = 3
    (tmp_path / "one.json").write_text(json.dumps(manifest))
    with pytest.raises(CheckpointError, match="do not fit their manifest"):
        load_checkpoint("one", tmp_path)
