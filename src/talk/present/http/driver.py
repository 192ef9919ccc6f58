"""Carries out what the room says, and tells it what happened on its sockets and its clock."""

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
    StartRun,
    Stream,
)
from talk.present.room.room import Room
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import Notification
from talk.protocol.method import PRESENTER, Role
from talk.protocol.methods import room as wire
from talk.protocol.methods.room import CHANGED, KernelHealth, Problem
from talk.protocol.session import CancelReceived, RequestReceived, Session, SessionEvent
from talk.protocol.wire import Json

Clock = Callable[[], float]

log = logging.getLogger(__name__)

CLOSE_NOT_ALLOWED = 4401
"""Close code: the token is missing or wrong, or the role is not for this machine. Trying again does not help."""
CLOSE_TOO_SLOW = 4408
"""Close code: the socket did not join in time."""
CLOSE_TOO_MANY = 1008
"""Close code: more messages than the room takes."""
CLOSE_ENDED = 1012
"""Close code: the server ends; it may be back in a moment."""


class Kernel(Protocol):
    """What the room needs of a link to the kernel; what comes back is told to the room."""

    def start(self, run: StartRun) -> None: ...
    def cancel(self, run: str) -> None: ...


class Journal(Protocol):
    def remember(self, kind: str, data: Json) -> None: ...


@dataclass(slots=True)
class Member:
    """One socket: its conversation and its way out."""

    name: str
    client: Client
    session: Session
    role: Role | None = None
    """None until it is admitted."""
    from_this_machine: bool = False
    """The socket comes from this machine."""


@dataclass
class Driver:
    """`token` opens presenter roles; `presenter_remote` opens them to other machines."""

    room: Room
    token: str
    presenter_remote: bool = False
    max_phones: int = 1_000_000
    """Phones joined at once; places past it stay free for presenters."""
    clock: Clock = time.monotonic
    kernel: Kernel | None = None
    journal: Journal | None = None
    on_health: Callable[[KernelHealth], None] | None = None
    """Told every news of the kernel, for the terminal."""
    on_notice: Callable[[str], None] | None = None
    """Told every sentence that the speaker view shows, for the terminal."""
    members: dict[str, Member] = field(default_factory=dict)
    _timer: asyncio.TimerHandle | None = None
    _performing: bool = False

    # Sockets

    def connect(
        self, send: Send, *, from_this_machine: bool, abort: Callable[[], None] = lambda: None
    ) -> Member:
        """Take in a socket that opened; it hears nothing before it has joined. `abort` cuts it."""
        name = "c" + secrets.token_hex(6)
        client = Client(send, lambda: self._snapshot_message(member), abort)
        member = Member(name, client, Session(open_limit=16), from_this_machine=from_this_machine)
        self.members[name] = member
        return member

    def check_joined(self, member: Member) -> None:
        """Called some seconds after a socket opened."""
        if member.role is None:
            member.client.close(CLOSE_TOO_SLOW, "the first message is room/join")

    def disconnect(self, member: Member) -> None:
        self.members.pop(member.name, None)
        member.client.end()
        self.room.leave(member.name, self.clock())
        self.perform()

    def receive(self, member: Member, text: str | bytes) -> None:
        """One frame of a socket."""
        member.session.receive(text)
        for event in member.session.events():
            self._take(member, event)
        self.perform()
        self._ship(member)

    def _take(self, member: Member, event: SessionEvent) -> None:
        if isinstance(event, RequestReceived):
            try:
                if event.method == "room/join":
                    self._join(member, event)
                else:
                    self.room.receive(
                        member.name, event.id, event.method, event.params, self.clock()
                    )
            except (
                Exception
            ):  # a fault in one request must not take its socket, let alone the talk, down
                log.exception("%s was not answered", event.method)
                member.session.fail(
                    event.id,
                    jsonrpc.INTERNAL_ERROR,
                    "the room has a fault; its log has the details",
                )
        elif isinstance(event, CancelReceived):
            self.room.cancel(member.name, event.id)

    def _join(self, member: Member, event: RequestReceived) -> None:
        try:
            params = wire.JOIN.read(event.params)
            assert isinstance(params, wire.JoinParams)
            if member.role is None and params.role in PRESENTER:
                self._check_presenter(member, params.token)
            if member.role is None and params.role == "phone":
                self._check_place()
        except jsonrpc.WireError as error:
            member.session.fail(event.id, error.code, error.message)
            self._ship(member)
            if error.code == jsonrpc.NOT_ALLOWED:
                member.client.close(CLOSE_NOT_ALLOWED, error.message)
            return
        fresh = secrets.token_urlsafe(24)
        self.room.join(
            member.name, event.id, params.role, person=params.person, fresh=fresh, now=self.clock()
        )

    def _check_place(self) -> None:
        phones = sum(member.role == "phone" for member in self.members.values())
        if phones >= self.max_phones:
            text = (
                f"the room is full: {phones} phones are connected, and this machine takes no more"
            )
            raise jsonrpc.WireError(jsonrpc.TOO_MANY, text)

    def _check_presenter(self, member: Member, token: str | None) -> None:
        if not member.from_this_machine and not self.presenter_remote:
            text = "presenter views open on this machine only: start talk present with --presenter-remote"
            raise jsonrpc.WireError(jsonrpc.NOT_ALLOWED, text)
        if not secrets.compare_digest(
            (token or "").encode("utf-8", "replace"), self.token.encode()
        ):
            text = "the presenter's token is missing or wrong: open the address that talk present printed"
            raise jsonrpc.WireError(jsonrpc.NOT_ALLOWED, text)

    def _ship(self, member: Member) -> None:
        for text in member.session.data_to_send():
            member.client.answer(text)

    # Doing what the room says

    def perform(self) -> None:
        """Carry out everything the room has said, in order, and set the clock for what it waits for."""
        if self._performing:
            return  # the loop below takes up what was said meanwhile
        self._performing = True
        try:
            while effects := self.room.effects():
                for effect in effects:
                    try:
                        self._do(effect)
                    except Exception as error:  # what follows is for other people
                        report(f"{type(effect).__name__} could not be carried out", error)
        finally:
            self._performing = False
        self._set_timer()

    def _do(self, effect: Effect) -> None:
        if isinstance(effect, Broadcast):
            self._broadcast(effect)
        elif isinstance(effect, Answer | Fail | Stream):
            self._reply(effect)
        elif isinstance(effect, StartRun):
            if self.kernel is None:
                self.run_failed(effect.run, jsonrpc.KERNEL_GONE, "there is no kernel")
            else:
                self.kernel.start(effect)
        elif isinstance(effect, CancelRun):
            if self.kernel is not None:
                self.kernel.cancel(effect.run)
        elif isinstance(effect, Admit):
            if (member := self.members.get(effect.connection)) is not None:
                member.role = effect.role
        elif isinstance(effect, Drop):
            if (member := self.members.get(effect.connection)) is not None:
                member.client.close(CLOSE_TOO_MANY, effect.reason)
        elif isinstance(effect, Persist) and self.journal is not None:
            self.journal.remember(effect.kind, effect.data)

    def _broadcast(self, effect: Broadcast) -> None:
        """One encoding for each audience, shared by all its sockets."""
        public = _frame(effect.public.model_dump(mode="json")) if effect.public else None
        presenter = _frame(effect.presenter.model_dump(mode="json")) if effect.presenter else None
        for member in self.members.values():
            if member.role == "phone":
                if public is not None:
                    member.client.broadcast(public)
            elif member.role is not None and presenter is not None:
                member.client.broadcast(presenter)

    def _reply(self, effect: Answer | Fail | Stream) -> None:
        member = self.members.get(effect.connection)
        if member is None:
            return
        if isinstance(effect, Answer):
            result = effect.result.model_dump(mode="json", exclude=set(effect.encoded))
            member.session.answer(effect.request, result, effect.encoded)
        elif isinstance(effect, Stream):
            member.session.event(effect.request, effect.event.model_dump(mode="json"))
        else:
            member.session.fail(effect.request, effect.code, effect.message)
        self._ship(member)

    def _snapshot_message(self, member: Member) -> str:
        """What a socket that fell behind gets in place of what it missed."""
        number, state = self.room.snapshots.encoded(member.role or "phone")
        self.perform()
        change = f'{{"kind":"snapshot","state":{state}}}'
        return f'{{"jsonrpc":"2.0","method":"{CHANGED}","params":{{"number":{number},"changes":[{change}]}}}}'

    # What the link reports

    def run_event(self, run: str, event: dict[str, Json]) -> None:
        self.room.receive_event(run, event, self.clock())
        self.perform()

    def run_finished(self, run: str, result: dict[str, Json]) -> None:
        self.room.finish_run(run, result, self.clock())
        self.perform()

    def run_failed(self, run: str, code: int, message: str) -> None:
        self.room.fail_run(run, code, message)
        self.perform()

    def kernel_changed(self, health: KernelHealth) -> None:
        self.room.change_health(health, self.clock())
        self.perform()
        if self.on_health is not None:
            self.on_health(self.room.health)

    # What the author did

    def replace_deck(self, deck: RoomDeck) -> None:
        """Another edition of the deck is served from now on."""
        self.room.replace_deck(deck, self.clock())
        self.perform()

    def problems(self, problems: Sequence[Problem], source: str = "deck") -> None:
        """Show these to presenters in place of the source's last ones."""
        self.room.set_problems(problems, source)
        self.perform()

    def notice(self, source: str, sentence: str) -> None:
        """Show a sentence in the speaker view until the source's next one; an empty one takes it away."""
        self.problems([Problem(text=sentence, speaker_only=True)] if sentence else [], source)
        if sentence and self.on_notice is not None:
            self.on_notice(sentence)

    # Time

    def _set_timer(self) -> None:
        if self._timer is not None:
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
        finally:  # also sets the next tick
            self.perform()

    def stop(self) -> None:
        """No more ticks; sockets are told to close."""
        if self._timer is not None:
            self._timer.cancel()
        for member in list(self.members.values()):
            member.client.close(CLOSE_ENDED, "the presentation ended")


def _frame(params: dict[str, Json]) -> Message:
    return {"type": "websocket.send", "text": changed_message(params)}


def changed_message(params: dict[str, Json]) -> str:
    return jsonrpc.encode(Notification(method=CHANGED, params=params))
