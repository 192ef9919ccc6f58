"""Serve the kernel's methods over WebSocket.

Each client has one Session and one task that writes; each request has a task of its own. A client
sends the token as `Authorization: Bearer …` or, from a browser, as the subprotocol `bearer.…`.
Everything is bounded: the size of a message, the open requests, and the bytes that wait to be sent.
A client that stops reading is cut off, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import deque
from functools import partial
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from demo_kernel.service.dispatch import Dispatcher
from demo_kernel.service.kernel import Call
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.method import split_asker
from talk.protocol.session import CancelReceived, RequestReceived, Session
from talk.protocol.wire import Asker, Event

log = logging.getLogger(__name__)

OPEN_REQUESTS = 512
"""Requests that one client may have open.

The room's link carries those of everybody in the hall.
"""
OUTBOX_BYTES = 16 << 20
"""Bytes that may wait to be sent to one client. With more, the client counts as gone."""
BEARER = "bearer."


async def check_address(host: str, port: int) -> None:
    """Bind `host` and `port` for a moment. Raises OSError when that address cannot be used."""
    # Bound without listening, so that no client connects to what is closed again.
    probe = await asyncio.get_running_loop().create_server(
        asyncio.Protocol, host, port, start_serving=False
    )
    probe.close()


async def start(dispatcher: Dispatcher, host: str, port: int, token: str | None) -> Server:
    """Listen on `host` and `port`, where port 0 picks a free one.

    Every client is accepted when `token` is None. Raises OSError when the address cannot be used.
    """

    async def on_client(connection: ServerConnection) -> None:
        await Client(connection, dispatcher).run()

    def authorise(connection: ServerConnection, request: Request) -> Response | None:
        # compare_digest: the time of a comparison must not tell how much of a guess was right.
        if token is None or any(
            hmac.compare_digest(offer.encode(), token.encode()) for offer in _offers(request)
        ):
            return None
        return connection.respond(
            HTTPStatus.UNAUTHORIZED, "the kernel's token is missing or wrong\n"
        )

    def select_subprotocol(connection: ServerConnection, offered: Any) -> Subprotocol | None:
        # A browser closes the connection unless the server picks one of those that it offered.
        return next((name for name in offered if name.startswith(BEARER)), None)

    return await serve(
        on_client,
        host,
        port,
        process_request=authorise,
        select_subprotocol=select_subprotocol,
        compression=None,  # most clients are on this machine: it would only take time
        max_size=jsonrpc.MAX_MESSAGE_BYTES,
        # Incoming messages that wait for `run`; beyond them websockets stops reading from the
        # socket.
        max_queue=64,
        backlog=2048,  # a hall may connect at once
        # A laptop that was closed sends no end: without pings its requests would run on for nobody.
        ping_interval=20,
        ping_timeout=20,
    )


def address(server: Server) -> str:
    """Return `ws://host:port` of the first address that the server listens on."""
    host, port, *_ = next(iter(server.sockets)).getsockname()
    return f"ws://[{host}]:{port}" if ":" in host else f"ws://{host}:{port}"


def _offers(request: Request) -> list[str]:
    """Return the tokens that a request carries, right or wrong."""
    # A browser's WebSocket cannot set headers; its only way to send a token is a subprotocol.
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    offers = [value.strip()] if scheme.lower() == "bearer" else []
    protocols = ",".join(request.headers.get_all("Sec-WebSocket-Protocol")).split(",")
    return offers + [
        name.strip()[len(BEARER) :] for name in protocols if name.strip().startswith(BEARER)
    ]


class Client:
    """One connection: its session, its requests and what waits to be sent."""

    def __init__(self, connection: ServerConnection, dispatcher: Dispatcher) -> None:
        self._connection = connection
        self._dispatcher = dispatcher
        self._session = Session(open_limit=OPEN_REQUESTS)
        self._tasks: dict[int | str, asyncio.Task[None]] = {}
        self._outbox: deque[str] = deque()
        self._outbox_bytes = 0
        self._filled = asyncio.Event()
        self._person = f"link-{id(self):x}"
        """Asker of the requests that name none."""

    async def run(self) -> None:
        """Serve until the connection ends, then cancel every request that is still open."""
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._connection:
                self._session.receive(message)
                for event in self._session.events():
                    if isinstance(event, RequestReceived):
                        # In a table, also because the event loop holds tasks by weak references
                        # only.
                        task = self._tasks[event.id] = asyncio.create_task(self._answer(event))
                        task.add_done_callback(partial(self._ended, event.id))
                    elif isinstance(event, CancelReceived) and event.id in self._tasks:
                        # A cancel that comes after the answer finds nothing here, which is no
                        # error.
                        self._tasks[event.id].cancel()
                # What the session itself has to say, e.g. that a message was no JSON.
                self._flush()
        except ConnectionClosed:
            pass
        finally:
            # A copy: each task that ends removes itself from the table.
            for task in [*self._tasks.values(), writer]:
                task.cancel()
            await asyncio.gather(*self._tasks.values(), writer, return_exceptions=True)

    async def _answer(self, request: RequestReceived) -> None:
        id = request.id

        def emit(event: Event) -> None:
            # Nulls left out: a step without candidates is sent for every token.
            self._session.event(id, event.model_dump(mode="json", exclude_none=True))
            self._flush()

        try:
            asker, params = split_asker(request.params)
            if not asker.person:
                # All such requests of one connection share one person's rate limit and turns.
                asker = Asker(priority=asker.priority, person=self._person)
            call = Call(asker, emit)
            self._session.answer(id, await self._dispatcher.answer(request.method, params, call))
        except WireError as error:
            self._session.fail(id, error.code, error.message, error.data)
        except Exception:  # every request gets an answer
            log.exception("a request was not answered")
            self._session.fail(
                id, jsonrpc.INTERNAL_ERROR, "the kernel has a fault; its log has the details"
            )
        self._flush()

    def _ended(self, id: int | str, task: asyncio.Task[None]) -> None:
        """Forget a request, and answer it when it was cancelled.

        Its own task cannot answer: a task that is cancelled before its first step never runs.
        """
        if self._tasks.get(id) is task:  # an answered request's id may be in use again
            del self._tasks[id]
        if task.cancelled():
            self._session.fail(id, jsonrpc.CANCELLED, "cancelled")
            self._flush()

    def _flush(self) -> None:
        """Move what the session wants to send into the outbox.

        Never waits, so that events stay in order.
        """
        # One queue for everything, so an answer can never overtake the events before it.
        for text in self._session.data_to_send():
            self._outbox.append(text)
            # Characters in truth; nearly all of JSON is ASCII, and the bound is a coarse one.
            self._outbox_bytes += len(text)
        if self._outbox_bytes > OUTBOX_BYTES:
            log.warning("a client does not read what it asked for; its connection is cut")
            self._outbox.clear()
            self._outbox_bytes = 0
            # Not close(), which would wait for the client to read.
            self._connection.transport.abort()
        self._filled.set()

    async def _write(self) -> None:
        try:
            while True:
                await self._filled.wait()
                # Cleared before the queue is emptied: what comes while `send` waits sets it again.
                self._filled.clear()
                while self._outbox:
                    text = self._outbox.popleft()
                    self._outbox_bytes -= len(text)
                    await self._connection.send(text)
        except ConnectionClosed:
            pass
