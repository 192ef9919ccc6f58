"""Start a real kernel process on a free port, for benchmarks through its socket."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

from talk.kernel_client import KernelClient


@asynccontextmanager
async def real_kernel(options: Sequence[str] = ()) -> AsyncIterator[tuple[KernelClient, float]]:
    """Start a real kernel; yield a client of it and the seconds until it was ready."""
    start = perf_counter()
    command = [sys.executable, "-m", "demo_kernel", "--port", "0", "--json", *options]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        # The kernel prints its line when it listens; no port is guessed and nothing is polled.
        url = json.loads(await process.stdout.readline())["url"]
        ready = perf_counter() - start
        async with await KernelClient.connect(url) as client:
            yield client, ready
    # Whatever failed: a kernel that was left running would slow the next benchmark.
    finally:
        process.terminate()
        await process.wait()


async def timed_call(client: KernelClient, method: str, params: dict[str, Any]) -> float:
    """Return the seconds of one call."""
    start = perf_counter()
    await client.call(method, params)
    return perf_counter() - start
