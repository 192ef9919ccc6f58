"""Opening, voting and tallies, without the rest of the room."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.ballots import Ballots
from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import Answer, Broadcast, Persist
from talk.present.room.position import Position
from talk.present.room.room import Room
from talk.present.room.widgets import WidgetStates
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import (
    BallotParams,
    BarTextParams,
    PreparedBallotParams,
    VoteParams,
)
from talk.widgets.base import PreparedBallot

POLL, LATER = "one/0", "two/0"


class Polling:
    """Ballots on two slides, of which the first is shown."""

    def __init__(self, plan: PreparedBallot | None = None) -> None:
        slides = tuple(
            RoomSlide(id, 0, (RoomWidget(f"{id}/0", "poll", ballot=plan),)) for id in ("one", "two")
        )
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


def test_the_same_id_with_another_kind_is_another_ballot(polling: Polling) -> None:
    polling.open()
    answer(polling, polling.person, choice=1)
    polling.open(kind="number")
    ballot = polling.ballots.get(POLL)
    assert (ballot.kind, ballot.tally(public=False).people) == ("number", 0)
    answer(polling, polling.person, number=7)
    tally = ballot.tally(public=False)
    assert tally.numbers is not None
    assert (tally.people, tally.numbers.median) == (1, 7)


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


QUIZ = PreparedBallot("choice", "Which?", ("a", "b"), right=(1,), why="because")


def prepared(plan: PreparedBallot = QUIZ) -> Polling:
    polling = Polling(plan)
    polling.ballots.open_at_once(POLL)
    return polling


def answer(polling: Polling, person: str, **said: Any) -> None:
    ballot = polling.ballots.get(POLL).id
    polling.ballots.vote(person, VoteParams(widget=POLL, ballot=ballot, **said), now=0.0)


def test_a_prepared_ballot_opens_once_hidden_and_without_what_is_right() -> None:
    polling = prepared()
    polling.ballots.open_at_once(POLL)
    ((public,), (presenter,)) = polling.sent()
    assert (public.ballot.open, public.ballot.hidden, public.ballot.options) == (
        True,
        True,
        ["a", "b"],
    )
    assert (public.ballot.right, public.ballot.why) == ([], "")
    assert (presenter.ballot.right, presenter.ballot.why) == ([1], "because")


def test_a_ballot_that_waits_for_the_speaker_stays_closed() -> None:
    polling = prepared(PreparedBallot("choice", options=("a", "b"), at_once=False))
    assert polling.sent() == ([], [])


def test_closing_and_showing_keeps_the_votes_and_tells_what_is_right() -> None:
    polling = prepared()
    answer(polling, polling.person, choice=1)
    polling.sent()
    polling.ballots.open_prepared(PreparedBallotParams(widget=POLL, open=False, hidden=False))
    ((public,), _) = polling.sent()
    assert (public.ballot.right, public.ballot.tally.counts) == ([1], [0, 1])


def test_starting_over_is_another_ballot_without_votes() -> None:
    polling = prepared()
    answer(polling, polling.person, choice=1)
    old = polling.ballots.get(POLL).id
    polling.ballots.open_prepared(PreparedBallotParams(widget=POLL, again=True))
    assert polling.ballots.get(POLL).tally(public=False).people == 0
    with pytest.raises(WireError, match="something else by now"):
        polling.ballots.vote(polling.person, VoteParams(widget=POLL, ballot=old, choice=1), now=0.0)


def test_no_screen_asks_something_else_where_the_deck_asks() -> None:
    polling = prepared()
    with pytest.raises(WireError, match="send room/prepared_ballot"):
        polling.open()
    with pytest.raises(WireError, match="the deck prepares no ballot for 'one/0'"):
        Polling().ballots.open_prepared(PreparedBallotParams(widget=POLL))


def test_what_a_person_voted_is_in_the_journal_as_it_counts() -> None:
    polling = prepared(PreparedBallot("text"))
    polling.log.drain()
    answer(polling, polling.person, text="  Rye \u202e bread ")
    ballot = polling.ballots.get(POLL).id
    vote = {"person": polling.person, "widget": POLL, "ballot": ballot, "text": "Rye bread"}
    assert polling.log.drain() == [Persist("vote", vote)]


def test_barred_texts_and_prepared_ballots_are_restored() -> None:
    polling = prepared(PreparedBallot("text"))
    answer(polling, polling.person, text="Rude")
    ballot = polling.ballots.get(POLL).id
    polling.ballots.bar_text(BarTextParams(widget=POLL, ballot=ballot, text="Rude"))
    events = [
        (effect.kind, effect.data)
        for effect in polling.log.drain()
        if isinstance(effect, Persist) and effect.kind != "person"
    ]
    later = Polling(PreparedBallot("text"))
    restoring = {
        "ballot": later.ballots.restore_ballot,
        "vote": later.ballots.restore_vote,
        "barred_text": later.ballots.restore_barred,
    }
    for kind, data in events:
        restoring[kind](data)
    before, after = (one.ballots.get(POLL).tally(public=False) for one in (polling, later))
    assert before == after
    assert later.ballots.get(POLL).tally(public=True).texts == []


def test_a_question_that_was_edited_meanwhile_is_not_restored() -> None:
    polling = prepared()
    record = next(effect.data for effect in polling.log.drain() if isinstance(effect, Persist))
    edited = Polling(PreparedBallot("choice", "Which?", ("a", "c"), right=(1,), why="because"))
    edited.ballots.restore_ballot(record)
    with pytest.raises(WireError, match="nothing to vote on"):
        edited.ballots.get(POLL)


KINDS: dict[str, PreparedBallot] = {
    "choice": PreparedBallot("choice", options=("a", "b", "c")),
    "choices": PreparedBallot("choices", options=("a", "b", "c"), most=2),
    "number": PreparedBallot("number", low=0, high=10),
    "text": PreparedBallot("text"),
}
SAID = st.one_of(
    st.fixed_dictionaries({"choice": st.integers(0, 3)}),
    st.fixed_dictionaries({"choices": st.lists(st.integers(0, 2), min_size=1, max_size=3)}),
    st.fixed_dictionaries({"number": st.integers(-1, 11)}),
    st.fixed_dictionaries({"text": st.sampled_from(["rye", " Rye", "spelt", " "])}),
)
ACTS = st.one_of(
    st.tuples(st.just("vote"), st.sampled_from(["ann", "ben"]), SAID),
    st.tuples(
        st.just("ballot"),
        st.just("speaker"),
        st.fixed_dictionaries(
            {"open": st.booleans(), "hidden": st.booleans(), "again": st.booleans()}
        ),
    ),
    st.tuples(st.just("bar"), st.just("speaker"), st.fixed_dictionaries({"barred": st.booleans()})),
)


@given(kind=st.sampled_from(sorted(KINDS)), acts=st.lists(ACTS, max_size=20))
def test_every_vote_that_was_acknowledged_counts_again_after_a_crash(
    kind: str, acts: list[tuple[str, str, dict[str, Any]]]
) -> None:
    widget = RoomWidget(POLL, "poll", ballot=KINDS[kind])
    deck = RoomDeck("h", "One slide", (RoomSlide("one", 0, (widget,)),))
    room = Room(deck)
    for name in ("ann", "ben", "speaker"):
        role: Any = "speaker" if name == "speaker" else "phone"
        secret = f"the secret of {name}"
        room.join(name, 0, role, person=secret, fresh=secret, now=0.0)
    journal = [(one.kind, one.data) for one in room.effects() if isinstance(one, Persist)]
    last: dict[str, Any] = {}
    for number, (act, who, said) in enumerate(acts, 1):
        ballot = room.state.ballots.get(POLL).id
        method = {
            "vote": "room/vote",
            "ballot": "room/prepared_ballot",
            "bar": "room/bar_text",
        }[act]
        more = {"ballot": {}, "vote": {"ballot": ballot}, "bar": {"ballot": ballot, "text": "rye"}}
        room.receive(who, number, method, {"widget": POLL, **more[act], **said}, float(number))
        effects = room.effects()
        journal += [(one.kind, one.data) for one in effects if isinstance(one, Persist)]
        answered = any(isinstance(one, Answer) and one.request == number for one in effects)
        if act == "ballot" and said["again"]:
            last.clear()
        elif act == "vote" and answered:
            last[who] = said
    later = Room(deck)
    later.restore(journal)
    before, after = (one.snapshots.presenter().widgets for one in (room, later))
    assert after == before
    assert later.state.ballots.get(POLL).tally(public=False).people == len(last)
