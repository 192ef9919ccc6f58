"""A server on a free port with a small deck that needs no files, and websocket clients for it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from talk.build.assets import File
from talk.build.site import Site
from talk.present.http import addresses
from talk.present.http.app import App, Served
from talk.present.http.connections import ConnectionSlots
from talk.present.http.driver import Driver
from talk.present.http.server import make_server
from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide, RoomWidget
from talk.present.room.room import Room
from talk.protocol import jsonrpc
from talk.protocol.methods.room import SlideNotes
from talk.protocol.session import (
    ErrorReceived,
    EventReceived,
    NotificationReceived,
    ResultReceived,
    Session,
)
from talk.widgets.base import Demo

from ...prompt_server import PromptServer

TOKEN = "the-presenters-token-of-this-test"
NOTE = "<p>a note that no phone may ever see</p>"
ENCODE = "tokens/encode"
PREPARED = {"text": "The capital of France is Paris."}
RESULT = {"tokens": [{"id": 791, "text": "The"}], "provenance": {"model": "recorded"}}
WAIT_S = 20.0


def small_deck() -> RoomDeck:
    widget = RoomWidget("tokens/0", "tokenizer", frozenset({ENCODE}), (Demo(ENCODE, PREPARED),))
    return RoomDeck(
        hash="edition-1",
        title="A small deck",
        slides=tuple(
            RoomSlide(
                id,
                steps=3,
                widgets=(widget,) if id == "tokens" else (),
                notes=SlideNotes(title=id, notes=NOTE),
            )
            for id in ("first", "tokens", "surprise", "last")
        ),
        recordings=(RecordedRun(ENCODE, PREPARED, RESULT, latency_ms=2.0),),
    )


def small_site() -> Site:
    def page(view: str) -> File:
        return File(
            # Long enough to be sent compressed (GZIP_FROM_BYTES).
            f"<!doctype html><html data-view={view}><p>{view} {'x' * 600}".encode(),
            "text/html",
        )

    return Site(
        files={
            "index.html": page("stage"),
            "speaker.html": page("speaker"),
            "phone.html": page("phone"),
            "assets/stage.abc.js": File(
                b"export const stage = 1;" * 50, "text/javascript; charset=utf-8"
            ),
        },
        held={"surprise": b"<section data-id=surprise>held back until shown</section>"},
    )


class Screen:
    """One websocket, with everything that came over it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.session = Session()
        self.received: list[str] = []
        self.first: dict[str, Any] = {}
        """The answer to the join."""
        self.changed: list[dict[str, Any]] = []
        self.events: dict[Any, list[Any]] = {}
        self.answers: dict[Any, ResultReceived | ErrorReceived] = {}
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for text in self.socket:
                self._take(text)

    def _take(self, text: str | bytes) -> None:
        assert isinstance(text, str)
        self.received.append(text)
        self.session.receive(text)
        for event in self.session.events():
            if isinstance(event, NotificationReceived):
                self.changed.append(event.params)
            elif isinstance(event, EventReceived):
                self.events.setdefault(event.id, []).append(event.event)
            elif isinstance(event, ResultReceived | ErrorReceived):
                self.answers[event.id] = event
        self._news.set()

    async def until(self, condition: Callable[[], Any]) -> Any:
        """Wait for a condition on what has come in."""
        async with asyncio.timeout(WAIT_S):
            while not (found := condition()):
                self._news.clear()
                await self._news.wait()
            return found

    async def send(self, name: str, /, **params: Any) -> Any:
        id = self.session.request(name, params)
        await self.ship()
        return id

    async def ship(self) -> None:
        for text in self.session.data_to_send():
            await self.socket.send(text)

    async def ask(self, name: str, /, **params: Any) -> Any:
        """Return the result; raises WireError."""
        id = await self.send(name, **params)
        answer = await self.until(lambda: self.answers.get(id))
        if isinstance(answer, ErrorReceived):
            raise jsonrpc.WireError(answer.code, answer.message)
        return answer.result

    async def join(self, role: str = "phone", **params: Any) -> Any:
        if role != "phone":
            params.setdefault("token", TOKEN)
        self.first = await self.ask("room/join", role=role, **params)
        return self.first

    def changes(self, kind: str | None = None) -> list[dict[str, Any]]:
        found = [change for message in self.changed for change in message["changes"]]
        return [change for change in found if kind in (None, change["kind"])]

    async def change(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Return the first change of this kind that has these fields."""

        def found() -> dict[str, Any] | None:
            for change in self.changes(kind):
                if all(change.get(name) == value for name, value in fields.items()):
                    return change
            return None

        result: dict[str, Any] = await self.until(found)
        return result

    async def closed(self) -> int | None:
        """Return the close code."""
        async with asyncio.timeout(WAIT_S):
            await self.socket.wait_closed()
        return self.socket.close_code

    async def end(self) -> None:
        await self.socket.close()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)


@dataclass
class Running:
    """A server that answers."""

    port: int
    driver: Driver
    served: Served
    slots: ConnectionSlots
    server: PromptServer
    screens: list[Screen] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def screen(self, **options: Any) -> Screen:
        """Return a websocket that has not joined."""
        socket = await connect(
            f"ws://127.0.0.1:{self.port}/ws", compression=None, proxy=None, **options
        )
        screen = Screen(socket)
        self.screens.append(screen)
        return screen

    async def joined(self, role: str = "phone") -> Screen:
        screen = await self.screen()
        await screen.join(role)
        return screen


@contextlib.asynccontextmanager
async def running(**options: Any) -> AsyncIterator[Running]:
    sock = addresses.listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    room = Room(
        small_deck(),
        clock_offset=time.time() - time.monotonic(),
        join_url=f"http://127.0.0.1:{port}/",
    )
    driver = Driver(room, TOKEN, **options)
    served = Served(small_site(), driver)
    # More than any of these tests opens; the limit has tests of its own.
    slots = ConnectionSlots(1000)
    server = PromptServer(make_server(App(served), slots).config)
    task = asyncio.create_task(server.serve([sock]))
    try:
        async with asyncio.timeout(WAIT_S):
            await server.ready.wait()
        hall = Running(port, driver, served, slots, server)
        yield hall
        for screen in hall.screens:
            await screen.end()
    finally:
        driver.stop()
        server.end.set()
        await task


@pytest.fixture
async def hall() -> AsyncIterator[Running]:
    async with running() as hall:
        yield hall


@pytest.fixture
def serve() -> Callable[..., Any]:
    """Return the context manager that runs a server with other options."""
    return running


Fetch = Callable[..., Awaitable[tuple[int, dict[str, str], bytes]]]


@pytest.fixture
def fetch(hall: Running) -> Fetch:
    """Return a function that GETs a path: status, headers in lower case, body as sent."""

    async def get(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        # Over a plain socket: a client would unpack the body and hide what was sent.
        reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{hall.port}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        async with asyncio.timeout(WAIT_S):
            raw = await reader.read()
        writer.close()
        await writer.wait_closed()
        head, _, body = raw.partition(b"\r\n\r\n")
        status, *fields = head.decode().split("\r\n")
        found = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in fields}
        return int(status.split()[1]), found, body

    return get
