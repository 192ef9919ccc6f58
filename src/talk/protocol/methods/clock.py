"""The talk's clock, which presenters start, pause and reset, and the time each slide took."""

from talk.protocol.method import PRESENTER, Method
from talk.protocol.wire import Nothing, Params, Result


class Clock(Result):
    """The talk's clock as presenters see it.

    The talk's time is `elapsed_s`, plus the time since `running_since` while the clock runs.
    """

    armed: bool = True
    """True until the clock first runs: the first move to another slide starts it."""
    elapsed_s: float = 0.0
    """The talk's time, in seconds, when the clock was last started or paused."""
    running_since: float | None = None
    """Unix time at which the clock was last started; None while it stands."""
    slide_began_s: float = 0.0
    """The talk's time at which the current slide was shown, in seconds."""
    spent: dict[str, float] = {}
    """Seconds for which each slide was shown while the clock ran, without the current visit."""
    countdown: bool = False
    """True where the time left is shown, false where the time that has passed is."""


class StartClockParams(Params):
    """Start the clock, or let it go on after a pause."""


START = Method("clock/start", StartClockParams, Nothing, server="room", who=PRESENTER)


class PauseClockParams(Params):
    """Pause the clock; the talk's time stands still until it is started again."""


PAUSE = Method("clock/pause", PauseClockParams, Nothing, server="room", who=PRESENTER)


class ResetClockParams(Params):
    """Set the clock and the time of every slide to nothing; the next move starts it again."""


RESET = Method("clock/reset", ResetClockParams, Nothing, server="room", who=PRESENTER)


class CountDownParams(Params):
    """Show the time left, or the time that has passed."""

    on: bool
    """True shows the time left, false the time that has passed."""


COUNT_DOWN = Method("clock/count_down", CountDownParams, Nothing, server="room", who=PRESENTER)

METHODS = [START, PAUSE, RESET, COUNT_DOWN]
