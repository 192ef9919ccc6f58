"""All of them or none."""

from __future__ import annotations

import asyncio

import pytest

from demo_kernel.inference.gather import gather_all


async def test_results_come_in_order_whoever_is_first() -> None:
    gate = asyncio.Event()

    async def waits() -> int:
        await gate.wait()
        return 1

    async def opens() -> int:
        gate.set()
        return 2

    async with asyncio.timeout(10):
        assert await gather_all([waits(), opens()]) == [1, 2]


@pytest.mark.parametrize("how", ["one fails", "the caller gives up"])
async def test_the_others_are_cancelled(how: str) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hangs() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def fails() -> None:
        await begun.wait()
        if how == "one fails":
            raise ValueError("mine")
        await asyncio.Event().wait()

    task = asyncio.create_task(gather_all([hangs(), fails()]))
    async with asyncio.timeout(10):
        await begun.wait()
        if how != "one fails":
            task.cancel()
        with (
            pytest.raises(ValueError, match="mine")
            if how == "one fails"
            else pytest.raises(asyncio.CancelledError)
        ):
            await task
    assert ended.is_set()
