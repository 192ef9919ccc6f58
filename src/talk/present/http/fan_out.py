"""The way out of each socket: at once while it takes what it gets, through a bounded queue when it does not.

One phone that stops reading holds up nobody: what it misses is replaced by one snapshot when it
reads again. While all is well there is no task and no queue for a socket; a message to a thousand
phones is a thousand short calls.
"""

from __future__ import annotations

import asyncio
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from starlette.types import Message, Send

from talk.present.background import spawn

QUEUE_LENGTH = 64
"""Broadcasts that wait for one socket; past it they are dropped and a snapshot is sent in their place."""
QUEUE_CHARACTERS = 1_000_000
ANSWER_CHARACTERS = 1_000_000
"""Answers that wait for one socket; past it the socket is cut: it asks and does not read."""


class Client:
    """One socket's way out.

    `send` is the server's, `snapshot` makes what replaces a backlog, `abort` cuts the connection at once.
    """

    __slots__ = (
        "_abort", "_answers", "_behind", "_broadcasts", "_closed", "_queue", "_send", "_snapshot", "_task", "_waiting"
    )  # fmt: skip

    def __init__(self, send: Send, snapshot: Callable[[], str], abort: Callable[[], None]) -> None:
        self._send = send
        self._snapshot = snapshot
        self._abort = abort
        self._task: asyncio.Task[None] | None = None
        """Empties the queue; there is one only while the socket is slow."""
        self._queue: deque[tuple[Message, bool]] | None = None
        """What leaves next, and whether it is a broadcast."""
        self._broadcasts = 0
        self._waiting = 0
        """Characters of the broadcasts that wait."""
        self._answers = 0
        """Characters of the answers that wait."""
        self._behind = False
        self._closed = False

    def answer(self, text: str) -> None:
        """Send an answer to this socket's own request; a socket that asks and does not read is cut."""
        if self._closed:
            return
        if self._task is not None:
            if self._answers and self._answers + len(text) > ANSWER_CHARACTERS:
                self.end()
                self._abort()
                return
            self._answers += len(text)
        self._put(_text(text), broadcast=False)

    def broadcast(self, message: Message) -> None:
        """Send what everybody gets; never waits."""
        if self._task is None:
            self._now(message)
        elif not self._behind:
            size = len(message["text"])
            if self._broadcasts >= QUEUE_LENGTH or self._waiting + size > QUEUE_CHARACTERS:
                self._fall_behind()
            else:
                self._broadcasts += 1
                self._waiting += size
                self._put(message, broadcast=True)

    def close(self, code: int, reason: str) -> None:
        """Close the socket once everything before has left."""
        if not self._closed:
            self._put(
                {"type": "websocket.close", "code": code, "reason": reason[:120]}, broadcast=False
            )
            self._closed = True

    def end(self) -> None:
        """The socket is gone."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()

    def _put(self, message: Message, *, broadcast: bool) -> None:
        if self._task is None:
            self._now(message)
            return
        if self._queue is None:
            self._queue = deque()
        self._queue.append((message, broadcast))

    def _now(self, message: Message) -> None:
        """Take the first step of sending here; a socket with room needs no more than that one."""
        if self._closed:
            return
        sending = self._send(message)
        assert isinstance(sending, Coroutine)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # the socket is gone; whoever reads from it will be told
            self._closed = True
            return
        self._task = spawn(self._catch_up(sending, waits_for), "a slow socket")

    async def _catch_up(self, sending: Coroutine[Any, Any, None], waits_for: Any) -> None:
        """Finish what was begun, then what was queued meanwhile."""
        try:
            await _go_on(sending, waits_for)
            while (message := self._next()) is not None:
                await self._send(message)
        except Exception:
            self._closed = True
        finally:
            self._task = self._queue = None

    def _next(self) -> Message | None:
        if not self._queue:
            if not self._behind:
                return None
            self._behind = False
            return _text(self._snapshot())
        message, broadcast = self._queue.popleft()
        if broadcast:
            self._broadcasts -= 1
            self._waiting -= len(message["text"])
        else:
            self._answers -= len(message.get("text", ""))
        return message

    def _fall_behind(self) -> None:
        """Forget the broadcasts that wait; answers stay."""
        self._queue = deque(item for item in self._queue or () if not item[1])
        self._broadcasts, self._waiting, self._behind = 0, 0, True


def _text(text: str) -> Message:
    return {"type": "websocket.send", "text": text}


@types.coroutine
def _go_on(sending: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Await the rest of a coroutine whose first step was taken by hand."""
    try:
        while True:
            try:
                value = yield waits_for
            except BaseException as error:
                waits_for = sending.throw(error)
            else:
                waits_for = sending.send(value)
    except StopIteration:
        return
