"""Which engine serves the embedded model, and on which device."""

from __future__ import annotations

import pytest

from demo_kernel.backends import embedded
from demo_kernel.backends.embedded import engine_for
from demo_kernel.backends.language_model import BackendError
from demo_kernel.compiled import CompiledEngine, library
from demo_kernel.engine import TorchEngine
from demo_kernel.pretend import SMALL, random_weights

WEIGHTS = {"base": random_weights(SMALL)}


@pytest.mark.skipif(library() is None, reason="no C compiler here")
def test_the_compiled_step_serves_where_it_can_be_had() -> None:
    engine = engine_for(WEIGHTS, 1)
    assert isinstance(engine, CompiledEngine)
    assert engine.device.startswith("CPU")


def test_without_a_compiler_torch_takes_the_best_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "library", lambda: None)
    monkeypatch.setattr(embedded, "best_device", lambda: "meta")  # a device every torch has and nobody chooses
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
    from dataclasses import replace

    other = random_weights(replace(SMALL, layers=SMALL.layers + 1))
    with pytest.raises(BackendError, match="not all of one shape"):
        engine_for({**WEIGHTS, "other": other}, 1)
