"""The talk's clock: when it runs, what each slide took, and what a restart keeps of it."""

from __future__ import annotations

import pytest

from talk.present.room.change_log import ChangeLog
from talk.present.room.clock import TalkClock
from talk.present.room.effects import Broadcast, Persist

OFFSET = 1000.0
"""Unix time of the steady clock's zero."""


@pytest.fixture
def clock() -> TalkClock:
    return TalkClock(ChangeLog(), OFFSET)


def test_the_first_move_starts_it_and_the_wait_before_counts_for_no_slide(clock: TalkClock) -> None:
    assert (clock.elapsed(50.0), clock.state.armed) == (0.0, True)
    clock.leave_slide("a", 60.0)
    assert clock.state.running_since == OFFSET + 60.0
    clock.leave_slide("b", 75.0)
    clock.leave_slide("a", 80.0)
    assert clock.times("c", 84.0) == {"b": 15.0, "a": 5.0, "c": 4.0}


def test_started_by_hand_the_first_slide_counts_too(clock: TalkClock) -> None:
    clock.start(10.0)
    clock.start(12.0)
    clock.leave_slide("a", 14.0)
    assert clock.times("b", 15.0) == {"a": 4.0, "b": 1.0}


def test_a_pause_counts_for_nothing_and_a_move_does_not_end_it(clock: TalkClock) -> None:
    clock.start(0.0)
    clock.pause(10.0)
    clock.leave_slide("a", 500.0)
    assert clock.state.running_since is None
    clock.start(600.0)
    clock.leave_slide("b", 605.0)
    assert clock.elapsed(606.0) == 16.0
    assert clock.times("c", 606.0) == {"a": 10.0, "b": 5.0, "c": 1.0}


def test_reset_begins_from_nothing_and_keeps_how_it_is_shown(clock: TalkClock) -> None:
    clock.count_down(True)
    clock.start(0.0)
    clock.leave_slide("a", 5.0)
    clock.reset()
    assert (clock.elapsed(9.0), clock.state.spent, clock.state.countdown) == (0.0, {}, True)
    clock.leave_slide("b", 20.0)
    assert clock.elapsed(23.0) == 3.0


def test_a_restart_goes_on_through_the_break_and_keeps_a_pause(clock: TalkClock) -> None:
    clock.start(0.0)
    clock.leave_slide("a", 5.0)
    later = TalkClock(ChangeLog(), OFFSET + 7.0)
    later.restore(clock.state.model_dump())
    assert later.elapsed(1.0) == 8.0
    clock.pause(6.0)
    later.restore(clock.state.model_dump())
    assert later.elapsed(100.0) == 6.0


def test_unix_time_that_was_set_back_takes_nothing_away(clock: TalkClock) -> None:
    clock.start(100.0)
    later = TalkClock(ChangeLog(), OFFSET - 500.0)
    later.restore(clock.state.model_dump())
    assert later.elapsed(101.0) == 0.0


def test_a_change_goes_to_presenters_alone_and_to_the_journal() -> None:
    log = ChangeLog()
    clock = TalkClock(log)
    clock.start(0.0)
    kept, sent = log.drain()
    assert isinstance(kept, Persist)
    assert (kept.kind, kept.data) == ("clock", clock.state.model_dump())
    assert isinstance(sent, Broadcast)
    assert sent.public is None
    clock.start(1.0)
    clock.count_down(False)
    assert log.drain() == []
