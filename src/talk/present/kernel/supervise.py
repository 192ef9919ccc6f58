"""Start the demo kernel as a process, start it again when it ends, end it with the talk.

The kernel runs in its own session, so Ctrl-C in the terminal reaches only the talk. The talk holds
the other end of its standard input, which ends with the talk, however that ends;
`--exit-with-stdin` makes the kernel leave then. What it writes to stderr goes to a log file; the
speaker sees the last line of that when the kernel could not start.
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
"""Longest wait for the kernel's line of JSON; a model of some gigabytes has to be read first."""
BACK_OFF_S = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Waits before the first, second, … start after an end; the last one again and again."""
STABLE_S = 60.0
"""Time that a kernel has to run for the waits to begin anew."""
HUNG_S = 4.0
"""Time after which a kernel that does not answer is ended, to be started again."""
STOP_S = 2.0
"""Time that a kernel has to end by itself before it is killed."""
EXIT_MODEL = 3
"""The kernel's exit code when a model cannot be served."""
EXIT_MEMORY = 5
"""The kernel's exit code when there is not enough memory to start."""
LOG_BYTES = 1_000_000


@dataclass
class Supervisor:
    """A `link.KernelProvider` that runs the kernel itself.

    `run` keeps the process; cancelling it ends the process.
    """

    models: Sequence[str] = ()
    """Models beside the embedded one, as `--model` names them."""
    command: Sequence[str] = (sys.executable, "-m", MODULE)
    log: Path = field(default_factory=lambda: log_file())
    detail: str = "the kernel is starting"
    restarts: int = 0
    settled: bool = False
    """True once `detail` says how starting failed; False while it is under way."""
    process: Process | None = None
    needed: Sequence[str] = ()
    """Checkpoints that the deck names, most often named first.

    A kernel that has not enough memory is started again without the further models, then with half
    of these.
    """
    notify: Callable[[str], None] = lambda sentence: None
    """Shows a sentence while the kernel's log cannot be written; an empty one removes it."""
    _token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _where: Endpoint | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _hung: asyncio.TimerHandle | None = None
    _held: int | None = None
    """Number of `needed` that the kernel holds; None while it holds every checkpoint there is."""
    _alone: bool = False
    """True once the further models are left out: they cannot be had, or memory is short."""
    left_out: str = ""
    """Why the further models are left out, empty while they are not."""
    _why_unable: str = ""

    # What the link asks for

    async def endpoint(self) -> Endpoint:
        """Wait until the kernel has said where it listens; return that."""
        while True:
            await self._ready.wait()
            if self._where is not None:
                return self._where

    def responsive(self) -> None:
        """Let the kernel live: it answers."""
        if self._hung is not None:
            self._hung.cancel()
            self._hung = None

    def gone(self) -> None:
        """Do nothing: `run` sees the process end and counts it."""

    def unresponsive(self) -> None:
        """End the kernel, unless it recovers within a few seconds."""
        if self._hung is None:
            # A kernel that loads a rank file on a busy machine stands still for over a second and
            # must not be ended for that.
            self._hung = asyncio.get_running_loop().call_later(HUNG_S, self._kill)

    def unable(self, why: str) -> None:
        """End the kernel: it answers, but cannot compute. The next one holds fewer checkpoints."""
        self._why_unable = why
        self._kill()

    @property
    def remark(self) -> str:
        """Words on the models that the kernel runs without; empty while it runs with all."""
        return f"without {', '.join(self.models)} ({self.left_out})" if self._alone else ""

    # The process

    async def run(self) -> None:
        """Keep the kernel running until cancelled."""
        missing = what_is_missing(self.models)
        if missing:
            self.detail, self.settled = missing, True
            # For ever: nothing that is installed later would be found by this process.
            await asyncio.Event().wait()
        attempt = 0
        while True:
            started = time.monotonic()
            try:
                self.detail, self.settled = await self._once(), True
            finally:
                # Its timer would otherwise end the next process.
                self.responsive()
                self._where = None
                self._ready.clear()
            # One crash in a long talk is followed at once; a kernel that cannot live does not take
            # the machine's whole time with starting.
            attempt = 0 if time.monotonic() - started > STABLE_S else attempt + 1
            # The room compares this number to tell a kernel that only stalled from a new one.
            self.restarts += 1
            await asyncio.sleep(BACK_OFF_S[min(attempt, len(BACK_OFF_S)) - 1] if attempt else 0)

    async def _once(self) -> str:
        """Run the process once; return the sentence that says how it ended."""
        log, refused = open_log(self.log)
        self.notify(refused)
        with log:
            begin = log.seek(0, os.SEEK_END)  # the last line of an earlier kernel would mislead
            # The token is here because `ps` shows arguments to everybody. Threads that wait without
            # spinning leave the processor to the room.
            environment = {**os.environ, TOKEN_VARIABLE: self._token, "OMP_WAIT_POLICY": "passive"}
            try:
                # Nothing is written to the kernel's standard input: its end tells that the talk is
                # gone.
                process = self.process = await asyncio.create_subprocess_exec(
                    *self.command, *self._arguments(), stdin=PIPE, stdout=PIPE, stderr=log,
                    start_new_session=True, env=environment,
                )  # fmt: skip
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                return f"the kernel could not be started ({reason}); it is tried again"
            try:
                async with asyncio.timeout(READY_WITHIN_S):
                    url = await _ready_line(process)
                if url is not None:
                    self._where = Endpoint(url, self._token)
                    self.detail, self.settled = "", False
                    self._ready.set()
                # Outside of what limits the start: a kernel runs as long as the talk. What its
                # libraries print meanwhile is read and dropped, since a full pipe would stop it.
                printed = asyncio.create_task(_drop(process))
                try:
                    code = await process.wait()
                finally:
                    printed.cancel()
            except TimeoutError:
                last = _last_line(log, begin) or f"its log is {self.log}"
                return f"the kernel was not ready after {READY_WITHIN_S:.0f} s: {last}"
            finally:
                # Also when this task is cancelled: no kernel outlives the talk.
                await end(process)
            last = _last_line(log, begin)
            if self._why_unable:
                why, self._why_unable = self._why_unable, ""
                fewer = self._hold_fewer()
                return f"the kernel could not compute any more ({why}); it is started again{fewer}"
            # A kernel that ran and ended with this code later did not fail to start.
            if code == EXIT_MODEL and url is None and self.models and not self._alone:
                self.left_out = last
                return f"the kernel could not start: {last}; it is tried again{self._hold_fewer()}"
            if code == EXIT_MEMORY and url is None:
                return f"the kernel could not start: {last}; it is tried again{self._hold_fewer()}"
            return _ending(code, url is not None, last, self.log)

    def _hold_fewer(self) -> str:
        """Let the next kernel hold less; return the words that say so."""
        if self.models and not self._alone:
            self._alone = True
            self.left_out = self.left_out or "there was not enough memory"
            return f" without {', '.join(self.models)}"
        self._held = (len(self.needed) if self._held is None else self._held) // 2
        return " with fewer checkpoints"

    def _arguments(self) -> list[str]:
        arguments = ["--host", "127.0.0.1", "--port", "0", "--json", "--exit-with-stdin"]
        held = [] if self._held is None else ["--checkpoints", ",".join(self.needed[: self._held])]
        models = [] if self._alone else [word for one in self.models for word in ("--model", one)]
        return arguments + held + models

    def _kill(self) -> None:
        self._hung = None
        if self.process is not None:
            # A process that hangs does not act on SIGTERM.
            send_signal(self.process, signal.SIGKILL)


def what_is_missing(models: Sequence[str]) -> str:
    """Return why no kernel can be started here, empty when one can."""
    if importlib.util.find_spec(MODULE) is None:
        return "the demo kernel is not installed here: recordings answer, or give --kernel a URL"
    # Such a kernel passes requests on and loads no network.
    remote = bool(models) and all(model.startswith("openai:") for model in models)
    if not remote and importlib.util.find_spec("torch") is None:
        return (
            "the kernel needs torch: install talk[kernel], "
            "or give --kernel the URL of a machine that has it"
        )
    return ""


def log_file() -> Path:
    """Return the file that kernels started by talk log to."""
    return Path(platformdirs.user_log_dir("talk", appauthor=False)) / "kernel.log"


def open_log(path: Path) -> tuple[IO[bytes], str]:
    """Return the log, open for appending and reading, and why it is not the file at `path`.

    A long log begins anew. Where the file cannot be written, a temporary one takes its place.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Only between two kernels: a running one has the file open.
        long = path.exists() and path.stat().st_size > LOG_BYTES
        return path.open("w+b" if long else "a+b"), ""
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        refused = (
            f"the kernel's log cannot be written to {path} ({reason}): "
            "make its folder writable to have one"
        )
    try:
        return tempfile.TemporaryFile(), refused
    except OSError:
        return Path(os.devnull).open("r+b"), refused


async def end(process: Process) -> None:
    """Ask the process and its children to end; kill them when they do not."""
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
    """Send a signal to the process and its children: it leads its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def _ready_line(process: Process) -> str | None:
    """Return the address from the kernel's line of JSON; None when it ends without one."""
    assert process.stdout is not None
    # Libraries print at import; only the line of JSON with an address counts.
    while not process.stdout.at_eof():
        # A ValueError is of what is no JSON, or of a line that is longer than asyncio reads.
        with contextlib.suppress(ValueError):
            said: Any = json.loads(await process.stdout.readline())
            if isinstance(said, dict) and isinstance(said.get("url"), str):
                return str(said["url"])
    return None


async def _drop(process: Process) -> None:
    """Read what a process prints, to its end."""
    assert process.stdout is not None
    while await process.stdout.read(1 << 16):
        pass


def _ending(code: int, was_ready: bool, last: str, log: Path) -> str:
    """Return the sentence that says how a process ended."""
    if code < 0:
        how = f"the kernel was ended by {signal.Signals(-code).name}"
        return f"{how}; it is started again"
    if not was_ready:
        return f"the kernel could not start: {last or f'exit code {code}; its log is {log}'}"
    return (
        f"the kernel ended with exit code {code}{': ' + last if last else ''}; it is started again"
    )


def _last_line(log: IO[bytes], begin: int) -> str:
    """Return the last line of the log after byte `begin`; empty when there is none."""
    try:
        # pread leaves the place alone at which the kernel, which shares the open file, writes.
        lines = (
            os.pread(log.fileno(), 200_000, begin).decode("utf-8", "replace").strip().splitlines()
        )
    except OSError:
        return ""
    return lines[-1].strip()[:300] if lines else ""
