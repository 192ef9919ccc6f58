"""How often one person may ask: a bucket of requests that fills up again at a steady rate."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Asker

BURST = 30
"""Requests that a phone may send at once."""
PER_SECOND = 5.0
"""And how many a second for ever."""
REMEMBERED = 5000
"""People whose pace is kept; who has been silent longest is forgotten first."""


class Pace:
    """Token buckets by person; the stage has none."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Person → requests left, and when that was so."""

    def take(self, asker: Asker) -> None:
        """Count one request; raises WireError(TOO_MANY) when the person asks too often."""
        if asker.priority == "stage":
            return
        now = self._now()
        left, then = self._buckets.pop(asker.person, (float(BURST), now))
        left = min(float(BURST), left + (now - then) * PER_SECOND)
        self._buckets[asker.person] = (max(0.0, left - 1), now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            raise WireError(
                jsonrpc.TOO_MANY, f"you ask more than {PER_SECOND:g} times a second; wait a moment"
            )
