"""The pace: the last word of each person, fading, for presenters alone."""

from __future__ import annotations

from talk.present.room import limits
from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RoomDeck, RoomSlide
from talk.present.room.effects import Broadcast, Persist
from talk.present.room.pace import RoomPace
from talk.present.room.position import Position
from talk.protocol.methods.pace import Pace


def room_pace() -> tuple[RoomPace, ChangeLog]:
    log = ChangeLog()
    return RoomPace(Position(RoomDeck("h", "One", (RoomSlide("one"),))), log), log


def test_the_last_word_of_a_person_counts_and_phones_hear_nothing() -> None:
    pace, log = room_pace()
    pace.set("ann", "slow", now=0.0)
    pace.set("ann", "fast", now=0.1)
    pace.set("ben", "fast", now=0.1)
    pace.send(now=0.1)
    assert [effect.kind for effect in log.drain() if isinstance(effect, Persist)] == ["pace"] * 3
    pace.send(now=0.35)
    [sent] = [effect for effect in log.drain() if isinstance(effect, Broadcast)]
    assert sent.public is None
    assert round(pace.current.fast, 1) == 2.0
    assert (pace.current.fine, pace.current.slow) == (0, 0)


def test_it_fades_until_nothing_is_left_and_then_nothing_is_sent() -> None:
    pace, log = room_pace()
    pace.set("ann", "fast", now=0.0)
    seen = []
    now = 0.0
    while pace.due is not None:
        now = pace.due
        pace.send(now)
        seen.append(pace.current.fast)
    assert seen == sorted(seen, reverse=True)
    assert 0.45 < seen[len(seen) // 2] < 0.55
    assert pace.current == Pace()
    assert limits.PACE_FADES_S <= now <= limits.PACE_FADES_S + limits.PACE_INTERVAL_S
    log.drain()
