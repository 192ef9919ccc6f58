"""Connect to a demo kernel: `connect`, `call` with a stream and cancellation, `close`.

The protocol is in `talk.protocol.session`, without I/O; this is the driver around it for asyncio.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

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
"""Longest wait for a connection."""
MAX_FRAME_BYTES = 8 << 20
"""Longest frame read from a kernel.

It is longer than MAX_MESSAGE_BYTES, so that an answer over that fails its own call and not the
link.
"""
MAX_EVENT_BYTES = 1 << 16
"""Longest event of a stream; one with 50 candidates of a sampler is a fifth as long."""
MAX_STREAM_BYTES = 32 << 20
"""Most that one call may stream."""
MAX_REASON = 500
"""Most characters of a kernel's refusal that are shown."""
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
"""Host names of this machine."""

OnEvent = Callable[[dict[str, Json]], None]


class KernelUnreachable(Failure):
    """Nothing answers at the kernel's address, or it is no kernel, or it refuses the token."""


@dataclass
class _Call:
    """A request that waits for its result."""

    answer: asyncio.Future[dict[str, Json]]
    on_event: OnEvent | None
    method: Method | None
    """None for a method that this version of the wire does not know."""
    streamed: int = 0
    """Bytes of the events so far."""

    def receive_event(self, event: Json, size: int) -> None:
        """Check an event and pass it on. Raises WireError for one that is wrong or too large."""
        if self.on_event is None:  # the caller wants none, or has cancelled
            return
        self.streamed += size
        # A kernel may be anybody's machine; what it streams is kept in the room and in every
        # browser.
        if size > MAX_EVENT_BYTES or self.streamed > MAX_STREAM_BYTES:
            raise WireError(
                jsonrpc.TOO_LARGE, "the kernel streams more than talk accepts for one request"
            )
        known = self.method.read_event(event) if self.method is not None else event
        if known is not None:
            self.on_event(known)

    def receive_result(self, result: Json) -> None:
        """Check the result and end the call. Raises WireError for one that is wrong."""
        if not isinstance(result, dict):
            text = f"the kernel's answer is no object but {type(result).__name__}"
            raise WireError(jsonrpc.INTERNAL_ERROR, text)
        self.end(self.method.read_result(result) if self.method is not None else result)

    def end(self, result: dict[str, Json] | Exception) -> None:
        """End the call with its result or an error."""
        if self.answer.done():  # by a cancellation
            return
        if isinstance(result, Exception):
            self.answer.set_exception(result)
        else:
            self.answer.set_result(result)


@dataclass
class KernelClient:
    """A connection to a kernel, made by `connect`.

    As an async context manager it closes at the end.
    """

    _socket: ClientConnection
    heard_at: float = field(default_factory=time.monotonic)
    """When the kernel last sent anything, on the monotonic clock."""
    fault: str = ""
    """Why this side ended the connection, in a sentence; "" where it did not."""
    _session: Session = field(default_factory=Session)
    _calls: dict[Id, _Call] = field(default_factory=dict)
    _reader: asyncio.Task[None] | None = None
    _out: asyncio.Task[None] | None = None
    _filled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the session may have data to send."""

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
                compression=None,  # the frames of a stream are too short to gain from it
                # No proxy of this machine's settings stands between two of its own programs.
                proxy=None if urlsplit(url).hostname in LOCAL else True,
                max_size=MAX_FRAME_BYTES,
                max_queue=256,  # a burst of a stream must not stop the reading of pongs
                ping_interval=None,  # `ping` is called by whoever decides how soon a link is dead
            )
        except (InvalidURI, ValueError):  # the latter for an open bracket, or a port that is none
            raise KernelUnreachable(
                f"'{url}' is no address of a kernel: it starts with ws:// or wss://"
            ) from None
        except InvalidStatus as error:
            status = error.response.status_code
            if status in (401, 403):
                token = "give the one it was started with as --kernel-token"
                sentence = f"the kernel at {url} refuses the token: {token}"
            else:
                sentence = f"what answers at {url} is no kernel (HTTP status {status})"
            raise KernelUnreachable(sentence) from None
        except (OSError, InvalidHandshake, TimeoutError) as error:
            number = getattr(error, "errno", None)
            reason = os.strerror(number).lower() if number else str(error) or "no answer"
            raise KernelUnreachable(f"no kernel answers at {url} ({reason})") from None
        client = cls(socket)
        # Reading and writing apart: a write that waits for a slow kernel must not keep pongs
        # unread.
        client._reader = asyncio.create_task(client._read())
        client._out = asyncio.create_task(client._write())
        return client

    @property
    def alive(self) -> bool:
        """True until the connection has ended."""
        return self._reader is not None and not self._reader.done()

    async def call(
        self, method: str, params: dict[str, Json], on_event: OnEvent | None = None
    ) -> dict[str, Json]:
        """Call a method and return its result.

        `on_event` receives each event of its stream, in order. Events and result are checked
        against the method's types, and hold no key that the types do not have. Cancelling the task
        that waits here cancels the request.

        Raises WireError: the kernel's refusal, INTERNAL_ERROR or TOO_LARGE for an answer that does
        not fit, KERNEL_GONE when the connection breaks; and what `on_event` raises.
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
            # Events that are on their way must not reach whoever has gone.
            call.on_event = None
            self._session.cancel(id)
            self._filled.set()
            raise

    async def ping(self, timeout_s: float) -> float:
        """Return the round-trip time to the kernel's socket, in seconds.

        Raises TimeoutError, or WireError(KERNEL_GONE).
        """
        started = time.monotonic()
        try:
            async with asyncio.timeout(timeout_s):
                # The first wait is until the ping is written, the second until its pong has come.
                await (await self._socket.ping())
        except ConnectionClosed:
            raise WireError(jsonrpc.KERNEL_GONE, "the connection to the kernel is closed") from None
        return time.monotonic() - started

    async def wait_closed(self) -> None:
        """Wait until the connection is gone, from either side."""
        if self._reader is not None:
            # Not awaited itself: a fault in it is told by `fault`, and a cancel must not end it.
            await asyncio.wait([self._reader])

    async def close(self) -> None:
        """Close the connection; open calls end with KERNEL_GONE."""
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
            async for text in self._socket:
                # Any frame is a sign of life: a pong may wait behind a long answer.
                self.heard_at = time.monotonic()
                self._session.receive(text)
                for event in self._session.events():
                    self._deliver(event, len(text))
                if self._session.malformed:
                    what = self._session.malformed
                    self.fault = f"what answers there does not speak talk's protocol ({what})"
                    return
        except ConnectionClosed:
            pass  # broken off; a connection that was closed in order ends the loop
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            self.fault = f"a fault in talk itself ended the link to the kernel ({what})"
        finally:
            # However the link ended, nobody waits for ever.
            self._session.lost()
            calls, self._calls = self._calls, {}
            gone = "the kernel went away before it had answered"
            for call in calls.values():
                call.end(WireError(jsonrpc.KERNEL_GONE, gone))

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self._filled.wait()
                self._filled.clear()
                for text in self._session.data_to_send():
                    await self._socket.send(text)

    def _deliver(self, event: SessionEvent, size: int) -> None:
        """Pass an event of the session to its call; `size` is that of the frame, in characters."""
        if isinstance(event, EventReceived):
            if (call := self._calls.get(event.id)) is not None:
                try:
                    call.receive_event(event.event, size)
                except Exception as error:  # fails this call alone; the others go on
                    del self._calls[event.id]
                    self._session.cancel(event.id)
                    self._filled.set()
                    call.end(error)
        elif isinstance(event, ResultReceived):
            if (call := self._calls.pop(event.id, None)) is not None:
                try:
                    call.receive_result(event.result)
                except WireError as error:
                    call.end(error)
        elif (
            isinstance(event, ErrorReceived)
            and (call := self._calls.pop(event.id, None)) is not None
        ):
            # The session cancels a call whose answer was malformed, and has that to send.
            self._filled.set()
            call.end(WireError(event.code, event.message[:MAX_REASON], event.data))
