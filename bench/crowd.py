"""Hold a hall of phones in one process, beside servers that run as processes of their own.

A phone is as cheap as one can be: frames are counted, nothing is decoded.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import struct
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

POSITION = b'"kind":"position"'
"""Marks the frame of a slide change."""

# Backlog and compression are as talk's own server has them, so that the floor differs in what it
# does and not in how it is set. It sends no pings: it has no phones to miss.
BROADCAST_SERVER = """
import asyncio, resource
from websockets.asyncio.server import broadcast, serve
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
followers = set()
async def serve_one(socket):
    followers.add(socket)
    async for message in socket:
        broadcast(followers, message)
async def main():
    server = await serve(
        serve_one, "127.0.0.1", 0, compression=None, backlog=2048, ping_interval=None
    )
    print(next(iter(server.sockets)).getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
"""Sends what one socket says to all, and does nothing else: the floor under every room."""


@dataclass
class Hall:
    """All phones of one client process."""

    wanted: int = 0
    arrived: int = 0
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    def expect(self, phones: int) -> None:
        self.wanted, self.arrived = phones, 0
        self.complete.clear()

    def one_arrived(self) -> None:
        self.arrived += 1
        if self.arrived == self.wanted:
            self.complete.set()


class Phone(asyncio.Protocol):
    """A websocket client that knows just enough: the upgrade, whole frames, pongs, one question."""

    def __init__(self, hall: Hall, port: int, path: str, first: str | None) -> None:
        self.hall, self.port, self.path, self.first = hall, port, path, first
        self.ready: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        """The answer to `first`; empty as soon as the socket is open where there is none."""
        self.kept: list[bytes] | None = None
        """Every message that came, from the moment at which a list is put here."""
        self.buffer = b""
        self.open = False
        # Far from the numbers of joins, whose answers nobody waits for by number.
        self._number = 1000
        self._waiting: tuple[bytes, asyncio.Future[dict[str, Any]]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: "
            "websocket\r\nConnection: Upgrade\r\n"
            # The key of the RFC's own example: any sixteen bytes will do.
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
            "13\r\n\r\n".encode()
        )

    def send(self, text: str) -> None:
        self.send_frame(1, text.encode())

    def ask(self, method: str, /, **params: object) -> asyncio.Future[dict[str, Any]]:
        """Send a request; the future has its answer, be it a result or an error."""
        self._number += 1
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting = (f'"id":{self._number}'.encode(), future)
        self.send(request(self._number, method, params))
        return future

    def send_frame(self, opcode: int, data: bytes) -> None:
        """Send a frame with a mask of zeros, so that the payload goes as it is."""
        # No phone sends more than two bytes of length can say.
        length = (
            bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack("!H", len(data))
        )
        # A client must mask its frames; a mask of zeros is one, and costs nothing.
        self.transport.write(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + data)

    def data_received(self, data: bytes) -> None:
        # TCP cuts where it likes: what is no whole frame yet waits in the buffer for its rest.
        data = self.buffer + data
        if not self.open:
            # The handshake's answer is not checked: the server is ours.
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self.buffer = head
                return
            self.open = True
            if self.first is None:
                # Whoever waited for it may have given up meanwhile.
                if not self.ready.done():
                    self.ready.set_result(b"")
            else:
                self.send(self.first)
        while len(data) >= 2:
            size, start = data[1] & 0x7F, 2
            # The two longer forms of a frame's length (RFC 6455, 5.2).
            if size == 126:
                size, start = int.from_bytes(data[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(data[2:10], "big"), 10
            if len(data) < start + size:
                break
            self.frame(data[0] & 0x0F, data[start : start + size])
            data = data[start + size :]
        self.buffer = data

    def frame(self, opcode: int, payload: bytes) -> None:
        # A ping wants its pong, or the server would take the phone for gone.
        if opcode == 9:
            self.send_frame(10, payload)
            return
        if self.kept is not None:
            self.kept.append(payload)
        # By its bytes: parsing JSON a thousand times would measure the client.
        if POSITION in payload:
            self.hall.one_arrived()
        elif not self.ready.done():
            self.ready.set_result(payload)
        # The id stands at an answer's front; behind it a result may hold the same characters.
        elif self._waiting is not None and self._waiting[0] in payload[:60]:
            self._waiting[1].set_result(json.loads(payload))
            self._waiting = None


@dataclass
class Contestant:
    """A running server: its process, how phones and the presenter begin, how a slide is changed."""

    process: asyncio.subprocess.Process
    port: int
    path: str
    phone: str | None
    presenter: str | None
    change: Callable[[int], str]


async def connect(server: Contestant, hall: Hall, first: str | None) -> Phone:
    """Connect a phone of this hall, and wait until it is let in."""
    _, phone = await asyncio.get_running_loop().create_connection(
        lambda: Phone(hall, server.port, server.path, first), "127.0.0.1", server.port
    )
    await phone.ready
    return phone


@contextlib.asynccontextmanager
async def broadcast_server(messages: Sequence[str]) -> AsyncIterator[Contestant]:
    """Run the floor; its slide changes are these messages in turn."""
    # A process of its own, as talk's is: sender and receivers must not share an interpreter.
    async with _process(sys.executable, "-c", BROADCAST_SERVER) as (process, line):

        def change(n: int) -> str:
            return messages[n % len(messages)]

        yield Contestant(process, int(line), "/", None, None, change)


@contextlib.asynccontextmanager
async def talk_server(
    kernel: str = "none", deck: str = "tour", *options: str
) -> AsyncIterator[Contestant]:
    """Run `talk present` on a free port."""
    command = (
        *("present", deck, "--no-open", "--json", "--host", "127.0.0.1", "--port", "0"),
        *("--kernel", kernel, *options),
    )
    async with _process(sys.executable, "-m", "talk", *command) as (process, line):
        said = json.loads(line)
        # The addresses are made for browsers; a socket needs only the token of one and the port.
        token = said["stage"].partition("#token=")[2]
        port = int(said["phone"].rstrip("/").rpartition(":")[2])

        def change(n: int) -> str:
            # Two slides in turn, so that every change is one: going where one is sends nothing.
            place = {"slide": ("one-idea", "history")[n % 2], "step": 0}
            return request(n + 10, "room/navigate", place)

        phone = request(1, "room/join", {"role": "phone"})
        yield Contestant(
            process,
            port,
            "/ws",
            phone,
            request(1, "room/join", {"role": "stage", "token": token}),
            change,
        )


@contextlib.asynccontextmanager
async def generating() -> AsyncIterator[None]:
    """Run a kernel that generates for one stage without a pause."""
    from talk.kernel_client import KernelClient

    async with contextlib.AsyncExitStack() as stack:
        command = (sys.executable, "-m", "demo_kernel", "--port", "0", "--json")
        _, line = await stack.enter_async_context(_process(*command))
        client = await stack.enter_async_context(
            await KernelClient.connect(json.loads(line)["url"])
        )

        async def generate() -> None:
            # A bound only: whoever measures cancels it earlier.
            for seed in range(100_000):
                params = {
                    "text": "Once upon a time",
                    "max_tokens": 200,
                    "temperature": 1.0,
                    "seed": seed,
                }
                await client.call("text/generate", params)

        task = asyncio.create_task(generate())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def _process(*command: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Start a process that prints a line when it is ready."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process, (await process.stdout.readline()).decode()
    finally:
        # It may have ended by itself, which the benchmark has noticed by then.
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def request(id: int, method: str, params: Mapping[str, object]) -> str:
    return json.dumps(
        {"jsonrpc": "2.0", "id": id, "method": method, "params": params}, separators=(",", ":")
    )


def resident(pid: int) -> int:
    """Return the resident memory of a process in bytes."""
    # The second figure is the resident set, in pages (man 5 proc).
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def allow_many_sockets() -> int:
    """Let this process open as many files as the system allows; return their number."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    # A socket is an open file; the usual limit of 1,024 is less than a hall.
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
