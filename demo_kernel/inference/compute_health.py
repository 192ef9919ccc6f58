"""Judge whether the network can still compute, by how the scheduler's jobs end."""

from __future__ import annotations

import time
from dataclasses import dataclass

from demo_kernel.inference.memory import is_out_of_memory

STARVED_JOBS = 3
"""Jobs that fail one after the other for lack of memory before the network counts as unable."""
STARVED_S = 30.0
"""Seconds for which it counts so after the last of them; then it is worth another try."""
PROBE_EVERY_S = 10.0
"""Seconds for which a job that succeeded proves that the network computes."""


@dataclass
class ComputeHealth:
    """Written by the scheduler's thread, read by the event loop."""

    worked_at: float = float("-inf")
    """When a job last succeeded, by the monotonic clock."""
    starved: int = 0
    """Jobs that failed for lack of memory since then."""
    starved_at: float = float("-inf")

    def record(self, error: BaseException | None) -> None:
        """Note how a job ended; errors other than a lack of memory say nothing of the network."""
        if error is None:
            # One success is enough: the memory that was short has become free.
            self.worked_at, self.starved = time.monotonic(), 0
        elif is_out_of_memory(error):
            self.starved, self.starved_at = self.starved + 1, time.monotonic()

    def verdict(self) -> str | None:
        """Return why the network cannot compute, empty when it can, None if a test must show it."""
        now = time.monotonic()
        # More than one failure in a row, because a single long prompt may ask for more than there
        # is while all others go on.
        if self.starved >= STARVED_JOBS and now - self.starved_at < STARVED_S:
            return f"the last {self.starved} requests failed for lack of memory"
        # A success before the last failure proves nothing any more: a test step must.
        if self.starved == 0 and now - self.worked_at < PROBE_EVERY_S:
            return ""
        return None
