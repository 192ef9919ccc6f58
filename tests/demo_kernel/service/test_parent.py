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


async def test_the_end_of_standard_input_is_noticed(pipe: int) -> None:
    ended = asyncio.Event()
    parent.on_stdin_end(ended.set)
    os.write(pipe, b"nothing of interest")
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
