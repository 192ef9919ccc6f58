"""Snapshots: whole for presenters, public and bounded for phones, encoded once a change."""

from __future__ import annotations

import json

import pytest

from talk.present.room import limits
from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.restore import restore
from talk.present.room.snapshots import Snapshots
from talk.present.room.state import RoomState
from talk.protocol.methods.room import SlideNotes

ENCODE = "tokens/encode"
NOTE = "<p>for the speaker only</p>"


@pytest.fixture
def state() -> RoomState:
    def slide(id: str) -> RoomSlide:
        widget = RoomWidget(f"{id}/0", "tokenizer", frozenset({ENCODE}))
        return RoomSlide(id, 1, (widget,), SlideNotes(title=id, notes=NOTE))

    return RoomState(RoomDeck("h", "Three slides", tuple(map(slide, ("one", "two", "three")))))


def show(state: RoomState, *slides: str) -> None:
    for slide in slides:
        state.navigate(slide, 0, origin="stage", now=0.0)


def kept_run(key: str, characters: int) -> tuple[str, object]:
    run = {"id": "r1", "method": ENCODE, "params": {}, "status": "live"}
    data = {"widget": key, "lane": "main", "run": {**run, "result": {"text": "x" * characters}}}
    return "run", data


def test_a_phone_sees_widgets_of_shown_slides_and_no_note(state: RoomState) -> None:
    for key in ("one/0", "two/0"):
        state.set_inputs(key, {"text": key}, origin="stage")
    snapshots = Snapshots(state)
    assert set(snapshots.public().widgets) == {"one/0"}
    assert NOTE not in snapshots.encoded("phone")[1]
    assert set(snapshots.presenter().widgets) == {"one/0", "two/0"}
    assert snapshots.presenter().notes["one"].notes == NOTE


def test_runs_of_slides_shown_long_ago_are_left_out_when_there_are_too_many(
    state: RoomState,
) -> None:
    most = limits.SNAPSHOT_CHARACTERS * 2 // 3
    restore(state, [kept_run(key, most) for key in ("one/0", "two/0", "three/0")])
    show(state, "two", "three")
    found = Snapshots(state).public().widgets
    assert {key: bool(widget.runs) for key, widget in found.items()} == {
        "one/0": False,
        "two/0": True,
        "three/0": True,
    }
    assert all(widget.runs for widget in Snapshots(state).presenter().widgets.values())


def test_the_text_for_phones_is_made_once_a_change(state: RoomState) -> None:
    snapshots = Snapshots(state)
    first = snapshots.encoded("phone")
    assert snapshots.encoded("phone") is first
    show(state, "two")
    number, text = snapshots.encoded("phone")
    assert number == first[0] + 1
    assert json.loads(text)["slide"] == "two"
    snapshots.invalidate()
    assert snapshots.encoded("phone") == (number, text)


def test_events_of_a_newer_talk_and_of_lost_widgets_are_not_restored(state: RoomState) -> None:
    events: list[tuple[str, object]] = [
        ("a kind of later", "data"),
        ("inputs", {"widget": "gone/0", "inputs": {"text": "lost"}}),
        ("inputs", {"widget": "two/0", "inputs": {"text": "kept"}}),
        ("person", "somebody"),
        ("position", {"slide": "two", "step": 1, "shown": ["one"]}),
        ("clock", {"armed": False, "elapsed_s": 5.0}),
        ("draw", {"slide": "two", "stroke": "s", "colour": "red", "points": [0, 0, 1, 1]}),
        ("draw", {"slide": "one", "stroke": "t", "colour": "red", "points": [0, 0]}),
        ("erase", {"slide": "one", "last": True}),
    ]
    restore(state, events)
    found = Snapshots(state).presenter()
    assert {key: widget.inputs for key, widget in found.widgets.items()} == {
        "two/0": {"text": "kept"}
    }
    assert (found.slide, found.step, found.shown) == ("two", 1, ["one", "two"])
    assert (found.joined, found.clock.elapsed_s, found.clock.armed) == (1, 5.0, False)
    assert {slide: len(strokes) for slide, strokes in found.drawings.items()} == {"two": 1}
    assert state.log.drain() == []
