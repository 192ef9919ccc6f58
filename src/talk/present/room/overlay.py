"""What lies over the projected slide: pointer, zoom, and the drawing of each slide."""

from __future__ import annotations

from typing import Any

from talk.present.room.change_log import ChangeLog
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import (
    DrawChange,
    EraseChange,
    PointedChange,
    PointerChange,
    ZoomChange,
)
from talk.protocol.methods.stage import (
    MAX_COORDINATES,
    MAX_STROKES,
    Pointed,
    Pointer,
    Stroke,
    StrokeParams,
    Zoom,
)


class Overlay:
    """Presenters' marks on the slide.

    Phones' slides are laid out otherwise, so they get the part that is pointed at and no marks.
    """

    def __init__(self, log: ChangeLog) -> None:
        self.pointer = Pointer()
        self.pointed = Pointed()
        self.zoom = Zoom()
        self.drawings: dict[str, list[Stroke]] = {}
        """Strokes by slide, in the order in which they were begun."""
        self._log = log

    def point(self, pointer: Pointer) -> None:
        """Move the pointer, or put it out."""
        if pointer != self.pointer:
            self.pointer = pointer
            self._log.append_for_presenters(PointerChange(pointer=pointer))
        if pointer.pointer == "none":
            self.point_at(Pointed())

    def point_at(self, pointed: Pointed) -> None:
        """Say which part of the slide the pointer is on."""
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

    def draw(self, params: StrokeParams) -> None:
        """Begin a stroke or go on with it. Raises WireError beyond the bounds of a drawing."""
        if len(params.points) % 2:
            text = "points are pairs of x and y: their number is even"
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        strokes = self.drawings.get(params.slide, [])
        stroke = next((one for one in reversed(strokes) if one.id == params.stroke), None)
        drawn = len(stroke.points) if stroke else 0
        if (stroke is None and len(strokes) >= MAX_STROKES) or (
            drawn + len(params.points) > MAX_COORDINATES
        ):
            text = "the drawing on this slide is full: erase it to go on"
            raise WireError(jsonrpc.TOO_LARGE, text)
        self._add(
            params.slide, Stroke(id=params.stroke, colour=params.colour, points=params.points)
        )
        self._log.append_for_presenters(
            DrawChange(
                slide=params.slide,
                stroke=params.stroke,
                colour=params.colour,
                points=params.points,
            )
        )
        self._log.persist("draw", params.model_dump())

    def erase(self, slide: str, *, last: bool) -> None:
        """Take the last stroke or all strokes off a slide."""
        if self.drawings.get(slide):
            self._erase(slide, last=last)
            self._log.append_for_presenters(EraseChange(slide=slide, last=last))
            self._log.persist("erase", {"slide": slide, "last": last})

    def restore_draw(self, record: dict[str, Any]) -> None:
        """Draw again what an earlier process drew."""
        self._add(
            record["slide"],
            Stroke(id=record["stroke"], colour=record["colour"], points=record["points"]),
        )

    def restore_erase(self, record: dict[str, Any]) -> None:
        """Erase again what an earlier process erased."""
        self._erase(record["slide"], last=record["last"])

    def _add(self, slide: str, part: Stroke) -> None:
        strokes = self.drawings.setdefault(slide, [])
        for stroke in reversed(strokes):
            if stroke.id == part.id:
                stroke.points.extend(part.points)
                return
        strokes.append(part.model_copy(update={"points": list(part.points)}))

    def _erase(self, slide: str, *, last: bool) -> None:
        if last:
            del self.drawings[slide][-1:]
        if not last or not self.drawings[slide]:
            self.drawings.pop(slide, None)
