"""The real kernel without memory.

It says so, is ended, and starts again with the checkpoints it has room for.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talk.present.kernel import link as link_module
from talk.present.kernel.link import KernelLink
from talk.present.kernel.supervise import Supervisor
from talk.present.room.effects import StartRun
from talk.protocol import jsonrpc
from talk.protocol.methods.room import KernelHealth
from talk.protocol.wire import Json

pytestmark = pytest.mark.live
WAIT_S = 60.0
STARVED = """
import sys
from demo_kernel.__main__ import main
from demo_kernel.inference.cpu_step import CPUStepEngine
from demo_kernel.inference.torch_engine import TorchEngine

steps = 0
for engine in (CPUStepEngine, TorchEngine):
    def forward(self, work, forward=engine.forward):
        global steps
        steps += 1
        if len(self._models) > 4 and steps > 20:
            raise MemoryError
        return forward(self, work)
    engine.forward = forward
sys.exit(main())
"""
"""A kernel that, with more than four checkpoints, has no memory left after twenty steps."""


class Room:
    """Writes down what the link reports."""

    def __init__(self) -> None:
        self.ended: dict[str, dict[str, Any] | int] = {}
        """By run, its result or the code it failed with."""
        self.health: list[KernelHealth] = []
        self._news = asyncio.Event()

    def run_event(self, run: str, event: dict[str, Any]) -> None:
        pass

    def run_finished(self, run: str, result: dict[str, Any]) -> None:
        self.ended[run] = result
        self._news.set()

    def run_failed(self, run: str, code: int, message: str, data: Json = None) -> None:
        self.ended[run] = code
        self._news.set()

    def kernel_changed(self, health: KernelHealth) -> None:
        self.health.append(health)
        self._news.set()

    async def until(self, condition: Callable[[], Any]) -> Any:
        async with asyncio.timeout(WAIT_S):
            while not (found := condition()):
                self._news.clear()
                await self._news.wait()
            return found


async def test_a_kernel_without_memory_is_ended_and_comes_back_with_fewer_checkpoints(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "HEALTH_EVERY_S", 0.2)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    room = Room()
    command = (sys.executable, "-c", STARVED)
    supervisor = Supervisor(command=command, log=tmp_path / "kernel.log", needed=["sft", "idk"])
    link = KernelLink(supervisor, room)
    tasks = [asyncio.create_task(work) for work in (supervisor.run(), link.run())]

    async def ask(checkpoint: str) -> dict[str, Any] | int:
        run = f"r{len(room.ended)}"
        params = {
            "text": "The",
            "checkpoint": checkpoint,
            "max_tokens": 40,
            "temperature": 10.0,
            "seed": 1,
        }
        link.start(StartRun(run, "text/generate", params, "stage", ""))
        found: dict[str, Any] | int = await room.until(lambda: room.ended.get(run))
        return found

    try:
        whole = await room.until(
            lambda: room.health and room.health[-1].state == "live" and room.health[-1]
        )
        assert whole.detail == ""
        assert await ask("base") in (jsonrpc.UNAVAILABLE, jsonrpc.KERNEL_GONE)
        await room.until(
            lambda: [
                one for one in room.health if one.state == "none" and "out of memory" in one.detail
            ]
        )
        held = await room.until(lambda: room.health[-1].state == "live" and room.health[-1])
        assert held.restarts == 1
        assert "idk" in held.detail
        assert held.detail.endswith("(left out to save memory)")
        assert isinstance(await ask("base"), dict)
        assert isinstance(await ask("sft"), dict)
        assert await ask("idk") == jsonrpc.UNKNOWN_NAME
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
