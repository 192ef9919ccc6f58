"""Opening, voting and tallies, without the rest of the room."""

from __future__ import annotations

from typing import Any

import pytest

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.ballots import Ballots
from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import Broadcast
from talk.present.room.position import Position
from talk.present.room.widgets import WidgetStates
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import BallotParams, VoteParams

POLL, LATER = "one/0", "two/0"


class Polling:
    """Ballots on two slides, of which the first is shown."""

    def __init__(self) -> None:
        slides = tuple(RoomSlide(id, 0, (RoomWidget(f"{id}/0", "poll"),)) for id in ("one", "two"))
        self.log = ChangeLog()
        self.audience = Audience(self.log)
        self.position = Position(RoomDeck("h", "Two slides", slides))
        self.widgets = WidgetStates()
        self.ballots = Ballots(self.position, self.widgets, self.audience, self.log)
        self.person = self.audience.admit("phone", "phone", "a-secret", now=0.0).person
        self.log.drain()

    def open(self, widget: str = POLL, **changed: Any) -> None:
        asked = {"id": "q", "kind": "choice", "options": ["a", "b"], **changed}
        self.ballots.open(BallotParams(widget=widget, **asked))

    def vote(self, choice: int, widget: str = POLL, now: float = 0.0) -> None:
        params = VoteParams(widget=widget, ballot="q", choice=choice)
        self.ballots.vote(self.person, params, now)

    def sent(self) -> tuple[list[Any], list[Any]]:
        """Return the changes for phones and for presenters since the last call."""
        messages = [effect for effect in self.log.drain() if isinstance(effect, Broadcast)]
        public = [change for item in messages if item.public for change in item.public.changes]
        all = [change for item in messages if item.presenter for change in item.presenter.changes]
        return public, all


@pytest.fixture
def polling() -> Polling:
    return Polling()


def test_phones_get_a_ballot_of_a_shown_slide_only(polling: Polling) -> None:
    polling.open(POLL)
    polling.open(LATER)
    public, presenter = polling.sent()
    assert [change.widget for change in public] == [POLL]
    assert [change.widget for change in presenter] == [POLL, LATER]


def test_the_same_question_again_is_no_change_and_another_begins_anew(polling: Polling) -> None:
    polling.open()
    polling.vote(1)
    polling.sent()
    polling.open()
    assert polling.sent() == ([], [])
    polling.open(open=False)
    assert polling.ballots.get(POLL).tally(public=True).people == 1
    polling.open(options=["a", "b", "c"])
    assert polling.ballots.get(POLL).tally(public=True).people == 0


def test_votes_are_sent_together_once_they_are_due(polling: Polling) -> None:
    polling.open(hidden=True)
    polling.sent()
    polling.vote(1, now=1.0)
    polling.vote(0, now=1.1)
    assert polling.ballots.tallies_due == 1.0 + limits.TALLY_INTERVAL_S
    polling.ballots.send_tallies(now=1.2)
    assert polling.sent() == ([], [])
    polling.ballots.send_tallies(now=1.25)
    ((public,), (presenter,)) = polling.sent()
    assert (public.tally.people, public.tally.counts) == (1, [])
    assert (presenter.tally.people, presenter.tally.counts) == (1, [1, 0])
    assert polling.ballots.tallies_due is None


def test_a_vote_on_a_slide_that_was_not_shown_is_refused(polling: Polling) -> None:
    polling.open(LATER)
    with pytest.raises(WireError, match="nothing to vote on"):
        polling.vote(0, LATER)


def test_a_person_who_is_not_counted_has_no_vote(polling: Polling) -> None:
    polling.open()
    params = VoteParams(widget=POLL, ballot="q", choice=0)
    with pytest.raises(WireError, match="the room is full"):
        polling.ballots.vote("somebody", params, now=0.0)


def test_votes_are_restored_on_their_own_ballot_only(polling: Polling) -> None:
    polling.ballots.restore_ballot(
        {"widget": POLL, "id": "q", "kind": "choice", "options": ["a", "b"]}
    )
    for ballot, widget in (("q", POLL), ("older", POLL), ("q", LATER)):
        polling.ballots.restore_vote(
            {"widget": widget, "ballot": ballot, "choice": 1, "person": "somebody"}
        )
    assert polling.ballots.get(POLL).tally(public=False).counts == [0, 1]
    assert set(polling.ballots.votes_of("somebody")) == {POLL}
    assert polling.log.drain() == []
