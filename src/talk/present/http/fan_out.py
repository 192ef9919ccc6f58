"""Send to many sockets, of which any may be slow.

A message to a socket that keeps up is written at once, with no task and no queue: a message to a
thousand phones is a thousand short calls. For a socket that does not, up to QUEUE_LENGTH broadcasts
are queued; past that the backlog is replaced by one snapshot when it reads again. So one phone that
stops reading holds up nobody.
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
"""Most broadcasts that wait for one socket; past it a snapshot takes their place."""
QUEUE_CHARACTERS = 1_000_000
"""Most characters of these broadcasts."""
ANSWER_CHARACTERS = 1_000_000
"""Most characters of answers that wait for one socket; past it the socket is cut."""


class Client:
    """The outgoing messages of one socket."""

    __slots__ = (
        "_abort", "_answers", "_behind", "_broadcasts", "_closed",
        "_queue", "_send", "_snapshot", "_task", "_waiting",
    )  # fmt: skip

    def __init__(self, send: Send, snapshot: Callable[[], str], abort: Callable[[], None]) -> None:
        """Send by the server's `send`; `snapshot` replaces a backlog, `abort` cuts the socket."""
        self._send = send
        self._snapshot = snapshot
        self._abort = abort
        self._task: asyncio.Task[None] | None = None
        """The task that empties the queue; there is one only while the socket is slow."""
        self._queue: deque[tuple[Message, bool]] | None = None
        """Messages that wait, each with whether it is a broadcast."""
        self._broadcasts = 0
        """Number of broadcasts that wait."""
        self._waiting = 0
        """Characters of the broadcasts that wait."""
        self._answers = 0
        """Characters of the answers that wait."""
        self._behind = False
        """True when broadcasts were dropped and a snapshot is owed."""
        self._closed = False

    def answer(self, text: str) -> None:
        """Send an answer to a request of this socket; cut one that asks and does not read."""
        # After a close nothing may be sent; the server would raise.
        if self._closed:
            return
        if self._task is not None:
            # Answers cannot be replaced by a snapshot, so memory is bounded by giving the socket
            # up. One answer may be as long as it is.
            if self._answers and self._answers + len(text) > ANSWER_CHARACTERS:
                self.stop()
                self._abort()
                return
            self._answers += len(text)
        self._enqueue(_text(text), broadcast=False)

    def broadcast(self, message: Message) -> None:
        """Send a message that everybody gets; never waits."""
        if self._task is None:
            self._send_now(message)
        # Once behind, the snapshot that is owed will hold this change too.
        elif not self._behind:
            size = len(message["text"])
            if self._broadcasts >= QUEUE_LENGTH or self._waiting + size > QUEUE_CHARACTERS:
                # Broadcasts that wait make room for one snapshot; answers stay.
                self._queue = deque(item for item in self._queue or () if not item[1])
                self._broadcasts, self._waiting, self._behind = 0, 0, True
            else:
                self._broadcasts += 1
                self._waiting += size
                self._enqueue(message, broadcast=True)

    def close(self, code: int, reason: str) -> None:
        """Close the socket once everything before has left."""
        if not self._closed:
            self._enqueue(
                # A close frame has room for 123 bytes of reason; the sentences here are ASCII.
                {"type": "websocket.close", "code": code, "reason": reason[:120]},
                broadcast=False,
            )
            self._closed = True

    def stop(self) -> None:
        """Send nothing more: the socket is gone."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()

    def _enqueue(self, message: Message, *, broadcast: bool) -> None:
        """Send a message after those that wait."""
        if self._task is None:
            self._send_now(message)
            return
        # Made when it is needed: an empty deque takes 760 bytes, and a hall has a thousand sockets.
        if self._queue is None:
            self._queue = deque()
        self._queue.append((message, broadcast))

    def _send_now(self, message: Message) -> None:
        """Send a message, by one step of its coroutine while the socket has room in its buffer."""
        if self._closed:
            return
        # A task for each message would cost a thousand tasks a broadcast. So the coroutine's first
        # step is taken by hand, and only one that waits then gets a task.
        sending = self._send(message)
        assert isinstance(sending, Coroutine)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # the socket is gone; whoever reads from it notices
            self._closed = True
            return
        self._task = spawn(self._catch_up(sending, waits_for), "a slow socket")

    async def _catch_up(self, sending: Coroutine[Any, Any, None], waits_for: Any) -> None:
        """Finish the message that waits, then send what was queued meanwhile."""
        try:
            await _finish(sending, waits_for)
            while (message := self._next_message()) is not None:
                await self._send(message)
        # The socket is gone. uvicorn ends the coroutine that reads from it, which disconnects it.
        except Exception:
            self._closed = True
        finally:
            # Also what still waits is dropped with a socket that is gone.
            self._task = self._queue = None

    def _next_message(self) -> Message | None:
        """Return what is sent next; None when the socket has caught up."""
        if not self._queue:
            if not self._behind:
                return None
            # Before the snapshot is made: changes that come while it is made are queued again.
            self._behind = False
            return _text(self._snapshot())
        message, broadcast = self._queue.popleft()
        if broadcast:
            self._broadcasts -= 1
            self._waiting -= len(message["text"])
        else:
            self._answers -= len(message.get("text", ""))
        return message


def _text(text: str) -> Message:
    return {"type": "websocket.send", "text": text}


@types.coroutine
def _finish(sending: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Await the rest of a coroutine whose first step was taken by hand."""
    try:
        while True:
            try:
                value = yield waits_for
            except BaseException as error:
                # A cancellation, too, belongs to the coroutine that was begun by hand.
                waits_for = sending.throw(error)
            else:
                waits_for = sending.send(value)
    except StopIteration:
        return
