"""pace/…: how fast the talk goes for the room."""

from __future__ import annotations

from talk.present.room.call import Call, Handler
from talk.present.room.state import RoomState
from talk.protocol.methods.pace import PACE_SET, PaceSetParams
from talk.protocol.wire import Nothing


def set_(room: RoomState, params: PaceSetParams, call: Call) -> Nothing:
    """Note how a person finds the pace."""
    room.pace.set(call.member.person, params.value, call.now)
    return Nothing()


HANDLERS: dict[str, Handler] = {PACE_SET.name: set_}
