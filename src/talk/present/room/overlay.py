"""What lies over the projected slide: pointer, zoom, and the drawing of each slide."""

from __future__ import annotations

from typing import Any

from talk.present.room.change_log import ChangeLog
from talk.present.room.phone_drawings import PhoneDrawings, add_points
from talk.present.room.position import Position
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import (
    BeneathChange,
    DrawChange,
    EraseChange,
    PointedChange,
    PointerChange,
    ZoomChange,
)
from talk.protocol.methods.stage import (
    MAX_COORDINATES,
    MAX_STROKES,
    Beneath,
    Pointed,
    Pointer,
    Stroke,
    StrokeParams,
    Zoom,
)


class Overlay:
    """Presenters' marks on the slide.

    Phones' slides are laid out otherwise, so they get the part that is pointed at, and drawings
    with what lies beneath them on the stage.
    """

    def __init__(self, position: Position, log: ChangeLog) -> None:
        self.pointer = Pointer()
        self.pointed = Pointed()
        self.zoom = Zoom()
        self.drawings: dict[str, list[Stroke]] = {}
        """Strokes by slide, in the order in which they were begun."""
        self.beneath: dict[str, Beneath] = {}
        """What the stage shows beneath each drawing, by slide."""
        self.on_phones = PhoneDrawings(position, log)
        self._log = log

    def point(self, pointer: Pointer) -> None:
        """Move the pointer, or put it out."""
        if pointer != self.pointer:
            self.pointer = pointer
            self._log.append_for_presenters(PointerChange(pointer=pointer))
        # Phones mark the part that is pointed at, and nothing else would take the mark off.
        if pointer.pointer == "none":
            self.point_at(Pointed())

    def point_at(self, pointed: Pointed) -> None:
        """Set the part of the slide that the pointer is on, for phones."""
        if pointed != self.pointed:
            self.pointed = pointed
            self._log.append(PointedChange(pointed=pointed))

    def zoom_to(self, zoom: Zoom) -> None:
        """Show a part of the slide larger, or all of it."""
        if zoom != self.zoom:
            self.zoom = zoom
            self._log.append_for_presenters(ZoomChange(zoom=zoom))

    def leave_slide(self) -> None:
        """Show the next slide whole and without a pointer; drawings stay with their slides."""
        self.point(Pointer())
        self.zoom_to(Zoom())

    def draw(self, params: StrokeParams, now: float) -> None:
        """Begin a stroke or go on with it. Raises WireError beyond the bounds of a drawing."""
        # The wire's type bounds the list, and cannot say that its length is even.
        if len(params.points) % 2:
            text = "points are pairs of x and y: their number is even"
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        strokes = self.drawings.get(params.slide, [])
        # From the last: a stroke that goes on is nearly always the newest.
        stroke = next((one for one in reversed(strokes) if one.id == params.stroke), None)
        drawn = len(stroke.points) if stroke else 0
        if (stroke is None and len(strokes) >= MAX_STROKES) or (
            drawn + len(params.points) > MAX_COORDINATES
        ):
            text = "the drawing on this slide is full: erase it to go on"
            raise WireError(jsonrpc.TOO_LARGE, text)
        change = DrawChange(
            slide=params.slide, stroke=params.stroke, colour=params.colour, points=params.points
        )
        self._add(change)
        self._log.append_for_presenters(change)
        self.on_phones.draw(change, now)
        self._log.persist("draw", params.model_dump())

    def erase(self, slide: str, *, last: bool) -> None:
        """Take the last stroke or all strokes off a slide."""
        if self.drawings.get(slide):
            # Presenters and phones each under their own condition: phones may have nothing of a
            # stroke that was beyond their bound.
            change = EraseChange(slide=slide, last=last)
            if self._erase(slide, last=last):
                self._log.append_for_phones(change)
            self._log.append_for_presenters(change)
            self._log.persist("erase", {"slide": slide, "last": last})

    def set_beneath(self, slide: str, beneath: Beneath) -> None:
        """Set what the stage shows beneath a slide's drawing; do nothing where nothing is drawn."""
        if self.drawings.get(slide) and beneath != self.beneath.get(slide):
            self.beneath[slide] = beneath
            self._log.append(BeneathChange(slide=slide, beneath=beneath))
            self._log.persist("beneath", {"slide": slide, **beneath.model_dump()})

    def restore_draw(self, record: dict[str, Any]) -> None:
        """Draw again what an earlier process drew."""
        change = DrawChange.model_validate({**record, "kind": "draw"})
        self._add(change)
        self.on_phones.restore(change)

    def restore_erase(self, record: dict[str, Any]) -> None:
        """Erase again what an earlier process erased."""
        self._erase(record["slide"], last=record["last"])

    def restore_beneath(self, record: dict[str, Any]) -> None:
        """Restore what the stage of an earlier process showed beneath a drawing."""
        # A drawing that was erased since has nothing beneath it.
        if record["slide"] in self.drawings:
            self.beneath[record["slide"]] = Beneath.model_validate(record)

    def _add(self, change: DrawChange) -> None:
        add_points(self.drawings.setdefault(change.slide, []), change)

    def _erase(self, slide: str, *, last: bool) -> bool:
        """Erase on presenters' screens; return whether phones get the change too."""
        gone = self.drawings[slide][-1].id if last else ""
        public = self.on_phones.erase(slide, gone)
        if last:
            del self.drawings[slide][-1:]
        if not last or not self.drawings[slide]:
            self.drawings.pop(slide, None)
            self.beneath.pop(slide, None)
        return public
