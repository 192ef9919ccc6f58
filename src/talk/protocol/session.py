"""One side of a JSON-RPC conversation as a state machine with no I/O in it.

A driver passes what arrived to `receive`, reads from `events` what that means, calls `request`,
`notify`, `answer`, `fail`, `event` or `cancel`, and sends the texts that `data_to_send` returns.
Both sides are the same class: each may ask and each may answer. The rules it keeps: every request
gets exactly one answer; an event belongs to a request still open; a cancelled request is answered
by error -32800 and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import Failure, MalformedError, Message, Notification, Request, Success
from talk.protocol.wire import Json

Id = int | str


@dataclass(frozen=True)
class RequestReceived:
    id: Id
    method: str
    params: dict[str, Any]


@dataclass(frozen=True)
class NotificationReceived:
    method: str
    params: dict[str, Any]


@dataclass(frozen=True)
class CancelReceived:
    """The other side gave up request `id`; answer it with CANCELLED."""

    id: Id


@dataclass(frozen=True)
class EventReceived:
    id: Id
    event: Json


@dataclass(frozen=True)
class ResultReceived:
    id: Id
    result: Json


@dataclass(frozen=True)
class ErrorReceived:
    id: Id
    code: int
    message: str
    data: Json = None


SessionEvent = (
    RequestReceived
    | NotificationReceived
    | CancelReceived
    | EventReceived
    | ResultReceived
    | ErrorReceived
)


@dataclass
class Session:
    """State of one conversation; `open_limit` bounds the requests the other side may have open."""

    open_limit: int = 64
    malformed: str = ""
    """Why a message was refused that belongs to no request; empty while all could be read."""
    refused: str = ""
    """Why the last message that became no request was refused; whoever reads it empties it."""
    _next_id: int = 1
    _asked: set[Id] = field(default_factory=set)
    _answering: set[Id] = field(default_factory=set)
    _events: list[SessionEvent] = field(default_factory=list)
    _out: list[str] = field(default_factory=list)

    # What came in

    def receive(self, text: str | bytes) -> None:
        """Receive one message; a malformed one is answered at once, never raised.

        A malformed answer or event of the other side ends the request it belongs to, as an error
        would.
        """
        try:
            self._receive(jsonrpc.decode(text))
        except MalformedError as error:
            # Not about a request of ours: whoever sent it is told, under the id that it used if it
            # can be read.
            if error.replied not in self._asked or error.replied is None:
                self._refuse(error.asked, error.code, error.message)
                if error.asked is None and error.replied is None:
                    self.malformed = error.message
            else:
                # Before it is forgotten: the other side may still be working on it.
                self.cancel(error.replied)
                self._asked.discard(error.replied)
                self._events.append(ErrorReceived(error.replied, error.code, error.message))

    def events(self) -> list[SessionEvent]:
        """Return what has arrived since the last call, in order."""
        events, self._events = self._events, []
        return events

    def _receive(self, message: Message) -> None:
        if isinstance(message, Request):
            self._receive_request(message)
        elif isinstance(message, Notification):
            self._receive_notification(message)
        elif isinstance(message, Success):
            if self._closes(message.id):
                self._events.append(ResultReceived(message.id, message.result))
        elif message.id is not None and self._closes(message.id):
            error = message.error
            self._events.append(ErrorReceived(message.id, error.code, error.message, error.data))

    def _receive_request(self, request: Request) -> None:
        # Two answers under one id could not be told apart by the other side.
        if request.id in self._answering:
            text = f"request {request.id} is already open"
            self._refuse(request.id, jsonrpc.INVALID_REQUEST, text)
        elif len(self._answering) >= self.open_limit:
            text = f"{self.open_limit} requests are open already; wait for an answer"
            self._refuse(request.id, jsonrpc.TOO_MANY, text)
        else:
            self._answering.add(request.id)
            self._events.append(RequestReceived(request.id, request.method, request.params))

    def _receive_notification(self, message: Notification) -> None:
        target = message.params.get("id")
        if type(target) not in (int, str):  # not an id at all, perhaps not even hashable
            target = None
        if message.method == jsonrpc.CANCEL:
            # A cancel that crosses the answer on its way is no mistake, so it is dropped.
            if target in self._answering:
                self._events.append(CancelReceived(target))
        elif message.method == jsonrpc.EVENT:
            if target in self._asked:
                self._events.append(EventReceived(target, message.params.get("event")))
        else:
            self._events.append(NotificationReceived(message.method, message.params))

    def _refuse(self, id: Id | None, code: int, text: str) -> None:
        self.refused = text
        self._send_failure(id, code, text)

    def _closes(self, id: Id) -> bool:
        # An answer to a request that was given up, or a second one, belongs to nobody.
        known = id in self._asked
        self._asked.discard(id)
        return known

    # What goes out

    def request(self, method: str, params: dict[str, Any]) -> Id:
        """Send a request and return its id, which every event about it carries."""
        id = self._next_id
        self._next_id += 1
        self._asked.add(id)
        self._send(Request(id=id, method=method, params=params))
        return id

    def cancel(self, id: Id) -> None:
        """Cancel a request of ours.

        Its answer still comes: error CANCELLED, or a result that was already on its way.
        """
        if id in self._asked:
            self._send(Notification(method=jsonrpc.CANCEL, params={"id": id}))

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification, which has no answer."""
        self._send(Notification(method=method, params=params))

    def event(self, id: Id, event: Json) -> None:
        """Stream one event of an open request; dropped when the request is answered already."""
        if id in self._answering:
            self._send(Notification(method=jsonrpc.EVENT, params={"id": id, "event": event}))

    def answer(self, id: Id, result: Json, encoded: Mapping[str, str] | None = None) -> None:
        """Answer an open request; with INTERNAL_ERROR where the result cannot be written as JSON.

        `encoded` holds further members of the result, as JSON text.
        """
        # Answered already, for instance as cancelled, while the work went on.
        if not self._end_answering(id):
            return
        try:
            if encoded:
                self._out.append(jsonrpc.encode_answer(id, result, encoded))
            else:
                self._send(Success(id=id, result=result))
        except (ValueError, RecursionError):  # too deep, or no JSON at all
            self._send_failure(id, jsonrpc.INTERNAL_ERROR, "the answer cannot be written as JSON")

    def fail(self, id: Id, code: int, message: str, data: Json = None) -> None:
        """Answer an open request with an error."""
        if self._end_answering(id):
            self._send_failure(id, code, message, data)

    def data_to_send(self) -> list[str]:
        """Return the messages to send now, in order; each is one websocket text frame."""
        out, self._out = self._out, []
        return out

    def lost(self) -> list[Id]:
        """Return our requests that will never be answered, as the link broke.

        The session is empty afterwards.
        """
        # In a fixed order, so that whoever fails these requests does so alike in every run. By
        # text, since ids may be numbers and strings.
        asked = sorted(self._asked, key=str)
        self._asked.clear()
        self._answering.clear()
        self._events.clear()
        self._out.clear()
        return asked

    def _end_answering(self, id: Id) -> bool:
        known = id in self._answering
        self._answering.discard(id)
        return known

    def _send_failure(self, id: Id | None, code: int, message: str, data: Json = None) -> None:
        self._send(Failure(id=id, error=jsonrpc.ErrorBody(code=code, message=message, data=data)))

    def _send(self, message: Message) -> None:
        self._out.append(jsonrpc.encode(message))
