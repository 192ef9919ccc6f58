"""Drive the room: call it with what happens outside, and carry out its effects."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from starlette.types import Message, Send

from talk.present.background import report
from talk.present.http.fan_out import Client
from talk.present.http.refusals import Refusals
from talk.present.room.deck import RoomDeck
from talk.present.room.effects import (
    Admit,
    Answer,
    Broadcast,
    CancelRun,
    Drop,
    Effect,
    Fail,
    Persist,
    PublicChanged,
    StartRun,
    Stream,
)
from talk.present.room.room import Room
from talk.protocol import jsonrpc, registry
from talk.protocol.jsonrpc import Notification
from talk.protocol.method import PRESENTER, Role
from talk.protocol.methods import room as wire
from talk.protocol.methods.room import CHANGED, Changed, KernelHealth, Problem
from talk.protocol.refusal import refusal
from talk.protocol.session import CancelReceived, RequestReceived, Session, SessionEvent
from talk.protocol.wire import Json

Clock = Callable[[], float]

log = logging.getLogger(__name__)

CLOSE_NOT_ALLOWED = 4401
"""Close code: token missing or wrong, or role not for this machine. Trying again does not help."""
CLOSE_TOO_SLOW = 4408
"""Close code: the socket did not join in time."""
CLOSE_TOO_MANY = 1008
"""Close code: more messages than the room takes."""
CLOSE_ENDED = 1012
"""Close code: the server ends; it may be back in a moment."""


class Kernel(Protocol):
    """What the driver needs of the link to the kernel."""

    def start(self, run: StartRun) -> None:
        """Ask the kernel."""

    def cancel(self, run: str) -> None:
        """Cancel a request."""


class Journal(Protocol):
    """What the driver needs of the journal."""

    def append(self, kind: str, data: Json) -> None:
        """Append an event."""


@dataclass(slots=True)
class Socket:
    """One WebSocket: its JSON-RPC session and its outgoing messages."""

    name: str
    client: Client
    session: Session
    role: Role | None = None
    """Role it joined with; None before that."""
    from_this_machine: bool = False

    @property
    def who(self) -> str:
        """What the log calls it: a role and no name."""
        return f"a {self.role}" if self.role else "a socket that has not joined"


@dataclass
class Driver:
    """Connect sockets, kernel, journal and clock to one room."""

    room: Room
    token: str
    """What a presenter's screen has to send to join."""
    presenter_remote: bool = False
    """True when presenters may join from other machines."""
    max_phones: int = 1_000_000
    """Most phones joined at once; the connections past it stay free for presenters."""
    clock: Clock = time.monotonic
    kernel: Kernel | None = None
    journal: Journal | None = None
    on_health: Callable[[KernelHealth], None] | None = None
    """Called with every change of the kernel's health, for the terminal."""
    on_notice: Callable[[str], None] | None = None
    """Called with every sentence that the speaker view shows, for the terminal."""
    sockets: dict[str, Socket] = field(default_factory=dict)
    refusals: Refusals = field(init=False)
    _timer: asyncio.TimerHandle | None = None
    _performing: bool = False

    def __post_init__(self) -> None:
        self.refusals = Refusals(self.clock)

    # Sockets

    def connect(
        self, send: Send, *, from_this_machine: bool, abort: Callable[[], None] = lambda: None
    ) -> Socket:
        """Add a socket that opened; nothing is sent to it before it has joined. `abort` cuts it."""
        # Random, since every screen reads the names of others as the `origin` of changes.
        name = "c" + secrets.token_hex(6)
        client = Client(send, lambda: self._snapshot_message(socket), abort)
        # Bounds what a socket may leave unanswered; the room allows a phone two runs.
        socket = Socket(name, client, Session(open_limit=16), from_this_machine=from_this_machine)
        self.sockets[name] = socket
        return socket

    def check_joined(self, socket: Socket) -> None:
        """Close a socket that has not joined some seconds after it opened."""
        if socket.role is None:
            self.refusals.note(f"silence of {socket.who}", "it was closed, as it did not join")
            socket.client.close(CLOSE_TOO_SLOW, "the first message is room/join")

    def disconnect(self, socket: Socket) -> None:
        """Remove a socket that closed."""
        # First of all, so that nothing of what `leave` causes is sent to it.
        self.sockets.pop(socket.name, None)
        socket.client.stop()
        self.room.leave(socket.name, self.clock())
        self.perform()

    def receive(self, socket: Socket, text: str | bytes) -> None:
        """Handle one frame of a socket."""
        socket.session.receive(text)
        if socket.session.refused:
            self.refusals.note(f"a message of {socket.who}", socket.session.refused)
            socket.session.refused = ""
        # All of a frame's requests, then the effects: what they change together goes out as one
        # message.
        for event in socket.session.events():
            self._handle(socket, event)
        self.perform()
        self._flush(socket)

    def _handle(self, socket: Socket, event: SessionEvent) -> None:
        if isinstance(event, CancelReceived):
            self.room.cancel(socket.name, event.id)
        elif isinstance(event, RequestReceived):
            try:
                if event.method == wire.JOIN.name:
                    self._join(socket, event)
                else:
                    self.room.receive(
                        socket.name, event.id, event.method, event.params, self.clock()
                    )
            except Exception:
                # A fault in one request must not take its socket, let alone the talk, down.
                log.exception("%s was not answered", event.method)
                text = "the room has a fault; its log has the details"
                socket.session.fail(event.id, jsonrpc.INTERNAL_ERROR, text)

    def _join(self, socket: Socket, event: RequestReceived) -> None:
        """Let the room admit a socket that may join."""
        try:
            params = wire.JOIN.read(event.params)
            assert isinstance(params, wire.JoinParams)
            # A socket that joins again was checked before, and the room keeps its first role.
            if socket.role is None and params.role in PRESENTER:
                self._check_presenter(socket, params.token)
            # Counted by joined phones, not by sockets: those that have not joined are closed after
            # a while.
            if socket.role is None and params.role == "phone":
                self._check_capacity()
        except jsonrpc.WireError as error:
            self.refusals.note(f"{event.method} of {socket.who}", error.message)
            socket.session.fail(event.id, error.code, error.message, error.data)
            # The reason goes out before the socket closes; browsers tell a page only the close
            # code.
            self._flush(socket)
            # Trying again does not help then. A full room may have a place in a moment.
            if error.code == jsonrpc.NOT_ALLOWED:
                socket.client.close(CLOSE_NOT_ALLOWED, error.message)
            return
        if params.role == "remote" and socket.role in (None, "remote"):
            self.room.join_remote(socket.name, event.id, params.proof, self.clock())
            return
        self.room.join(
            socket.name,
            event.id,
            params.role,
            person=params.person,
            # Made here, since the room has no source of chance: the same calls give the same
            # effects.
            fresh=secrets.token_urlsafe(24),
            now=self.clock(),
        )

    def _check_capacity(self) -> None:
        """Raise WireError when as many phones have joined as this machine takes."""
        phones = sum(socket.role == "phone" for socket in self.sockets.values())
        if phones >= self.max_phones:
            text = (
                f"the room is full: {phones} phones are connected, and this machine takes no more"
            )
            raise refusal("room-full", text)

    def _check_presenter(self, socket: Socket, token: str | None) -> None:
        """Raise WireError unless this socket may have a presenter's role."""
        if not socket.from_this_machine and not self.presenter_remote:
            text = (
                "presenter views open on this machine only: "
                "start talk present with --presenter-remote"
            )
            raise refusal("not-here", text)
        # In constant time: the time of an ordinary comparison tells how much of it was right.
        offered = (token or "").encode("utf-8", "replace")
        if not secrets.compare_digest(offered, self.token.encode()):
            text = (
                "the presenter's token is missing or wrong: "
                "open the address that talk present printed"
            )
            raise refusal("wrong-token", text)

    def _flush(self, socket: Socket) -> None:
        """Send what the session has to send."""
        for text in socket.session.data_to_send():
            socket.client.answer(text)

    # Carrying out effects

    def perform(self) -> None:
        """Carry out the room's effects in order, and set the timer for its deadline."""
        if self._performing:  # by an effect; the loop below goes on with what it added
            return
        self._performing = True
        try:
            # An effect can cause others: a run that cannot start fails, and its failure is sent.
            while effects := self.room.effects():
                for effect in effects:
                    try:
                        self._perform(effect)
                    except Exception as error:  # the effects that follow are for other people
                        report(f"{type(effect).__name__} could not be carried out", error)
        finally:
            self._performing = False
        self._set_timer()

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, Broadcast):
            self._broadcast(effect)
        elif isinstance(effect, Answer | Fail | Stream):
            self._reply(effect)
        elif isinstance(effect, StartRun):
            if self.kernel is None:
                # Within `perform`; the loop there goes on with the effects of this.
                gone = refusal("kernel-away", "there is no kernel")
                self.run_failed(effect.run, gone.code, gone.message, gone.data)
            else:
                self.kernel.start(effect)
        elif isinstance(effect, CancelRun):
            if self.kernel is not None:
                self.kernel.cancel(effect.run)
        elif isinstance(effect, Admit):
            if (socket := self.sockets.get(effect.connection)) is not None:
                socket.role = effect.role
        elif isinstance(effect, Drop):
            if (socket := self.sockets.get(effect.connection)) is not None:
                socket.client.close(CLOSE_TOO_MANY, effect.reason)
        elif isinstance(effect, Persist) and self.journal is not None:
            self.journal.append(effect.kind, effect.data)

    def _broadcast(self, effect: Broadcast) -> None:
        """Send a broadcast, encoded once for each audience."""
        public = _changed(effect.public) if effect.public else None
        presenter = _changed(effect.presenter) if effect.presenter else None
        # Nobody leaves while this goes on: sending never runs the event loop.
        for socket in self.sockets.values():
            if socket.role == "phone":
                if public is not None:
                    socket.client.broadcast(public)
            elif socket.role is not None and presenter is not None:
                socket.client.broadcast(presenter)

    def _reply(self, effect: Answer | Fail | Stream) -> None:
        """Send the answer to a request, or a part of it."""
        socket = self.sockets.get(effect.connection)
        # It closed while its answer was being made.
        if socket is None:
            return
        if isinstance(effect, Answer):
            # A snapshot is text already, made once for all phones that join after the same change.
            result = effect.result.model_dump(mode="json", exclude=set(effect.encoded))
            socket.session.answer(effect.request, result, effect.encoded)
        elif isinstance(effect, Stream):
            socket.session.event(effect.request, effect.event.model_dump(mode="json"))
        else:
            # A presenter's mistake is on the presenter's screen; this is about strangers.
            if effect.refused and socket.role not in PRESENTER:
                known = effect.refused in registry.ROOM_METHODS
                method = effect.refused if known else "an unknown method"
                self.refusals.note(f"{method} of {socket.who}", effect.message)
            socket.session.fail(effect.request, effect.code, effect.message, effect.data)
        self._flush(socket)

    def _snapshot_message(self, socket: Socket) -> str:
        """Return what a socket that fell behind gets in place of what it missed."""
        number, state = self.room.snapshots.encoded(socket.role or "phone")
        self.perform()  # the snapshot closed a message; it goes out before what follows
        change = f'{{"kind":"snapshot","state":{state}}}'
        # The state is JSON text already: decoding it to encode it again would cost what making it
        # did.
        params = f'{{"number":{number},"changes":[{change}]}}'
        return f'{{"jsonrpc":"2.0","method":"{CHANGED}","params":{params}}}'

    # What the link to the kernel reports

    def run_event(self, run: str, event: dict[str, Json]) -> None:
        """Append an event to a run."""
        self.room.receive_event(run, event, self.clock())
        self.perform()

    def run_finished(self, run: str, result: dict[str, Json]) -> None:
        """End a run with the kernel's answer."""
        self.room.finish_run(run, result, self.clock())
        self.perform()

    def run_failed(self, run: str, code: int, message: str, data: Json = None) -> None:
        """End a run that the kernel refused, or with which it died."""
        self.room.fail_run(run, code, message, data)
        self.perform()

    def kernel_changed(self, health: KernelHealth) -> None:
        """Pass the kernel's health on to the room."""
        before = self.room.health.state
        self.room.change_health(health, self.clock())
        self.perform()
        if self.journal is not None and self.room.health.state != before:
            record = {"state": health.state, "detail": health.detail}
            self.journal.append("kernel", record)
        if self.on_health is not None:
            self.on_health(self.room.health)

    # What the author did

    def replace_deck(self, deck: RoomDeck) -> None:
        """Go on with another edition of the deck."""
        self.room.replace_deck(deck, self.clock())
        self.perform()

    def show_problems(self, problems: Sequence[Problem], source: str = "deck") -> None:
        """Show problems to presenters in place of the source's last ones."""
        self.room.set_problems(problems, source)
        self.perform()

    def show_notice(self, source: str, sentence: str) -> None:
        """Show a sentence to the speaker until the source's next one; an empty one removes it."""
        self.show_problems([Problem(text=sentence, speaker_only=True)] if sentence else [], source)
        if sentence and self.on_notice is not None:
            self.on_notice(sentence)

    # Time

    def _set_timer(self) -> None:
        if self._timer is not None:
            # One timer, set anew after each call: the deadline may have come nearer or gone.
            self._timer.cancel()
            self._timer = None
        deadline = self.room.deadline
        if deadline is not None:
            wait = max(0.0, deadline - self.clock())
            self._timer = asyncio.get_running_loop().call_later(wait, self._tick)

    def _tick(self) -> None:
        self._timer = None
        try:
            self.room.tick(self.clock())
        finally:  # a fault must not be the end of all ticks: this also sets the next one
            self.perform()

    def stop(self) -> None:
        """Stop the timer and close all sockets."""
        self.refusals.close()
        if self._timer is not None:
            self._timer.cancel()
        # A copy: a socket that closes at once leaves the dictionary while it is walked.
        for socket in list(self.sockets.values()):
            socket.client.close(CLOSE_ENDED, "the presentation ended")


def _changed(params: PublicChanged | Changed) -> Message:
    """Return the WebSocket message that sends `room/changed`."""
    notification = Notification(method=CHANGED, params=params.model_dump(mode="json"))
    return {"type": "websocket.send", "text": jsonrpc.encode(notification)}
