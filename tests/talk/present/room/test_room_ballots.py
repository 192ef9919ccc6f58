"""The room as a state machine: ballots."""

from __future__ import annotations

from typing import Any

import pytest

from talk.present.room import limits
from talk.present.room.effects import (
    Effect,
    Persist,
)
from talk.protocol import jsonrpc

from .hall import GENERATE, Hall, answer, failure, presenter, public, started

QUESTION = {"widget": "tokens/0", "id": "q1", "kind": "choice", "options": ["heads", "tails"]}


@pytest.fixture
def voting(hall: Hall) -> Hall:
    """Return the tokenizer slide is on and the room is asked."""
    hall.go("tokens")
    hall.ask("stage", "room/ballot", **QUESTION)
    return hall


def ballot_of(hall: Hall) -> Any:
    return hall.room.snapshots.public().widgets["tokens/0"].ballot


def test_a_ballot_reaches_everyone_and_late_joiners(hall: Hall) -> None:
    hall.go("tokens")
    (change,) = public(hall.ask("stage", "room/ballot", **QUESTION))
    assert (change.kind, change.ballot.options, change.ballot.open) == (
        "ballot",
        ["heads", "tails"],
        True,
    )
    assert answer(hall.join("late")).state["widgets"]["tokens/0"]["ballot"]["id"] == "q1"


def test_votes_are_told_together_a_moment_later(voting: Hall) -> None:
    for n in range(50):
        voting.join(f"phone {n}")
        assert (
            public(
                voting.ask(f"phone {n}", "room/vote", widget="tokens/0", ballot="q1", choice=n % 2)
            )
            == []
        )
    (change,) = [
        change for change in public(voting.tick(limits.TALLY_INTERVAL_S)) if change.kind == "tally"
    ]
    assert (change.tally.people, change.tally.counts) == (50, [25, 25])


def test_a_person_votes_once_and_the_last_choice_counts_on_whatever_socket(voting: Hall) -> None:
    secret = answer(voting.join("one")).person
    voting.ask("one", "room/vote", widget="tokens/0", ballot="q1", choice=0)
    voting.join("two", person=secret)
    voting.ask("two", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert ballot_of(voting).tally.counts == [0, 1]


def test_a_person_who_comes_back_is_told_what_they_said(voting: Hall) -> None:
    secret = answer(voting.join("one")).person
    voting.ask("one", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert answer(voting.join("two", person=secret)).votes["tokens/0"].choice == 1
    assert answer(voting.join("three")).votes == {}


def test_the_same_question_again_keeps_its_votes_and_another_starts_anew(voting: Hall) -> None:
    voting.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert public(voting.ask("stage", "room/ballot", **QUESTION)) == []
    assert ballot_of(voting).tally.people == 1
    voting.ask("stage", "room/ballot", **{**QUESTION, "id": "q2"})
    assert ballot_of(voting).tally.people == 0
    late = voting.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert failure(late).message == "the room is asked something else by now"


def test_phones_cannot_open_a_ballot_nor_read_the_rankings(voting: Hall) -> None:
    assert failure(voting.ask("phone", "room/ballot", **QUESTION)).code == jsonrpc.NOT_ALLOWED
    assert (
        failure(voting.ask("phone", "room/rankings", widget="tokens/0")).code == jsonrpc.NOT_ALLOWED
    )


def test_presenters_do_not_vote(voting: Hall) -> None:
    refused = failure(voting.ask("stage", "room/vote", widget="tokens/0", ballot="q1", choice=1))
    assert refused.code == jsonrpc.NOT_ALLOWED


def test_hidden_results_reach_presenters_only(voting: Hall) -> None:
    voting.ask("stage", "room/ballot", **QUESTION, hidden=True)
    voting.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    effects = voting.tick(1)
    (told,) = [change for change in public(effects) if change.kind == "tally"]
    assert (told.tally.people, told.tally.counts) == (1, [])
    (seen,) = [change for change in presenter(effects) if change.kind == "tally"]
    assert seen.tally.counts == [0, 1]
    (shown,) = public(voting.ask("stage", "room/ballot", **QUESTION))
    assert shown.ballot.tally.counts == [0, 1]


def test_orders_are_given_to_the_presenter_without_names(voting: Hall) -> None:
    voting.ask("stage", "room/ballot", **{**QUESTION, "kind": "order", "id": "o"})
    voting.ask("phone", "room/vote", widget="tokens/0", ballot="o", ranked={"tiers": [[1], [0]]})
    result = answer(voting.ask("stage", "room/rankings", widget="tokens/0"))
    assert result.model_dump() == {"ballot": "o", "rankings": [{"tiers": [[1], [0]], "bad": []}]}


def test_a_vote_on_a_slide_not_shown_learns_nothing(hall: Hall) -> None:
    hall.ask("stage", "room/ballot", **QUESTION)
    hidden = failure(hall.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=0))
    absent = failure(hall.ask("phone", "room/vote", widget="nowhere/0", ballot="q1", choice=0))
    assert (hidden.code, hidden.message) == (absent.code, absent.message)


def test_a_restart_loses_no_vote(voting: Hall) -> None:
    kept: list[tuple[str, Any]] = []

    def note(effects: list[Effect]) -> list[Effect]:
        kept.extend((item.kind, item.data) for item in effects if isinstance(item, Persist))
        return effects

    note(voting.go("last"))
    note(voting.go("tokens"))
    secret = answer(note(voting.join("one"))).person
    note(voting.join("two"))
    note(voting.ask("stage", "room/ballot", **{**QUESTION, "id": "q3"}))
    note(voting.ask("one", "room/vote", widget="tokens/0", ballot="q3", choice=0))
    note(voting.ask("two", "room/vote", widget="tokens/0", ballot="q3", choice=0))
    note(voting.ask("one", "room/vote", widget="tokens/0", ballot="q3", choice=1))
    note(voting.ask("stage", "room/ballot", **{**QUESTION, "id": "q3"}, open=False))
    again = Hall()
    again.room.restore(kept)
    assert again.room.effects() == []
    assert ballot_of(again) == ballot_of(voting)
    assert (ballot_of(again).tally.counts, ballot_of(again).open) == ([1, 1], False)
    assert answer(again.join("back", person=secret)).votes["tokens/0"].choice == 1


def test_a_restart_keeps_what_the_kernel_answered_and_what_it_only_began_is_not_kept(
    live: Hall,
) -> None:
    live.go("stories")
    (run,) = started(
        live.run("stage", "stories/0", GENERATE, {"text": "typed"}, inputs={"text": "typed"})
    )
    kept = [
        (item.kind, item.data)
        for item in live.finish(run.run, {"text": "told"})
        if isinstance(item, Persist)
    ]
    assert [kind for kind, _ in kept] == ["run"]
    again = Hall()
    again.room.restore(kept)
    restored = again.room.snapshots.presenter().widgets["stories/0"].runs["main"]
    assert (restored.params, restored.result, restored.status, restored.done) == (
        {"text": "typed"},
        {"text": "told"},
        "live",
        True,
    )
    elsewhere = Hall()
    elsewhere.room.restore(
        [("run", {"widget": "stories/0", "lane": "main", "run": {"wire": "of another day"}})]
    )
    assert elsewhere.room.snapshots.presenter().widgets.get("stories/0") is None
    (long,) = started(
        live.run("stage", "stories/0", GENERATE, {"text": "more"}, inputs={"text": "more"})
    )
    effects = live.finish(long.run, {"text": "x" * limits.PERSISTED_CHARACTERS})
    assert [item for item in effects if isinstance(item, Persist)] == []
