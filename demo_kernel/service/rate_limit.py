"""Limit how often one person may ask the kernel: a token bucket for each."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from talk.protocol.refusal import refusal
from talk.protocol.token_bucket import TokenBucket
from talk.protocol.wire import Asker

BURST = 30
"""Requests that a phone may send at once."""
PER_SECOND = 5.0
"""Requests a second that a phone may send for ever."""
REMEMBERED = 5000
"""People whose bucket is kept; whoever has been silent longest is forgotten first."""


class RateLimit:
    """Token buckets by person. Requests with the stage's priority are not limited."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()
        """By person, who asked last at the end."""

    def acquire(self, asker: Asker) -> None:
        """Count one request. Raises WireError(TOO_MANY) when the person asks too often."""
        if asker.priority == "stage":
            return
        # Popped and put back, which moves the person to the end of the order.
        bucket = self._buckets.pop(asker.person, None) or TokenBucket(BURST, PER_SECOND)
        self._buckets[asker.person] = bucket
        if len(self._buckets) > REMEMBERED:
            # A phone that makes up a new person for each request gets a new bucket each time; the
            # room's own limit, by connection, is before this one. What is bounded here is memory.
            self._buckets.popitem(last=False)
        if not bucket.acquire(self._now()):
            text = f"you ask more than {PER_SECOND:g} times a second; wait a moment"
            raise refusal("too-soon", text)
