"""Where the talk stands, and where it goes when the deck is edited."""

from __future__ import annotations

import pytest

from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.position import Position
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import DeckPosition


def deck(*slides: str, steps: int = 2) -> RoomDeck:
    return RoomDeck(
        hash="h",
        title="Slides",
        slides=tuple(RoomSlide(id, steps, (RoomWidget(f"{id}/0", "poll"),)) for id in slides),
    )


@pytest.fixture
def position() -> Position:
    return Position(deck("one", "two", "three"))


def test_a_move_to_where_the_talk_stands_changes_nothing(position: Position) -> None:
    assert not position.move("one", 0)


@pytest.mark.parametrize(
    ("slide", "step", "code"),
    [("four", 0, jsonrpc.UNKNOWN_NAME), ("two", 3, jsonrpc.INVALID_PARAMS)],
)
def test_a_place_that_does_not_exist_is_refused_and_the_talk_stays(
    position: Position, slide: str, step: int, code: int
) -> None:
    with pytest.raises(WireError) as caught:
        position.move(slide, step)
    assert caught.value.code == code
    assert (position.slide, position.step) == ("one", 0)


def test_a_slide_is_new_to_phones_once(position: Position) -> None:
    position.move("two", 0)
    assert not position.has_shown("two/0")
    assert position.mark_shown()
    assert not position.mark_shown()
    assert position.has_shown("two/0")
    assert not position.has_shown("nowhere/0")


def test_the_slide_that_is_on_counts_as_shown_last(position: Position) -> None:
    for slide in ("two", "three", "one"):
        position.move(slide, 0)
        position.mark_shown()
    order = sorted(["one", "two", "three"], key=position.recency)
    assert order == ["two", "three", "one"]


@pytest.mark.parametrize(
    ("slides", "steps", "place"),
    [
        (["one", "two", "three"], 2, ("two", 2)),
        (["one", "two"], 1, ("two", 1)),
        (["one", "three"], 2, ("one", 2)),
        (["three"], 2, ("three", 2)),
    ],
    ids=["the same", "fewer steps", "removed", "all before removed"],
)
def test_an_edit_keeps_the_place_or_the_nearest_before_it(
    position: Position, slides: list[str], steps: int, place: tuple[str, int]
) -> None:
    position.move("two", 2)
    position.mark_shown()
    changed = position.replace_deck(deck(*slides, steps=steps))
    assert (position.slide, position.step) == place
    assert changed == (place != ("two", 2))


def test_a_place_is_restored_as_it_was_recorded(position: Position) -> None:
    position.move("two", 1)
    position.mark_shown()
    later = Position(deck("one", "two", "three"))
    later.restore(position.record())
    assert (later.slide, later.step, later.shown) == ("two", 1, ["one", "two"])


def test_a_slide_outside_the_run_leaves_the_anchor_where_the_run_was_left() -> None:
    slides = deck("one", "two", "three", "four").slides
    on_path = RoomDeck(hash="h", title="Slides", slides=slides, on_path=("two", "four"))
    position = Position(on_path)
    assert (position.slide, position.anchor) == ("two", DeckPosition(slide="two", step=0))
    position.move("two", 1)
    position.move("three", 2)
    assert position.anchor == DeckPosition(slide="two", step=1)
    later = Position(on_path)
    later.restore(position.record())
    assert (later.slide, later.step, later.anchor) == (
        "three",
        2,
        DeckPosition(slide="two", step=1),
    )
    position.move("four", 0)
    assert position.anchor == DeckPosition(slide="four", step=0)


def test_an_edit_that_takes_the_anchor_out_of_the_run_leads_to_the_one_before_it() -> None:
    slides = deck("one", "two", "three").slides
    position = Position(RoomDeck(hash="h", title="S", slides=slides, on_path=("one", "three")))
    position.move("three", 0)
    position.move("two", 0)
    position.replace_deck(RoomDeck(hash="i", title="S", slides=slides, on_path=("one",)))
    assert (position.slide, position.anchor) == ("two", DeckPosition(slide="one", step=0))


def test_an_anchor_whose_slide_lost_steps_stands_at_its_last_one() -> None:
    before, after = (
        RoomDeck("h", "S", deck("one", "two", steps=steps).slides, on_path=("one",))
        for steps in (2, 1)
    )
    position = Position(before)
    position.move("one", 2)
    position.move("two", 0)
    recorded = position.record()
    # A move back from outside the run would go there, and the room would refuse it.
    position.replace_deck(after)
    assert position.anchor == DeckPosition(slide="one", step=1)
    later = Position(after)
    later.restore(recorded)
    assert later.anchor == DeckPosition(slide="one", step=1)


def test_a_recorded_place_that_the_deck_has_no_more_is_left_out() -> None:
    later = Position(deck("one"))
    later.restore({"slide": "two", "step": 1, "shown": ["one", "two"]})
    assert (later.slide, later.step) == ("one", 0)
