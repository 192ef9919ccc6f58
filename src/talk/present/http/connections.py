"""Connections that are given up: silent ones, ones that do not read, and more of them than there are places.

uvicorn waits for ever for the first byte of a request, and for a client to read what was sent to
it. The two protocols here add deadlines, and count connections so that some places stay free for
presenters.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from talk.present.http.addresses import same_machine

log = logging.getLogger(__name__)

REQUEST_WITHIN_S = 10.0
"""A connection that has not sent a whole request head by then is cut."""
RESPONSE_WITHIN_S = 120.0
"""A client that has not read its answer by then is cut."""
OTHER_FILES = 64
"""Open files that are no connections: the journal, the kernel's link, files of the deck."""
PRESENTER_PLACES = 16
"""Places that only this machine's screens may take; as many again are not given to phones that join."""
ABORT = "talk.abort"
"""Name of the ASGI extension that cuts the connection at once, whatever still waits to be sent."""
SAY_AGAIN_S = 30.0


class Places:
    """Count open connections against the number of files this process may open."""

    def __init__(self, open_files: int) -> None:
        self.total = max(open_files - OTHER_FILES, 2 * PRESENTER_PLACES + 1)
        self.taken = 0
        self._full_said = float("-inf")

    @property
    def phones(self) -> int:
        """Number of phones that may be joined at once."""
        return self.total - 2 * PRESENTER_PLACES

    def enter(self, *, local: bool, now: float) -> bool:
        """Take a place for a connection; return whether there was one."""
        if self.taken >= self.total - (0 if local else PRESENTER_PLACES):
            if now >= self._full_said + SAY_AGAIN_S:
                self._full_said = now
                log.warning(
                    "all %d places for connections are taken; new ones are closed", self.total
                )
            return False
        self.taken += 1
        return True

    def leave(self) -> None:
        """Give a place back."""
        self.taken -= 1


def protocols(places: Places) -> tuple[type[asyncio.Protocol], type[asyncio.Protocol]]:
    """Return the HTTP and the WebSocket protocol of a server whose connections share these places."""

    class Http(H11Protocol):
        """HTTP/1.1 with a deadline for each request and for each answer."""

        _placed = False
        _deadline: asyncio.TimerHandle | None = None
        _timed: Any = None
        """The request whose answer the deadline is for; None while it is for a request head."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            local = same_machine(
                self.client[0] if self.client else "", self.server[0] if self.server else ""
            )
            self._placed = places.enter(local=local, now=self.loop.time())
            if self._placed:
                self._within(REQUEST_WITHIN_S)
            else:
                transport.abort()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.transport.get_protocol() is not self:  # it is a WebSocket from now on
                self._within(None)
            elif self.cycle is not None and not self.cycle.response_complete:
                if self.cycle is not self._timed:
                    self._timed = self.cycle
                    self._within(RESPONSE_WITHIN_S)
            elif self._timed is not None:
                self._timed = None
                self._within(REQUEST_WITHIN_S)

        def connection_lost(self, exc: Exception | None) -> None:
            self._within(None)
            if self._placed:
                places.leave()
            super().connection_lost(exc)

        def _within(self, seconds: float | None) -> None:
            """Cut the connection after so many seconds; None: never."""
            if self._deadline is not None:
                self._deadline.cancel()
            self._deadline = (
                self.loop.call_later(seconds, self.transport.abort) if seconds is not None else None
            )

    class WebSocket(WebSocketsSansIOProtocol):
        """A WebSocket that can be cut: closing waits until everything is read, which may be never."""

        def handle_connect(self, event: Any) -> None:
            super().handle_connect(event)
            if self.handshake_initiated and not self.close_sent:
                self.scope["extensions"][ABORT] = {"call": self.transport.abort}

        async def send(self, message: Any) -> None:
            await super().send(message)
            if message["type"] == "websocket.close" and self.close_timer is not None:
                self.close_timer.cancel()
                self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

        def keepalive_timeout(self) -> None:
            super().keepalive_timeout()
            self.transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            places.leave()
            super().connection_lost(exc)

    return Http, WebSocket
