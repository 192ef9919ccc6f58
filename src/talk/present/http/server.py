"""uvicorn as the room needs it: no compression, no forwarded addresses, many sockets, signals left alone."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from talk.present.http.addresses import BACKLOG
from talk.present.http.connections import Places, protocols
from talk.protocol.jsonrpc import MAX_MESSAGE_BYTES

ACCEPTED_AT_ONCE = 64
"""Connections taken in a row before others are served."""
PING_S = 10.0
"""Sockets are asked for a sign of life this often, and given up when none comes within the same time."""


class Server(uvicorn.Server):
    """Runs until `should_exit`; whoever started it handles signals. `ready` is set once it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for sock in sockets or ():
            # asyncio accepts as many connections in a row as it is told to let wait, and reports
            # each failure.
            sock.listen(BACKLOG)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(app: ASGIApp, places: Places | None = None) -> Server:
    """Return the server of an application; `places` bounds its connections, without it the files it may open do."""
    http, websocket = protocols(places or Places(resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
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
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
    )


def allow_many_sockets() -> int:
    """Raise the number of files this process may open to what the system allows; returns it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft
