"""Tasks that run beside the talk.

None ends unseen: a fault is logged and shown to the speaker, and lasting work is started again.
"""

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
"""Waits before work that ended by a fault is started again; after as many ends it is given up."""
STABLE_S = 60.0
"""Time that work has to run for the count to begin anew and the fault to be shown no longer."""
LOG_BYTES = 1_000_000
SAME_FAULT_S = 10.0
"""Time within which the same fault is not logged again."""

Notify = Callable[[str], None]
"""Shows a sentence until the next one; an empty one removes it."""


def spawn(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    """Start a task; a fault in it reaches the event loop's exception handler at once."""

    # asyncio itself reports the fault of a task only when the task is collected as garbage.
    def report_fault(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            report(f"the task '{name}' ended by a fault", error)

    task = asyncio.create_task(work, name=name)
    task.add_done_callback(report_fault)
    return task


def report(message: str, error: BaseException) -> None:
    """Pass a fault to the event loop's exception handler; see `handle_faults`."""
    asyncio.get_running_loop().call_exception_handler({"message": message, "exception": error})


@contextlib.asynccontextmanager
async def kept_running(
    name: str, work: Callable[[], Awaitable[None]], notify: Notify
) -> AsyncIterator[None]:
    """Run `work` beside the body of the `with`, again after a fault; end it with the body."""
    task = spawn(run_forever(name, work, notify), name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def run_forever(name: str, work: Callable[[], Awaitable[None]], notify: Notify) -> None:
    """Run `work`, again after each fault, until cancelled or given up.

    `name` begins the sentences on its faults.
    """
    ends = 0
    while True:
        started = time.monotonic()
        # The speaker view keeps the sentence of a fault until the work has run well for a while;
        # who looks up a moment later still reads it.
        well = asyncio.get_running_loop().call_later(STABLE_S, notify, "") if ends else None
        try:
            await work()
            # Lasting work that returns is a fault as well: nobody would do it from then on.
            fault = "it ended by itself"
        except Exception as error:
            # Logged with its trace here; the speaker reads only the sentence.
            log.error("%s stopped", name, exc_info=error)
            fault = f"{type(error).__name__}: {error}"
        finally:
            if well is not None:
                well.cancel()
        ends = 1 if time.monotonic() - started > STABLE_S else ends + 1
        if ends > len(RESTART_AFTER_S):
            notify(
                f"{name} stopped {ends} times ({fault}) and is not started again: "
                "end talk present and start it anew"
            )
            return
        notify(f"{name} stopped ({fault}) and was started again; the talk goes on")
        await asyncio.sleep(RESTART_AFTER_S[ends - 1])


def handle_faults(notify: Notify) -> None:
    """Log and show every fault that no code awaits: in a callback, in a task, in a transport."""
    last: dict[str, float] = {}

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        message, error = str(context["message"]), context.get("exception")
        now = time.monotonic()
        # A callback that fails fails again with each message, a thousand times a minute in a full
        # hall.
        if now - last.get(message, float("-inf")) < SAME_FAULT_S:
            return
        last[message] = now
        log.error(message, exc_info=error)
        # While the open files are used up, asyncio says that it cannot accept.
        if isinstance(error, OSError) and "accept" in message:
            notify(
                f"no more connections can be opened ({error.strerror}); those that are open go on"
            )
            return
        what = f"{type(error).__name__}: {error}" if error is not None else message
        notify(f"a fault in talk itself ({what}); the talk goes on, and the log has the details")

    asyncio.get_running_loop().set_exception_handler(handle)


def log_to(file: Path) -> None:
    """Write the log of `talk present` to a file; where it cannot be written there is no log."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    # `delay`: a talk without a fault writes no file, and a folder that is read-only is no matter
    # before.
    handler = _File(file, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers[:] = [handler]
    # Else a fault's trace would be printed over the addresses and the QR code on the terminal.
    log.propagate = False


class _File(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Print nothing on the terminal: the speaker view shows the fault itself."""
