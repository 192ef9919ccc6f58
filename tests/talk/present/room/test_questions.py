"""Questions from the room: asked once, counted once, seen by whom they are for, never lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talk.present.room import limits
from talk.present.room.deck import RoomDeck, RoomSlide
from talk.present.room.effects import Answer, Broadcast, Effect, Fail, Persist
from talk.present.room.room import Room
from talk.protocol import jsonrpc
from talk.protocol.method import Role

DECK = RoomDeck("h", "Two slides", (RoomSlide("one"), RoomSlide("two")))
PHONES = ("ann", "ben", "cat")


class Asking:
    """A room with a speaker and three phones, on the first of two slides."""

    def __init__(self) -> None:
        self.room = Room(DECK)
        self.now = 0.0
        self.request = 0
        self.journal: list[tuple[str, Any]] = []
        self.acknowledged = 0
        """Number of requests that were answered without an error."""
        for name in (*PHONES, "speaker"):
            self.join(name, "speaker" if name == "speaker" else "phone")

    def join(self, name: str, role: Role = "phone") -> list[Effect]:
        self.request += 1
        secret = f"the secret of {name}"
        self.room.join(name, self.request, role, person=secret, fresh=secret, now=self.now)
        return self.effects()

    def ask(self, who: str, method: str, **params: Any) -> list[Effect]:
        self.request += 1
        # So much later that nobody asks too often.
        self.now += 20.0
        self.room.receive(who, self.request, method, params, self.now)
        return self.effects()

    def question(self, who: str, text: str = "Why?", slide: str = "one") -> str:
        [answer] = [
            effect
            for effect in self.ask(who, "questions/ask", text=text, slide=slide)
            if isinstance(effect, Answer)
        ]
        return str(answer.result.model_dump()["id"])

    def effects(self) -> list[Effect]:
        found = self.room.effects()
        self.journal += [(one.kind, one.data) for one in found if isinstance(one, Persist)]
        self.acknowledged += sum(isinstance(one, Answer) for one in found)
        return found

    def listed(self, who: str) -> list[tuple[str, str, int]]:
        [answer] = [
            effect for effect in self.ask(who, "questions/list") if isinstance(effect, Answer)
        ]
        return [
            (one["id"], one["state"], one["votes"])
            for one in answer.result.model_dump()["questions"]
        ]


def refused(effects: list[Effect]) -> Fail:
    [fail] = [effect for effect in effects if isinstance(effect, Fail)]
    assert not any(isinstance(effect, Persist | Broadcast) for effect in effects)
    return fail


def told(effects: list[Effect]) -> tuple[list[Any], list[Any]]:
    """Return the changes that phones and presenters were told."""
    sent = [effect for effect in effects if isinstance(effect, Broadcast)]
    public = [change for one in sent if one.public for change in one.public.changes]
    return public, [change for one in sent if one.presenter for change in one.presenter.changes]


@pytest.fixture
def asking() -> Asking:
    return Asking()


def test_a_question_is_seen_by_everybody_without_a_name(asking: Asking) -> None:
    effects = asking.ask("ann", "questions/ask", text="  Why  \u202e so? ", slide="one")
    ([change], [same]) = told(effects)
    assert change == same
    assert change.question.model_dump() == {
        "id": "q1",
        "text": "Why so?",
        "slide": "one",
        "votes": 1,
        "state": "open",
        "into": "",
    }
    # It is in the journal before its phone is told that it was taken.
    kinds = [type(effect) for effect in effects]
    assert kinds.index(Persist) < kinds.index(Answer)


def test_a_hall_that_asks_at_once_is_sent_in_few_messages(asking: Asking) -> None:
    messages, public = 0, []
    asking.question("ann")
    started = asking.now
    for n in range(90):
        name = f"one of many {n}"
        asking.join(name)
        asking.now = started + n / 100
        asking.request += 1
        params = {"text": f"Why {n}?", "slide": "one"}
        asking.room.receive(name, asking.request, "questions/ask", params, asking.now)
        while (due := asking.room.state.questions.due) is not None and due <= asking.now:
            asking.room.tick(asking.now)
        effects = asking.effects()
        changes = [change for change in told(effects)[0] if change.kind == "question"]
        messages += bool(changes)
        public += [change.question.text for change in changes]
    asking.room.tick(asking.now + limits.TALLY_INTERVAL_S)
    public += [one.question.text for one in told(asking.effects())[0] if one.kind == "question"]
    assert public == [f"Why {n}?" for n in range(90)]
    # One each quarter of the second in which they asked.
    assert messages <= 4


def test_a_person_s_vote_counts_once_and_can_be_taken_back(asking: Asking) -> None:
    asked = asking.question("ann")
    for who in ("ben", "ben", "ann", "cat"):
        asking.ask(who, "questions/vote", id=asked)
    assert asking.listed("cat") == [("q1", "open", 3)]
    asking.ask("ben", "questions/vote", id=asked, up=False)
    asking.room.tick(asking.now + limits.TALLY_INTERVAL_S)
    counts = [
        [change.votes for change in changes if change.kind == "question_votes"]
        for changes in told(asking.effects())
    ]
    assert counts == [[{"q1": 2}], [{"q1": 2}]]


def test_the_most_wanted_question_is_first_and_answered_ones_are_last(asking: Asking) -> None:
    one, two, three = (asking.question(who, f"About {who}?") for who in PHONES)
    asking.ask("ann", "questions/vote", id=two)
    asking.ask("speaker", "questions/set_state", id=one, state="answered")
    assert [id for id, _, _ in asking.listed("ann")] == [two, three, one]


def test_a_moderated_question_waits_for_the_speaker(asking: Asking) -> None:
    asking.ask("speaker", "questions/moderate", moderated=True)
    effects = asking.ask("ann", "questions/ask", text="Rude?", slide="one")
    (public, [presenter]) = told(effects)
    assert (public, presenter.question.state) == ([], "waiting")
    assert asking.listed("ben") == []
    assert refused(asking.ask("ben", "questions/vote", id="q1")).code == jsonrpc.UNKNOWN_NAME
    ([admitted], _) = told(asking.ask("speaker", "questions/set_state", id="q1", state="open"))
    assert admitted.question.text == "Rude?"


def test_a_hidden_question_is_gone_from_phones_and_stays_with_the_speaker(asking: Asking) -> None:
    asked = asking.question("ann")
    ([gone], _) = told(asking.ask("speaker", "questions/set_state", id=asked, state="hidden"))
    assert (gone.kind, gone.id) == ("question_gone", "q1")
    assert asking.listed("ann") == []
    assert asking.listed("speaker") == [("q1", "hidden", 1)]


def test_merged_questions_add_their_people_and_count_each_once(asking: Asking) -> None:
    one, two = asking.question("ann"), asking.question("ben", "Why so?")
    for who in ("ann", "cat"):
        asking.ask(who, "questions/vote", id=two)
    asking.ask("speaker", "questions/set_state", id=two, state="merged", into=one)
    assert asking.listed("ann") == [("q1", "open", 3)]
    for wrong in ({"into": two}, {"into": "q9"}, {}):
        refused(asking.ask("speaker", "questions/set_state", id=one, state="merged", **wrong))


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"text": "x" * 301, "slide": "one"}, jsonrpc.TOO_LARGE),
        ({"text": "x" * 10_000_000, "slide": "one"}, jsonrpc.TOO_LARGE),
        ({"text": "", "slide": "one"}, jsonrpc.INVALID_PARAMS),
        ({"text": "\u202e\u0000", "slide": "one"}, jsonrpc.INVALID_PARAMS),
        ({"text": "\ud800", "slide": "one"}, jsonrpc.BAD_TEXT),
        ({"text": "Why?", "slide": "two"}, jsonrpc.NOT_ALLOWED),
        ({"text": "Why?", "slide": "nowhere"}, jsonrpc.NOT_ALLOWED),
        ({"text": "Why?", "slide": "one", "person": "somebody else"}, jsonrpc.INVALID_PARAMS),
        ({"text": ["Why?"], "slide": "one"}, jsonrpc.INVALID_PARAMS),
    ],
)
def test_a_question_that_is_none_is_refused_and_leaves_nothing(
    asking: Asking, params: dict[str, Any], code: int
) -> None:
    assert refused(asking.ask("ann", "questions/ask", **params)).code == code
    assert asking.listed("speaker") == []


def test_script_in_a_question_stays_text(asking: Asking) -> None:
    script = "<script>alert(1)</script>"
    asking.question("ann", script)
    assert asking.room.snapshots.public().questions[0].text == script


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("questions/set_state", {"id": "q1", "state": "answered"}),
        ("questions/moderate", {"moderated": True}),
        ("suggestions/judge", {"id": "p1", "accepted": True}),
        ("room/prepared_ballot", {"widget": "one/0", "open": False}),
        ("room/bar_text", {"widget": "one/0", "ballot": "q", "text": "a"}),
    ],
)
def test_a_phone_cannot_do_what_is_the_speakers(
    asking: Asking, method: str, params: dict[str, Any]
) -> None:
    asking.question("ann")
    assert refused(asking.ask("ann", method, **params)).code == jsonrpc.NOT_ALLOWED
    assert asking.listed("speaker") == [("q1", "open", 1)]


@pytest.mark.parametrize("params", [{"id": "q1", "person": "ben"}, {"id": "q9"}, {"id": ""}])
def test_nobody_votes_for_somebody_else_or_for_nothing(
    asking: Asking, params: dict[str, Any]
) -> None:
    asking.question("ann")
    refused(asking.ask("cat", "questions/vote", **params))
    assert asking.listed("speaker") == [("q1", "open", 1)]


def test_one_person_cannot_fill_the_list(asking: Asking) -> None:
    for number in range(limits.PERSON_QUESTIONS):
        asking.question("ann", f"Number {number}?")
    fail = refused(asking.ask("ann", "questions/ask", text="One more?", slide="one"))
    assert (fail.code, len(asking.listed("speaker"))) == (jsonrpc.TOO_MANY, 20)


def test_questions_in_quick_succession_have_to_wait(asking: Asking) -> None:
    for number in range(limits.QUESTIONS_AT_ONCE):
        asking.room.receive(
            "ann", 100 + number, "questions/ask", {"text": "Why?", "slide": "one"}, asking.now
        )
    asking.effects()
    asking.room.receive("ann", 200, "questions/ask", {"text": "Why?", "slide": "one"}, asking.now)
    assert "wait a few seconds" in refused(asking.effects()).message


def test_a_phone_that_comes_back_has_its_questions_and_votes(asking: Asking) -> None:
    asking.ask("speaker", "questions/moderate", moderated=True)
    asking.question("ann", "Mine?")
    asking.ask("speaker", "questions/moderate", moderated=False)
    other = asking.question("ben")
    asking.ask("ann", "questions/vote", id=other)
    [joined] = [effect for effect in asking.join("ann") if isinstance(effect, Answer)]
    result = joined.result.model_dump()
    assert [one["text"] for one in result["asked"]] == ["Mine?"]
    assert result["wanted"] == ["q1", "q2"]


ACTS = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(PHONES), st.sampled_from(["Why?", "How?"])),
    st.tuples(st.just("vote"), st.sampled_from(PHONES), st.integers(1, 6)),
    st.tuples(st.just("unvote"), st.sampled_from(PHONES), st.integers(1, 6)),
    st.tuples(st.just("state"), st.sampled_from(["open", "answered", "hidden"]), st.integers(1, 6)),
    st.tuples(st.just("merge"), st.integers(1, 6), st.integers(1, 6)),
    st.tuples(st.just("moderate"), st.booleans(), st.just(0)),
)


@given(st.lists(ACTS, max_size=30))
def test_whatever_was_acknowledged_is_there_again_after_a_crash(
    acts: list[tuple[str, Any, Any]],
) -> None:
    asking = Asking()
    for kind, one, two in acts:
        if kind == "ask":
            asking.ask(one, "questions/ask", text=two, slide="one")
        elif kind in ("vote", "unvote"):
            asking.ask(one, "questions/vote", id=f"q{two}", up=kind == "vote")
        elif kind == "state":
            asking.ask("speaker", "questions/set_state", id=f"q{two}", state=one)
        elif kind == "merge":
            params = {"id": f"q{one}", "state": "merged", "into": f"q{two}"}
            asking.ask("speaker", "questions/set_state", **params)
        else:
            asking.ask("speaker", "questions/moderate", moderated=one)
    later = Room(DECK)
    later.restore(asking.journal)
    before, after = asking.room.state.questions, later.state.questions
    assert after.wire(public=False) == before.wire(public=False)
    assert after.moderated == before.moderated
    for person in asking.room.state.audience._people:
        assert after.voted_by(person) == before.voted_by(person)
        assert after.of(person) == before.of(person)
