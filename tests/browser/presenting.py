"""Present decks to the browser tests, in rooms inside this process or as `talk present`.

A room costs a tenth of a second where a process costs one of a core, so that no test has to share
one and clear up after the test before it. The tests of what a process adds (the kernel it starts,
the files it watches, its addresses) take a process.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from websockets.sync.client import ClientConnection, connect

from talk.deck.model import Slide
from talk.failure import Failure
from talk.present.background import kept_running, spawn
from talk.present.http import addresses
from talk.present.http.app import App, Served
from talk.present.http.driver import Driver
from talk.present.http.server import make_server
from talk.present.kernel.link import Endpoint, FixedKernel, KernelLink
from talk.present.loading import Loaded, load_deck
from talk.present.room.room import Room
from talk.protocol.methods.room import CHANGED, JOIN, NAVIGATE, KernelHealth
from tests.processes import kernel_of
from tests.prompt_server import PromptServer

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "slides" / "tour"
HOST = "127.0.0.1"
TOKEN = "the-presenters-token-of-this-test"
FIRST_PORT = 20_000
"""Below those that a system chooses for connections."""
PORTS = 50
"""Ports for each worker."""
KERNEL_PORTS, FILE_PORTS = 20, 35
"""Where those begin at which rooms with a kernel and file servers listen.

A module often has a room without a kernel at the same time, and each kind keeps its addresses.
"""
WITHIN_S = 20.0
"""Bound on the start and on the end of a presentation."""


Listening = TypeVar("Listening")


def lowest_free(listen: Callable[[int], Listening], skipped: int = 0) -> Listening:
    """Return what `listen` makes with the lowest port that is free, of those of this worker.

    The first ones may be skipped.

    One room after another so has one address, and a browser keeps the files that it has from there:
    their names hold their hashes.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = FIRST_PORT + worker * PORTS
    for port in range(first + skipped, first + PORTS):
        # A file server raises the first, `addresses.listen` the second.
        with suppress(OSError, Failure):
            return listen(port)
    raise OSError(f"none of the ports {first} to {first + PORTS - 1} is free")


@dataclass(frozen=True)
class Presented:
    """A presentation under way: the addresses of its screens, and the state of its kernel."""

    phone: str
    stage: str
    speaker: str
    kernel: str

    @property
    def token(self) -> str:
        return self.stage.partition("#token=")[2]


@dataclass(frozen=True)
class PresentedProcess(Presented):
    """A presentation that is a process of its own."""

    process: subprocess.Popen[str]

    def kernel_pid(self) -> int:
        """Return the id of the one child process that serves the model (Linux)."""
        return kernel_of(self.process.pid)


class Presenter:
    """A presenter's screen that has no page, for tests of what phones show when the talk moves.

    A stage costs half a second of a core, and walks there slide by slide.
    """

    def __init__(self, connection: ClientConnection, slides: Sequence[Slide]) -> None:
        self._connection = connection
        self._slides = slides
        self._calls = count(1)
        self._at = 0
        self._kernel = ""

    @classmethod
    @contextmanager
    def joined(cls, talk: Presented, slides: Sequence[Slide] = ()) -> Iterator[Presenter]:
        """Join the room as its stage, at the first of its slides."""
        address = talk.phone.replace("http://", "ws://") + "ws"
        with connect(address, compression=None, proxy=None) as connection:
            presenter = cls(connection, slides)
            joined = presenter._call(JOIN.name, role="stage", token=talk.token)
            presenter._kernel = joined["state"]["kernel"]["state"]
            yield presenter

    def show(self, slide: str, step: int = 0) -> None:
        """Go forward past each slide with all its steps, as a stage does, to one of them.

        The room has moved when it returns.
        """
        ids = [one.id for one in self._slides]
        for passed in self._slides[self._at : ids.index(slide)]:
            self.go(passed.id, passed.steps)
        self._at = ids.index(slide)
        self.go(slide, step)

    def go(self, slide: str, step: int = 0) -> None:
        """Go to a slide at once; the room has moved when it returns."""
        self._call(NAVIGATE.name, slide=slide, step=step)

    def until_live(self) -> None:
        """Wait until the room has its kernel."""
        while self._kernel != "live":
            self._receive()

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._calls)
        request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self._connection.send(json.dumps(request))
        # Changes come in between; `_receive` has noted what matters of them.
        while (answer := self._receive()).get("id") != number:
            pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(timeout=WITHIN_S))
        if message.get("method") == CHANGED:
            for change in message["params"]["changes"]:
                if change["kind"] == "kernel":
                    self._kernel = change["kernel"]["state"]
        return message


@contextmanager
def presented(deck: Path | Loaded, kernel: Endpoint | None = None) -> Iterator[Presented]:
    """Present a deck from a thread of this process: a room that nobody has joined yet.

    With `kernel`, the room has connected to it, or failed to, before the block begins. A fault in
    the room that no code awaits fails the test.
    """
    loaded = deck if isinstance(deck, Loaded) else load_deck(deck)
    room = _RoomThread(loaded, kernel)
    room.start()
    try:
        yield room.ready.result(timeout=WITHIN_S)
    finally:
        room.end()
    assert room.faults == [], "a fault in the room"


class _RoomThread(threading.Thread):
    """Runs a room and its server on an event loop of their own."""

    def __init__(self, loaded: Loaded, kernel: Endpoint | None) -> None:
        super().__init__(name=f"room of {loaded.deck.title}")
        self.ready: Future[Presented] = Future()
        self.faults: list[str] = []
        self._loaded = loaded
        self._kernel = kernel
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()

    def run(self) -> None:
        self._loop.set_exception_handler(self._keep_fault)
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve())
            except BaseException as error:
                # Whoever waits for the room hears of it at once, not when their patience ends.
                if not self.ready.done():
                    self.ready.set_exception(error)
                raise

    def end(self) -> None:
        """Tell the sockets that the presentation has ended, and wait for the thread."""
        if self.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
        self.join(timeout=WITHIN_S)
        assert not self.is_alive(), "the room does not end"

    async def _serve(self) -> None:
        skipped = 0 if self._kernel is None else KERNEL_PORTS
        sock = lowest_free(lambda port: addresses.listen(HOST, port), skipped)
        address = f"http://{HOST}:{sock.getsockname()[1]}"
        room = Room(
            self._loaded.room_deck,
            clock_offset=time.time() - time.monotonic(),
            join_url=f"{address}/",
        )
        driver = Driver(room, TOKEN)
        server = PromptServer(make_server(App(Served(self._loaded.site, driver))).config)
        # Left from its end: first the link to the kernel, then the driver that it tells of its end;
        # the server is last.
        async with AsyncExitStack() as stack:
            serving = spawn(server.serve([sock]), "the server")
            await server.ready.wait()
            stack.callback(driver.stop)
            if self._kernel is None:
                driver.kernel_changed(KernelHealth(state="none", detail="this test has no kernel"))
            else:
                link = driver.kernel = KernelLink(
                    FixedKernel(self._kernel), driver, self._loaded.documents
                )
                await stack.enter_async_context(
                    kept_running("the link to the kernel", link.run, self._keep_notice)
                )
                await link.settled.wait()
            self.ready.set_result(
                Presented(
                    phone=f"{address}/",
                    stage=f"{address}/stage#token={TOKEN}",
                    speaker=f"{address}/speaker#token={TOKEN}",
                    kernel=room.health.state,
                )
            )
            await self._ended.wait()
        server.end.set()
        await serving

    def _keep_fault(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.faults.append(f"{context['message']}: {context.get('exception')!r}")

    def _keep_notice(self, sentence: str) -> None:
        if sentence:
            self.faults.append(sentence)


@contextmanager
def presented_by_process(
    deck: Path | str, *options: str, kernel: str = "none", preload: bool = True
) -> Iterator[PresentedProcess]:
    """Run `talk present` on a free port of this machine, without a kernel unless one is named.

    Without `preload`, the kernel loads torch when it is first asked for something that needs it.
    """
    command = [sys.executable, "-m", "talk", "present", str(deck), "--json", "--no-open", "--fresh"]
    command += ["--host", HOST, "--port", "0", "--kernel", kernel, *options]
    # As it is shipped: a kernel that loads torch only when it is asked to train answers no ping
    # meanwhile, and the room takes it for dead.
    environment = {**os.environ, "TALK_KERNEL_PRELOAD": str(int(preload))}
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        yield PresentedProcess(
            said["phone"], said["stage"], said["speaker"], said["kernel"], process
        )
    finally:
        process.terminate()
        # Reads the pipe to its end: a talk that cannot write its last line would not end.
        process.communicate(timeout=10)
