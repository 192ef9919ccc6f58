"""Notice that the process which started the kernel is gone, by the end of standard input."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable

STDIN = 0


def on_stdin_end(callback: Callable[[], None]) -> None:
    """Call `callback` on the running event loop once standard input has ended.

    Whoever starts the kernel holds the other end of the pipe. The operating system closes it when
    that process ends, however it ends, so nothing has to be polled, and a process id that is used
    again does no harm. What arrives before the end is read and dropped.
    """
    loop = asyncio.get_running_loop()

    def wait() -> None:
        # os.read and not sys.stdin: a blocked read would hold the lock of sys.stdin's buffer, and
        # the interpreter aborts when it cannot acquire that lock at its exit.
        with contextlib.suppress(OSError):  # closed before the start, or a socket that was reset
            while os.read(STDIN, 1024):
                pass
        with contextlib.suppress(RuntimeError):  # the kernel ends already, and its loop is closed
            loop.call_soon_threadsafe(callback)

    # A thread, since Windows' event loop cannot wait for a pipe that it did not open itself; a
    # daemon, since a blocked read cannot be cancelled.
    threading.Thread(target=wait, name="stdin", daemon=True).start()
