"""A kernel without a model: it speaks the wire and does what a test tells it to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.session import CancelReceived, RequestReceived, Session

Emit = Callable[[dict[str, Any]], Awaitable[None]]
Handler = Callable[[dict[str, Any], Emit], Awaitable[dict[str, Any]]]

ABOUT = {
    "model": "pretend 0M",
    "checkpoints": [{"name": "base", "hash": "abc"}],
    "default_checkpoint": "base",
    "vocabularies": [],
    "device": "test",
    "parameters": 1,
    "context": 256,
    "methods": ["tokens/encode", "text/generate"],
}
GENERATED = {
    "text": "done",
    "tokens": [1],
    "finish_reason": "end",
    "provenance": {"model": "pretend 0M"},
}


def step(index: int) -> dict[str, Any]:
    """Return an event of text/generate."""
    return {"index": index, "id": index, "text": f"t{index}"}


HEALTHY = {"running": 0, "queued": 0, "uptime_s": 1.0, "memory_mib": 1.0}


@dataclass
class FakeKernel:
    """`handlers` by method; `asked` is every request that came, `cancelled` those given up."""

    token: str | None = None
    handlers: dict[str, Handler] = field(default_factory=dict)
    asked: list[RequestReceived] = field(default_factory=list)
    cancelled: list[int | str] = field(default_factory=list)
    connections: set[ServerConnection] = field(default_factory=set)
    port: int = 0
    _server: Server | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.handlers.setdefault("kernel/describe", answers(ABOUT))
        self.handlers.setdefault("kernel/health", answers(HEALTHY))

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on the same port again after `stop`."""
        self._server = await serve(
            self._serve, "127.0.0.1", self.port, process_request=self._authorise, compression=None
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Vanish as a killed process does: the sockets are cut."""
        assert self._server is not None
        # Cut, not closed: a polite close would tell the link what a killed process cannot.
        for connection in self.connections:
            connection.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    def hang(self) -> None:
        """Read nothing more, so not even pings are answered."""
        for connection in self.connections:
            connection.transport.pause_reading()

    async def until(self, condition: Callable[[], Any]) -> Any:
        async with asyncio.timeout(10):
            while not (found := condition()):
                self._news.clear()
                await self._news.wait()
            return found

    def _authorise(self, connection: ServerConnection, request: Request) -> Response | None:
        if self.token is None or request.headers.get("Authorization") == f"Bearer {self.token}":
            return None
        return connection.respond(401, "no\n")

    async def _serve(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        session = Session()
        tasks: dict[int | str, asyncio.Task[None]] = {}
        try:
            async for text in connection:
                session.receive(text)
                for event in session.events():
                    if isinstance(event, RequestReceived):
                        self.asked.append(event)
                        tasks[event.id] = asyncio.create_task(
                            self._answer(connection, session, event)
                        )
                    elif isinstance(event, CancelReceived):
                        self.cancelled.append(event.id)
                        tasks[event.id].cancel()
                    self._news.set()
        except ConnectionClosed:
            pass
        finally:
            self.connections.discard(connection)
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def _answer(
        self, connection: ServerConnection, session: Session, request: RequestReceived
    ) -> None:
        async def emit(event: dict[str, Any]) -> None:
            session.event(request.id, event)
            await self._ship(connection, session)

        try:
            handler = self.handlers[request.method]
            session.answer(request.id, await handler(request.params, emit))
        # A test gives only the handlers of what it means to be asked.
        except KeyError:
            session.fail(request.id, jsonrpc.METHOD_NOT_FOUND, "no such method")
        except WireError as error:
            session.fail(request.id, error.code, error.message)
        except asyncio.CancelledError:
            session.fail(request.id, jsonrpc.CANCELLED, "cancelled")
        with contextlib.suppress(ConnectionClosed):
            await self._ship(connection, session)

    async def _ship(self, connection: ServerConnection, session: Session) -> None:
        for text in session.data_to_send():
            await connection.send(text)


def answers(result: dict[str, Any], *events: dict[str, Any]) -> Handler:
    """Return a handler that streams these events and returns this result."""

    async def handler(params: dict[str, Any], emit: Emit) -> dict[str, Any]:
        for event in events:
            await emit(event)
        return result

    return handler


def refuses(code: int, message: str) -> Handler:
    async def handler(params: dict[str, Any], emit: Emit) -> dict[str, Any]:
        raise WireError(code, message)

    return handler


def never(*events: dict[str, Any]) -> Handler:
    """Return a handler that streams these events and then works for ever."""

    async def handler(params: dict[str, Any], emit: Emit) -> dict[str, Any]:
        for event in events:
            await emit(event)
        await asyncio.Event().wait()
        raise AssertionError

    return handler


@pytest.fixture
async def fake_kernel() -> AsyncIterator[FakeKernel]:
    kernel = FakeKernel()
    await kernel.start()
    yield kernel
    await kernel.stop()
