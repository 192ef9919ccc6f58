"""Who is here, who counts, who keeps time, and who asks too often."""

from __future__ import annotations

import pytest

from talk.present.room import limits
from talk.present.room.audience import Audience, hash_secret
from talk.present.room.change_log import ChangeLog
from talk.present.room.effects import Broadcast, Drop, Effect, Persist


@pytest.fixture
def log() -> ChangeLog:
    return ChangeLog()


@pytest.fixture
def audience(log: ChangeLog) -> Audience:
    return Audience(log)


def changes(effects: list[Effect], kind: str) -> list[object]:
    return [
        change
        for effect in effects
        if isinstance(effect, Broadcast) and effect.presenter
        for change in effect.presenter.changes
        if change.kind == kind
    ]


def test_two_sockets_of_one_person_count_once_until_both_are_gone(
    audience: Audience, log: ChangeLog
) -> None:
    audience.admit("a", "phone", "one-secret", now=0.0)
    audience.admit("b", "phone", "one-secret", now=0.0)
    assert (audience.joined, audience.following) == (1, 1)
    audience.remove("a", now=1.0)
    assert audience.following == 1
    audience.remove("b", now=1.0)
    assert (audience.joined, audience.following) == (1, 0)
    persisted = [effect for effect in log.drain() if isinstance(effect, Persist)]
    assert persisted == [Persist("person", hash_secret("one-secret"))]


def test_a_person_is_kept_as_a_hash() -> None:
    assert "secret" not in hash_secret("one-secret")
    assert hash_secret("one-secret") != hash_secret("another-secret")


def test_people_past_the_limit_are_let_in_and_do_not_count(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_PEOPLE", 1)
    audience.admit("a", "phone", "one-secret", now=0.0)
    late = audience.admit("b", "phone", "another-secret", now=0.0)
    assert (audience.joined, audience.following) == (1, 2)
    assert not audience.has_counted(late.person)


def test_the_number_of_people_is_sent_together_and_not_too_often(
    audience: Audience, log: ChangeLog
) -> None:
    audience.admit("a", "phone", "one-secret", now=1.0)
    audience.send_count(now=1.0)
    assert len(changes(log.drain(), "people")) == 1
    audience.admit("b", "phone", "another-secret", now=1.1)
    assert audience.count_due == 1.0 + limits.PEOPLE_INTERVAL_S
    audience.send_count(now=1.2)
    assert changes(log.drain(), "people") == []
    audience.send_count(now=1.5)
    assert len(changes(log.drain(), "people")) == 1
    assert audience.count_due is None


def test_the_stage_keeps_time_before_the_speaker(audience: Audience) -> None:
    audience.admit("desk", "speaker", "", now=0.0)
    assert audience.timekeeper == "desk"
    audience.admit("wall", "stage", "", now=0.0)
    assert audience.timekeeper == "wall"
    audience.remove("wall", now=0.0)
    assert audience.timekeeper == "desk"
    audience.remove("desk", now=0.0)
    assert audience.timekeeper == ""


def test_a_person_may_join_some_times_at_once_and_then_slowly(audience: Audience) -> None:
    joins = [audience.accept_join("person", now=0.0) for _ in range(limits.JOINS_AT_ONCE + 1)]
    assert joins == [True] * limits.JOINS_AT_ONCE + [False]
    assert audience.accept_join("another", now=0.0)
    assert audience.accept_join("person", now=1 / limits.JOINS_PER_S)


def test_a_socket_that_goes_on_although_it_is_refused_is_dropped_once(
    audience: Audience, log: ChangeLog
) -> None:
    member = audience.admit("a", "phone", "one-secret", now=0.0)
    while audience.accept_message("a", member, now=0.0):
        pass
    for _ in range(2 * limits.REFUSALS_BEFORE_DROP):
        assert not audience.accept_message("a", member, now=0.0)
    assert log.drain().count(Drop("a", "too many messages")) == 1
    assert audience.accept_message("a", member, now=1.0)
    assert member.refused == 0


def test_a_socket_that_never_joined_leaves_nothing(audience: Audience, log: ChangeLog) -> None:
    assert audience.remove("nobody", now=0.0) is None
    assert log.drain() == []
