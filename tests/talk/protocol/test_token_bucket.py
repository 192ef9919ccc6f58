"""The token bucket: a burst at once, then a steady rate."""

from __future__ import annotations

from talk.protocol.token_bucket import TokenBucket


def allowed(bucket: TokenBucket, now: float, requests: int) -> int:
    """Return how many of so many requests at one moment are allowed."""
    return sum(bucket.acquire(now) for _ in range(requests))


def test_a_burst_is_allowed_at_once_and_then_the_rate_holds() -> None:
    bucket = TokenBucket(burst=3, rate=2)
    assert allowed(bucket, 10.0, 5) == 3
    assert allowed(bucket, 10.4, 5) == 0
    assert allowed(bucket, 11.0, 5) == 2


def test_a_rest_fills_the_bucket_and_no_more() -> None:
    bucket = TokenBucket(burst=3, rate=2)
    allowed(bucket, 0.0, 3)
    assert allowed(bucket, 1_000.0, 100) == 3


def test_without_a_rate_the_burst_is_all() -> None:
    assert allowed(TokenBucket(burst=2, rate=0), 5.0, 4) == 2


def test_a_refused_request_costs_nothing() -> None:
    bucket = TokenBucket(burst=1, rate=1)
    assert [bucket.acquire(n / 4) for n in range(9)] == [n % 4 == 0 for n in range(9)]
