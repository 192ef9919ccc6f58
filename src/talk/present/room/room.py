"""The room as a state machine with no I/O and no clock in it.

A driver tells it what happened (`join`, `leave`, `receive`, `cancel`, `run_event`, `run_finished`,
`run_failed`, `kernel`, `replace_deck`, `problems`, `tick`), always with the time in seconds of a steady
clock, and carries out what it says (`effects`). `deadline` is when it wants the next `tick`. Everything a
phone may not know is kept from it here: what is told goes through `_tell` (everyone) or `_tell_presenters`,
whose types differ, and `public_snapshot` reads public things only.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from talk.present.room import limits
from talk.present.room.ballot import RoomBallot
from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import (
    Admit,
    Answer,
    Broadcast,
    CancelRun,
    Drop,
    Effect,
    Fail,
    PublicChanged,
    Remember,
    Request,
    StartRun,
    Stream,
)
from talk.present.room.run import Owner, RoomRun
from talk.protocol import jsonrpc, registry
from talk.protocol.jsonrpc import WireError
from talk.protocol.method import PRESENTER, Role
from talk.protocol.methods import room as wire
from talk.protocol.methods import widget as widget_wire
from talk.protocol.methods.room import Kernel, KernelHealth, Problem, Ranked, WidgetState
from talk.protocol.methods.widget import RunError
from talk.protocol.token_bucket import TokenBucket
from talk.protocol.wire import Json, Nothing, Params, canonical, encode_json

_REPLACEABLE = {
    jsonrpc.KERNEL_GONE,
    jsonrpc.UNAVAILABLE,
    jsonrpc.METHOD_NOT_FOUND,
    jsonrpc.TOO_MANY,
    jsonrpc.INTERNAL_ERROR,
    jsonrpc.UNKNOWN_NAME,
}
"""Failures for which the recording of the same request may stand in."""

_PASSING = {
    jsonrpc.KERNEL_GONE,
    jsonrpc.UNAVAILABLE,
    jsonrpc.METHOD_NOT_FOUND,
    jsonrpc.TOO_MANY,
    jsonrpc.CANCELLED,
}
"""Failures of a run that nobody asked for, of which nothing is said: the kernel is away, or cannot do this at all."""


@dataclass(slots=True)
class _Member:
    role: Role
    person: str
    """Hash of the person's secret; empty for presenters."""
    messages: TokenBucket
    runs: TokenBucket
    refused: int = 0
    private: dict[tuple[str, str], str] = field(default_factory=dict)
    """Open private runs: run id by widget and lane."""


@dataclass
class _Widget:
    inputs: dict[str, Json] = field(default_factory=dict)
    lanes: dict[str, RoomRun] = field(default_factory=dict)
    ballot: RoomBallot | None = None


class Room:
    """See the module. `clock_offset` turns the driver's clock into Unix time."""

    def __init__(self, deck: RoomDeck, *, clock_offset: float = 0.0, join_url: str = "") -> None:
        self.deck = deck
        self.join_url = join_url
        self.slide = deck.order[0]
        self.step = 0
        self.shown: list[str] = [self.slide]
        self.blank: wire.Blank = "none"
        self.health = KernelHealth(state=self._away_state())
        self._clock_offset = clock_offset
        self._members: dict[str, _Member] = {}
        self._timekeeper = ""
        self._people: set[str] = set()
        self._here: Counter[str] = Counter()
        """Sockets by person, of the phones connected now."""
        self._widgets: dict[str, _Widget] = {}
        self._open: dict[str, RoomRun] = {}
        self._hidden: dict[tuple[str, str], RoomRun] = {}
        self._problems: dict[str, list[Problem]] = {}
        """By who found them."""
        self._started_at: float | None = None
        self._next_run = 1
        self._public_number = 0
        self._presenter_number = 0
        self._public: list[wire.PublicChange] = []
        self._presenter: list[wire.Change] = []
        self._out: list[Effect] = []
        self._voted: set[str] = set()
        """Widgets whose tally has changed since it was told."""
        self._tallies_due: float | None = None
        self._encoded: tuple[int, str] | None = None
        """The public snapshot as text, and its number."""
        self._joins: dict[str, TokenBucket] = {}
        """What is left of their joins to people who joined lately, by person, oldest first."""
        self._people_due: float | None = None
        self._people_told = float("-inf")

    # What the driver takes away

    def effects(self) -> list[Effect]:
        """What is to be done since the last call, in order."""
        self._close_broadcast()
        out, self._out = self._out, []
        return out

    @property
    def deadline(self) -> float | None:
        """When `tick` is wanted, None when nothing waits for time to pass."""
        times = [
            run.sent_at + limits.STREAM_INTERVAL_S for run in self._open.values() if run.unsent
        ]
        times += [due for due in (self._people_due, self._tallies_due) if due is not None]
        return min(times, default=None)

    @property
    def joined(self) -> int:
        return len(self._people)

    @property
    def following(self) -> int:
        return len(self._here)

    def public_snapshot(self) -> wire.PublicSnapshot:
        """What a phone may know now, and no more."""
        return wire.PublicSnapshot(
            number=self._public_number,
            deck=self.deck.hash,
            slide=self.slide,
            step=self.step,
            shown=list(self.shown),
            widgets=self._states(public=True),
            kernel=Kernel(state=self.health.state),
            joined=self.joined,
            following=self.following,
            blank=self.blank,
        )

    def presenter_state(self) -> wire.PresenterState:
        public = self.public_snapshot()
        return wire.PresenterState(
            **{
                name: getattr(public, name)
                for name in type(public).model_fields
                if name not in _OVERRIDDEN
            },
            number=self._presenter_number,
            widgets=self._states(public=False),
            health=self.health,
            notes={slide.id: slide.notes for slide in self.deck.slides},
            order=self.deck.order,
            problems=self._all_problems(),
            started_at=self._started_at,
            duration_s=self.deck.duration_s,
            timekeeper=self._timekeeper,
        )

    def snapshot(self, role: Role) -> wire.PublicSnapshot:
        """Return the state for this role: all that was told before, and nothing that will be told later."""
        self._close_broadcast()
        return self.presenter_state() if role in PRESENTER else self.public_snapshot()

    def encoded_snapshot(self, role: Role) -> tuple[int, str]:
        """Return the number of the snapshot for this role, and the snapshot as JSON text.

        The text for phones is made once a change: a hall that comes back at once, or a socket that joins again and
        again, costs one encoding. Counts of people and votes in it may be older by one interval; the change that
        brings them up to date is due.
        """
        if role in PRESENTER:
            state = self.snapshot(role)
            return state.number, encode_json(state.model_dump(mode="json"))
        self._close_broadcast()
        if self._encoded is None or self._encoded[0] != self._public_number:
            self._encoded = (
                self._public_number,
                encode_json(self.public_snapshot().model_dump(mode="json")),
            )
        return self._encoded

    # People

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
        """Let a socket in, or bring it up to date. `fresh` is the secret of a person who brings none."""
        secret = person if person and len(person) >= 16 else fresh
        member = self._members.get(connection)
        if role == "phone" and not self._may_join(member.person if member else _hash(secret), now):
            self._out.append(Fail(connection, request, jsonrpc.TOO_MANY, _TOO_MANY_JOINS))
            return
        if member is None:
            member = self._admit(connection, role, secret, now)
        elif not self._within_rate(connection, member, now):
            self._out.append(Fail(connection, request, jsonrpc.TOO_MANY, _TOO_MANY_MESSAGES))
            return
        _, state = self.encoded_snapshot(member.role)
        result = wire.JoinResult(
            connection=connection,
            person=secret,
            state={},
            join_url=self.join_url,
            votes=self._votes_of(member.person),
        )
        self._out.append(Answer(connection, request, result, {"state": state}))
        self._out.append(Admit(connection, member.role))

    def _may_join(self, person: str, now: float) -> bool:
        """Count one join of a phone's person; return whether it is within limits."""
        bucket = self._joins.pop(person, None) or TokenBucket(
            burst=limits.JOINS_AT_ONCE, rate=limits.JOINS_PER_S
        )
        self._joins[person] = bucket
        if len(self._joins) > limits.MAX_PEOPLE:
            del self._joins[next(iter(self._joins))]
        return bucket.acquire(now)

    def _admit(self, connection: str, role: Role, secret: str, now: float) -> _Member:
        if role == "phone":
            member = _Member(
                role, _hash(secret), TokenBucket(burst=40, rate=20), TokenBucket(burst=6, rate=3)
            )
            if member.person not in self._people and len(self._people) < limits.MAX_PEOPLE:
                self._people.add(member.person)
                self._remember("person", member.person)
            self._here[member.person] += 1
            self._people_changed(now)
        else:
            member = _Member(
                role, "", TokenBucket(burst=400, rate=200), TokenBucket(burst=100, rate=50)
            )
        self._members[connection] = member
        if role in PRESENTER:
            self._choose_timekeeper()
        return member

    def leave(self, connection: str, now: float) -> None:
        """The socket is gone; its private runs are given up."""
        member = self._members.pop(connection, None)
        if member is None:
            return
        for run_id in member.private.values():
            self._open.pop(run_id, None)
            self._out.append(CancelRun(run_id))
        if connection == self._timekeeper:
            self._choose_timekeeper()
        if member.role == "phone":
            self._here[member.person] -= 1
            if not self._here[member.person]:
                del self._here[member.person]
            self._people_changed(now)

    def _choose_timekeeper(self) -> None:
        """Let one screen keep time for what plays: the stage that joined first, else the speaker's view that did."""
        here = [name for name, member in self._members.items() if member.role == "stage"]
        here += [name for name, member in self._members.items() if member.role == "speaker"]
        chosen = here[0] if here else ""
        if chosen != self._timekeeper:
            self._timekeeper = chosen
            self._tell_presenters(wire.TimekeeperChange(timekeeper=chosen))

    def _people_changed(self, now: float) -> None:
        if self._people_due is None:
            self._people_due = max(now, self._people_told + limits.PEOPLE_INTERVAL_S)

    # Requests

    def receive(
        self, connection: str, request: Request, method: str, params: dict[str, Any], now: float
    ) -> None:
        """One request of a member; its answer, or the reason there is none, is among the effects."""
        try:
            member = self._members.get(connection)
            if member is None:
                raise WireError(jsonrpc.NOT_ALLOWED, "the first message on a socket is room/join")
            if not self._within_rate(connection, member, now):
                raise WireError(jsonrpc.TOO_MANY, _TOO_MANY_MESSAGES)
            known = registry.ROOM_METHODS.get(method)
            if known is None or known is wire.JOIN:
                raise WireError(jsonrpc.METHOD_NOT_FOUND, f"the room has no method '{method}'")
            if member.role not in known.who:
                raise WireError(jsonrpc.NOT_ALLOWED, f"{method} is for presenters only")
            self._dispatch(connection, member, request, known.read(params), now)
        except WireError as error:
            self._out.append(Fail(connection, request, error.code, error.message))

    def _within_rate(self, connection: str, member: _Member, now: float) -> bool:
        if member.messages.acquire(now):
            member.refused = 0
            return True
        member.refused += 1
        if member.refused == limits.REFUSALS_BEFORE_DROP:
            self._out.append(Drop(connection, "too many messages"))
        return False

    def _dispatch(
        self, connection: str, member: _Member, request: Request, params: Params, now: float
    ) -> None:
        if isinstance(params, widget_wire.RunParams):
            if member.role in PRESENTER:
                self._run_for_all(connection, member, request, params, now)
            else:
                self._run_for_one(connection, member, request, params, now)
            return
        if isinstance(params, wire.NavigateParams):
            self.navigate(params.slide, params.step, origin=connection, now=now)
        elif isinstance(params, wire.BlankParams):
            self._cover(params.mode)
        elif isinstance(params, widget_wire.SetInputsParams):
            before = (
                self._state(params.widget).inputs
                if params.merge and params.widget in self.deck.widgets
                else {}
            )
            self._set_inputs(connection, params.widget, {**before, **params.inputs})
        elif isinstance(params, widget_wire.StopParams):
            self._stop(connection, member, params.widget, params.lane)
        elif isinstance(params, wire.BallotParams):
            self._open_ballot(params)
        elif isinstance(params, wire.VoteParams | wire.RankParams):
            self._vote(member.person, params, now)
        elif isinstance(params, wire.RankingsParams):
            ballot = self._ballot(params.widget)
            result = wire.RankingsResult(ballot=ballot.id, rankings=ballot.rankings())
            self._out.append(Answer(connection, request, result))
            return
        self._out.append(Answer(connection, request, Nothing()))

    def cancel(self, connection: str, request: Request) -> None:
        """A phone gave up its request."""
        for run in list(self._open.values()):
            if run.owner == Owner(connection, request):
                self._forget(run)
                self._members[connection].private.pop((run.widget, run.lane), None)
                self._out.append(Fail(connection, request, jsonrpc.CANCELLED, "stopped"))

    # Position

    def navigate(self, slide: str, step: int, *, origin: str, now: float) -> None:
        """Show this slide at this step. Raises WireError when there is no such slide or step."""
        found = self.deck.by_id.get(slide)
        if found is None:
            raise WireError(
                jsonrpc.UNKNOWN_NAME, f"there is no slide '{slide}' in this presentation"
            )
        if step > found.steps:
            text = f"slide '{slide}' has {found.steps} steps; step {step} does not exist"
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        if (slide, step) == (self.slide, self.step):
            return
        left = self.slide
        if self._started_at is None and slide != left:
            self._started_at = now + self._clock_offset
        self.slide, self.step = slide, step
        self._cover("none")
        self._tell_position(origin)
        if slide != left:
            self._leave_slide(left)
            self._wake(found, now)

    def _cover(self, blank: wire.Blank) -> None:
        """Cover the projected slide with one colour; "none" shows it again."""
        if blank != self.blank:
            self.blank = blank
            self._tell(wire.BlankChange(blank=blank))

    def _tell_position(self, origin: str) -> None:
        new = self.slide not in self.shown
        if new:
            self.shown.append(self.slide)
        shown = self.slide if new else ""
        self._tell(
            wire.PositionChange(slide=self.slide, step=self.step, origin=origin, shown=shown)
        )
        if new:
            self._reveal(self.deck.by_id[self.slide])
        self._remember_position()

    def _remember_position(self) -> None:
        position = {
            "slide": self.slide,
            "step": self.step,
            "shown": self.shown,
            "started_at": self._started_at,
        }
        self._remember("position", position)

    def _reveal(self, slide: RoomSlide) -> None:
        """Phones get what presenters already have of a slide that was not shown before."""
        for widget in slide.widgets:
            state = self._widgets.get(widget.key, _Widget())
            if state.inputs:
                self._public.append(wire.InputsChange(widget=widget.key, inputs=state.inputs))
            if state.ballot:
                self._public.append(
                    wire.BallotChange(widget=widget.key, ballot=state.ballot.wire(public=True))
                )
            for run in state.lanes.values():
                self._public.extend(
                    _run_changes(run, run.events[: len(run.events) - len(run.unsent)])
                )

    def _leave_slide(self, slide: str) -> None:
        for run in list(self._open.values()):
            if run.owner is None and self.deck.slide_of.get(run.widget) == slide:
                self._give_up(run, "stopped because the slide was left")

    def _wake(self, slide: RoomSlide, now: float) -> None:
        """Bring a slide's widgets to life: lanes that show nothing live are run, unseen until they answer."""
        if self.health.state != "live":
            return
        for widget in slide.widgets:
            lanes = self._state(widget.key).lanes
            for lane, demo in widget.first_demos.items():
                if lane not in lanes:
                    self._start_hidden(widget.key, lane, demo.method, demo.params, now)
            for lane, run in list(lanes.items()):
                if run.done and (run.status == "recorded" or (run.auto and run.status != "live")):
                    self._start_hidden(widget.key, lane, run.method, run.params, now)
                elif self._only_stalled(run):
                    self._start_hidden(widget.key, lane, run.method, run.params, now, auto=run.auto)

    def _only_stalled(self, run: RoomRun) -> bool:
        """Whether a run was given up with a kernel that seemed dead, and is the same one that answers now.

        A machine that is busy for a second makes a kernel seem so; nobody on stage should have to ask again for that.
        """
        gone = (
            run.status == "interrupted"
            and run.error is not None
            and run.error.code == jsonrpc.KERNEL_GONE
        )
        return gone and run.asked_of == self.health.restarts

    # Widgets

    def _set_inputs(self, connection: str, key: str, inputs: dict[str, Json]) -> None:
        self._known_widget(key)
        _check_size(inputs, limits.PRESENTER_PARAMS_CHARACTERS)
        self._state(key).inputs = inputs
        self._tell_widget(key, wire.InputsChange(widget=key, inputs=inputs, origin=connection))
        self._remember("inputs", {"widget": key, "inputs": inputs})

    def _stop(self, connection: str, member: _Member, key: str, lane: str | None) -> None:
        self._known_widget(key)
        for run in list(self._open.values()):
            mine = run.owner is None if member.role in PRESENTER else _owned_by(run, connection)
            if mine and run.widget == key and lane in (None, run.lane):
                self._give_up(run, "stopped")

    def _run_for_all(
        self,
        connection: str,
        member: _Member,
        request: Request,
        params: widget_wire.RunParams,
        now: float,
    ) -> None:
        self._read_run(params, limits.PRESENTER_PARAMS_CHARACTERS)
        self._check_run_rate(member, now)
        if params.inputs is not None:
            self._set_inputs(connection, params.widget, params.inputs)
        state = self._state(params.widget)
        for old in (self._hidden.get((params.widget, params.lane)), state.lanes.get(params.lane)):
            if old is not None:
                self._forget(old)
        run = self._new_run(params.widget, params.lane, params.method, params.params, now)
        state.lanes[params.lane] = run
        self._begin(run, member)
        if not run.done:
            self._tell_run(run)
        self._out.append(
            Answer(connection, request, widget_wire.RunResult(run=run.wire(events=True)))
        )

    def _run_for_one(
        self,
        connection: str,
        member: _Member,
        request: Request,
        params: widget_wire.RunParams,
        now: float,
    ) -> None:
        self._check_phone_run(member, params, now)
        lane = (params.widget, params.lane)
        old = self._open.get(member.private.get(lane, ""))
        if old is not None:
            self._give_up(old, "replaced by a newer request")
        if len(member.private) >= limits.PHONE_OPEN_RUNS:
            raise WireError(
                jsonrpc.TOO_MANY, "one thing at a time: wait for the answer, or stop it"
            )
        if sum(run.owner is not None for run in self._open.values()) >= limits.ALL_PHONES_OPEN_RUNS:
            raise WireError(
                jsonrpc.TOO_MANY, "many phones ask at this moment; try again in a few seconds"
            )
        run = self._new_run(
            *lane, params.method, params.params, now, owner=Owner(connection, request)
        )
        self._begin(run, member)

    def _check_phone_run(self, member: _Member, params: widget_wire.RunParams, now: float) -> None:
        if self.deck.slide_of.get(params.widget) not in self.shown:
            raise WireError(jsonrpc.NOT_ALLOWED, "this slide has not been shown yet")
        asked = self._read_run(params, limits.PHONE_PARAMS_CHARACTERS)
        tokens = limits.new_tokens(asked)
        if tokens > limits.PHONE_MAX_TOKENS:
            text = f"a phone may ask for {limits.PHONE_MAX_TOKENS} tokens at once, not {tokens}"
            raise WireError(jsonrpc.TOO_LARGE, text)
        self._check_run_rate(member, now)

    def _read_run(self, params: widget_wire.RunParams, longest: int) -> Params:
        """Return the parameters for the kernel, checked. Raises WireError."""
        widget = self._known_widget(params.widget)
        if params.method not in widget.methods:
            text = f"widget '{widget.name}' does not use the method '{params.method}'"
            raise WireError(jsonrpc.METHOD_NOT_FOUND, text)
        _check_size(params.params, longest)
        return registry.method(params.method).read(params.params)

    def _check_run_rate(self, member: _Member, now: float) -> None:
        if not member.runs.acquire(now):
            raise WireError(jsonrpc.TOO_MANY, "too many requests at once; wait a second")

    def _known_widget(self, key: str) -> RoomWidget:
        try:
            return self.deck.widgets[key]
        except KeyError:
            raise WireError(
                jsonrpc.UNKNOWN_NAME, f"there is no widget '{key}' in this presentation"
            ) from None

    # Ballots

    def _open_ballot(self, params: wire.BallotParams) -> None:
        """Ask the room; the same question again keeps its votes."""
        self._known_widget(params.widget)
        state = self._state(params.widget)
        same = (
            state.ballot is not None
            and state.ballot.id == params.id
            and state.ballot.options == params.options
        )
        if state.ballot is None or not same:
            state.ballot = RoomBallot(params.id, params.kind, params.options)
        elif (state.ballot.open, state.ballot.hidden) == (params.open, params.hidden):
            return
        state.ballot.open, state.ballot.hidden = params.open, params.hidden
        self._tell_ballot(params.widget, state.ballot)
        self._remember("ballot", params.model_dump(mode="json"))

    def _vote(self, person: str, params: wire.VoteParams | wire.RankParams, now: float) -> None:
        if self.deck.slide_of.get(params.widget) not in self.shown:
            raise WireError(jsonrpc.NOT_ALLOWED, "there is nothing to vote on here")
        ballot = self._ballot(params.widget)
        if ballot.id != params.ballot:
            raise WireError(jsonrpc.NOT_ALLOWED, "the room is asked something else by now")
        if person not in self._people:
            raise WireError(jsonrpc.TOO_MANY, "the room is full; votes are no longer counted")
        if isinstance(params, wire.VoteParams):
            ballot.choose(person, params.choice)
        else:
            ballot.rank(person, Ranked(tiers=params.tiers, bad=params.bad))
        self._remember("vote", {"person": person, **params.model_dump(mode="json")})
        self._voted.add(params.widget)
        if self._tallies_due is None:
            self._tallies_due = now + limits.TALLY_INTERVAL_S

    def _ballot(self, key: str) -> RoomBallot:
        ballot = self._widgets.get(key, _Widget()).ballot
        if ballot is None:
            raise WireError(jsonrpc.NOT_ALLOWED, "there is nothing to vote on here")
        return ballot

    def _votes_of(self, person: str) -> dict[str, wire.Vote]:
        """What this person said to the ballots of shown slides."""
        return {
            key: state.ballot.votes[person]
            for key, state in self._widgets.items()
            if state.ballot
            and person in state.ballot.votes
            and self.deck.slide_of.get(key) in self.shown
        }

    def _tell_ballot(self, key: str, ballot: RoomBallot) -> None:
        self._presenter.append(wire.BallotChange(widget=key, ballot=ballot.wire(public=False)))
        if self.deck.slide_of.get(key) in self.shown:
            self._public.append(wire.BallotChange(widget=key, ballot=ballot.wire(public=True)))

    def _tell_tallies(self) -> None:
        for key in sorted(self._voted):
            ballot = self._widgets.get(key, _Widget()).ballot
            if ballot is not None:
                tally = wire.TallyChange(
                    widget=key, ballot=ballot.id, tally=ballot.tally(public=False)
                )
                self._presenter.append(tally)
                self._public.append(tally.model_copy(update={"tally": ballot.tally(public=True)}))
        self._voted.clear()

    # Runs

    def _new_run(
        self,
        widget: str,
        lane: str,
        method: str,
        params: dict[str, Json],
        now: float,
        *,
        auto: bool = False,
        owner: Owner | None = None,
    ) -> RoomRun:
        return RoomRun(self._run_id(), widget, lane, method, params, now, auto=auto, owner=owner)

    def _run_id(self) -> str:
        self._next_run += 1
        return f"r{self._next_run - 1}"

    def _begin(self, run: RoomRun, member: _Member | None = None) -> None:
        """Ask the kernel; with no kernel, end the run at once as its death in mid-request would."""
        self._open[run.id] = run
        if run.owner is not None and member is not None:
            member.private[run.widget, run.lane] = run.id
        if self.health.state == "live":
            run.asked_of = self.health.restarts
            priority, person = (
                ("stage", "") if run.owner is None else ("phone", member.person if member else "")
            )
            self._out.append(StartRun(run.id, run.method, run.params, priority, person))  # type: ignore[arg-type]
        else:
            self._end_without_kernel(
                run, RunError(code=jsonrpc.KERNEL_GONE, message="the kernel is not there")
            )

    def _start_hidden(
        self,
        widget: str,
        lane: str,
        method: str,
        params: dict[str, Json],
        now: float,
        *,
        auto: bool = True,
    ) -> None:
        if (widget, lane) in self._hidden:
            return
        run = self._new_run(widget, lane, method, params, now, auto=auto)
        self._hidden[widget, lane] = run
        self._begin(run)

    def _show_hidden(self, run: RoomRun) -> None:
        if self._hidden.get((run.widget, run.lane)) is run:
            del self._hidden[run.widget, run.lane]
            self._state(run.widget).lanes[run.lane] = run

    def run_event(self, run_id: str, event: dict[str, Json], now: float) -> None:
        """The kernel streamed one event."""
        run = self._open.get(run_id)
        if run is None:
            return
        if set(event) == {"queue_place"}:
            run.queue_place = event["queue_place"]
            self._tell_progress(run)
            return
        first = run.status == "waiting"
        self._show_hidden(run)
        run.came_back(now)
        run.take(event)
        if first:
            self._tell_progress(run)
        if now >= run.sent_at + limits.STREAM_INTERVAL_S:
            self._send_stream(run, now)

    def run_finished(self, run_id: str, result: dict[str, Json], now: float) -> None:
        """The kernel answered."""
        run = self._open.get(run_id)
        if run is None:
            return
        self._show_hidden(run)
        run.came_back(now)
        run.result = result
        run.end("live")
        self._close_run(run)

    def run_failed(self, run_id: str, code: int, message: str, now: float) -> None:
        """The kernel refused, or died; the recording of the same request stands in where there is one."""
        run = self._open.get(run_id)
        if run is None:
            return
        error = RunError(code=code, message=message)
        if self._hidden.get((run.widget, run.lane)) is run:
            if code in _PASSING or run.lane in self._state(run.widget).lanes or self._recorded(run):
                self._forget(run, tell_kernel=False)
                return
            self._show_hidden(run)  # the lane has nothing else to show
        # A copy that was trained on stage can be made again; its widget does so when it hears that the copy is lost.
        lost_copy = code == jsonrpc.UNKNOWN_NAME and "+" in str(run.params.get("checkpoint", ""))
        if code in _REPLACEABLE and not lost_copy:
            self._end_without_kernel(run, error)
        else:
            run.end("interrupted" if code == jsonrpc.CANCELLED else "failed", error)
            self._close_run(run)

    def _recorded(self, run: RoomRun) -> RecordedRun | None:
        return self.deck.recorded(run.method, run.params)

    def _end_without_kernel(self, run: RoomRun, error: RunError) -> None:
        recorded = self._recorded(run)
        if recorded is None:
            run.end("interrupted" if error.code == jsonrpc.KERNEL_GONE else "failed", error)
            self._close_run(run)
            return
        self._open.pop(run.id, None)
        run.play(recorded)
        if run.owner is None:
            run.id = self._run_id()
        self._close_run(run)

    def _close_run(self, run: RoomRun) -> None:
        """`run` has ended: say so, once."""
        run.weigh()
        self._open.pop(run.id, None)
        if run.owner is None:
            self._tell_run(run)
            if run.status == "live" and not run.auto and run.size <= limits.REMEMBERED_CHARACTERS:
                said = run.wire(events=True).model_dump(mode="json")
                self._remember("run", {"widget": run.widget, "lane": run.lane, "run": said})
            return
        member = self._members[run.owner.connection]
        member.private.pop((run.widget, run.lane), None)
        answer = widget_wire.RunResult(run=run.wire(events=True))
        self._out.append(Answer(run.owner.connection, run.owner.request, answer))

    def _give_up(self, run: RoomRun, why: str) -> None:
        """Stop a run: the kernel is told, what has come in stays."""
        if self._hidden.get((run.widget, run.lane)) is run:
            self._forget(run)
            return
        self._out.append(CancelRun(run.id))
        run.end("interrupted", RunError(code=jsonrpc.CANCELLED, message=why))
        self._close_run(run)

    def _forget(self, run: RoomRun, *, tell_kernel: bool = True) -> None:
        """A run nobody will look at again."""
        if self._hidden.get((run.widget, run.lane)) is run:
            del self._hidden[run.widget, run.lane]
        if self._open.pop(run.id, None) is not None and tell_kernel:
            self._out.append(CancelRun(run.id))

    # Surroundings

    def kernel(self, health: KernelHealth, now: float) -> None:
        """The link's news. With no live kernel the room is `recorded` or `none`, as the deck allows."""
        state = health.state if health.state == "live" else self._away_state()
        health = health.model_copy(update={"state": state})
        before, self.health = self.health, health
        if health != before:
            self._tell_presenters(wire.HealthChange(health=health))
        if state != before.state:
            self._tell(wire.KernelChange(kernel=Kernel(state=state)))
            self._wake(self.deck.by_id[self.slide], now)

    def _away_state(self) -> wire.KernelState:
        return "recorded" if self.deck.recordings else "none"

    def replace_deck(self, deck: RoomDeck, now: float) -> None:
        """The deck was edited: keep slide, step and the state of every widget that is still there."""
        before, self.deck = self.deck, deck
        self._encoded = None  # widgets that are gone leave no change behind
        self.shown = [slide for slide in self.shown if slide in deck.by_id]
        for key in [key for key in self._widgets if not _same_widget(before, deck, key)]:
            del self._widgets[key]
        for run in list(self._open.values()):
            if run.widget not in deck.widgets or not _same_widget(before, deck, run.widget):
                self._give_up_lost(run)
        where = _nearest(before.order, self.slide, deck)
        moved = (where, min(self.step, deck.by_id[where].steps))
        if deck.hash != before.hash:
            self._tell(wire.DeckChange(deck=deck.hash))
        if moved != (self.slide, self.step) or where not in self.shown:
            self.slide, self.step = moved
            self._tell_position("")
        if self.health.state != "live":
            self.kernel(self.health, now)
        self._wake(deck.by_id[self.slide], now)

    def _give_up_lost(self, run: RoomRun) -> None:
        if run.owner is None:
            self._forget(run)
        else:
            self._give_up(run, "the slide was edited")

    def problems(self, problems: Sequence[Problem], source: str = "deck") -> None:
        """Show these to presenters in place of the source's last ones; an empty list takes those away."""
        if list(problems) == self._problems.get(source, []):
            return
        self._problems[source] = list(problems)
        self._tell_presenters(wire.ProblemsChange(problems=self._all_problems()))

    def _all_problems(self) -> list[Problem]:
        return [problem for problems in self._problems.values() for problem in problems]

    def restore(self, kept: Iterable[tuple[str, Json]]) -> None:
        """Take up where an earlier process stopped: what it remembered, in order. Before anybody joins."""
        for kind, data in kept:
            if kind == "position" and data["slide"] in self.deck.by_id:
                found = self.deck.by_id[data["slide"]]
                self.slide, self.step = found.id, min(data["step"], found.steps)
                self.shown = [slide for slide in data["shown"] if slide in self.deck.by_id] or [
                    self.slide
                ]
                self._started_at = data.get("started_at")
            elif kind == "inputs" and data["widget"] in self.deck.widgets:
                self._state(data["widget"]).inputs = data["inputs"]
            elif kind == "run" and data["widget"] in self.deck.widgets:
                self._restore_run(data)
            elif kind == "person":
                self._people.add(data)
            elif kind in ("ballot", "vote") and data["widget"] in self.deck.widgets:
                self._restore_ballot(kind, data)
        if self.slide not in self.shown:
            self.shown.append(self.slide)

    def _restore_run(self, data: dict[str, Any]) -> None:
        try:
            said = widget_wire.Run.model_validate(data["run"])
        except ValidationError:  # kept by an older talk, whose wire was another
            return
        run = RoomRun(self._run_id(), data["widget"], data["lane"], said.method, said.params, 0.0)
        run.events, run.result, run.latency_ms = said.events, said.result, said.latency_ms
        run.end(said.status)
        run.weigh()
        self._state(run.widget).lanes[run.lane] = run

    def _restore_ballot(self, kind: str, data: dict[str, Any]) -> None:
        """Votes come after the ballot they answer; one that no longer fits the deck is left out."""
        if kind == "ballot":
            self._open_ballot(wire.BallotParams.model_validate(data))
            self._public, self._presenter, self._out = [], [], []
            return
        ballot = self._widgets.get(data["widget"], _Widget()).ballot
        if ballot is None or ballot.id != data["ballot"]:
            return
        if "choice" in data:
            ballot.choose(data["person"], data["choice"])
        else:
            ballot.rank(data["person"], Ranked(tiers=data["tiers"], bad=data["bad"]))

    def tick(self, now: float) -> None:
        """Time has passed: send what was waiting for it."""
        for run in list(self._open.values()):
            if run.unsent and now >= run.sent_at + limits.STREAM_INTERVAL_S:
                self._send_stream(run, now)
        if self._tallies_due is not None and now >= self._tallies_due:
            self._tallies_due = None
            self._tell_tallies()
        if self._people_due is not None and now >= self._people_due:
            self._people_due, self._people_told = None, now
            self._tell(wire.PeopleChange(joined=self.joined, following=self.following))

    # Telling

    def _tell(self, change: wire.PublicChange) -> None:
        self._public.append(change)
        self._presenter.append(change)

    def _tell_presenters(self, change: wire.Change) -> None:
        self._presenter.append(change)

    def _tell_widget(
        self, key: str, change: wire.InputsChange | wire.RunChange | wire.RunEventsChange
    ) -> None:
        """To everyone when the widget's slide has been shown, else to presenters only."""
        if self.deck.slide_of.get(key) in self.shown:
            self._tell(change)
        else:
            self._tell_presenters(change)

    def _tell_run(self, run: RoomRun) -> None:
        for change in _run_changes(run, run.sendable()):
            self._tell_widget(run.widget, change)

    def _tell_progress(self, run: RoomRun) -> None:
        """The run's state changed; its events go by `_send_stream`."""
        if run.owner is not None:
            progress = widget_wire.RunEvents(run=run.wire(events=False))
            self._out.append(Stream(run.owner.connection, run.owner.request, progress))
        elif (run.widget, run.lane) not in self._hidden:
            change = wire.RunChange(widget=run.widget, lane=run.lane, run=run.wire(events=False))
            self._tell_widget(run.widget, change)

    def _send_stream(self, run: RoomRun, now: float) -> None:
        run.sent_at = now
        events = run.sendable()
        if run.owner is not None:
            self._out.append(
                Stream(
                    run.owner.connection, run.owner.request, widget_wire.RunEvents(events=events)
                )
            )
        else:
            change = wire.RunEventsChange(
                widget=run.widget, lane=run.lane, run=run.id, events=events
            )
            self._tell_widget(run.widget, change)

    def _close_broadcast(self) -> None:
        """What was told so far becomes one numbered message for each audience."""
        public = presenter = None
        if self._public:
            self._public_number += 1
            public = PublicChanged(number=self._public_number, changes=self._public)
        if self._presenter:
            self._presenter_number += 1
            presenter = wire.Changed(number=self._presenter_number, changes=self._presenter)
        self._public, self._presenter = [], []
        if public or presenter:
            self._out.append(Broadcast(public, presenter))

    def _remember(self, kind: str, data: Json) -> None:
        self._out.append(Remember(kind, data))

    # State

    def _state(self, key: str) -> _Widget:
        return self._widgets.setdefault(key, _Widget())

    def _states(self, *, public: bool) -> dict[str, WidgetState]:
        """What every widget shows; for phones only on shown slides, and not more than fits."""
        keys = [
            key
            for key, state in self._widgets.items()
            if state.inputs or state.lanes or state.ballot
        ]
        if public:
            keys = [key for key in keys if self.deck.slide_of.get(key) in self.shown]
        whole = set(self._affordable(keys)) if public else set(keys)
        return {
            key: self._sendable_state(self._widgets[key], public=public, runs=key in whole)
            for key in keys
        }

    def _affordable(self, keys: list[str]) -> Iterator[str]:
        """This slide's widgets, then those of the slides shown last, for as long as their runs are small enough.

        For the others a phone has the prepared recordings.
        """
        left = limits.SNAPSHOT_CHARACTERS
        for key in sorted(
            keys, key=lambda key: self._recency(self.deck.slide_of[key]), reverse=True
        ):
            if self.deck.slide_of[key] != self.slide:
                left -= sum(run.size for run in self._widgets[key].lanes.values())
            if left > 0:
                yield key

    def _recency(self, slide: str) -> int:
        """Larger is later; the slide that is on is the latest."""
        return len(self.shown) if slide == self.slide else self.shown.index(slide)

    def _sendable_state(self, state: _Widget, *, public: bool, runs: bool) -> WidgetState:
        """Return what a widget shows; one that cannot be put into JSON is failed, so that all others are sent."""
        try:
            found = self._widget_state(state, public=public, runs=runs)
            found.model_dump(mode="json")
        except (
            Exception
        ):  # ValidationError, "maximum depth", …: the screens of a whole hall hang on it
            error = RunError(
                code=jsonrpc.INTERNAL_ERROR, message="what this widget showed could not be sent"
            )
            ballot = state.ballot.wire(public=public) if state.ballot else None
            return WidgetState(
                ballot=ballot, runs={lane: run.failed(error) for lane, run in state.lanes.items()}
            )
        return found

    def _widget_state(self, state: _Widget, *, public: bool, runs: bool) -> WidgetState:
        return WidgetState(
            ballot=state.ballot.wire(public=public) if state.ballot else None,
            inputs=state.inputs if runs else {},
            runs={lane: run.wire(events=True, unsent=False) for lane, run in state.lanes.items()}
            if runs
            else {},
        )


_TOO_MANY_JOINS = "this phone joins again and again; wait a few seconds"
_TOO_MANY_MESSAGES = "too many messages at once; wait a second"
_OVERRIDDEN = {"number", "widgets"}
"""Fields of the public snapshot that presenters see otherwise."""


def _run_changes(
    run: RoomRun, events: list[dict[str, Json]]
) -> list[wire.RunChange | wire.RunEventsChange]:
    changes: list[wire.RunChange | wire.RunEventsChange] = [
        wire.RunChange(widget=run.widget, lane=run.lane, run=run.wire(events=False))
    ]
    if events:
        changes.append(
            wire.RunEventsChange(widget=run.widget, lane=run.lane, run=run.id, events=events)
        )
    return changes


def _owned_by(run: RoomRun, connection: str) -> bool:
    return run.owner is not None and run.owner.connection == connection


def _check_size(params: dict[str, Json], longest: int) -> None:
    size = len(canonical(params))
    if size > longest:
        raise WireError(
            jsonrpc.TOO_LARGE, f"the request has {size} characters; at most {longest} are taken"
        )


def _same_widget(before: RoomDeck, after: RoomDeck, key: str) -> bool:
    """Still there, with the same options."""
    old = before.widgets.get(key)
    return old is not None and old == after.widgets.get(key)


def _nearest(order: list[str], slide: str, deck: RoomDeck) -> str:
    """The slide itself, or the last one before it that is still there, or the first."""
    for earlier in reversed(order[: order.index(slide) + 1]):
        if earlier in deck.by_id:
            return earlier
    return deck.order[0]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()[:32]
