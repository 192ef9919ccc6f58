"""The server of a room whose end nobody has to wait for."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from uvicorn import Config

from talk.present.http.server import Server


class PromptServer(Server):
    """A server that ends with `end`, as soon as its connections have.

    uvicorn looks ten times a second whether it is to end, and then as often whether it can: a
    sixth of a second for each of the hundreds of rooms.
    """

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.end = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)  # sets the headers of all answers
        await self.end.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn's own steps in its own order, but for the pauses between them.
        for server in self.servers:
            server.close()
        for sock in sockets or ():
            sock.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                # uvicorn has no event for it.
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
                for server in self.servers:
                    await server.wait_closed()
        for task in self.server_state.tasks:
            task.cancel()
