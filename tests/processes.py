"""Processes that a test did not start itself: the kernel of a talk, and its end."""

from __future__ import annotations

import asyncio
import os
import select
import sys
from pathlib import Path


def kernel_of(talk: int) -> int:
    """Return the id of the one child of a `talk present` that serves the model (Linux)."""
    children = Path(f"/proc/{talk}/task/{talk}/children").read_text(encoding="ascii").split()
    (kernel,) = [
        int(child)
        for child in children
        if b"demo_kernel" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return kernel


async def ended(process: int) -> None:
    """Wait until a process has ended, whoever's child it is; a zombie has ended."""
    if sys.platform == "linux":
        try:
            descriptor = os.pidfd_open(process)
        except ProcessLookupError:
            return
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(descriptor, over.set)  # it can be read once the process has ended
        try:
            await over.wait()
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)
    else:
        await asyncio.to_thread(_ended, process)


def _ended(process: int) -> None:
    if sys.platform == "darwin":
        queue = select.kqueue()
        event = select.kevent(process, select.KQ_FILTER_PROC, select.KQ_EV_ADD, select.KQ_NOTE_EXIT)
        try:
            queue.control([event], 1)
        except ProcessLookupError:
            return
        finally:
            queue.close()
