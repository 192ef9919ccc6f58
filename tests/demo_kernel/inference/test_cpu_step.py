"""Building the CPU step: kept in the cache, done without where there is no compiler."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo_kernel.inference import cpu_step
from demo_kernel.inference.cpu_step import build, compiler_path, library
from demo_kernel.network.config import GPTConfig

from ..doubles import random_weights

needs_compiler = pytest.mark.skipif(compiler_path() is None, reason="no C compiler here")


@pytest.fixture
def no_cached_library() -> Iterator[None]:
    """Have the library looked for anew, and again by the tests that follow."""
    library.cache_clear()
    yield
    library.cache_clear()


@needs_compiler
def test_the_library_is_built_once_for_a_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu_step, "user_cache_path", lambda *args, **kwargs: tmp_path / "cache")
    compiler = compiler_path()
    assert compiler is not None
    # A small library: the other tests use the real one, which takes four seconds a compilation.
    source = tmp_path / "small.c"
    source.write_text("int answer(void) { return 42; }\n")
    path = build(compiler, source)
    built = path.stat().st_mtime_ns
    assert build("/no/compiler/here", source) == path
    assert path.stat().st_mtime_ns == built
    monkeypatch.setattr(cpu_step, "_processor", lambda: "another one")
    assert build(compiler, source) != path
    assert {file.suffix for file in path.parent.iterdir()} == {".so"}


@pytest.mark.usefixtures("no_cached_library")
def test_without_a_compiler_there_is_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu_step, "compiler_path", lambda: None)
    assert library() is None


@pytest.mark.usefixtures("no_cached_library")
def test_a_compiler_that_fails_is_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu_step, "user_cache_path", lambda *args, **kwargs: tmp_path)
    monkeypatch.setattr(cpu_step, "compiler_path", lambda: "/bin/false")
    assert library() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_cached_library")
def test_the_switch_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cpu_step.SWITCH, "0")
    assert library() is None


@needs_compiler
def test_a_shape_that_it_cannot_do_is_refused() -> None:
    odd = GPTConfig(vocabulary_size=270, context=8, layers=1, heads=2, width=32, hidden=32)
    with pytest.raises(ValueError, match="multiples of 16"):
        cpu_step.CPUStepEngine({"odd": random_weights(odd)}, 1)
