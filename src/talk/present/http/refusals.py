"""Log what was refused, in lines that no flood of messages can multiply."""

from __future__ import annotations

import logging
from collections.abc import Callable

from talk.present.room.plain_text import clean

log = logging.getLogger(__name__)

LOG_EVERY_S = 30.0
"""Shortest time between two lines of one kind."""
LONGEST_REASON = 200
"""Most characters of a reason in a line."""


class Refusals:
    """Write one line for each kind of refusal, and count the others until its next line."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kinds: dict[str, tuple[float, int]] = {}
        """By kind: time of its last line, and refusals since then."""

    def note(self, kind: str, why: str) -> None:
        """Log a refusal, unless its kind was logged a moment ago.

        `kind` is one of a bounded number of names; `why` may hold what a stranger wrote.
        """
        now = self._clock()
        logged, more = self._kinds.get(kind, (float("-inf"), 0))
        if now < logged + LOG_EVERY_S:
            self._kinds[kind] = (logged, more + 1)
            return
        self._kinds[kind] = (now, 0)
        # On one line and without control characters: nobody writes lines of their own into the log.
        _write(kind, f": {clean(why)[:LONGEST_REASON]}", more)

    def close(self) -> None:
        """Log what was counted since the last line of each kind."""
        for kind, (_, more) in self._kinds.items():
            if more:
                _write(kind, "", more)
        self._kinds.clear()


def _write(kind: str, why: str, more: int) -> None:
    times = f" ({more} more since the line before)" if more else ""
    log.warning("refused: %s%s%s", kind, why, times)
