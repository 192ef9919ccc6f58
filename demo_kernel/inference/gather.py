"""Await several coroutines at once: all of them or none."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def gather_all(coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Return the results in the order of the coroutines.

    When one fails, the others are cancelled and ended before its exception is raised.
    """
    # Not asyncio.TaskGroup, which would wrap the exception in an ExceptionGroup: the dispatcher
    # could no longer find the WireError that the client should read.
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        # gather alone would let the others go on after the first exception.
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
