"""How fast the talk goes for the room: `pace/set`."""

from typing import Literal

from talk.protocol.method import Method
from talk.protocol.wire import Nothing, Params, Result

PaceValue = Literal["fast", "fine", "slow"]
"""fast: too fast, or lost. slow: too slow."""


class PaceSetParams(Params):
    """Report how one finds the pace now; the report fades within minutes."""

    value: PaceValue
    """The pace as this person finds it."""


PACE_SET = Method("pace/set", PaceSetParams, Nothing, server="room", who=frozenset({"phone"}))


class Pace(Result):
    """How the room finds the pace.

    Each person counts as 1 at first, and as less from second to second until nothing is left.
    """

    fast: float = 0
    """People for whom it is too fast."""
    fine: float = 0
    """People for whom it is right."""
    slow: float = 0
    """People for whom it is too slow."""


METHODS = [PACE_SET]
