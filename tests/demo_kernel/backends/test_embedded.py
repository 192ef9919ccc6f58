"""Which engine serves the embedded model, and on which device."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from demo_kernel.backends import embedded
from demo_kernel.backends.embedded import LEFT_OUT, engine_for, load_embedded
from demo_kernel.backends.language_model import BackendError, LanguageModel
from demo_kernel.inference.cpu_step import CPUStepEngine, library
from demo_kernel.inference.torch_engine import TorchEngine
from demo_kernel.network.manifest import MODELS_FOLDER
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

from ..doubles import SMALL, random_weights

WEIGHTS = {"base": random_weights(SMALL)}


@pytest.mark.skipif(library() is None, reason="no C compiler here")
def test_the_compiled_step_serves_where_it_can_be_had() -> None:
    engine = engine_for(WEIGHTS, 1)
    assert isinstance(engine, CPUStepEngine)
    assert engine.device.startswith("CPU")


def test_without_a_compiler_torch_takes_the_best_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "library", lambda: None)
    # A device that every torch has and nobody chooses.
    monkeypatch.setattr(embedded, "best_device", lambda: "meta")
    engine = engine_for(WEIGHTS, 1)
    assert isinstance(engine, TorchEngine)
    assert engine.device.startswith("META, torch ")


def test_a_device_that_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "best_device", lambda: "cpu")
    assert engine_for(WEIGHTS, 1, "meta").device.startswith("META")


def test_a_device_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(BackendError, match="there is no device 'abacus' here: leave --device out"):
        engine_for(WEIGHTS, 1, "abacus")


def test_checkpoints_of_two_shapes_are_one_sentence() -> None:
    other = random_weights(replace(SMALL, layers=SMALL.layers + 1))
    with pytest.raises(BackendError, match="not all of one shape"):
        engine_for({**WEIGHTS, "other": other}, 1)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Return a few of the shipped checkpoints, to be damaged."""
    for name in ("talk-4k.tiktoken", "reward.head.json", "base.curve.json"):
        shutil.copy(MODELS_FOLDER / name, tmp_path)
    for name in ("base", "sft", "idk", "embedding"):
        shutil.copy(MODELS_FOLDER / f"{name}.json", tmp_path)
        shutil.copy(MODELS_FOLDER / f"{name}.safetensors", tmp_path)
    return tmp_path


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def refusal(model: LanguageModel, name: str | None) -> int | None:
    """Return the code with which a checkpoint is refused."""
    try:
        model.checkpoints.checked(name)
    except WireError as error:
        return error.code
    return None


@pytest.mark.parametrize("how", [cut, Path.unlink])
@pytest.mark.parametrize("suffix", ["safetensors", "json"])
def test_a_damaged_or_missing_checkpoint_is_absent_with_its_reason_and_the_rest_is_there(
    models: Path, suffix: str, how: Callable[[Path], None]
) -> None:
    how(models / f"idk.{suffix}")
    model = load_embedded(models)
    assert set(model.checkpoints.served) == {"base", "sft", "embedding"}
    assert list(model.checkpoints.absent) == ["idk"]
    assert "restore" in model.checkpoints.absent["idk"]
    assert refusal(model, "idk") == jsonrpc.UNKNOWN_NAME
    assert refusal(model, "sft") is None
    assert not model.missing


def test_no_other_checkpoint_stands_in_for_the_one_that_answers_when_none_is_named(
    models: Path,
) -> None:
    cut(models / "base.safetensors")
    cut(models / "sft.safetensors")
    model = load_embedded(models)
    assert set(model.checkpoints.served) == {"embedding", "idk"}
    assert refusal(model, None) == jsonrpc.UNKNOWN_NAME
    with pytest.raises(WireError, match="'sft' cannot be had") as absent:
        model.checkpoints.checked_for_chat(None)
    assert absent.value.data == {"reason": "no-checkpoint", "name": "sft"}
    assert model.checkpoints.default == "base"
    assert set(model.missing) == {"answers/score", "answers/update"}


def test_a_damaged_reward_model_takes_only_its_own_methods_away(models: Path) -> None:
    cut(models / "reward.head.json")
    model = load_embedded(models)
    assert set(model.missing) == {"answers/score", "answers/update"}
    assert not model.checkpoints.absent


def test_with_every_checkpoint_damaged_it_is_one_sentence(models: Path) -> None:
    for path in models.glob("*.safetensors"):
        cut(path)
    with pytest.raises(BackendError, match="restore them"):
        load_embedded(models)


def test_only_the_checkpoints_asked_for_are_held_and_those_that_answer_when_none_is_named(
    models: Path,
) -> None:
    model = load_embedded(models, only=["idk", "nobody"])
    assert set(model.checkpoints.served) == {"base", "sft", "idk"}
    assert model.checkpoints.absent == {"embedding": LEFT_OUT}
    assert set(load_embedded(models, only=[]).checkpoints.served) == {"base", "sft"}
