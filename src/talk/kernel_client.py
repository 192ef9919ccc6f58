"""A connection to a demo kernel: `connect`, `call` with a stream and cancellation, `close`.

The conversation is `talk.protocol.session`; this is the driver around it for asyncio.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from talk.failure import Failure
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.session import (
    ErrorReceived,
    EventReceived,
    Id,
    ResultReceived,
    Session,
    SessionEvent,
)
from talk.protocol.wire import Json

CONNECT_S = 5.0
MAX_ANSWER_BYTES = 64 << 20
"""Longest message taken from a kernel; attention maps of a long text are large."""

OnEvent = Callable[[dict[str, Json]], None]


class KernelUnreachable(Failure):
    """Nobody answers at the kernel's address, or it is no kernel, or it refuses the token."""


@dataclass
class _Call:
    answer: asyncio.Future[dict[str, Json]]
    on_event: OnEvent | None


@dataclass
class KernelClient:
    """Made by `connect`; also an async context manager."""

    _socket: ClientConnection
    heard_at: float = field(default_factory=time.monotonic)
    """When the kernel last sent anything, on the monotonic clock."""
    _session: Session = field(default_factory=Session)
    _calls: dict[Id, _Call] = field(default_factory=dict)
    _reader: asyncio.Task[None] | None = None
    _out: asyncio.Task[None] | None = None
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def connect(cls, url: str, token: str | None = None, *, timeout_s: float = CONNECT_S) -> KernelClient:
        """Open a connection. Raises KernelUnreachable with a sentence that says why."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            socket = await open_socket(
                url,
                additional_headers=headers,
                open_timeout=timeout_s,
                close_timeout=1,
                compression=None,
                proxy=None if _is_local(url) else True,
                max_size=MAX_ANSWER_BYTES,
                max_queue=256,
                ping_interval=None,  # whoever holds the link decides how soon it counts as dead
            )
        except InvalidURI:
            raise KernelUnreachable(f"'{url}' is no address of a kernel: it starts with ws:// or wss://") from None
        except InvalidStatus as error:
            raise KernelUnreachable(_refusal(url, error.response.status_code)) from None
        except (OSError, InvalidHandshake, TimeoutError) as error:
            number = getattr(error, "errno", None)
            reason = os.strerror(number).lower() if number else str(error) or "no answer"
            raise KernelUnreachable(f"no kernel answers at {url} ({reason})") from None
        client = cls(socket)
        client._reader = asyncio.create_task(client._read())
        client._out = asyncio.create_task(client._write())
        return client

    @property
    def alive(self) -> bool:
        return self._reader is not None and not self._reader.done()

    @property
    def open_calls(self) -> int:
        return len(self._calls)

    async def call(self, method: str, params: dict[str, Json], on_event: OnEvent | None = None) -> dict[str, Json]:
        """The result of a method; `on_event` gets each event of its stream, in order.

        Raises WireError: the kernel's refusal, or KERNEL_GONE when the connection breaks. Cancelling the task
        that waits here cancels the request.
        """
        if not self.alive:
            raise WireError(jsonrpc.KERNEL_GONE, "the connection to the kernel is closed")
        id = self._session.request(method, params)
        call = self._calls[id] = _Call(asyncio.get_running_loop().create_future(), on_event)
        self._filled.set()
        try:
            return await call.answer
        except asyncio.CancelledError:
            call.on_event = None
            self._session.cancel(id)
            self._filled.set()
            raise

    async def ping(self, timeout_s: float) -> float:
        """Seconds to the kernel's socket and back. Raises TimeoutError, or WireError(KERNEL_GONE)."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(timeout_s):
                await (await self._socket.ping())
        except ConnectionClosed:
            raise WireError(jsonrpc.KERNEL_GONE, "the connection to the kernel is closed") from None
        return time.monotonic() - started

    async def wait_closed(self) -> None:
        """Until the connection is gone, from either side."""
        if self._reader is not None:
            await asyncio.wait([self._reader])

    async def close(self) -> None:
        """Say good-bye; open calls end with KERNEL_GONE."""
        await self._socket.close()
        await self._end()

    async def abort(self) -> None:
        """Cut the connection without waiting for a kernel that does not answer."""
        self._socket.transport.abort()
        await self._end()

    async def _end(self) -> None:
        tasks = [task for task in (self._reader, self._out) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # Driving the session

    async def _read(self) -> None:
        try:
            async for text in _frames(self._socket):
                self.heard_at = time.monotonic()
                self._session.receive(text)
                for event in self._session.events():
                    self._take(event)
        finally:
            self._lose()

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self._filled.wait()
                self._filled.clear()
                for text in self._session.data_to_send():
                    await self._socket.send(text)

    def _take(self, event: SessionEvent) -> None:
        if isinstance(event, EventReceived):
            call = self._calls.get(event.id)
            if call is not None and call.on_event is not None:
                call.on_event(event.event)
        elif isinstance(event, ResultReceived):
            call = self._calls.pop(event.id, None)
            if call is not None and not call.answer.done():
                call.answer.set_result(event.result)
        elif isinstance(event, ErrorReceived):
            call = self._calls.pop(event.id, None)
            if call is not None and not call.answer.done():
                call.answer.set_exception(WireError(event.code, event.message, event.data))

    def _lose(self) -> None:
        self._session.lost()
        calls, self._calls = self._calls, {}
        for call in calls.values():
            if not call.answer.done():
                text = "the kernel went away before it had answered"
                call.answer.set_exception(WireError(jsonrpc.KERNEL_GONE, text))


async def _frames(socket: ClientConnection) -> AsyncIterator[str | bytes]:
    """Everything that arrives until the connection ends, however it ends."""
    with contextlib.suppress(ConnectionClosed):
        async for text in socket:
            yield text


def _refusal(url: str, status: int) -> str:
    if status in (401, 403):
        return f"the kernel at {url} refuses the token: give the one it was started with as --kernel-token"
    return f"what answers at {url} is no kernel (HTTP status {status})"


def _is_local(url: str) -> bool:
    host: Any = url.partition("://")[2].partition("/")[0].rpartition(":")[0] or url
    return host in ("127.0.0.1", "localhost", "[::1]")
