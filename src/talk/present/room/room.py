"""The room as a state machine with no I/O and no clock in it.

A driver calls it with what happened (`join`, `leave`, `receive`, `cancel`, `receive_event`,
`finish_run`, `fail_run`, `change_health`, `replace_deck`, `set_problems`, `tick`), with the time in
seconds of a steady clock, and carries out the `effects`. `deadline` is when it has to call `tick`
next.

What a phone may not know is kept from it here: `ChangeLog.append` takes public changes only,
`append_for_presenters` has another type, and `Snapshots.public` reads public things only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from talk.present.room.audience import hash_secret
from talk.present.room.call import Call
from talk.present.room.deck import RoomDeck
from talk.present.room.effects import Admit, Answer, Drop, Effect, Fail, Request
from talk.present.room.methods import HANDLERS
from talk.present.room.methods.remote import show_refusals
from talk.present.room.restore import restore
from talk.present.room.run import Owner
from talk.present.room.snapshots import Snapshots
from talk.present.room.state import RoomState
from talk.protocol import jsonrpc, registry
from talk.protocol.jsonrpc import WireError
from talk.protocol.method import Role
from talk.protocol.methods.remote import JOIN_TEXT, Proof
from talk.protocol.methods.room import (
    JOIN,
    JoinResult,
    KernelHealth,
    Problem,
    ProblemsChange,
)
from talk.protocol.refusal import refusal
from talk.protocol.wire import Json

SHORTEST_SECRET = 16
"""Characters of the shortest secret that a person may bring; a shorter one could be guessed."""
TOO_MANY_JOINS = "this phone joins again and again; wait a few seconds"
TOO_MANY_MESSAGES = "too many messages at once; wait a second"


class Room:
    """A running talk. `clock_offset` turns the driver's clock into Unix time."""

    def __init__(self, deck: RoomDeck, *, clock_offset: float = 0.0, join_url: str = "") -> None:
        self.state = RoomState(deck, clock_offset)
        self.state.join_url = join_url
        self.snapshots = Snapshots(self.state)

    # What the driver reads

    @property
    def deck(self) -> RoomDeck:
        """The edition of the deck that is presented."""
        return self.state.deck

    @property
    def join_url(self) -> str:
        """The address that phones open."""
        return self.state.join_url

    @property
    def slide(self) -> str:
        """Id of the slide that is shown."""
        return self.state.position.slide

    @property
    def shown(self) -> Sequence[str]:
        """Ids of the slides that phones may open."""
        return self.state.position.shown

    @property
    def health(self) -> KernelHealth:
        """The kernel as the speaker sees it."""
        return self.state.runs.health

    @property
    def deadline(self) -> float | None:
        """When `tick` is wanted; None when nothing waits for time to pass."""
        state = self.state
        due = (
            state.runs.deadline,
            state.ballots.tallies_due,
            state.audience.count_due,
            state.questions.due,
            state.pace.due,
            state.suggestions.due,
            state.overlay.on_phones.due,
        )
        return min((time for time in due if time is not None), default=None)

    def effects(self) -> list[Effect]:
        """Return what is to be done since the last call, in order."""
        return self.state.log.drain()

    # What sockets do

    def join(
        self,
        connection: str,
        request: Request,
        role: Role,
        *,
        person: str | None,
        fresh: str,
        now: float,
    ) -> None:
        """Admit a socket, or bring one up to date, by an answer with a snapshot.

        `person` is the secret that a phone was given when it first joined; `fresh` is the one to
        give it.
        """
        log, audience = self.state.log, self.state.audience
        # A phone whose storage was emptied or tampered with is a new person; it is not refused.
        secret = person if person and len(person) >= SHORTEST_SECRET else fresh
        member = audience.members.get(connection)
        # A socket that joins again stays the person as whom it came, whatever secret it brings now.
        name = member.person if member else hash_secret(secret)
        # Only phones: a presenter's screen had to show the token first.
        if role == "phone" and not audience.accept_join(name, now):
            log.add(Fail(connection, request, jsonrpc.TOO_MANY, TOO_MANY_JOINS, JOIN.name))
            return
        # The first join of a socket is no message to count: it has no member, so no bucket, before
        # it.
        if member is None:
            member = audience.admit(connection, role, secret, now)
        elif not audience.accept_message(connection, member, now):
            log.add(Fail(connection, request, jsonrpc.TOO_MANY, TOO_MANY_MESSAGES, JOIN.name))
            return
        # The first slide comes up with the first screen, and an edited one with the next.
        self.state.open_ballots()
        # The snapshot closes the log, so it holds what was said before and nothing that follows.
        # The socket is admitted after its answer: no change overtakes the snapshot that it belongs
        # to.
        _, snapshot = self.snapshots.encoded(member.role)
        result = JoinResult(
            connection=connection,
            person=secret,
            state={},
            join_url=self.join_url,
            votes=self.state.ballots.votes_of(member.person),
            asked=self.state.questions.of(member.person) if role == "phone" else [],
            wanted=self.state.questions.voted_by(member.person) if role == "phone" else [],
        )
        log.add(Answer(connection, request, result, {"state": snapshot}))
        log.add(Admit(connection, member.role))

    def join_remote(
        self, connection: str, request: Request, proof: Proof | None, now: float
    ) -> None:
        """Admit the socket of a remote that the speaker has let in; else say what it waits for."""
        log, remotes = self.state.log, self.state.remotes
        refused = remotes.refused
        try:
            if proof is None:
                text = "a remote joins with a signed proof: scan the code in the speaker view"
                raise WireError(jsonrpc.NOT_ALLOWED, text)
            before = remotes.join(proof, JOIN_TEXT, connection)
        except WireError as error:
            if remotes.refused != refused:
                show_refusals(self.state)
            # Whoever waits for the speaker's yes is asked to come again, and not refused.
            refused_now = JOIN.name if error.code != jsonrpc.WAITING else ""
            failed = Fail(connection, request, error.code, error.message, refused_now, error.data)
            log.add(failed)
            # A socket that has joined is counted by its messages; this one could guess on and on.
            if error.code == jsonrpc.NOT_ALLOWED:
                log.add(Drop(connection, error.message))
            return
        if before not in ("", connection):
            log.add(Drop(before, "this remote is connected anew"))
        if connection not in self.state.audience.members:
            self.state.audience.admit(connection, "remote", "", now)
        _, snapshot = self.snapshots.encoded("remote")
        result = JoinResult(connection=connection, person="", state={}, join_url=self.join_url)
        log.add(Answer(connection, request, result, {"state": snapshot}))
        log.add(Admit(connection, "remote"))

    def admits_remote(self, proof: Proof, text: str) -> bool:
        """Return whether a remote that is let in has signed this text just now."""
        try:
            return self.state.remotes.verify(proof, text).accepted
        except WireError:
            show_refusals(self.state)
            return False

    def leave(self, connection: str, now: float) -> None:
        """Remove a socket that closed, and cancel its private runs."""
        member = self.state.audience.remove(connection, now)
        if member is not None:
            # Shared runs go on, whoever started them: everybody else is watching.
            self.state.runs.forget_private(member)
            self.state.remotes.leave(connection)

    def receive(
        self, connection: str, request: Request, method: str, params: dict[str, Any], now: float
    ) -> None:
        """Handle one request of a socket; its answer is an effect, now or when a run ends."""
        log, audience = self.state.log, self.state.audience
        try:
            member = audience.members.get(connection)
            if member is None:
                raise WireError(jsonrpc.NOT_ALLOWED, "the first message on a socket is room/join")
            if not audience.accept_message(connection, member, now):
                raise refusal("too-soon", TOO_MANY_MESSAGES)
            known, handler = registry.ROOM_METHODS.get(method), HANDLERS.get(method)
            if known is None or handler is None:
                raise WireError(jsonrpc.METHOD_NOT_FOUND, f"the room has no method '{method}'")
            if member.role not in known.who:
                raise WireError(jsonrpc.NOT_ALLOWED, f"{method} is for presenters only")
            call = Call(connection, request, member, now)
            result = handler(self.state, known.read(params), call)
            if result is not None:
                log.add(Answer(connection, request, result))
        # Whatever else is raised is a fault of the room itself: the driver logs it and answers.
        except WireError as error:
            log.add(Fail(connection, request, error.code, error.message, method, error.data))

    def cancel(self, connection: str, request: Request) -> None:
        """Cancel a request that a phone gave up."""
        self.state.runs.cancel(Owner(connection, request))

    # What the kernel does

    def receive_event(self, run: str, event: dict[str, Json], now: float) -> None:
        """Append one event to a run."""
        self.state.runs.receive_event(run, event, now)

    def finish_run(self, run: str, result: dict[str, Json], now: float) -> None:
        """End a run with the kernel's answer."""
        self.state.runs.finish(run, result, now)

    def fail_run(self, run: str, code: int, message: str, data: Json = None) -> None:
        """End a run that the kernel refused, or with which it died."""
        self.state.runs.fail(run, code, message, data)

    def change_health(self, health: KernelHealth, now: float) -> None:
        """Note the kernel's health."""
        self.state.runs.change_health(health, now)

    # What the author does, and time

    def replace_deck(self, deck: RoomDeck, now: float) -> None:
        """Go on with another edition of the deck."""
        self.state.replace_deck(deck, now)
        self.snapshots.invalidate()  # widgets that are gone leave no change behind

    def set_problems(self, problems: Sequence[Problem], source: str = "deck") -> None:
        """Show problems in place of the source's last ones; an empty list removes those."""
        found = self.state.problems
        # Every good save reports an empty list; what is the same again makes no message.
        if list(problems) != found.get(source, []):
            found[source] = list(problems)
            change = ProblemsChange(problems=self.state.all_problems)
            self.state.log.append_for_presenters(change)

    def restore(self, events: Iterable[tuple[str, Json]]) -> None:
        """Take up where an earlier process stopped, before anybody joins."""
        restore(self.state, events)

    def tick(self, now: float) -> None:
        """Send what was waiting for time to pass."""
        self.state.runs.send_due(now)
        self.state.ballots.send_tallies(now)
        self.state.audience.send_count(now)
        self.state.questions.send_due(now)
        self.state.pace.send(now)
        self.state.suggestions.send_queue(now)
        self.state.overlay.on_phones.send_due(now)
