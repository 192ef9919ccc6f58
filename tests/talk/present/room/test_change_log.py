"""Numbering: no gap for either audience, and nothing of the presenters' for phones."""

from __future__ import annotations

from talk.present.room.change_log import ChangeLog
from talk.present.room.effects import Broadcast, Drop, Persist
from talk.protocol.methods.room import BlankChange, TimekeeperChange

BLACK = BlankChange(blank="black")
WHITE = BlankChange(blank="white")
CHOSEN = TimekeeperChange(timekeeper="stage")


def test_changes_between_two_calls_make_one_message_for_each_audience() -> None:
    log = ChangeLog()
    log.append(BLACK)
    log.append_for_presenters(CHOSEN)
    log.append(WHITE, public=False)
    (broadcast,) = log.drain()
    assert isinstance(broadcast, Broadcast)
    assert broadcast.public is not None
    assert broadcast.presenter is not None
    assert broadcast.public.changes == [BLACK]
    assert broadcast.presenter.changes == [BLACK, CHOSEN, WHITE]


def test_an_audience_with_nothing_new_keeps_its_number() -> None:
    log = ChangeLog()
    log.append_for_presenters(CHOSEN)
    (first,) = log.drain()
    assert isinstance(first, Broadcast)
    assert first.public is None
    log.append_for_phones(BLACK)
    (second,) = log.drain()
    assert isinstance(second, Broadcast)
    assert second.presenter is None
    assert (log.public_number, log.presenter_number) == (1, 1)


def test_effects_stay_in_order_round_a_closed_message() -> None:
    log = ChangeLog()
    log.persist("position", {"slide": "one"})
    log.append(BLACK)
    log.close()
    log.add(Drop("phone", "too many messages"))
    kinds = [type(effect) for effect in log.drain()]
    assert kinds == [Persist, Broadcast, Drop]
    assert log.drain() == []
