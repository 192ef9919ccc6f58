"""The talk's clock: how long the talk has run, and how long each slide was shown meanwhile."""

from __future__ import annotations

from typing import Any

from talk.present.room.change_log import ChangeLog
from talk.protocol.methods.clock import Clock
from talk.protocol.methods.room import ClockChange


class TalkClock:
    """Measure the talk in seconds of its own time, which stands still while it is paused.

    `now` is a time in seconds of the driver's steady clock, as in the rest of the room.
    """

    def __init__(self, log: ChangeLog, clock_offset: float = 0.0) -> None:
        """Begin with a clock that stands.

        `clock_offset` turns the driver's clock into Unix time.
        """
        self.state = Clock()
        self._log = log
        self._clock_offset = clock_offset

    def elapsed(self, now: float) -> float:
        """Return the talk's time in seconds."""
        state = self.state
        if state.running_since is None:
            return state.elapsed_s
        # After a restart the steady clock is another one, and Unix time may have been set back.
        return state.elapsed_s + max(0.0, now + self._clock_offset - state.running_since)

    def start(self, now: float) -> None:
        """Start the clock, or let it go on; one that runs runs on."""
        if self.state.running_since is None:
            self._change(armed=False, running_since=now + self._clock_offset)

    def pause(self, now: float) -> None:
        """Pause the clock."""
        if self.state.running_since is not None:
            self._change(elapsed_s=self.elapsed(now), running_since=None)

    def reset(self) -> None:
        """Set the clock and every slide's time to nothing; the next move starts the clock."""
        self._change(**Clock(countdown=self.state.countdown).model_dump())

    def count_down(self, on: bool) -> None:
        """Show the time left, or the time that has passed."""
        if on != self.state.countdown:
            self._change(countdown=on)

    def leave_slide(self, slide: str, now: float) -> None:
        """Note that another slide is shown from now on; the first such move starts the clock."""
        # A speaker waits on the first slide for the hall to fill, so its time does not count.
        if self.state.armed:
            self.start(now)
            return
        elapsed = self.elapsed(now)
        before = self.state.spent.get(slide, 0.0)
        spent = {**self.state.spent, slide: before + elapsed - self.state.slide_began_s}
        self._change(slide_began_s=elapsed, spent=spent)

    def times(self, slide: str, now: float) -> dict[str, float]:
        """Return the seconds for which each slide was shown, of which `slide` is shown now."""
        state = self.state
        here = state.spent.get(slide, 0.0) + self.elapsed(now) - state.slide_began_s
        return {**state.spent, slide: here}

    def restore(self, record: dict[str, Any]) -> None:
        """Go on from a clock of an earlier process, as the journal has it."""
        self.state = Clock.model_validate(record)

    def _change(self, **fields: Any) -> None:
        self.state = self.state.model_copy(update=fields)
        self._log.append_for_presenters(ClockChange(clock=self.state))
        self._log.persist("clock", self.state.model_dump())
