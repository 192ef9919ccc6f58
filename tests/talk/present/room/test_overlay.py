"""What lies over the projected slide: bounds, what phones never get, and what a restart keeps."""

from __future__ import annotations

from typing import Any

import pytest

from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RoomDeck, RoomSlide
from talk.present.room.effects import Broadcast, Persist
from talk.present.room.overlay import Overlay
from talk.present.room.position import Position
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.method import Method
from talk.protocol.methods.room import BeneathChange, PointedChange
from talk.protocol.methods.stage import (
    BENEATH,
    COORDINATES_AT_ONCE,
    DRAW,
    MAX_COORDINATES,
    MAX_PIECES,
    MAX_STROKES,
    POINT,
    ZOOM,
    Beneath,
    Piece,
    Pointed,
    Pointer,
    Stroke,
    StrokeParams,
    Zoom,
)


@pytest.fixture
def log() -> ChangeLog:
    return ChangeLog()


@pytest.fixture
def overlay(log: ChangeLog) -> Overlay:
    return an_overlay(log)


def an_overlay(log: ChangeLog) -> Overlay:
    """Return what lies over the slides "a", which is shown, and "b"."""
    return Overlay(Position(RoomDeck("h", "Two", (RoomSlide("a"), RoomSlide("b")))), log)


LINE = Piece(text="Flour", x=0.1, y=0.2, width=0.2, height=0.05)


def part(stroke: str, *points: float, slide: str = "a") -> StrokeParams:
    return StrokeParams(slide=slide, stroke=stroke, points=list(points))


def test_phones_learn_what_is_pointed_at_until_the_pointer_goes_out(
    overlay: Overlay, log: ChangeLog
) -> None:
    at = Pointed(slide="a", part=2, parts=5)
    overlay.point(Pointer(pointer="laser", x=0.25))
    overlay.point_at(at)
    overlay.point_at(at)
    (sent,) = [one for one in log.drain() if isinstance(one, Broadcast)]
    assert sent.public is not None
    assert sent.public.changes == [PointedChange(pointed=at)]
    overlay.leave_slide()
    (sent,) = [one for one in log.drain() if isinstance(one, Broadcast)]
    assert sent.public is not None
    assert sent.public.changes == [PointedChange(pointed=Pointed())]


def test_a_stroke_grows_by_its_parts_and_is_kept_for_its_slide(overlay: Overlay) -> None:
    for params in (part("s", 0, 0), part("t", 1, 1, slide="b"), part("s", 0.5, 0.25)):
        overlay.draw(params, 0.0)
    assert overlay.drawings["a"] == [Stroke(id="s", colour="red", points=[0, 0, 0.5, 0.25])]
    overlay.leave_slide()
    assert set(overlay.drawings) == {"a", "b"}


def test_the_last_stroke_or_all_of_a_slide_is_erased(overlay: Overlay, log: ChangeLog) -> None:
    for stroke in ("s", "t", "u"):
        overlay.draw(part(stroke, 0, 0), 0.0)
    overlay.erase("a", last=True)
    assert [stroke.id for stroke in overlay.drawings["a"]] == ["s", "t"]
    overlay.erase("a", last=False)
    assert overlay.drawings == {}
    log.drain()
    overlay.erase("a", last=False)
    assert log.drain() == []


def test_the_journal_s_events_draw_the_same_again(overlay: Overlay, log: ChangeLog) -> None:
    overlay.draw(part("s", 0, 0), 0.0)
    overlay.draw(part("s", 1, 1), 0.0)
    overlay.draw(part("t", 0.5, 0.5), 0.0)
    overlay.erase("a", last=True)
    overlay.set_beneath("a", Beneath(pieces=[LINE]))
    later = an_overlay(other := ChangeLog())
    restore = {
        "draw": later.restore_draw,
        "erase": later.restore_erase,
        "beneath": later.restore_beneath,
    }
    effects = log.drain()
    for kept in effects:
        if isinstance(kept, Persist):
            assert isinstance(kept.data, dict)
            restore[kept.kind](kept.data)
    assert (later.drawings, later.beneath) == (overlay.drawings, overlay.beneath)
    assert later.on_phones.snapshot() == overlay.on_phones.snapshot()
    assert other.drain() == []


def test_what_lies_beneath_a_drawing_goes_with_it(overlay: Overlay, log: ChangeLog) -> None:
    beneath = Beneath(pieces=[LINE])
    overlay.set_beneath("a", beneath)
    assert log.drain() == []
    overlay.draw(part("s", 0, 0), 0.0)
    log.drain()
    for _ in range(2):
        overlay.set_beneath("a", beneath)
    (sent,) = [one for one in log.drain() if isinstance(one, Broadcast)]
    assert sent.public is not None
    assert sent.public.changes == [BeneathChange(slide="a", beneath=beneath)]
    overlay.erase("a", last=True)
    assert overlay.beneath == {}


def test_a_drawing_is_bounded(overlay: Overlay) -> None:
    whole = [0.5] * COORDINATES_AT_ONCE
    for _ in range(MAX_COORDINATES // COORDINATES_AT_ONCE):
        overlay.draw(part("long", *whole), 0.0)
    with pytest.raises(WireError) as caught:
        overlay.draw(part("long", 0, 0), 0.0)
    assert caught.value.code == jsonrpc.TOO_LARGE
    for number in range(MAX_STROKES):
        overlay.draw(part(f"s{number}", 0, 0, slide="b"), 0.0)
    with pytest.raises(WireError):
        overlay.draw(part("one more", 0, 0, slide="b"), 0.0)
    with pytest.raises(WireError, match="pairs"):
        overlay.draw(part("odd", 0, 0, 0), 0.0)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        (DRAW, {"slide": "a", "stroke": "s", "points": [0.5] * (COORDINATES_AT_ONCE + 2)}),
        (DRAW, {"slide": "a", "stroke": "s", "points": [1.5, 0]}),
        (DRAW, {"slide": "a", "stroke": "s", "points": [float("nan"), 0]}),
        (DRAW, {"slide": "a", "stroke": "s", "points": [0, 0], "colour": "url(x)"}),
        (BENEATH, {"slide": "a", "pieces": [LINE.model_dump()] * (MAX_PIECES + 1)}),
        (BENEATH, {"slide": "a", "pieces": [{**LINE.model_dump(), "x": -1}]}),
        (BENEATH, {"slide": "a", "pieces": [{**LINE.model_dump(), "text": "x" * 201}]}),
        (POINT, {"pointer": "laser", "x": float("inf")}),
        (ZOOM, {"scale": 900}),
    ],
)
def test_numbers_outside_of_the_slide_are_refused(method: Method, params: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        method.read(params)


def test_the_next_slide_is_whole_and_without_a_pointer(overlay: Overlay, log: ChangeLog) -> None:
    overlay.point(Pointer(pointer="laser", x=0.1, y=0.2))
    overlay.zoom_to(Zoom(scale=2))
    log.drain()
    overlay.leave_slide()
    assert (overlay.pointer.pointer, overlay.zoom.scale) == ("none", 1)
    assert len(log.drain()) == 1
    overlay.leave_slide()
    assert log.drain() == []
