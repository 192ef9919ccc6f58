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
from talk.protocol import jsonrpc, registry
from talk.protocol.jsonrpc import WireError
from talk.protocol.method import Method
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
MAX_FRAME_BYTES = 8 << 20
"""Longest frame read from a kernel, so that an answer over MAX_MESSAGE_BYTES fails its own call and not the link."""
MAX_EVENT_BYTES = 1 << 16
"""Longest event of a stream; one with 50 candidates and all stages of the sampler has a fifth of it."""
MAX_STREAM_BYTES = 32 << 20
"""Most that one call may stream."""
MAX_REASON = 500
"""Characters of a kernel's refusal that are shown."""

OnEvent = Callable[[dict[str, Json]], None]


class KernelUnreachable(Failure):
    """Nobody answers at the kernel's address, or it is no kernel, or it refuses the token."""


@dataclass
class _Call:
    answer: asyncio.Future[dict[str, Json]]
    on_event: OnEvent | None
    method: Method | None
    """None for one that is no part of the wire."""
    streamed: int = 0
    """Bytes of its events so far."""

    def take_event(self, event: Json, size: int) -> None:
        """Check an event and pass it on. Raises WireError for one that is wrong or too large."""
        if self.on_event is None:
            return
        self.streamed += size
        if size > MAX_EVENT_BYTES or self.streamed > MAX_STREAM_BYTES:
            raise WireError(
                jsonrpc.TOO_LARGE, "the kernel streams more than talk takes for one request"
            )
        known = self.method.read_event(event) if self.method is not None else event
        if known is not None:
            self.on_event(known)

    def take_result(self, result: Json) -> None:
        """Check the result and end the call. Raises WireError for one that is wrong."""
        if not isinstance(result, dict):
            text = f"the kernel's answer is no object but {type(result).__name__}"
            raise WireError(jsonrpc.INTERNAL_ERROR, text)
        self.end(self.method.read_result(result) if self.method is not None else result)

    def end(self, result: dict[str, Json] | Exception) -> None:
        if self.answer.done():
            return
        if isinstance(result, Exception):
            self.answer.set_exception(result)
        else:
            self.answer.set_result(result)


@dataclass
class KernelClient:
    """Made by `connect`; also an async context manager."""

    _socket: ClientConnection
    heard_at: float = field(default_factory=time.monotonic)
    """When the kernel last sent anything, on the monotonic clock."""
    fault: str = ""
    """Why this side ended the connection, in a sentence."""
    _session: Session = field(default_factory=Session)
    _calls: dict[Id, _Call] = field(default_factory=dict)
    _reader: asyncio.Task[None] | None = None
    _out: asyncio.Task[None] | None = None
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def connect(
        cls, url: str, token: str | None = None, *, timeout_s: float = CONNECT_S
    ) -> KernelClient:
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
                max_size=MAX_FRAME_BYTES,
                max_queue=256,
                ping_interval=None,  # whoever holds the link decides how soon it counts as dead
            )
        except InvalidURI:
            raise KernelUnreachable(
                f"'{url}' is no address of a kernel: it starts with ws:// or wss://"
            ) from None
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

    async def call(
        self, method: str, params: dict[str, Json], on_event: OnEvent | None = None
    ) -> dict[str, Json]:
        """The result of a method; `on_event` gets each event of its stream, in order. Both are checked against the
        method's types, and hold no key that the types do not have.

        Raises WireError: the kernel's refusal, INTERNAL_ERROR or TOO_LARGE for an answer that does not fit,
        KERNEL_GONE when the connection breaks; and what `on_event` raises. Cancelling the task that waits here
        cancels the request.
        """
        if not self.alive:
            raise WireError(jsonrpc.KERNEL_GONE, "the connection to the kernel is closed")
        id = self._session.request(method, params)
        call = self._calls[id] = _Call(
            asyncio.get_running_loop().create_future(),
            on_event,
            registry.KERNEL_METHODS.get(method),
        )
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
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    # Driving the session

    async def _read(self) -> None:
        try:
            async for text in _frames(self._socket):
                self.heard_at = time.monotonic()
                self._session.receive(text)
                for event in self._session.events():
                    self._take(event, len(text))
                if self._session.malformed:
                    self.fault = f"what answers there does not speak talk's protocol ({self._session.malformed})"
                    return
        except Exception as error:
            self.fault = f"a fault in talk itself ended the link to the kernel ({type(error).__name__}: {error})"
        finally:
            self._lose()

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self._filled.wait()
                self._filled.clear()
                for text in self._session.data_to_send():
                    await self._socket.send(text)

    def _take(self, event: SessionEvent, size: int) -> None:
        if isinstance(event, EventReceived):
            if (call := self._calls.get(event.id)) is not None:
                try:
                    call.take_event(event.event, size)
                except Exception as error:  # of this call alone
                    del self._calls[event.id]
                    self._session.cancel(event.id)
                    self._filled.set()
                    call.end(error)
        elif isinstance(event, ResultReceived):
            if (call := self._calls.pop(event.id, None)) is not None:
                try:
                    call.take_result(event.result)
                except WireError as error:
                    call.end(error)
        elif (
            isinstance(event, ErrorReceived)
            and (call := self._calls.pop(event.id, None)) is not None
        ):
            self._filled.set()  # the session gives up a call that was answered by something malformed
            call.end(WireError(event.code, event.message[:MAX_REASON], event.data))

    def _lose(self) -> None:
        self._session.lost()
        calls, self._calls = self._calls, {}
        for call in calls.values():
            call.end(WireError(jsonrpc.KERNEL_GONE, "the kernel went away before it had answered"))


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
