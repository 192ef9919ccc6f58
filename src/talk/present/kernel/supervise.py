"""Starts the demo kernel as a process of its own, starts it again when it ends, ends it when the talk ends.

It runs in its own session, so Ctrl-C in the terminal reaches only the talk. The talk holds the other end
of its standard input, which ends with the talk, however that ends; `--exit-with-stdin` makes the kernel
leave then. What it says on stderr goes to a log file; the last line of that is what the speaker is told
when it could not start.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import secrets
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import platformdirs

from talk.present.kernel.link import Endpoint

MODULE = "demo_kernel"
TOKEN_VARIABLE = "TALK_KERNEL_TOKEN"
READY_WITHIN_S = 120.0
"""A model of some gigabytes has to be read first."""
BACK_OFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Waits before the first, second, … start after an end; the last one again and again."""
STABLE_S = 60.0
"""After running so long, the waits begin anew."""
HUNG_S = 4.0
"""A kernel that does not answer for so long is ended, to be started again."""
STOP_S = 2.0
EXIT_MEMORY = 5
"""The kernel's exit code when there is not enough memory to start."""
LOG_BYTES = 1_000_000


@dataclass
class Supervisor:
    """A `link.Supply`. `run` is the task that keeps the process; ending the task ends the process."""

    model: str | None = None
    command: Sequence[str] = (sys.executable, "-m", MODULE)
    log: Path = field(default_factory=lambda: log_file())
    detail: str = "the kernel is starting"
    restarts: int = 0
    settled: bool = False
    """Whether `detail` is a verdict and not a hope."""
    process: Process | None = None
    needed: Sequence[str] = ()
    """Checkpoints that the deck names, most often named first; a kernel without memory is started again with half."""
    tell: Callable[[str], None] = lambda sentence: None
    """Shows a sentence while the kernel's log cannot be written; an empty one takes it away."""
    _token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _where: Endpoint | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _hung: asyncio.TimerHandle | None = None
    _held: int | None = None
    """How many of `needed` the kernel holds; None while it holds every checkpoint there is."""
    _why_unable: str = ""

    # What the link asks for

    async def endpoint(self) -> Endpoint:
        """Waits until the kernel has said where it listens."""
        while True:
            await self._ready.wait()
            if self._where is not None:
                return self._where

    def responsive(self) -> None:
        """The link has a kernel that answers."""
        if self._hung is not None:
            self._hung.cancel()
            self._hung = None

    def gone(self) -> None:
        """Nothing to be done from here: a process that ends is counted by `run`."""

    def unresponsive(self) -> None:
        """The link gave it up; it has a few seconds to recover."""
        if self._hung is None:
            self._hung = asyncio.get_running_loop().call_later(HUNG_S, self._kill)

    def unable(self, why: str) -> None:
        """End the kernel: it answers, but cannot compute. The next one holds fewer checkpoints."""
        self._why_unable = why
        self._kill()

    # The process

    async def run(self) -> None:
        """Keep it running until cancelled."""
        missing = what_is_missing(self.model)
        if missing:
            self.detail, self.settled = missing, True
            await asyncio.Event().wait()
        attempt = 0
        while True:
            started = time.monotonic()
            try:
                self.detail, self.settled = await self._once(), True
            finally:
                self._forget()
            attempt = 0 if time.monotonic() - started > STABLE_S else attempt + 1
            self.restarts += 1
            await asyncio.sleep(BACK_OFF_S[min(attempt, len(BACK_OFF_S)) - 1] if attempt else 0)

    async def _once(self) -> str:
        """One life of the process; the sentence that says how it ended."""
        log, refused = open_log(self.log)
        self.tell(refused)
        with log:
            begin = log.seek(0, os.SEEK_END)
            try:
                # Nothing is written to the kernel's standard input: its end tells that the talk is gone.
                process = self.process = await asyncio.create_subprocess_exec(
                    *self.command, *self._arguments(), stdin=PIPE, stdout=PIPE, stderr=log,
                    start_new_session=True, env=self._environment(),
                )  # fmt: skip
            except OSError as error:
                return f"the kernel could not be started ({(error.strerror or str(error)).lower()}); it is tried again"
            try:
                async with asyncio.timeout(READY_WITHIN_S):
                    url = await _ready_line(process)
                if url is not None:
                    self._where = Endpoint(url, self._token)
                    self.detail, self.settled = "", False
                    self._ready.set()
                code = await process.wait()
            except TimeoutError:
                last = _last_line(log, begin)
                return f"the kernel was not ready after {READY_WITHIN_S:.0f} s: {last or f'its log is {self.log}'}"
            finally:
                await end(process)
            last = _last_line(log, begin)
            if self._why_unable:
                why, self._why_unable = self._why_unable, ""
                return f"the kernel could not compute any more ({why}); it is started again{self._hold_fewer()}"
            if code == EXIT_MEMORY and url is None:
                return f"the kernel could not start: {last}; it is tried again{self._hold_fewer()}"
            return _ending(code, url is not None, last, self.log)

    def _hold_fewer(self) -> str:
        """Let the next kernel hold half the checkpoints; the words that say so."""
        if self.model is not None and self.model.startswith(("hf:", "openai:")):
            return ""  # such a model is all one
        self._held = (len(self.needed) if self._held is None else self._held) // 2
        return " with fewer checkpoints"

    def _arguments(self) -> list[str]:
        arguments = ["--host", "127.0.0.1", "--port", "0", "--json", "--exit-with-stdin"]
        held = [] if self._held is None else ["--checkpoints", ",".join(self.needed[: self._held])]
        return arguments + held + (["--model", self.model] if self.model else [])

    def _environment(self) -> dict[str, str]:
        """The token travels here, where `ps` does not show it."""
        return {**os.environ, TOKEN_VARIABLE: self._token, "OMP_WAIT_POLICY": "passive"}

    def _forget(self) -> None:
        self.responsive()
        self._where = None
        self._ready.clear()

    def _kill(self) -> None:
        self._hung = None
        if self.process is not None:
            send_signal(self.process, signal.SIGKILL)


def what_is_missing(model: str | None) -> str:
    """Why no kernel can be started here, empty when one can."""
    if importlib.util.find_spec(MODULE) is None:
        return "the demo kernel is not installed here: recordings answer, or give --kernel a URL"
    remote = model is not None and model.startswith("openai:")
    if not remote and importlib.util.find_spec("torch") is None:
        return "the kernel needs torch: install talk[kernel], or give --kernel the URL of a machine that has it"
    return ""


def log_file() -> Path:
    """Where kernels started by talk write what they have to say."""
    return Path(platformdirs.user_log_dir("talk", appauthor=False)) / "kernel.log"


def open_log(path: Path) -> tuple[IO[bytes], str]:
    """The log for appending and reading, and why it is not the file at `path`: then it lasts as long as the process.

    A long one begins anew.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        long = path.exists() and path.stat().st_size > LOG_BYTES
        return path.open("w+b" if long else "a+b"), ""
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        refused = f"the kernel's log cannot be written to {path} ({reason}): make its folder writable to have one"
    try:
        return tempfile.TemporaryFile(), refused
    except OSError:
        return Path(os.devnull).open("r+b"), refused


async def end(process: Process) -> None:
    """Ask the process and its children to end, then make them."""
    if process.returncode is not None:
        return
    send_signal(process, signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        send_signal(process, signal.SIGKILL)
        await process.wait()


def send_signal(process: Process, number: signal.Signals) -> None:
    """To its whole process group, which it leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def _ready_line(process: Process) -> str | None:
    """The address from the line of JSON; None when the process ends without one."""
    assert process.stdout is not None
    async for line in process.stdout:
        with contextlib.suppress(ValueError):
            said: Any = json.loads(line)
            if isinstance(said, dict) and isinstance(said.get("url"), str):
                return str(said["url"])
    return None


def _ending(code: int, was_ready: bool, last: str, log: Path) -> str:
    if code < 0:
        how = f"the kernel was ended by {signal.Signals(-code).name}"
        return f"{how}; it is started again"
    if not was_ready:
        return f"the kernel could not start: {last or f'exit code {code}; its log is {log}'}"
    return (
        f"the kernel ended with exit code {code}{': ' + last if last else ''}; it is started again"
    )


def _last_line(log: IO[bytes], begin: int) -> str:
    try:
        lines = (
            os.pread(log.fileno(), 200_000, begin).decode("utf-8", "replace").strip().splitlines()
        )
    except OSError:
        return ""
    return lines[-1].strip()[:300] if lines else ""
