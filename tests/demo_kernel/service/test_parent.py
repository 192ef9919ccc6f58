"""The end of standard input: noticed once, whatever was written before it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator

import pytest

from demo_kernel.service import parent


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Yield the writing end of what stands for standard input; the test closes it."""
    reading, writing = os.pipe()
    monkeypatch.setattr(parent, "STDIN", reading)
    yield writing
    os.close(reading)


async def test_the_end_of_standard_input_is_noticed(
    pipe: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, reads_on = asyncio.Event(), asyncio.Event()
    loop, read, pieces = asyncio.get_running_loop(), os.read, list[bytes]()

    def watched(descriptor: int, most: int) -> bytes:
        if pieces:
            loop.call_soon_threadsafe(reads_on.set)
        pieces.append(read(descriptor, most))
        return pieces[-1]

    monkeypatch.setattr(os, "read", watched)
    parent.on_stdin_end(ended.set)
    os.write(pipe, b"nothing of interest")
    async with asyncio.timeout(10):
        # What was written has been read then, and is no end.
        await reads_on.wait()
    assert not ended.is_set()
    os.close(pipe)
    async with asyncio.timeout(10):
        await ended.wait()


async def test_a_standard_input_that_is_closed_counts_as_ended(
    pipe: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.close(pipe)
    monkeypatch.setattr(parent, "STDIN", -1)
    ended = asyncio.Event()
    parent.on_stdin_end(ended.set)
    async with asyncio.timeout(10):
        await ended.wait()
