"""Measure a slide change until the last of N phones has it, beside `websockets.broadcast`.

Both servers run as processes of their own; one client process holds all the phones, as cheap as a
phone can be (frames are counted, nothing is decoded). The clock starts when the presenter's request
is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import resource
import struct
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bench.table import Table, percentile

POSITION = b'"kind":"position"'
MESSAGE = json.dumps(
    {
        "jsonrpc": "2.0",
        "method": "room/changed",
        "params": {
            "number": 17,
            "changes": [{"kind": "position", "slide": "next-token", "step": 1, "origin": "c01"}],
        },
    },
    separators=(",", ":"),
)
"""What talk sends at a slide change, 160 bytes; the bare server sends the same."""

BROADCAST_SERVER = f"""
import asyncio, resource
from websockets.asyncio.server import broadcast, serve
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
followers = set()
async def serve_one(socket):
    followers.add(socket)
    async for _ in socket:
        broadcast(followers, {MESSAGE!r})
async def main():
    server = await serve(
        serve_one, "127.0.0.1", 0, compression=None, backlog=2048, ping_interval=None
    )
    print(next(iter(server.sockets)).getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


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
    """A websocket client that knows just enough: the upgrade, whole frames, pongs."""

    def __init__(self, hall: Hall, port: int, path: str, first: str | None) -> None:
        self.hall, self.port, self.path, self.first = hall, port, path, first
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: "
            "websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
            "13\r\n\r\n".encode()
        )

    def send(self, text: str) -> None:
        self.send_frame(1, text.encode())

    def send_frame(self, opcode: int, data: bytes) -> None:
        """Send a frame with a mask of zeros, so that the payload goes as it is."""
        length = (
            bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack("!H", len(data))
        )
        # A client must mask its frames; a mask of zeros is one, and costs nothing.
        self.transport.write(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + data)

    def data_received(self, data: bytes) -> None:
        data = self.buffer + data
        if not self.open:
            # The handshake's answer is not checked: the server is ours.
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self.buffer = head
                return
            self.open = True
            if self.first is None:
                self.ready.set_result(None)
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
        # By its bytes: parsing JSON a thousand times would measure the client.
        elif POSITION in payload:
            self.hall.one_arrived()
        elif not self.ready.done():
            self.ready.set_result(None)


@dataclass
class Contestant:
    """A running server: its process, how phones and the presenter begin, how a slide is changed."""

    process: asyncio.subprocess.Process
    port: int
    path: str
    phone: str | None
    presenter: str | None
    change: Callable[[int], str]


@contextlib.asynccontextmanager
async def broadcast_server() -> AsyncIterator[Contestant]:
    async with _process(sys.executable, "-c", BROADCAST_SERVER) as (process, line):
        yield Contestant(process, int(line), "/", None, None, lambda n: "go")


@contextlib.asynccontextmanager
async def talk_server(kernel: str = "none") -> AsyncIterator[Contestant]:
    command = (
        *("present", "tour", "--no-open", "--json", "--host", "127.0.0.1", "--port", "0"),
        "--kernel",
        kernel,
    )
    async with _process(sys.executable, "-m", "talk", *command) as (process, line):
        said = json.loads(line)
        token = said["stage"].partition("#token=")[2]
        port = int(said["phone"].rstrip("/").rpartition(":")[2])

        def change(n: int) -> str:
            place = {"slide": ("one-idea", "history")[n % 2], "step": 0}
            return _request(n + 10, "room/navigate", place)

        phone = _request(1, "room/join", {"role": "phone"})
        yield Contestant(
            process,
            port,
            "/ws",
            phone,
            _request(1, "room/join", {"role": "stage", "token": token}),
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
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _request(id: int, method: str, params: Mapping[str, object]) -> str:
    return json.dumps(
        {"jsonrpc": "2.0", "id": id, "method": method, "params": params}, separators=(",", ":")
    )


@dataclass
class Result:
    milliseconds: list[float]
    bytes_each: float
    """Resident memory that one more phone cost."""


async def measure(server: Contestant, phones: int, changes: int) -> Result:
    """Connect the phones, then change the slide again and again.

    The pauses between are those that people make, shortened.
    """
    hall, loop = Hall(), asyncio.get_running_loop()

    async def connect(first: str | None) -> Phone:
        _, phone = await loop.create_connection(
            lambda: Phone(hall, server.port, server.path, first), "127.0.0.1", server.port
        )
        await phone.ready
        return phone

    presenter = await connect(server.presenter)
    before = _resident(server.process.pid)
    audience: list[Phone] = []
    # Fifty at a time, so that joining overflows no backlog.
    for _ in range(0, phones, 50):
        audience += await asyncio.gather(
            *[connect(server.phone) for _ in range(min(50, phones - len(audience)))]
        )
    each = (_resident(server.process.pid) - before) / phones
    # Until the joins' last messages have gone out; they would be in the first figures otherwise.
    await asyncio.sleep(1.5)
    times = []
    for n in range(changes + 5):
        hall.expect(phones + 1)  # the presenter receives it too
        start = perf_counter()
        presenter.send(server.change(n))
        await asyncio.wait_for(hall.complete.wait(), 20)
        times.append((perf_counter() - start) * 1000)
        # Not at even times, which could fall in step with a timer of the server.
        await asyncio.sleep(0.05 + random.Random(n).random() * 0.02)
    for phone in [*audience, presenter]:
        phone.transport.abort()
    # The first five changes warm both sides up.
    return Result(times[5:], each)


def _resident(pid: int) -> int:
    """Return the resident memory of a process in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def compare(phones: int, changes: int) -> Table:
    """Measure both servers, alone and with a model generating beside them."""
    table = Table(
        f"A slide change until the last of {phones:,} phones has it ({len(MESSAGE)} bytes)",
        ["server", "p50 ms", "p95 ms", "p99 ms", "p99 to broadcast", "kB a phone"],
    )
    results: dict[str, Result] = {}
    async with broadcast_server() as server:
        results["websockets.broadcast"] = await measure(server, phones, changes)
    async with talk_server() as server:
        results["talk present"] = await measure(server, phones, changes)
    async with generating(), broadcast_server() as server:
        results["websockets.broadcast, a model generating beside it"] = await measure(
            server, phones, changes
        )
    async with generating(), talk_server() as server:
        results["talk present, a model generating beside it"] = await measure(
            server, phones, changes
        )
    floor = percentile(results["websockets.broadcast"].milliseconds, 99)
    busy_floor = percentile(
        results["websockets.broadcast, a model generating beside it"].milliseconds, 99
    )
    for name, result in results.items():
        p50, p95, p99 = (percentile(result.milliseconds, p) for p in (50, 95, 99))
        ratio = p99 / (busy_floor if "generating" in name else floor)
        table.add(name, p50, p95, p99, ratio, result.bytes_each / 1000)
    table.notes.append("One client process for all phones; its own work is in every figure.")
    table.notes.append(f"{changes} slide changes each.")
    return table


def run(quick: bool) -> list[Table]:
    """Return a table for each size of the hall."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    sizes = [1000] if quick else [1000, 2000]
    return [asyncio.run(compare(phones, 60 if quick else 200)) for phones in sizes]
