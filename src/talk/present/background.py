"""Tasks that run beside the talk. None ends unseen: a fault is logged and told, and lasting work is started again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

log = logging.getLogger("talk.present")

RESTART_AFTER_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Waits before work that ended by a fault is started again; after as many ends in a row it is given up."""
STABLE_S = 60.0
"""After running so long, the count begins anew and the fault is no longer shown."""
LOG_BYTES = 1_000_000
SAME_FAULT_S = 10.0
"""A fault that comes again within so many seconds is not logged again."""

Tell = Callable[[str], None]
"""Shows a sentence until the next one; an empty one takes it away."""


def spawn(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Start a task; a fault in it reaches the event loop's exception handler at once."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_report)
    return task


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        report(f"the task '{task.get_name()}' ended by a fault", error)


def report(message: str, error: BaseException) -> None:
    """Give a fault to the event loop's exception handler, which tells it."""
    asyncio.get_running_loop().call_exception_handler({"message": message, "exception": error})


@contextlib.asynccontextmanager
async def kept_running(
    name: str, work: Callable[[], Awaitable[None]], tell: Tell
) -> AsyncIterator[None]:
    """Run `work` beside what is inside, again after a fault; end it with what is inside."""
    task = spawn(keep(name, work, tell), name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def keep(name: str, work: Callable[[], Awaitable[None]], tell: Tell) -> None:
    """Run `work` for ever; `name` begins the sentences that tell of its faults."""
    ends = 0
    while True:
        started = time.monotonic()
        well = asyncio.get_running_loop().call_later(STABLE_S, tell, "") if ends else None
        try:
            await work()
            fault = "it ended by itself"
        except Exception as error:
            log.error("%s stopped", name, exc_info=error)
            fault = f"{type(error).__name__}: {error}"
        finally:
            if well is not None:
                well.cancel()
        ends = 1 if time.monotonic() - started > STABLE_S else ends + 1
        if ends > len(RESTART_AFTER_S):
            tell(
                f"{name} stopped {ends} times ({fault}) and is not started again: end talk present and start it anew"
            )
            return
        tell(f"{name} stopped ({fault}) and was started again; the talk goes on")
        await asyncio.sleep(RESTART_AFTER_S[ends - 1])


def handle_faults(tell: Tell) -> None:
    """Log and tell every fault that no code awaits: in a callback, in a task, in a transport."""
    last: dict[str, float] = {}

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        message, error = str(context["message"]), context.get("exception")
        now = time.monotonic()
        if now - last.get(message, float("-inf")) < SAME_FAULT_S:
            return
        last[message] = now
        log.error(message, exc_info=error)
        if (
            isinstance(error, OSError) and "accept" in message
        ):  # asyncio's words while the open files are used up
            tell(f"no more connections can be opened ({error.strerror}); those that are open go on")
            return
        what = f"{type(error).__name__}: {error}" if error is not None else message
        tell(f"a fault in talk itself ({what}); the talk goes on, and the log has the details")

    asyncio.get_running_loop().set_exception_handler(handle)


def log_to(file: Path) -> None:
    """Write the log of `talk present` to a file; without one that can be written there is none."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    handler = _File(file, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers[:] = [handler]
    log.propagate = False


class _File(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing on the terminal: the speaker view shows the fault itself."""
