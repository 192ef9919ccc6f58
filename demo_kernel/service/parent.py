"""Notice that the process which started the kernel is gone."""

from __future__ import annotations

import asyncio
import os

INTERVAL_S = 0.5


async def parent_gone(pid: int) -> None:
    """Return when the process `pid` no longer runs; looked at twice a second."""
    born_of = os.getppid()
    while is_running(pid) and os.getppid() == born_of:  # noqa: ASYNC110 - a foreign process's end sends no event
        await asyncio.sleep(INTERVAL_S)


def is_running(pid: int) -> bool:
    """Whether a process of this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
