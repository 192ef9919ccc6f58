"""What a widget asks for and is set to: `widget/run`, `widget/set_inputs`, `widget/stop`."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from talk.protocol.method import EVERYONE, PRESENTER, Method
from talk.protocol.refusal import named_reason
from talk.protocol.wire import Event, Json, Nothing, Params, Result

WidgetKey = Annotated[str, Field(max_length=120)]
"""`<slide id>/<n>`, n from 0 in the order of the slide's widgets."""
Lane = Annotated[str, Field(max_length=40)]
"""Which of a widget's parallel requests: `main`, `left`, `right`, …; a new run in a lane replaces
the old one."""

RunStatus = Literal["waiting", "live", "recorded", "interrupted", "failed"]


class RunError(Result):
    code: int
    """Error code of the wire."""
    message: str
    """What was wrong and what to do, in one English sentence."""
    reason: str = ""
    """Name of the reason (talk.protocol.refusal), which a page words in its own language; empty
    where only the sentence says it."""
    values: dict[str, str | int | float] = {}
    """Values of the reason's message, by their names."""

    @classmethod
    def of(cls, code: int, message: str, data: Json = None) -> Self:
        """Return a wire error's code and sentence, with the reason that its `data` names."""
        reason, values = named_reason(data)
        return cls(code=code, message=message, reason=reason, values=values)


class Run(Result):
    """One request a widget made, and all that has come back so far."""

    id: str
    """Names the run in the room; another id is another run."""
    method: str
    """Method of the kernel that was called."""
    params: dict[str, Any]
    """Parameters of the call."""
    status: RunStatus
    """How the run stands: waiting for a first answer, answered live or by a recording, broken off,
    or failed."""
    done: bool = False
    """True once nothing more will come."""
    events: list[dict[str, Any]] = []
    """The kernel's stream so far, in order."""
    result: dict[str, Any] | None = None
    """The kernel's answer; none until it came."""
    error: RunError | None = None
    """Why the run failed or was interrupted; none otherwise."""
    latency_ms: float | None = None
    """From the request to its first event or result."""
    queue_place: int | None = None
    """Place in the kernel's queue, 1 is next; none while it does not wait there."""
    auto: bool = False
    """Started by the room because the slide came up, not by a person."""


class RunParams(Params):
    """Ask the kernel for a widget.

    From a presenter everybody sees it; from a phone only that phone does.
    """

    widget: WidgetKey
    """Widget that asks."""
    lane: Lane = "main"
    """Lane of the widget in which the answer is shown."""
    method: Annotated[str, Field(max_length=60)]
    """Method of the kernel; one of those that the widget may call."""
    params: dict[str, Any]
    """Parameters of the method."""
    inputs: dict[str, Any] | None = None
    """The widget's controls as they stand with this request (presenter only)."""


class RunEvents(Event):
    """Stream of a private run (a phone's own): what is new since the last one."""

    run: Run | None = None
    """The run without its events, when something but the events changed."""
    events: list[dict[str, Any]] = []
    """Events of the kernel since the last message, in order."""


class RunResult(Result):
    run: Run
    """As it ended. A shared run is answered at once with its first state; the rest comes as
    room/changed."""


RUN = Method("widget/run", RunParams, RunResult, RunEvents, server="room", who=EVERYONE)


class SetInputsParams(Params):
    """Set the controls of a widget for everybody."""

    widget: WidgetKey
    """Widget whose controls are set."""
    inputs: dict[str, Any]
    """Value by control, as the widget defines them."""
    merge: bool = False
    """True: only the controls named here change, so that two presenters at one widget do not undo
    each other."""


SET_INPUTS = Method("widget/set_inputs", SetInputsParams, Nothing, server="room", who=PRESENTER)


class StopParams(Params):
    """Stop a widget's runs: a presenter the shared ones, a phone its own."""

    widget: WidgetKey
    """Widget whose runs are stopped."""
    lane: Lane | None = None
    """None stops every lane."""


STOP = Method("widget/stop", StopParams, Nothing, server="room", who=EVERYONE)

METHODS = [RUN, SET_INPUTS, STOP]
