"""Phones are held to a rate, the stage is not."""

from __future__ import annotations

import pytest

from demo_kernel.service.rate_limit import BURST, PER_SECOND, REMEMBERED, RateLimit
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


def allowed(limit: RateLimit, asker: Asker, times: int) -> int:
    """Return how many of `times` requests pass."""
    passed = 0
    for _ in range(times):
        try:
            limit.acquire(asker)
        except WireError as error:
            if error.code != jsonrpc.TOO_MANY:
                raise
        else:
            passed += 1
    return passed


def test_a_burst_passes_and_then_the_rate_holds(clock: Clock) -> None:
    limit = RateLimit(clock)
    assert allowed(limit, phone("ann"), 100) == BURST
    clock.time = 2.0
    assert allowed(limit, phone("ann"), 100) == 2 * PER_SECOND
    clock.time = 1000.0
    assert allowed(limit, phone("ann"), 100) == BURST


def test_one_persons_haste_is_nobody_elses(clock: Clock) -> None:
    limit = RateLimit(clock)
    allowed(limit, phone("ann"), 100)
    assert allowed(limit, phone("bob"), 5) == 5


def test_the_stage_has_no_limit(clock: Clock) -> None:
    assert allowed(RateLimit(clock), Asker(), 1000) == 1000


def test_memory_is_bounded(clock: Clock) -> None:
    limit = RateLimit(clock)
    for n in range(REMEMBERED + 10):
        limit.acquire(phone(f"p{n}"))
    assert len(limit._buckets) == REMEMBERED
