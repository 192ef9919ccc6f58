"""Configure uvicorn for the room: many sockets, no compression, signals left to the command."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from talk.present.http.addresses import BACKLOG
from talk.present.http.connections import ConnectionSlots, protocols
from talk.protocol.jsonrpc import MAX_MESSAGE_BYTES

ACCEPTED_AT_ONCE = 64
"""Connections accepted in a row before open ones are served again."""
PING_S = 10.0
"""Interval between pings of a WebSocket, and the longest wait for each answer."""


class Server(uvicorn.Server):
    """A server that runs until `should_exit`."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        """Set once it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen with a long queue, then set `ready`."""
        await super().startup(sockets)
        for sock in sockets or ():
            # asyncio accepts as many connections in a row as it is told to let wait, and reports
            # each failure.
            sock.listen(BACKLOG)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the command."""
        # uvicorn would set its own handlers, and raise the signal again after its shutdown; the
        # command has a journal to close first.
        yield


def make_server(app: ASGIApp, slots: ConnectionSlots | None = None) -> Server:
    """Return the server of an application.

    Its connections are bounded by `slots`, or else by the number of files that this process may
    open.
    """
    open_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    http, websocket = protocols(slots or ConnectionSlots(open_files))
    return Server(
        uvicorn.Config(
            app,
            http=http,
            ws=websocket,
            ws_per_message_deflate=False,  # measured: 4 times the memory, a third slower
            ws_max_size=MAX_MESSAGE_BYTES,
            ws_ping_interval=PING_S,
            ws_ping_timeout=PING_S,
            backlog=ACCEPTED_AT_ONCE,
            proxy_headers=False,  # anybody could say that they come from this machine
            server_header=False,
            # `App` knows HTTP and WebSockets only.
            lifespan="off",
            # uvicorn's lines would run over the addresses and the QR code on the terminal.
            log_config=None,
            access_log=False,
            # Sockets are told the end first; a phone in a pocket does not answer and must not hold
            # Ctrl-C up.
            timeout_graceful_shutdown=2,
        )
    )


def allow_many_sockets() -> int:
    """Raise the number of files that this process may open to the system's limit; return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Not the whole limit of the system, which may be a billion: nobody needs that many, and slots
    # are computed from it.
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft
