"""The ballots of all widgets: presenters open them, phones answer, tallies are sent together."""

from __future__ import annotations

import hashlib
from typing import Any

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.ballot import RoomBallot
from talk.present.room.change_log import ChangeLog
from talk.present.room.position import Position
from talk.present.room.widgets import WidgetStates
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import (
    BallotChange,
    BallotParams,
    BarTextParams,
    PreparedBallotParams,
    TallyChange,
    Vote,
    VoteParams,
)
from talk.protocol.refusal import refusal
from talk.widgets.base import PreparedBallot


class Ballots:
    """Open ballots, accept votes, and send tallies."""

    def __init__(
        self, position: Position, widgets: WidgetStates, audience: Audience, log: ChangeLog
    ) -> None:
        self.tallies_due: float | None = None
        """When tallies are to be sent; None when nobody has voted since the last time."""
        self._position = position
        self._widgets = widgets
        self._audience = audience
        self._log = log
        self._voted: set[str] = set()
        """Widgets whose tally has changed since it was sent."""

    def open(self, params: BallotParams) -> None:
        """Ask the room; the same question again keeps its votes, and may close, hide or show them.

        Raises WireError when there is no such widget.
        """
        # `_widgets` makes a state for any key that it is asked for, so an unknown one is refused
        # first.
        widget = self._position.deck.widget(params.widget)
        if widget.ballot is not None:
            text = f"the deck says what '{params.widget}' asks: send room/prepared_ballot"
            raise WireError(jsonrpc.NOT_ALLOWED, text)
        self._open(params, None)

    def open_prepared(self, params: PreparedBallotParams) -> None:
        """Open, close, show or hide the ballot that the deck prepares for a widget.

        Raises WireError when there is no such widget, or it prepares none.
        """
        plan = self._position.deck.widget(params.widget).ballot
        if plan is None:
            text = f"the deck prepares no ballot for '{params.widget}'"
            raise WireError(jsonrpc.NOT_ALLOWED, text)
        before = self._widgets[params.widget].ballot
        # A new round is a ballot with another id: it begins without votes, and one that a phone
        # sent to the last round is refused (`_current`).
        number = 1 if before is None else _round(before.id) + params.again
        self._open(
            BallotParams(
                widget=params.widget,
                id=_prepared_id(plan, number),
                kind=plan.kind,
                options=list(plan.options),
                open=params.open,
                hidden=params.hidden,
                question=plan.question,
            ),
            plan,
        )

    def open_at_once(self, widget: str) -> None:
        """Open a widget's ballot as its slide comes up, where the deck wants that."""
        plan = self._position.deck.widget(widget).ballot
        if plan is not None and plan.at_once and self._widgets[widget].ballot is None:
            self.open_prepared(PreparedBallotParams(widget=widget, hidden=plan.hidden))

    def bar_text(self, params: BarTextParams) -> None:
        """Keep a text of a ballot off the screens, or admit it again. Raises WireError."""
        ballot = self._current(params.widget, params.ballot)
        ballot.bar(params.text, barred=params.barred)
        self._log.persist("barred_text", params.model_dump(mode="json"))
        self._send_tally(params.widget)

    def vote(self, person: str, params: VoteParams, now: float) -> None:
        """Count a person's vote in place of the last one. Raises WireError when it does not fit."""
        # The same answer as for a widget without a ballot, so that nobody finds out by trying what
        # a later slide will ask.
        if not self._position.has_shown(params.widget):
            raise WireError(jsonrpc.NOT_ALLOWED, "there is nothing to vote on here")
        ballot = self._current(params.widget, params.ballot)
        # Past the bound on people anybody could vote again and again, each time as somebody new.
        if not self._audience.has_counted(person):
            raise refusal("room-full", "the room is full; votes are no longer counted")
        said = {name: getattr(params, name) for name in Vote.model_fields}
        vote = ballot.cast(person, Vote(**said)).model_dump(mode="json", exclude_none=True)
        # Effects are carried out in order: the vote is in the journal before its phone is answered.
        self._log.persist("vote", {"person": person, "widget": params.widget, **vote})
        self._voted.add(params.widget)
        # A hall that votes within a second would else cause a message a vote to each phone.
        if self.tallies_due is None:
            self.tallies_due = now + limits.TALLY_INTERVAL_S

    def get(self, widget: str) -> RoomBallot:
        """Return the ballot of a widget. Raises WireError when it has none."""
        state = self._widgets.get(widget)
        if state is None or state.ballot is None:
            raise WireError(jsonrpc.NOT_ALLOWED, "there is nothing to vote on here")
        return state.ballot

    def votes_of(self, person: str) -> dict[str, Vote]:
        """Return what this person said to the ballots of shown slides, by widget key."""
        return {
            key: state.ballot.votes[person]
            for key, state in self._widgets.items()
            if state.ballot and person in state.ballot.votes and self._position.has_shown(key)
        }

    def send_tallies(self, now: float) -> None:
        """Send the tallies that have changed, when they are due."""
        if self.tallies_due is None or now < self.tallies_due:
            return
        self.tallies_due = None
        # A set of strings has another order in each process; the messages have not.
        for key in sorted(self._voted):
            self._send_tally(key)
        self._voted.clear()

    def restore_ballot(self, record: dict[str, Any]) -> None:
        """Open a ballot of an earlier process again, unless the deck asks something else by now."""
        # No change is sent: nobody has joined yet, and whoever does gets a snapshot.
        params = BallotParams.model_validate(record)
        plan = self._position.deck.widget(params.widget).ballot
        # The id holds a hash of the question (`_prepared_id`).
        if plan is None or params.id == _prepared_id(plan, _round(params.id)):
            self._set(params, plan)

    def restore_vote(self, record: dict[str, Any]) -> None:
        """Count a vote of an earlier process, unless its ballot was replaced or is gone."""
        ballot = self._restored(record)
        if ballot is not None:
            # The journal may hold a vote that came before the ballot was closed.
            was, ballot.open = ballot.open, True
            ballot.cast(record["person"], Vote.model_validate(record))
            ballot.open = was

    def restore_barred(self, record: dict[str, Any]) -> None:
        """Keep a text off the screens as an earlier process did."""
        ballot = self._restored(record)
        if ballot is not None:
            ballot.bar(record["text"], barred=record["barred"])

    def _restored(self, record: dict[str, Any]) -> RoomBallot | None:
        state = self._widgets.get(record["widget"])
        ballot = state.ballot if state is not None else None
        return ballot if ballot is not None and ballot.id == record["ballot"] else None

    def _current(self, widget: str, ballot: str) -> RoomBallot:
        """Return the widget's ballot. Raises WireError when that is another one by now."""
        found = self.get(widget)
        if found.id != ballot:
            raise refusal("asked-else", "the room is asked something else by now")
        return found

    def _open(self, params: BallotParams, plan: PreparedBallot | None) -> None:
        ballot = self._set(params, plan)
        if ballot is None:
            return
        # Two messages: the speaker watches the count of a ballot that is hidden from phones.
        change = BallotChange(widget=params.widget, ballot=ballot.wire(public=False))
        self._log.append_for_presenters(change)
        if self._position.has_shown(params.widget):
            change = BallotChange(widget=params.widget, ballot=ballot.wire(public=True))
            self._log.append_for_phones(change)
        self._log.persist("ballot", params.model_dump(mode="json"))

    def _send_tally(self, widget: str) -> None:
        state = self._widgets.get(widget)
        if state is None or state.ballot is None:  # the deck was edited since
            return
        ballot = state.ballot
        change = TallyChange(widget=widget, ballot=ballot.id, tally=ballot.tally(public=False))
        self._log.append_for_presenters(change)
        public = change.model_copy(update={"tally": ballot.tally(public=True)})
        self._log.append_for_phones(public)

    def _set(self, params: BallotParams, plan: PreparedBallot | None) -> RoomBallot | None:
        """Put the ballot into its widget; return it, None when it is as it was."""
        state = self._widgets[params.widget]
        ballot = state.ballot
        asked = (params.id, params.kind, params.options)
        if ballot is None or (ballot.id, ballot.kind, ballot.options) != asked:
            # Votes are numbers of options, so under other options they would count for something
            # else; one of another kind fits no count.
            ballot = RoomBallot(params.id, params.kind, params.options, prepared=plan)
            state.ballot = ballot
        elif (ballot.open, ballot.hidden) == (params.open, params.hidden):
            return None
        ballot.open, ballot.hidden = params.open, params.hidden
        return ballot


def _prepared_id(plan: PreparedBallot, number: int) -> str:
    """Return the name of a prepared ballot's round; another question has other names."""
    question = hashlib.sha256(repr(plan).encode()).hexdigest()[:10]
    return f"{question} {number}"


def _round(ballot: str) -> int:
    """Return the round in the name of a prepared ballot; 0 where it has another form."""
    number = ballot.rpartition(" ")[2]
    return int(number) if number.isdecimal() else 0
