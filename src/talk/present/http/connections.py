"""Give up connections that are silent or do not read, and bound how many there are.

uvicorn waits for ever for the first byte of a request, and for a client to read what was sent to
it. The two protocols here add deadlines, and count connections so that some stay free for
presenters.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from talk.present.http.addresses import same_machine

log = logging.getLogger(__name__)

REQUEST_WITHIN_S = 10.0
"""Time after which a connection that has not sent a whole request head is cut."""
RESPONSE_WITHIN_S = 120.0
"""Time after which a client that has not read its answer is cut."""
OTHER_FILES = 64
"""Open files that are no connections: the journal, the kernel's link, files of the deck."""
RESERVED = 16
"""Connections that only this machine may open; phones that join leave as many again free."""
ABORT = "talk.abort"
"""Name of the ASGI extension that cuts a connection at once, whatever waits to be sent."""
WARN_EVERY_S = 30.0
"""Shortest time between two warnings that there are too many connections."""


class ConnectionSlots:
    """Count open connections against the number of files that this process may open."""

    def __init__(self, open_files: int) -> None:
        # Where the system allows only a few files there is still one place for a phone.
        self.total = max(open_files - OTHER_FILES, 2 * RESERVED + 1)
        self.used = 0
        self._warned = float("-inf")

    @property
    def max_phones(self) -> int:
        """Most phones that may have joined at once."""
        # One reserve is for this machine's screens, the other for pages and files of those who have
        # just come.
        return self.total - 2 * RESERVED

    def acquire(self, *, local: bool, now: float) -> bool:
        """Count one more connection; return False when there is no slot for it.

        A connection from this machine (`local`) may use the reserved slots too.
        """
        if self.used >= self.total - (0 if local else RESERVED):
            # A flood would write a line for each connection and fill the disk with its log.
            if now >= self._warned + WARN_EVERY_S:
                self._warned = now
                log.warning(
                    "all %d places for connections are taken; new ones are closed", self.total
                )
            return False
        self.used += 1
        return True

    def release(self) -> None:
        """Count one connection less."""
        self.used -= 1


def protocols(slots: ConnectionSlots) -> tuple[type[asyncio.Protocol], type[asyncio.Protocol]]:
    """Return the HTTP and the WebSocket protocol of a server whose connections share slots."""

    class Http(H11Protocol):
        """HTTP/1.1 with a deadline for each request and for each answer."""

        _counted = False
        _deadline: asyncio.TimerHandle | None = None
        _timed: Any = None
        """The request whose answer the deadline is for; None while it is for a request head."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            """Count the connection, and wait for its first request."""
            super().connection_made(transport)
            local = same_machine(
                self.client[0] if self.client else "", self.server[0] if self.server else ""
            )
            self._counted = slots.acquire(local=local, now=self.loop.time())
            # Cut at once: a polite answer would hold the file that is short.
            if self._counted:
                self._set_deadline(REQUEST_WITHIN_S)
            else:
                transport.abort()

        def data_received(self, data: bytes) -> None:
            """Wait for the request's answer to be read, or for the next request."""
            super().data_received(data)
            # It is a WebSocket from now on, and pings watch it.
            if self.transport.get_protocol() is not self:
                self._set_deadline(None)
            elif self.cycle is not None and not self.cycle.response_complete:
                # uvicorn makes a new cycle for each request; more of the same request's data must
                # not push its deadline on.
                if self.cycle is not self._timed:
                    self._timed = self.cycle
                    self._set_deadline(RESPONSE_WITHIN_S)
            elif self._timed is not None:
                self._timed = None
                self._set_deadline(REQUEST_WITHIN_S)

        def connection_lost(self, exc: Exception | None) -> None:
            """Count the connection no more."""
            self._set_deadline(None)
            if self._counted:
                slots.release()
            super().connection_lost(exc)

        def _set_deadline(self, seconds: float | None) -> None:
            """Cut the connection after so many seconds, or never for None."""
            if self._deadline is not None:
                self._deadline.cancel()
            self._deadline = (
                self.loop.call_later(seconds, self.transport.abort) if seconds is not None else None
            )

    class WebSocket(WebSocketsSansIOProtocol):
        """A WebSocket that can be cut.

        Closing one waits until the client has read everything, which may be never.
        """

        def handle_connect(self, event: Any) -> None:
            """Offer the application a function that cuts the connection."""
            super().handle_connect(event)
            # Otherwise the handshake failed, and there is no application to offer it to.
            if self.handshake_initiated and not self.close_sent:
                self.scope["extensions"][ABORT] = {"call": self.transport.abort}

        async def send(self, message: Any) -> None:
            """Send a message; after a close, cut a client that does not answer it."""
            await super().send(message)
            if message["type"] == "websocket.close" and self.close_timer is not None:
                self.close_timer.cancel()
                self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

        def keepalive_timeout(self) -> None:
            """Cut a client that gave no sign of life."""
            super().keepalive_timeout()
            # A close would wait for the client, which is silent.
            self.transport.abort()

        def shutdown(self) -> None:
            """Close the connection when the server ends."""
            # uvicorn sends a close frame here, which fails where the client's own close frame has
            # been answered and the answer has not left yet, and the whole end would fail with it.
            if self.handshake_complete and self.conn.state is not State.OPEN:
                self.stop_keepalive()
                self.transport.close()
            else:
                super().shutdown()

        def connection_lost(self, exc: Exception | None) -> None:
            """Count the connection no more."""
            # The HTTP protocol counted it; the upgrade handed the transport over to this one.
            slots.release()
            super().connection_lost(exc)

    return Http, WebSocket
