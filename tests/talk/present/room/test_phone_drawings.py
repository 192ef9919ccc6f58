"""Drawings on phones: thinned, a few times a second, bounded, and of shown slides alone."""

from __future__ import annotations

import pytest

from talk.present.room import limits
from talk.present.room.deck import RoomDeck, RoomSlide
from talk.present.room.effects import Broadcast
from talk.present.room.state import RoomState
from talk.protocol.methods.room import DrawChange, EraseChange, PublicChange
from talk.protocol.methods.stage import COORDINATES_AT_ONCE, Stroke, StrokeParams


@pytest.fixture
def state() -> RoomState:
    """Return a room that shows "a"; "b" was not shown yet."""
    return RoomState(RoomDeck("h", "Two slides", (RoomSlide("a"), RoomSlide("b"))))


def draw(state: RoomState, stroke: str, *points: float, slide: str = "a", now: float = 0.0) -> None:
    params = StrokeParams(slide=slide, stroke=stroke, points=list(points), colour="red")
    state.overlay.draw(params, now)


def sent(state: RoomState) -> list[PublicChange]:
    """Return what phones were sent since the last call."""
    return [
        change
        for effect in state.log.drain()
        if isinstance(effect, Broadcast) and effect.public is not None
        for change in effect.public.changes
    ]


def drawn(stroke: str, *points: float, slide: str = "a") -> DrawChange:
    return DrawChange(slide=slide, stroke=stroke, colour="red", points=list(points))


def test_the_points_of_a_while_come_as_one_change_without_those_that_lie_together(
    state: RoomState,
) -> None:
    draw(state, "s", 0.1, 0.1, 0.10001, 0.1, 0.12345, 0.1)
    draw(state, "s", 0.1235, 0.1, 0.2, 0.1, now=0.04)
    draw(state, "t", 0.5, 0.5, now=0.08)
    assert sent(state) == []
    assert state.overlay.on_phones.due == limits.DRAWING_INTERVAL_S
    state.overlay.on_phones.send_due(limits.DRAWING_INTERVAL_S)
    assert sent(state) == [drawn("s", 0.1, 0.1, 0.123, 0.1, 0.2, 0.1), drawn("t", 0.5, 0.5)]
    # A stroke that goes on begins where it stood.
    draw(state, "s", 0.201, 0.1, 0.3, 0.1, now=1.0)
    state.overlay.on_phones.send_due(2.0)
    assert sent(state) == [drawn("s", 0.3, 0.1)]
    (first, _) = state.overlay.on_phones.snapshot()["a"]
    assert first.points == [0.1, 0.1, 0.123, 0.1, 0.2, 0.1, 0.3, 0.1]


def test_a_snapshot_and_what_follows_it_hold_each_point_once(state: RoomState) -> None:
    draw(state, "s", 0.1, 0.1)
    state.overlay.on_phones.send_due(1.0)
    draw(state, "s", 0.2, 0.2, now=1.0)
    snapshot = {slide: [one.model_copy(deep=True) for one in strokes]
                for slide, strokes in state.overlay.on_phones.snapshot().items()}  # fmt: skip
    sent(state)
    state.overlay.on_phones.send_due(2.0)
    assert snapshot == {"a": [Stroke(id="s", colour="red", points=[0.1, 0.1])]}
    assert sent(state) == [drawn("s", 0.2, 0.2)]


def test_what_is_erased_is_erased_in_its_order(state: RoomState) -> None:
    for stroke in ("s", "t"):
        draw(state, stroke, 0, 0)
    state.overlay.erase("a", last=True)
    state.overlay.erase("a", last=False)
    assert sent(state) == [
        drawn("s", 0, 0),
        drawn("t", 0, 0),
        EraseChange(slide="a", last=True),
        EraseChange(slide="a", last=False),
    ]
    assert state.overlay.on_phones.snapshot() == {}


def test_a_drawing_on_a_slide_to_come_waits_until_it_is_shown(state: RoomState) -> None:
    draw(state, "s", 0, 0, slide="b")
    draw(state, "t", 1, 1, slide="b")
    state.overlay.erase("b", last=True)
    assert state.overlay.on_phones.due is None
    assert sent(state) == []
    assert state.overlay.on_phones.snapshot() == {}
    state.navigate("b", 0, origin="stage", now=0.0)
    assert [one for one in sent(state) if isinstance(one, DrawChange)] == [
        drawn("s", 0, 0, slide="b")
    ]


def test_beyond_a_bound_phones_keep_what_they_have(state: RoomState) -> None:
    points = [round(n % 100 / 100, 2) for n in range(COORDINATES_AT_ONCE)]
    strokes = limits.PHONE_COORDINATES // COORDINATES_AT_ONCE
    for n in range(strokes + 1):
        draw(state, f"s{n}", *points)
    state.overlay.on_phones.send_due(1.0)
    assert len(sent(state)) == strokes
    # The last stroke of the stage is none of the phones'.
    state.overlay.erase("a", last=True)
    assert sent(state) == []
    state.overlay.erase("a", last=True)
    assert sent(state) == [EraseChange(slide="a", last=True)]


def test_a_snapshot_holds_the_drawings_of_the_slides_shown_last(
    state: RoomState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_COORDINATES", 3)
    state.navigate("b", 0, origin="stage", now=0.0)
    for slide in ("a", "b"):
        draw(state, "s", 0, 0, slide=slide)
    state.overlay.on_phones.send_due(1.0)
    assert set(state.overlay.on_phones.snapshot()) == {"b"}
