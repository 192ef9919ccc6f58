"""clock/…: start, pause and reset the talk's clock."""

from __future__ import annotations

from talk.present.room.call import Call, Handler
from talk.present.room.state import RoomState
from talk.protocol.methods.clock import (
    COUNT_DOWN,
    PAUSE,
    RESET,
    START,
    CountDownParams,
    PauseClockParams,
    ResetClockParams,
    StartClockParams,
)
from talk.protocol.wire import Nothing


def start(room: RoomState, params: StartClockParams, call: Call) -> Nothing:
    """Start the clock, or let it go on."""
    room.clock.start(call.now)
    return Nothing()


def pause(room: RoomState, params: PauseClockParams, call: Call) -> Nothing:
    """Pause the clock."""
    room.clock.pause(call.now)
    return Nothing()


def reset(room: RoomState, params: ResetClockParams, call: Call) -> Nothing:
    """Set the clock and the time of every slide to nothing."""
    room.clock.reset()
    return Nothing()


def count_down(room: RoomState, params: CountDownParams, call: Call) -> Nothing:
    """Show the time left, or the time that has passed."""
    room.clock.count_down(params.on)
    return Nothing()


HANDLERS: dict[str, Handler] = {
    START.name: start,
    PAUSE.name: pause,
    RESET.name: reset,
    COUNT_DOWN.name: count_down,
}
