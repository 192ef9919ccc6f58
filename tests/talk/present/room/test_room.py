"""The room as a state machine: what goes in, what comes out, and for whom."""

from __future__ import annotations

import pytest

from talk.present.room import limits
from talk.present.room.effects import (
    Admit,
    Answer,
    Broadcast,
    Fail,
    Persist,
)
from talk.present.room.room import Room
from talk.protocol import jsonrpc
from talk.protocol.methods.room import Problem, WidgetState

from .hall import (
    GENERATE,
    PROMPT,
    SECRET_NOTE,
    Hall,
    answer,
    deck,
    failure,
    kinds,
    presenter,
    public,
    started,
)

# Joining


def test_a_phone_that_joins_gets_a_snapshot_and_its_secret() -> None:
    result = answer(Hall().join("phone"))
    assert result.state["slide"] == "first"
    assert result.person == "fresh-secret-of-phone"


def test_a_snapshot_for_phones_holds_no_notes_and_no_order() -> None:
    result = answer(Hall().join("phone"))
    assert SECRET_NOTE not in str(result)
    assert not {"notes", "order", "health", "problems"} & set(result.state)


def test_the_stage_gets_notes_order_and_planned_time() -> None:
    state = answer(Hall().join("stage", "stage")).state
    assert state["notes"]["tokens"]["notes"] == SECRET_NOTE
    assert state["order"] == ["first", "tokens", "stories", "last"]


def test_a_member_is_admitted_after_its_snapshot() -> None:
    effects = Hall().join("phone")
    assert [type(item) for item in effects if not isinstance(item, Persist)] == [Answer, Admit]


def test_the_same_person_on_a_new_socket_is_counted_once() -> None:
    hall = Hall()
    secret = answer(hall.join("one")).person
    hall.room.leave("one", hall.now)
    hall.join("two", person=secret)
    assert (hall.room.state.audience.joined, hall.room.state.audience.following) == (1, 1)


def test_presenters_are_not_counted_as_people(hall: Hall) -> None:
    assert (hall.room.state.audience.joined, hall.room.state.audience.following) == (1, 1)


def test_many_people_joining_are_told_in_one_message() -> None:
    hall = Hall()
    hall.join("stage", "stage")
    for n in range(100):
        hall.join(f"phone {n}")
    told = public(hall.tick(1))
    assert [(change.joined, change.following) for change in told] == [(100, 100)]


def test_a_request_before_joining_is_refused() -> None:
    assert failure(Hall().ask("stranger", "room/ping")).code == jsonrpc.NOT_ALLOWED


def test_joining_again_on_the_same_socket_cannot_change_the_role(hall: Hall) -> None:
    state = answer(hall.join("phone", "stage")).state
    assert "notes" not in state


# Position


def test_a_step_of_the_stage_reaches_everyone_with_its_origin(hall: Hall) -> None:
    effects = hall.go("first", 1)
    (change,) = public(effects)
    assert (change.slide, change.step, change.origin) == ("first", 1, "stage")
    assert presenter(effects) == [change]


def test_numbers_have_no_gap_for_either_audience(hall: Hall) -> None:
    effects = hall.go("tokens")
    hall.room.set_problems([Problem(text="broken")])
    effects += hall.room.effects()
    effects += hall.go("tokens", 1)
    told = [item for item in effects if isinstance(item, Broadcast)]
    numbers = [item.public.number for item in told if item.public]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    numbers = [item.presenter.number for item in told if item.presenter]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_snapshot_carries_the_number_of_the_last_message(hall: Hall) -> None:
    (told,) = [item for item in hall.go("tokens") if isinstance(item, Broadcast)]
    assert told.public is not None
    assert hall.room.snapshots.public().number == told.public.number


def test_staying_where_one_is_tells_nobody(hall: Hall) -> None:
    assert [type(item) for item in hall.go("first", 0)] == [Answer]


@pytest.mark.parametrize(
    ("slide", "step", "sentence"),
    [
        ("nowhere", 0, "there is no slide 'nowhere' in this presentation"),
        ("first", 3, "slide 'first' has 2 steps; step 3 does not exist"),
    ],
)
def test_a_place_that_does_not_exist_is_refused(
    hall: Hall, slide: str, step: int, sentence: str
) -> None:
    assert failure(hall.go(slide, step)).message == sentence
    assert (hall.room.slide, hall.room.state.position.step) == ("first", 0)


def test_a_phone_cannot_move_the_slides(hall: Hall) -> None:
    assert failure(hall.go("tokens", connection="phone")).code == jsonrpc.NOT_ALLOWED


def test_a_slide_counts_as_shown_once_it_was_on(hall: Hall) -> None:
    (change,) = public(hall.go("last"))
    assert change.shown == "last"
    assert hall.room.snapshots.public().shown == ["first", "last"]
    hall.go("first")
    (change,) = public(hall.go("last"))
    assert change.shown == ""


def test_the_talk_starts_with_the_first_change_of_slide(hall: Hall) -> None:
    hall.go("first", 1)
    assert hall.room.snapshots.presenter().clock.running_since is None
    hall.now = 60.0
    hall.go("tokens")
    assert hall.room.snapshots.presenter().clock.running_since == 1_000_060.0


def test_the_position_is_remembered(hall: Hall) -> None:
    kept = [item for item in hall.go("tokens", 2) if isinstance(item, Persist)]
    assert {item.kind for item in kept} == {"position", "clock"}
    room = Room(deck())
    room.restore([(item.kind, item.data) for item in kept])
    assert (room.slide, room.state.position.step, room.shown) == ("tokens", 2, ["first", "tokens"])


# The stage and the clock


def test_marks_end_with_the_slide_and_drawings_come_back_with_it(hall: Hall) -> None:
    hall.ask("stage", "stage/point", pointer="laser", x=0.1, y=0.1)
    hall.ask("stage", "stage/zoom", scale=2)
    hall.ask("stage", "stage/draw", slide="first", stroke="s", points=[0, 0, 1, 1])
    hall.go("tokens")
    found = hall.room.snapshots.presenter()
    assert (found.pointer.pointer, found.zoom.scale) == ("none", 1)
    assert len(found.drawings["first"]) == 1


def test_phones_may_neither_mark_the_stage_nor_set_the_clock_nor_hear_of_it(hall: Hall) -> None:
    for method, params in (
        ("stage/point", {"pointer": "laser"}),
        ("stage/zoom", {"scale": 2}),
        ("clock/start", {}),
        ("clock/reset", {}),
    ):
        assert failure(hall.ask("phone", method, **params)).code == jsonrpc.NOT_ALLOWED
        assert public(hall.ask("stage", method, **params)) == []


def test_phones_get_a_drawing_and_what_the_stage_alone_says_lies_beneath_it(hall: Hall) -> None:
    hall.join("desk", "speaker")
    stroke = {"slide": "first", "stroke": "s", "points": [0, 0]}
    line = {"text": "Flour", "x": 0.1, "y": 0.1, "width": 0.2, "height": 0.1}
    beneath = {"slide": "first", "pieces": [line]}
    for method, params in (
        ("stage/draw", stroke),
        ("stage/beneath", beneath),
        ("stage/erase", {"slide": "first"}),
    ):
        assert failure(hall.ask("phone", method, **params)).code == jsonrpc.NOT_ALLOWED
    hall.ask("desk", "stage/draw", **stroke)
    assert [change.kind for change in public(hall.tick(limits.DRAWING_INTERVAL_S))] == ["draw"]
    # The speaker's view has words that nobody else may read.
    assert public(hall.ask("desk", "stage/beneath", **beneath)) == []
    [change] = public(hall.ask("stage", "stage/beneath", **beneath))
    assert change.beneath.pieces[0].text == "Flour"
    found = hall.room.snapshots.public()
    assert (set(found.drawings), set(found.beneath)) == ({"first"}, {"first"})
    assert [change.kind for change in public(hall.ask("desk", "stage/erase", slide="first"))] == [
        "erase"
    ]


def test_a_slide_that_is_not_there_cannot_be_drawn_on(hall: Hall) -> None:
    refused = hall.ask("stage", "stage/draw", slide="nowhere", stroke="s", points=[0, 0])
    assert failure(refused).code == jsonrpc.UNKNOWN_NAME


def test_the_clock_is_paused_and_goes_on(hall: Hall) -> None:
    hall.ask("stage", "clock/start")
    hall.now += 10.0
    hall.ask("stage", "clock/pause")
    hall.now += 40.0
    hall.ask("stage", "clock/count_down", on=True)
    clock = hall.room.snapshots.presenter().clock
    assert (clock.elapsed_s, clock.running_since, clock.countdown) == (10.0, None, True)


# What presenters do together


def test_the_cover_is_everybody_s_and_the_next_move_takes_it_away(hall: Hall) -> None:
    effects = hall.ask("stage", "room/blank", mode="black")
    assert kinds(public(effects)) == kinds(presenter(effects)) == ["blank"]
    assert hall.room.snapshots.public().blank == "black"
    assert public(hall.ask("stage", "room/blank", mode="black")) == []
    effects = hall.go("tokens")
    assert kinds(public(effects)) == ["blank", "position"]
    assert hall.room.snapshots.public().blank == "none"


def test_a_phone_cannot_cover_the_slide(hall: Hall) -> None:
    (failed,) = hall.ask("phone", "room/blank", mode="black")
    assert isinstance(failed, Fail)
    assert failed.code == jsonrpc.NOT_ALLOWED
    assert hall.room.snapshots.public().blank == "none"


def test_merged_inputs_of_two_presenters_do_not_undo_each_other(hall: Hall) -> None:
    hall.join("desk", "speaker")
    hall.go("tokens")
    hall.ask(
        "stage",
        "widget/set_inputs",
        widget="tokens/0",
        inputs={"at": 1, "playing": True},
        merge=True,
    )
    hall.ask("desk", "widget/set_inputs", widget="tokens/0", inputs={"playing": False}, merge=True)
    (change,) = public(
        hall.ask("stage", "widget/set_inputs", widget="tokens/0", inputs={"at": 2}, merge=True)
    )
    assert change.inputs == {"at": 2, "playing": False}
    (change,) = public(hall.ask("stage", "widget/set_inputs", widget="tokens/0", inputs={"at": 0}))
    assert change.inputs == {"at": 0}


def test_merged_inputs_cannot_grow_past_the_bound_of_one_message(hall: Hall) -> None:
    half = "x" * (limits.PRESENTER_PARAMS_CHARACTERS * 2 // 3)
    hall.ask("stage", "widget/set_inputs", widget="tokens/0", inputs={"one": half}, merge=True)
    (failed,) = hall.ask(
        "stage", "widget/set_inputs", widget="tokens/0", inputs={"two": half}, merge=True
    )
    assert isinstance(failed, Fail)
    assert failed.code == jsonrpc.TOO_LARGE


def test_one_screen_keeps_time_and_another_takes_over_when_it_goes() -> None:
    hall = Hall()
    hall.join("phone")
    assert hall.room.snapshots.presenter().timekeeper == ""
    hall.join("desk", "speaker")
    assert hall.room.snapshots.presenter().timekeeper == "desk"
    effects = hall.join("wall", "stage")
    assert public(effects) == []
    assert [change.timekeeper for change in presenter(effects)] == ["wall"]
    hall.join("second wall", "stage")
    assert hall.room.snapshots.presenter().timekeeper == "wall"
    for gone, left in (("wall", "second wall"), ("second wall", "desk"), ("desk", "")):
        hall.room.leave(gone, hall.now)
        assert [change.timekeeper for change in presenter(hall.room.effects())] == [left]


# The deck is edited


def test_an_edited_deck_keeps_slide_and_step(hall: Hall) -> None:
    hall.go("tokens", 2)
    hall.room.replace_deck(deck("new", "first", "tokens", hash="two"), hall.now)
    (change,) = public(hall.room.effects())
    assert (change.kind, change.deck) == ("deck", "two")
    assert (hall.room.slide, hall.room.state.position.step) == ("tokens", 2)


def test_when_the_slide_was_deleted_the_one_before_it_is_shown(hall: Hall) -> None:
    hall.go("tokens", 2)
    hall.room.replace_deck(deck("first", "stories", "last", hash="two"), hall.now)
    assert hall.room.slide == "first"
    assert hall.room.snapshots.public().shown == ["first"]


def test_an_edited_deck_keeps_the_state_of_widgets_that_stayed_the_same(hall: Hall) -> None:
    hall.ask("stage", "widget/set_inputs", widget="tokens/0", inputs={"text": "kept"})
    hall.room.replace_deck(deck("first", "tokens", hash="two"), hall.now)
    assert hall.room.snapshots.presenter().widgets["tokens/0"].inputs == {"text": "kept"}


def test_a_phone_cannot_learn_of_a_widget_by_asking_for_it(live: Hall) -> None:
    hidden = failure(live.run("phone", "stories/0", GENERATE, PROMPT))
    absent = failure(live.run("phone", "nowhere/0", GENERATE, PROMPT))
    assert (hidden.code, hidden.message) == (absent.code, absent.message)


# Size


def test_a_phones_snapshot_leaves_out_large_runs_of_slides_shown_long_ago(live: Hall) -> None:
    live.go("stories")
    (large,) = started(
        live.run("stage", "stories/0", GENERATE, {"text": "typed"}, inputs={"text": "typed"})
    )
    live.finish(large.run, {"text": "x" * (limits.SNAPSHOT_CHARACTERS + 1)})
    assert live.room.snapshots.public().widgets["stories/0"].runs["main"].result is not None
    live.go("last")
    snapshot = live.room.snapshots.public()
    assert snapshot.widgets["stories/0"] == WidgetState()
    assert "main" in live.room.snapshots.presenter().widgets["stories/0"].runs
    live.go("stories")
    assert "main" in live.room.snapshots.public().widgets["stories/0"].runs


def test_a_phones_snapshot_holds_what_slides_shown_lately_show(live: Hall) -> None:
    live.go("last")
    assert "main" in live.room.snapshots.public().widgets["tokens/0"].runs
