"""stage/…: what a presenter does to the projected slide."""

from __future__ import annotations

from talk.present.room.call import Call, Handler
from talk.present.room.state import RoomState
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.stage import (
    BENEATH,
    DRAW,
    ERASE,
    POINT,
    POINTED,
    ZOOM,
    Beneath,
    BeneathParams,
    EraseParams,
    Pointed,
    PointedParams,
    Pointer,
    PointParams,
    StrokeParams,
    Zoom,
    ZoomParams,
)
from talk.protocol.wire import Nothing


def point(room: RoomState, params: PointParams, call: Call) -> Nothing:
    """Move the pointer, or put it out."""
    room.overlay.point(Pointer(pointer=params.pointer, x=params.x, y=params.y))
    return Nothing()


def pointed(room: RoomState, params: PointedParams, call: Call) -> Nothing:
    """Send phones the part of the shown slide that the pointer is on."""
    # A message that crossed a move, or the end of the pointer, is of no interest any more.
    if params.slide == room.position.slide and room.overlay.pointer.pointer != "none":
        at = Pointed(slide=params.slide, part=params.part, parts=params.parts)
        room.overlay.point_at(at if params.part >= 0 else Pointed())
    return Nothing()


def zoom(room: RoomState, params: ZoomParams, call: Call) -> Nothing:
    """Show a part of the slide larger, or all of it."""
    room.overlay.zoom_to(Zoom(scale=params.scale, x=params.x, y=params.y))
    return Nothing()


def draw(room: RoomState, params: StrokeParams, call: Call) -> Nothing:
    """Draw over a slide of this deck."""
    if params.slide not in room.deck.by_id:
        text = f"there is no slide '{params.slide}' in this presentation"
        raise WireError(jsonrpc.UNKNOWN_NAME, text)
    room.overlay.draw(params, call.now)
    return Nothing()


def erase(room: RoomState, params: EraseParams, call: Call) -> Nothing:
    """Take the drawing off a slide."""
    room.overlay.erase(params.slide, last=params.last)
    return Nothing()


def beneath(room: RoomState, params: BeneathParams, call: Call) -> Nothing:
    """Tell phones what the stage shows beneath the shown slide's drawing."""
    # Words from the projector alone: a speaker's screen shows some that nobody else may see.
    if call.member.role == "stage" and params.slide == room.position.slide:
        found = Beneath(pieces=params.pieces, pictures=params.pictures)
        room.overlay.set_beneath(params.slide, found)
    return Nothing()


HANDLERS: dict[str, Handler] = {
    POINT.name: point,
    POINTED.name: pointed,
    ZOOM.name: zoom,
    DRAW.name: draw,
    ERASE.name: erase,
    BENEATH.name: beneath,
}
