"""Drawings as phones get them: fewer points, a few times a second, of shown slides alone."""

from __future__ import annotations

from talk.present.room import limits
from talk.present.room.change_log import ChangeLog
from talk.present.room.position import Position
from talk.protocol.methods.room import DrawChange
from talk.protocol.methods.stage import Stroke

CLOSEST_POINTS = 0.004
"""Least distance of two points of a stroke, as a part of the slide: a pixel or two in the hand."""
DIGITS = 3
"""Digits of a coordinate after the point: half a pixel in the hand."""


class PhoneDrawings:
    """Thin out strokes and gather their points, so that a pen before a whole hall costs little."""

    def __init__(self, position: Position, log: ChangeLog) -> None:
        self.due: float | None = None
        """When gathered points are to be sent; None when nothing waits."""
        self._position = position
        self._log = log
        self._strokes: dict[str, list[Stroke]] = {}
        """What phones have of each slide's drawing, or will have once the slide is shown."""
        self._gathered: list[DrawChange] = []
        """Points that no phone has been sent yet, one change for each stroke."""

    def draw(self, change: DrawChange, now: float) -> None:
        """Begin a stroke or go on with it; phones get it when it is due."""
        points = self._thinned(change)
        if not points:
            return
        part = change.model_copy(update={"points": points})
        if change.slide not in self._position.shown:
            # `show_slide` sends it when the slide comes up.
            self._add(part)
            return
        last = self._gathered[-1] if self._gathered else None
        if last and (last.slide, last.stroke) == (part.slide, part.stroke):
            last.points.extend(points)
        else:
            self._gathered.append(part)
        if self.due is None:
            self.due = now + limits.DRAWING_INTERVAL_S

    def erase(self, slide: str, stroke: str) -> bool:
        """Erase the stroke of this id, the last one, or with "" all strokes of a slide.

        Return whether phones get the change too.
        """
        # First what was drawn before: sent after the erasure, it would be there again.
        self._send()
        strokes = self._strokes.get(slide, [])
        # A last stroke of which phones have nothing was beyond their bound.
        if not strokes or (stroke and strokes[-1].id != stroke):
            return False
        if stroke and len(strokes) > 1:
            del strokes[-1]
        else:
            del self._strokes[slide]
        return slide in self._position.shown

    def send_due(self, now: float) -> None:
        """Send gathered points when they are due."""
        if self.due is not None and now >= self.due:
            self._send()

    def show_slide(self, slide: str) -> None:
        """Send the drawing on a slide that phones may open from now on."""
        for one in self._strokes.get(slide, []):
            self._log.append_for_phones(
                DrawChange(slide=slide, stroke=one.id, colour=one.colour, points=list(one.points))
            )

    def snapshot(self) -> dict[str, list[Stroke]]:
        """Return what a phone that joins now has: of the slides shown last, as much as fits."""
        shown = [slide for slide in self._position.shown if self._strokes.get(slide)]
        shown.sort(key=self._position.recency, reverse=True)
        found, left = {}, limits.SNAPSHOT_COORDINATES
        for slide in shown:
            left -= self._size(slide)
            if left < 0:
                break
            found[slide] = self._strokes[slide]
        return found

    def restore(self, change: DrawChange) -> None:
        """Draw again what an earlier process drew, before anybody joins."""
        if points := self._thinned(change):
            self._add(change.model_copy(update={"points": points}))

    def _add(self, part: DrawChange) -> None:
        add_points(self._strokes.setdefault(part.slide, []), part)

    def _send(self) -> None:
        self.due = None
        gathered, self._gathered = self._gathered, []
        for part in gathered:
            self._add(part)
            self._log.append_for_phones(part)

    def _size(self, slide: str) -> int:
        return sum(len(stroke.points) for stroke in self._strokes.get(slide, []))

    def _thinned(self, change: DrawChange) -> list[float]:
        """Return the points that phones get: those apart from the one before, up to the bound."""
        gathered = [part for part in self._gathered if part.slide == change.slide]
        room = limits.PHONE_COORDINATES - self._size(change.slide)
        room -= sum(len(part.points) for part in gathered)
        here = [
            one.points for one in self._strokes.get(change.slide, []) if one.id == change.stroke
        ]
        here += [part.points for part in gathered if part.stroke == change.stroke]
        last = (here[-1][-2], here[-1][-1]) if here else None
        kept: list[float] = []
        for point in zip(change.points[::2], change.points[1::2], strict=True):
            x, y = (round(value, DIGITS) for value in point)
            if last is None or abs(x - last[0]) + abs(y - last[1]) >= CLOSEST_POINTS:
                last = (x, y)
                kept += last
        # The bound and all sizes are even, so no point is cut in two.
        return kept[: max(0, room)]


def add_points(strokes: list[Stroke], part: DrawChange) -> None:
    """Begin a stroke with the points of `part`, or let the stroke of its id go on with them."""
    # From the last: a stroke that goes on is nearly always the newest.
    for stroke in reversed(strokes):
        if stroke.id == part.stroke:
            stroke.points.extend(part.points)
            return
    strokes.append(Stroke(id=part.stroke, colour=part.colour, points=list(part.points)))
