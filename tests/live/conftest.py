"""Real kernel processes with the shipped model, and clients for them."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo_kernel.__main__ import main
from talk.kernel_client import KernelClient

REPOSITORY = Path(__file__).parents[2]
MODELS = REPOSITORY / "demo_kernel" / "models"
TOKEN = "a-token-of-this-test"


@dataclass
class Running:
    """A kernel process that is ready."""

    process: asyncio.subprocess.Process
    url: str

    async def client(self) -> KernelClient:
        return await KernelClient.connect(self.url, TOKEN)


def environment() -> dict[str, str]:
    """Return the environment, with the rank files where the front end has not been built yet."""
    built = REPOSITORY / "src" / "talk" / "web" / "dist" / "ranks"
    packed = REPOSITORY / "src" / "talk" / "web" / "node_modules" / "gpt-tokenizer" / "data"
    return dict(os.environ) if built.exists() else os.environ | {"TALK_RANKS_DIR": str(packed)}


async def spawn(*arguments: str) -> asyncio.subprocess.Process:
    """Start `python -m demo_kernel …` with output that the test reads."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "demo_kernel",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(),
        cwd=REPOSITORY,
    )


async def failure(*arguments: str) -> tuple[int, str]:
    """Return exit code and standard error of a kernel that cannot start."""
    process = await spawn(*arguments)
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert out == b""
    assert process.returncode is not None
    return process.returncode, err.decode()


@asynccontextmanager
async def serving(*arguments: str) -> AsyncIterator[Running]:
    """Yield a kernel on a free port; ended when the block is left."""
    process = await spawn("--port", "0", "--token", TOKEN, "--json", *arguments)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    if not line:
        _, err = await process.communicate()
        pytest.fail(f"the kernel did not start: {err.decode()}")
    try:
        yield Running(process, json.loads(line)["url"])
    finally:
        if process.returncode is None:
            process.terminate()
            async with asyncio.timeout(20):
                await process.communicate()


Serving = Callable[..., Any]
Failure = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture(name="environment")
def _environment() -> dict[str, str]:
    return dict(environment())


@pytest.fixture(name="serving")
def _serving() -> Serving:
    return serving


@pytest.fixture(name="failure")
def _failure() -> Failure:
    return failure


@pytest.fixture
def failure_here(
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., tuple[int, str]]]:
    """Do as `failure` in this process, which has imported all that a new one would import first."""
    # What it changes for the whole process would stay with the tests that follow.
    monkeypatch.setattr("demo_kernel.__main__.release_large_blocks", lambda: None)
    turn = sys.getswitchinterval()

    def fail(*arguments: str) -> tuple[int, str]:
        code = main(list(arguments))
        told = capfd.readouterr()
        assert told.out == ""
        assert [one for one in caplog.records if one.levelno >= logging.WARNING] == []
        return code, told.err

    yield fail
    sys.setswitchinterval(turn)


@pytest.fixture(scope="session")
def kernel() -> Iterator[str]:
    """Start one kernel for all files; the value is its address. Tests leave it as they found it."""
    arguments = [sys.executable, "-m", "demo_kernel", "--port", "0", "--token", TOKEN, "--json"]
    arguments.append("--preload")
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, env=environment(), cwd=REPOSITORY, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        pytest.fail("the kernel did not start")
    yield json.loads(line)["url"]
    process.terminate()
    process.communicate(timeout=20)


@pytest.fixture
async def client(kernel: str) -> AsyncIterator[KernelClient]:
    found = await KernelClient.connect(kernel, TOKEN)
    yield found
    await found.close()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Return a copy of the shipped models that a test may damage."""
    folder = tmp_path / "models"
    folder.mkdir()
    names = ["talk-4k.tiktoken", "base.json", "base.safetensors"]
    for name in names:
        shutil.copy(MODELS / name, folder / name)
    return folder
