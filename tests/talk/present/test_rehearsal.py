"""What a rehearsal writes: each slide's time beside its plan."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from talk.present.rehearsal import slide_times, write
from talk.present.room.deck import RoomDeck, RoomSlide
from talk.present.room.room import Room
from talk.protocol.methods.room import SlideNotes


@pytest.fixture
def room() -> Room:
    times = {"start": 60.0, "spare": 30.0, "middle": 90.0, "finish": None}
    slides = tuple(
        RoomSlide(id, notes=SlideNotes(title=id.title(), notes="", time_s=time, chapter="One"))
        for id, time in times.items()
    )
    room = Room(RoomDeck("h", "Talk", slides, on_path=("start", "middle", "finish")))
    room.join("stage", 1, "stage", person=None, fresh="f" * 20, now=0.0)
    return room


def go(room: Room, slide: str, now: float) -> None:
    room.receive("stage", 1, "room/navigate", {"slide": slide}, now)


def test_a_slide_outside_the_run_is_there_once_it_was_shown(room: Room) -> None:
    room.receive("stage", 1, "clock/start", {}, 10.0)
    go(room, "middle", 85.0)
    go(room, "finish", 100.0)
    assert [(one.slide, one.taken_s) for one in slide_times(room, 130.0)] == [
        ("start", 75.0),
        ("middle", 15.0),
        ("finish", 30.0),
    ]
    go(room, "spare", 140.0)
    found = {one.slide: (one.taken_s, one.in_run) for one in slide_times(room, 150.0)}
    assert found["spare"] == (10.0, False)


def test_the_terminal_and_the_file_say_the_same(room: Room, tmp_path: Path) -> None:
    room.receive("stage", 1, "clock/start", {}, 0.0)
    go(room, "middle", 72.0)
    go(room, "finish", 132.0)
    file = tmp_path / "talk.csv"
    assert list(write(room, 150.0, file)) == [
        " planned   taken         ",
        "    1:00    1:12    +0:12  Start",
        "    1:30    1:00    −0:30  Middle",
        "       –    0:18           Finish",
        "    2:30    2:30    −0:00  all",
        f"written to {file}",
    ]
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert [(row["slide"], row["planned_s"], row["taken_s"]) for row in rows] == [
        ("start", "60", "72.0"),
        ("middle", "90", "60.0"),
        ("finish", "", "18.0"),
    ]


def test_a_clock_that_never_ran_leaves_no_file(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "talk.csv"
    assert list(write(room, 5.0, file)) == ["the clock never ran, so there are no times to write"]
    assert not file.exists()
