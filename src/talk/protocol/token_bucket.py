"""A rate limit as a token bucket, for the room's sockets and the kernel's people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class TokenBucket:
    """Allow `burst` requests at once and `rate` a second over time.

    The bucket has no clock, so that the sans-I/O room can hold one: callers pass the time.
    """

    burst: float
    rate: float
    level: float = field(init=False)
    """Requests that were allowed at once at `at`."""
    at: float = field(default=-math.inf, init=False)
    """Time of the last call in seconds; before the first one long ago, when the bucket was full."""

    def __post_init__(self) -> None:
        """Start full."""
        self.level = self.burst

    def acquire(self, now: float) -> bool:
        """Count one request at `now`, in seconds of any steady clock; return whether it is allowed.

        A refused request costs nothing: whoever keeps asking still gets `rate` a second.
        """
        # At the first call `at` is minus infinity, which fills the bucket; times 0 it is no number.
        if self.rate:
            self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True
