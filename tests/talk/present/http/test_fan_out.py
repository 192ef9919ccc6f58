"""The way out of a socket, with a server's `send` that waits when the test says so."""

from __future__ import annotations

import asyncio
from typing import Any

from talk.present.http import fan_out
from talk.present.http.fan_out import Client


class Socket:
    """Writes down what was sent; while `open` is not set, `send` waits as a full socket does."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.open = asyncio.Event()
        self.open.set()
        self.gone = False
        self.aborted = 0
        self.client = Client(self.send, lambda: "snapshot", self.abort)

    async def send(self, message: Any) -> None:
        await self.open.wait()
        if self.gone:
            raise OSError("gone")
        self.sent.append(message.get("text", message.get("code")))

    def abort(self) -> None:
        self.aborted += 1

    async def drained(self) -> None:
        async with asyncio.timeout(5):
            while self.client._task is not None:
                await asyncio.wait([self.client._task])


def frame(text: str) -> dict[str, Any]:
    return {"type": "websocket.send", "text": text}


async def test_a_socket_with_room_gets_a_message_at_once_and_needs_no_task() -> None:
    socket = Socket()
    socket.client.broadcast(frame("a"))
    socket.client.answer("b")
    assert socket.sent == ["a", "b"]
    assert socket.client._task is None


async def test_what_waits_leaves_in_order_once_there_is_room() -> None:
    socket = Socket()
    socket.open.clear()
    for n in range(10):
        socket.client.broadcast(frame(f"broadcast {n}"))
        socket.client.answer(f"answer {n}")
    assert socket.sent == []
    socket.open.set()
    await socket.drained()
    assert socket.sent == [f"{kind} {n}" for n in range(10) for kind in ("broadcast", "answer")]
    socket.client.broadcast(frame("after"))
    assert socket.sent[-1] == "after"


async def test_a_backlog_is_replaced_by_one_snapshot_and_answers_stay() -> None:
    socket = Socket()
    socket.open.clear()
    socket.client.broadcast(frame("first"))
    socket.client.answer("answer")
    for n in range(1000):
        socket.client.broadcast(frame(f"{n}"))
    socket.open.set()
    await socket.drained()
    assert socket.sent == ["first", "answer", "snapshot"]


async def test_large_messages_count_by_their_size() -> None:
    socket = Socket()
    socket.open.clear()
    for _ in range(3):
        socket.client.broadcast(frame("x" * (fan_out.QUEUE_CHARACTERS // 2)))
    socket.open.set()
    await socket.drained()
    assert len(socket.sent) == 3
    socket.open.clear()
    for _ in range(4):
        socket.client.broadcast(frame("x" * (fan_out.QUEUE_CHARACTERS // 2)))
    socket.open.set()
    await socket.drained()
    assert socket.sent[3:] == ["x" * (fan_out.QUEUE_CHARACTERS // 2), "snapshot"]


async def test_closing_leaves_after_everything_before_it_and_nothing_follows() -> None:
    socket = Socket()
    socket.open.clear()
    socket.client.answer("last words")
    socket.client.answer("really")
    socket.client.close(4401, "no")
    socket.client.close(1012, "again")
    socket.open.set()
    await socket.drained()
    socket.client.broadcast(frame("too late"))
    assert socket.sent == ["last words", "really", 4401]


async def test_a_socket_that_is_gone_is_left_alone() -> None:
    socket = Socket()
    socket.gone = True
    socket.client.broadcast(frame("a"))
    socket.gone = False
    socket.client.broadcast(frame("b"))
    assert socket.sent == []


async def test_a_socket_that_goes_while_it_is_slow_ends_its_task() -> None:
    socket = Socket()
    socket.open.clear()
    socket.client.broadcast(frame("a"))
    socket.client.broadcast(frame("b"))
    socket.gone = True
    socket.open.set()
    await socket.drained()
    assert socket.sent == []
    socket.client.stop()


async def test_a_socket_that_asks_and_never_reads_is_cut_before_its_answers_fill_the_memory() -> (
    None
):
    socket = Socket()
    socket.open.clear()
    for _ in range(1000):
        socket.client.answer("x" * 10_000)
    assert socket.aborted == 1
    assert (
        sum(len(item[0]["text"]) for item in socket.client._queue or ())
        <= fan_out.ANSWER_CHARACTERS
    )


async def test_one_large_answer_may_wait() -> None:
    socket = Socket()
    socket.open.clear()
    socket.client.answer("first")
    socket.client.answer("x" * (fan_out.ANSWER_CHARACTERS - 10))
    assert socket.aborted == 0
    socket.open.set()
    await socket.drained()
    assert len(socket.sent) == 2
    for _ in range(3):
        socket.client.answer("x" * fan_out.ANSWER_CHARACTERS)
    assert socket.aborted == 0
