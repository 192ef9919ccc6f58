"""The ballots of all widgets: presenters open them, phones answer, tallies are sent together."""

from __future__ import annotations

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
    Ranked,
    RankParams,
    TallyChange,
    Vote,
    VoteParams,
)


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
        self._position.deck.widget(params.widget)
        ballot = self._set(params)
        if ballot is None:
            return
        # Two messages: the speaker watches the count of a ballot that is hidden from phones.
        change = BallotChange(widget=params.widget, ballot=ballot.wire(public=False))
        self._log.append_for_presenters(change)
        if self._position.has_shown(params.widget):
            change = BallotChange(widget=params.widget, ballot=ballot.wire(public=True))
            self._log.append_for_phones(change)
        self._log.persist("ballot", params.model_dump(mode="json"))

    def vote(self, person: str, params: VoteParams | RankParams, now: float) -> None:
        """Count a person's vote in place of the last one. Raises WireError when it does not fit."""
        # The same answer as for a widget without a ballot, so that nobody finds out by trying what
        # a later slide will ask.
        if not self._position.has_shown(params.widget):
            raise WireError(jsonrpc.NOT_ALLOWED, "there is nothing to vote on here")
        ballot = self.get(params.widget)
        if ballot.id != params.ballot:
            raise WireError(jsonrpc.NOT_ALLOWED, "the room is asked something else by now")
        # Past the bound on people anybody could vote again and again, each time as somebody new.
        if not self._audience.has_counted(person):
            raise WireError(jsonrpc.TOO_MANY, "the room is full; votes are no longer counted")
        if isinstance(params, VoteParams):
            ballot.choose(person, params.choice)
        else:
            ballot.rank(person, Ranked(tiers=params.tiers, bad=params.bad))
        # Effects are carried out in order: the vote is in the journal before its phone is answered.
        self._log.persist("vote", {"person": person, **params.model_dump(mode="json")})
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
            state = self._widgets.get(key)
            if state is None or state.ballot is None:  # the deck was edited since
                continue
            ballot = state.ballot
            change = TallyChange(widget=key, ballot=ballot.id, tally=ballot.tally(public=False))
            self._log.append_for_presenters(change)
            public = change.model_copy(update={"tally": ballot.tally(public=True)})
            self._log.append_for_phones(public)
        self._voted.clear()

    def restore_ballot(self, record: dict[str, Any]) -> None:
        """Open a ballot of an earlier process again."""
        # No change is sent: nobody has joined yet, and whoever does gets a snapshot.
        self._set(BallotParams.model_validate(record))

    def restore_vote(self, record: dict[str, Any]) -> None:
        """Count a vote of an earlier process, unless its ballot was replaced or is gone."""
        state = self._widgets.get(record["widget"])
        if state is None or state.ballot is None or state.ballot.id != record["ballot"]:
            return
        if "choice" in record:
            state.ballot.choose(record["person"], record["choice"])
        else:
            ranked = Ranked(tiers=record["tiers"], bad=record["bad"])
            state.ballot.rank(record["person"], ranked)

    def _set(self, params: BallotParams) -> RoomBallot | None:
        """Put the ballot into its widget; return it, None when it is as it was."""
        state = self._widgets[params.widget]
        ballot = state.ballot
        if ballot is None or (ballot.id, ballot.options) != (params.id, params.options):
            # Votes are numbers of options, so under other options they would count for something
            # else.
            ballot = state.ballot = RoomBallot(params.id, params.kind, params.options)
        elif (ballot.open, ballot.hidden) == (params.open, params.hidden):
            return None
        ballot.open, ballot.hidden = params.open, params.hidden
        return ballot
