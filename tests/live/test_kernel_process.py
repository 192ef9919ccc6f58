"""The kernel as a process: it starts fast, says when it is ready, and fails in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from demo_kernel.service.kernel import DERIVED_LIMIT
from talk.kernel_client import KernelClient
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

pytestmark = pytest.mark.live

READY_S = 6.0
MEMORY_MIB = 1024.0
ROWS = 32
"""Sequences in the batch."""


@pytest.mark.timed
async def test_it_is_ready_within_six_seconds_and_below_a_gibibyte(serving: Any) -> None:
    begun = time.monotonic()
    async with serving("--preload") as running:
        assert time.monotonic() - begun < READY_S
        client = await running.client()
        described = await client.call("kernel/describe", {})
        health = await client.call("kernel/health", {})
        assert {one["name"] for one in described["checkpoints"]} >= {"base"}
        assert 0 < health["memory_mib"] < MEMORY_MIB
        await client.close()


async def test_it_stays_below_a_gibibyte_when_every_place_was_used_and_checkpoints_were_made(
    serving: Any,
) -> None:
    async with serving("--preload") as running:
        client = await running.client()
        names = [one["name"] for one in (await client.call("kernel/describe", {}))["checkpoints"]]
        # Prompts longer than the context, none like another, fill the places' keys and values. So
        # hot that hardly a document ends early: all places are in use at once.
        hot = {
            "temperature": 10.0,
            "max_tokens": 16,
            "_for": {"priority": "stage", "person": "us"},
        }
        everywhere = [
            {
                **hot,
                "text": f"The guest of room {n} says no. " * 90,
                "checkpoint": names[n % len(names)],
            }
            for n in range(ROWS)
        ]
        answers = await asyncio.gather(
            *(client.call("text/generate", params) for params in everywhere)
        )
        assert sum(answer["finish_reason"] == "length" for answer in answers) > ROWS / 2
        for n in range(DERIVED_LIMIT + 2):
            for priority in ("stage", "phone"):
                rate = (n + 1) / 10_000 * (2 if priority == "phone" else 1.9)
                asked = {
                    "text": "The",
                    "target": " end",
                    "learning_rate": rate,
                    "_for": {"priority": priority},
                }
                await client.call("model/step", asked)
        assert (await client.call("kernel/health", {}))["memory_mib"] < MEMORY_MIB
        await client.close()


async def test_it_serves_without_a_standard_input_and_ends_cleanly_when_it_is_told_to(
    serving: Any,
) -> None:
    """Started by hand, or by a service manager that gives it /dev/null."""
    async with serving() as running:
        client = await running.client()
        assert (await client.call("kernel/health", {}))["uptime_s"] > 0
        assert running.process.returncode is None
        open_call = asyncio.create_task(
            client.call("text/generate", {"text": "The", "max_tokens": 1024})
        )
        await client.call("kernel/health", {})
        running.process.terminate()
        async with asyncio.timeout(20):
            assert await running.process.wait() == 0
            with contextlib.suppress(WireError):
                await open_call


async def test_an_occupied_port_is_one_sentence_before_anything_is_loaded(
    failure: Any, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        # A folder without a model, which would be another sentence.
        code, said = await failure("--port", str(port), "--models", str(tmp_path))
    assert code != 0
    assert said.count("\n") == 1
    assert f"127.0.0.1:{port}" in said
    assert "choose another --port" in said


@pytest.mark.parametrize("damage", ["base.safetensors", "base.json", "talk-4k.tiktoken"])
@pytest.mark.parametrize("how", ["cut", "missing"])
def test_damaged_or_missing_weights_are_one_sentence(
    failure_here: Any, models: Path, damage: str, how: str
) -> None:
    path = models / damage
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    code, said = failure_here("--port", "0", "--models", str(models))
    assert code != 0
    assert said.count("\n") == 1
    assert "restore" in said


def test_an_empty_folder_of_models_is_one_sentence(failure_here: Any, tmp_path: Path) -> None:
    code, said = failure_here("--port", "0", "--models", str(tmp_path))
    assert code != 0
    assert said.count("\n") == 1


def test_a_checkpoint_that_is_not_there_is_one_sentence(failure_here: Any) -> None:
    code, said = failure_here("--port", "0", "--model", "nonsense")
    assert (code != 0, said.count("\n")) == (True, 1)
    assert "nonsense" in said


def test_a_device_that_is_not_there_is_one_sentence(failure_here: Any) -> None:
    code, said = failure_here(
        "--port", "0", "--device", "mps" if sys.platform == "linux" else "cuda"
    )
    assert (code != 0, said.count("\n")) == (True, 1)
    assert "--device" in said


def test_an_open_address_without_a_token_is_refused(failure_here: Any) -> None:
    code, said = failure_here("--port", "0", "--host", "0.0.0.0")
    assert (code, said.count("\n")) == (2, 1)
    assert "--token" in said


PARENT = """
import subprocess, sys
subprocess.Popen([sys.executable, "-m", "demo_kernel", "--port", "0", "--json",
    "--exit-with-stdin"],
                 stdin=subprocess.PIPE)
sys.stdin.read()
"""
"""Program that starts a kernel, which writes to the same standard output, and holds the kernel's
standard input."""


async def test_it_ends_by_itself_when_its_parent_is_killed(environment: dict[str, str]) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PARENT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert parent.stdout is not None
    async with asyncio.timeout(60):
        client = await KernelClient.connect(json.loads(await parent.stdout.readline())["url"])
        parent.kill()
        await client.wait_closed()
        await client.close()
        # The kernel holds this pipe too: it ends when both processes are gone.
        assert await parent.stdout.read() == b""
        await parent.communicate()


async def test_it_ends_cleanly_with_its_standard_input(environment: dict[str, str]) -> None:
    kernel = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "demo_kernel", "--port", "0", "--json", "--exit-with-stdin"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert kernel.stdin is not None
    assert kernel.stdout is not None
    async with asyncio.timeout(60):
        await kernel.stdout.readline()
        kernel.stdin.close()
        assert await kernel.wait() == 0


async def test_a_kernel_killed_in_mid_stream_breaks_the_call_at_once(serving: Any) -> None:
    async with serving() as running:
        client = await running.client()
        begun = asyncio.Event()
        call = asyncio.create_task(
            client.call(
                "text/generate", {"text": "The", "max_tokens": 1024}, lambda event: begun.set()
            )
        )
        async with asyncio.timeout(10):
            await begun.wait()
            running.process.kill()
            with pytest.raises(WireError) as caught:
                await call
            assert caught.value.code == jsonrpc.KERNEL_GONE
        await client.close()
