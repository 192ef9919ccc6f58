"""Phones are held to a pace, the stage is not."""

from __future__ import annotations

import pytest

from demo_kernel.service.rate_limit import BURST, PER_SECOND, REMEMBERED, Pace
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker


class Clock:
    time = 0.0

    def __call__(self) -> float:
        return self.time


def phone(name: str) -> Asker:
    return Asker(priority="phone", person=name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def taken(pace: Pace, asker: Asker, times: int) -> int:
    """How many of so many requests pass."""
    passed = 0
    for _ in range(times):
        try:
            pace.take(asker)
        except WireError as error:
            if error.code != jsonrpc.TOO_MANY:
                raise
        else:
            passed += 1
    return passed


def test_a_burst_passes_and_then_the_pace_holds(clock: Clock) -> None:
    pace = Pace(clock)
    assert taken(pace, phone("ann"), 100) == BURST
    clock.time = 2.0
    assert taken(pace, phone("ann"), 100) == 2 * PER_SECOND
    clock.time = 1000.0
    assert taken(pace, phone("ann"), 100) == BURST


def test_one_persons_haste_is_nobody_elses(clock: Clock) -> None:
    pace = Pace(clock)
    taken(pace, phone("ann"), 100)
    assert taken(pace, phone("bob"), 5) == 5


def test_the_stage_has_no_pace(clock: Clock) -> None:
    assert taken(Pace(clock), Asker(), 1000) == 1000


def test_memory_is_bounded(clock: Clock) -> None:
    pace = Pace(clock)
    for n in range(REMEMBERED + 10):
        pace.take(phone(f"p{n}"))
    assert len(pace._buckets) == REMEMBERED
