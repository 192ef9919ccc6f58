"""What a widget asks for and is set to: `widget/run`, `widget/set_inputs`, `widget/stop`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from talk.protocol.method import EVERYONE, PRESENTER, Method
from talk.protocol.wire import Event, Nothing, Params, Result

WidgetKey = Annotated[str, Field(max_length=120)]
"""`<slide id>/<n>`, n from 0 in the order of the slide's widgets."""
Lane = Annotated[str, Field(max_length=40)]
"""Which of a widget's parallel requests: `main`, `left`, `right`, …; a new run in a lane replaces
the old one."""

RunStatus = Literal["waiting", "live", "recorded", "interrupted", "failed"]


class RunError(Result):
    code: int
    message: str


class Run(Result):
    """One request a widget made, and all that has come back so far."""

    id: str
    method: str
    params: dict[str, Any]
    status: RunStatus
    done: bool = False
    events: list[dict[str, Any]] = []
    result: dict[str, Any] | None = None
    error: RunError | None = None
    latency_ms: float | None = None
    """From the request to its first event or result."""
    queue_place: int | None = None
    auto: bool = False
    """Started by the room because the slide came up, not by a person."""


class RunParams(Params):
    """Ask the kernel for a widget.

    From a presenter everybody sees it; from a phone only that phone does.
    """

    widget: WidgetKey
    lane: Lane = "main"
    method: Annotated[str, Field(max_length=60)]
    params: dict[str, Any]
    inputs: dict[str, Any] | None = None
    """The widget's controls as they stand with this request (presenter only)."""


class RunEvents(Event):
    """Stream of a private run (a phone's own): what is new since the last one."""

    run: Run | None = None
    """The run without its events, when something but the events changed."""
    events: list[dict[str, Any]] = []


class RunResult(Result):
    run: Run
    """As it ended. A shared run is answered at once with its first state; the rest comes as
    room/changed."""


RUN = Method("widget/run", RunParams, RunResult, RunEvents, server="room", who=EVERYONE)


class SetInputsParams(Params):
    """Set the controls of a widget for everybody."""

    widget: WidgetKey
    inputs: dict[str, Any]
    merge: bool = False
    """True: only the controls named here change, so that two presenters at one widget do not undo
    each other."""


SET_INPUTS = Method("widget/set_inputs", SetInputsParams, Nothing, server="room", who=PRESENTER)


class StopParams(Params):
    """Stop a widget's runs: a presenter the shared ones, a phone its own."""

    widget: WidgetKey
    lane: Lane | None = None
    """None stops every lane."""


STOP = Method("widget/stop", StopParams, Nothing, server="room", who=EVERYONE)

METHODS = [RUN, SET_INPUTS, STOP]
