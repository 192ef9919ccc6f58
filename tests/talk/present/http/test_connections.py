"""Connections that are given up, and places that stay free."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from talk.build.assets import File
from talk.present.http import connections
from talk.present.http.connections import ConnectionSlots

from ..conftest import WAIT_S, Running

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
CLOSE_FRAME = b"\x88\x80\x00\x00\x00\x00"
"""A close frame without a code, masked with noughts (RFC 6455, 5.5.1)."""
TOUR = Path(__file__).parents[4] / "slides" / "tour"


@pytest.mark.parametrize(
    "begin",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET",
    ],
    ids=["silent", "line", "head", "second"],
)
async def test_a_connection_that_sends_no_whole_request_is_cut(
    hall: Running, monkeypatch: pytest.MonkeyPatch, begin: bytes
) -> None:
    monkeypatch.setattr(connections, "REQUEST_WITHIN_S", 0.05)
    # The bound of uvicorn itself, after a whole request; in whole seconds.
    hall.server.config.timeout_keep_alive = 0
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
    writer.write(begin)
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(20):
            await reader.read()
    writer.close()
    screen = await hall.joined()
    assert await screen.ask("room/ping") == {}


async def test_a_client_that_never_reads_its_answer_is_cut(
    hall: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "RESPONSE_WITHIN_S", 0.05)
    hall.served.site.files["assets/large.bin"] = File(b"x" * 30_000_000, "application/octet-stream")
    left = asyncio.Event()
    monkeypatch.setattr(hall.slots, "release", left.set)
    with socket.create_connection(("127.0.0.1", hall.port)) as client:
        client.sendall(b"GET /assets/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(WAIT_S):
            await left.wait()


async def test_a_phone_that_asks_and_never_reads_loses_its_connection(hall: Running) -> None:
    phone = await hall.joined()
    others = set(hall.driver.sockets)
    with socket.create_connection(("127.0.0.1", hall.port)) as greedy:
        greedy.sendall(UPGRADE)
        assert (await asyncio.to_thread(greedy.recv, 12)).endswith(b"101")
        (member,) = (member for name, member in hall.driver.sockets.items() if name not in others)
        member.role = "phone"
        for _ in range(30):  # fewer than a phone's burst of messages
            for _ in range(10):
                member.client.answer("x" * 100_000)
            assert await phone.ask("room/ping") == {}
            if member.name not in hall.driver.sockets:
                return
    raise AssertionError("30 MB wait for a socket that does not read")


async def test_the_server_ends_while_a_client_that_reads_nothing_is_closing(
    hall: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = asyncio.Event()
    monkeypatch.setattr(hall.driver, "disconnect", lambda member: left.set())
    with socket.create_connection(("127.0.0.1", hall.port)) as closing:
        closing.sendall(UPGRADE)
        assert (await asyncio.to_thread(closing.recv, 12)).endswith(b"101")
        (member,) = hall.driver.sockets.values()
        (connection,) = hall.server.server_state.connections
        # As much as the system takes for a client that does not read, and a little more: the answer
        # to its close frame stays behind that.
        while not connection.transport.get_write_buffer_size():
            member.client.answer("x" * 100_000)
        closing.sendall(CLOSE_FRAME)
        async with asyncio.timeout(WAIT_S):
            await left.wait()
        assert hall.server.server_state.connections == {connection}
        connection.shutdown()


async def test_every_connection_gives_its_place_back(hall: Running) -> None:
    phone = await hall.joined()
    assert hall.slots.used == 1
    left = asyncio.Event()
    leave = hall.slots.release

    def leaving() -> None:
        leave()
        left.set()

    hall.slots.release = leaving  # type: ignore[method-assign]
    await phone.end()
    async with asyncio.timeout(WAIT_S):
        await left.wait()
    assert hall.slots.used == 0


def test_a_flood_of_silent_connections_over_the_open_files_is_turned_away_quietly(
    tmp_path: Path,
) -> None:
    """The whole command under a limit of 160 open files.

    Connections past its places are closed at once.
    """
    command = [
        sys.executable,
        "-m",
        "talk",
        "present",
        str(TOUR),
        "--json",
        "--no-open",
        "--kernel",
        "none",
    ]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    limited = [
        "sh",
        "-c",
        'ulimit -n 160; exec "$@"',
        "sh",
        *command,
        "--host",
        "127.0.0.1",
        "--port",
        "0",
    ]
    with subprocess.Popen(
        limited, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            port = int(
                json.loads(process.stdout.readline())["phone"].rstrip("/").rpartition(":")[2]
            )
            with contextlib.ExitStack() as stack:
                flood = [
                    stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                    for _ in range(400)
                ]
                assert flood[-1].recv(1) == b""  # closed: reading ends
            with socket.create_connection(("127.0.0.1", port)) as visitor:
                visitor.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert visitor.recv(12) == b"HTTP/1.1 200"
        finally:
            process.terminate()
        assert process.stderr.read().count(b"\n") < 5


def test_this_machine_gets_the_last_places() -> None:
    slots = ConnectionSlots(100)
    while slots.acquire(local=False, now=0.0):
        pass
    assert slots.total - slots.used == connections.RESERVED
    assert slots.max_phones < slots.used
    assert slots.acquire(local=True, now=0.0)
    slots.release()
    slots.release()
    assert slots.acquire(local=False, now=0.0)
