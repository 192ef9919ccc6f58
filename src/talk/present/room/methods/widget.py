"""widget/…: requests to the kernel, and the controls of a widget."""

from __future__ import annotations

from talk.present.room import limits
from talk.present.room.call import Call, Handler
from talk.present.room.run import Owner
from talk.present.room.state import RoomState, check_size
from talk.protocol import jsonrpc, registry
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.widget import (
    RUN,
    SET_INPUTS,
    STOP,
    RunParams,
    RunResult,
    SetInputsParams,
    StopParams,
)
from talk.protocol.refusal import refusal
from talk.protocol.wire import Nothing, Params


def run(room: RoomState, params: RunParams, call: Call) -> RunResult | None:
    """Ask the kernel: for everybody when a presenter asks, for itself when a phone does."""
    if call.by_presenter:
        _read(room, params, limits.PRESENTER_PARAMS_CHARACTERS)
        # After the checks: a request that cannot be sent takes nothing from the rate of those that
        # can.
        _check_rate(call)
        if params.inputs is not None:
            # In one message with the run, so that no screen shows an answer under the controls of
            # the last.
            room.set_inputs(params.widget, params.inputs, origin=call.connection)
        shared = room.runs.start_shared(params, call.now)
        return RunResult(run=shared.wire(events=True))
    # Before anything else is said of the widget: phones are not to find out what is coming.
    if not room.position.has_shown(params.widget):
        raise refusal("not-shown", "this slide has not been shown yet")
    asked = _read(room, params, limits.PHONE_PARAMS_CHARACTERS)
    tokens = limits.new_tokens(asked)
    if tokens > limits.PHONE_MAX_TOKENS:
        text = f"a phone may ask for {limits.PHONE_MAX_TOKENS} tokens at once, not {tokens}"
        raise refusal("tokens-many", text, most=limits.PHONE_MAX_TOKENS)
    _check_rate(call)
    room.runs.start_private(params, Owner(call.connection, call.request), call.now)
    # The answer follows when the run ends; until then its parts are sent as a stream.
    return None


def set_inputs(room: RoomState, params: SetInputsParams, call: Call) -> Nothing:
    """Set a widget's controls for everybody."""
    inputs = params.inputs
    # `widgets` makes a state for any key; an unknown one is refused by `set_inputs` below.
    if params.merge and params.widget in room.deck.widgets:
        inputs = {**room.widgets[params.widget].inputs, **inputs}
    room.set_inputs(params.widget, inputs, origin=call.connection)
    return Nothing()


def stop(room: RoomState, params: StopParams, call: Call) -> Nothing:
    """Stop a widget's runs: a presenter the shared ones, a phone its own."""
    room.deck.widget(params.widget)
    for open_run in list(room.runs.open.values()):
        if open_run.owner is None:
            mine = call.by_presenter
        else:
            # A presenter's stop must not end what people in the hall try on their own.
            mine = not call.by_presenter and open_run.owner.connection == call.connection
        if mine and open_run.widget == params.widget and params.lane in (None, open_run.lane):
            room.runs.stop(open_run, "stopped")
    return Nothing()


def _read(room: RoomState, params: RunParams, longest: int) -> Params:
    """Return the parameters for the kernel, checked. Raises WireError."""
    widget = room.deck.widget(params.widget)
    if params.method not in widget.methods:
        text = f"widget '{widget.name}' does not use the method '{params.method}'"
        raise WireError(jsonrpc.METHOD_NOT_FOUND, text)
    check_size(params.params, longest)
    return registry.method(params.method).read(params.params)


def _check_rate(call: Call) -> None:
    if not call.member.runs.acquire(call.now):
        raise refusal("too-soon", "too many requests at once; wait a second")


HANDLERS: dict[str, Handler] = {RUN.name: run, SET_INPUTS.name: set_inputs, STOP.name: stop}
