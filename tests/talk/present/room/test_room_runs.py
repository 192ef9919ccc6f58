"""The room as a state machine: runs that all see, and a kernel that comes and goes."""

from __future__ import annotations

from typing import Any

import pytest

from talk.present.room import limits
from talk.present.room.effects import (
    Admit,
    Answer,
    CancelRun,
    Fail,
    Persist,
)
from talk.present.room.room import Room
from talk.present.room.snapshots import Snapshots
from talk.protocol import jsonrpc

from .hall import (
    DEEP,
    ENCODE,
    GENERATE,
    PREPARED,
    PROMPT,
    RESULT,
    STEPS,
    TYPED,
    Hall,
    answer,
    deck,
    failure,
    kinds,
    presenter,
    public,
    shown_run,
    started,
)

# Shared runs


def test_a_run_of_the_stage_asks_the_kernel_and_tells_everyone_it_waits(live: Hall) -> None:
    effects = live.run("stage", "tokens/0", ENCODE, TYPED, inputs={"text": "typed by hand"})
    (start,) = started(effects)
    assert (start.method, start.params, start.priority) == (ENCODE, TYPED, "stage")
    assert kinds(public(effects)) == ["inputs", "run"]
    assert answer(effects).run.status == "waiting"


def test_the_answer_of_the_kernel_reaches_everyone_as_live(live: Hall) -> None:
    (start,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    live.now += 0.25
    (change,) = public(live.finish(start.run))
    assert (change.run.status, change.run.done, change.run.result) == ("live", True, RESULT)
    assert change.run.latency_ms == 250.0


def test_a_new_run_in_a_lane_cancels_the_old_one(live: Hall) -> None:
    (old,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    assert CancelRun(old.run) in live.run("stage", "tokens/0", ENCODE, {"text": "another"})
    assert live.finish(old.run) == []


def test_a_stream_reaches_screens_at_once_and_then_ten_times_a_second(live: Hall) -> None:
    live.go("stories")
    (start,) = started(live.run("stage", "stories/0", GENERATE, {"text": "typed"}))
    assert kinds(public(live.event(start.run, STEPS[0]))) == ["run", "run_events"]
    for step in STEPS[1:5]:
        live.now += 0.01
        assert public(live.event(start.run, step)) == []
    assert live.room.deadline == pytest.approx(live.now + 0.06)
    (change,) = public(live.tick(0.06))
    assert change.events == STEPS[1:5]


def test_a_late_joiner_sees_the_stream_so_far_and_nothing_twice(live: Hall) -> None:
    live.go("stories")
    (start,) = started(live.run("stage", "stories/0", GENERATE, {"text": "typed"}))
    for step in STEPS[:3]:
        live.event(start.run, step)
    effects = live.join("late")
    state = answer(effects).state
    assert state["widgets"]["stories/0"]["runs"]["main"]["events"] == STEPS[:1]
    assert [type(item) for item in effects if not isinstance(item, Persist)] == [Answer, Admit]
    (change,) = [change for change in public(live.tick(1)) if change.kind == "run_events"]
    assert change.events == STEPS[1:3]


def test_phones_that_join_between_two_changes_share_one_encoded_snapshot(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    snapshot = Snapshots.public

    def counted(snapshots: Snapshots) -> Any:
        made.append(1)
        return snapshot(snapshots)

    monkeypatch.setattr(Snapshots, "public", counted)
    for number in range(200):
        hall.room.join(
            f"p{number}", number, "phone", person=None, fresh=f"fresh-secret-{number}", now=hall.now
        )
    assert len(made) <= 1
    hall.room.state.navigate("tokens", 0, origin="stage", now=hall.now)
    hall.room.join("late", 1, "phone", person=None, fresh="fresh-secret-of-late", now=hall.now)
    assert len(made) <= 2


def test_a_person_who_joins_again_and_again_is_told_to_wait_and_nobody_else_is(hall: Hall) -> None:
    joins = [
        hall.join("one", person="the-secret-of-a-person") for _ in range(limits.JOINS_AT_ONCE + 1)
    ]
    assert [type(item) for item in joins[-1]] == [Fail]
    (other_socket,) = hall.join("two", person="the-secret-of-a-person")
    assert isinstance(other_socket, Fail)
    assert other_socket.code == jsonrpc.TOO_MANY
    assert answer(hall.join("three")).state["slide"] == "first"
    hall.now += 1 / limits.JOINS_PER_S
    assert answer(hall.join("two", person="the-secret-of-a-person")).state["slide"] == "first"


def test_a_run_of_the_rooms_own_that_gets_a_bad_answer_is_failed_where_nothing_else_is_shown() -> (
    None
):
    hall = Hall(deck(recordings=False), live=True)
    hall.join("stage", "stage")
    (start,) = started(hall.go("tokens"))
    changes = presenter(hall.fail(start.run, jsonrpc.INTERNAL_ERROR))
    assert [change.run.status for change in changes] == ["failed"]
    recorded = Hall(live=True)
    recorded.join("stage", "stage")
    (start,) = started(recorded.go("tokens"))
    assert presenter(recorded.fail(start.run, jsonrpc.INTERNAL_ERROR)) == []


@pytest.mark.parametrize("result", [[1, 2], {"deep": DEEP}], ids=["a list", "too deep"])
def test_a_widget_that_cannot_be_sent_is_left_out_as_failed_and_everybody_still_joins(
    live: Hall, result: Any
) -> None:
    live.go("tokens")
    (start,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    live.finish(start.run)
    live.room.state.widgets["tokens/0"].lanes["main"].result = result
    live.room.snapshots.invalidate()  # nobody told the room of this change
    live.ask("stage", "widget/set_inputs", widget="stories/0", inputs={"text": "kept"})
    state = live.room.snapshots.presenter()
    (run,) = state.widgets["tokens/0"].runs.values()
    assert (run.status, run.done, run.result) == ("failed", True, None)
    assert run.error is not None
    assert run.error.message == "what this widget showed could not be sent"
    assert state.widgets["stories/0"].inputs == {"text": "kept"}
    assert state.model_dump(mode="json")["slide"] == "tokens"
    for effects in (live.join("p2", "phone"), live.join("s2", "speaker")):
        assert answer(effects) is not None


def test_a_queue_place_is_told_and_is_no_part_of_the_stream(live: Hall) -> None:
    (start,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    (change,) = public(live.event(start.run, {"queue_place": 2}))
    assert (change.run.status, change.run.queue_place) == ("waiting", 2)
    assert shown_run(live).events == []


def test_a_refusal_of_the_kernel_is_shown_as_failed_with_its_sentence(live: Hall) -> None:
    (start,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    (change,) = public(live.fail(start.run, jsonrpc.BAD_TEXT))
    assert (change.run.status, change.run.error.code) == ("failed", jsonrpc.BAD_TEXT)


def test_stopping_keeps_what_came_in(live: Hall) -> None:
    live.go("stories")
    (start,) = started(live.run("stage", "stories/0", GENERATE, {"text": "typed"}))
    live.event(start.run, STEPS[0])
    effects = live.ask("stage", "widget/stop", widget="stories/0")
    assert CancelRun(start.run) in effects
    run = shown_run(live, "stories/0")
    assert (run.status, run.done, run.events) == ("interrupted", True, STEPS[:1])


def test_leaving_a_slide_cancels_its_runs(live: Hall) -> None:
    (start,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    assert CancelRun(start.run) in live.go("last")


@pytest.mark.parametrize(
    ("widget", "method", "params", "code"),
    [
        ("nowhere/0", ENCODE, PREPARED, jsonrpc.UNKNOWN_NAME),
        ("tokens/0", GENERATE, PROMPT, jsonrpc.METHOD_NOT_FOUND),
        ("tokens/0", ENCODE, {"text": 7}, jsonrpc.INVALID_PARAMS),
        ("tokens/0", ENCODE, {"text": "a" * 20_001}, jsonrpc.TOO_LARGE),
        ("tokens/0", ENCODE, {"text": "\ud800"}, jsonrpc.BAD_TEXT),
    ],
)
def test_a_run_that_makes_no_sense_never_reaches_the_kernel(
    live: Hall, widget: str, method: str, params: dict[str, Any], code: int
) -> None:
    effects = live.run("stage", widget, method, params)
    assert failure(effects).code == code
    assert started(effects) == []


# The kernel comes and goes


def test_without_a_kernel_a_prepared_request_is_answered_by_its_recording(hall: Hall) -> None:
    effects = hall.run("stage", "tokens/0", ENCODE, PREPARED)
    assert started(effects) == []
    run = answer(effects).run
    assert (run.status, run.done, run.result, run.latency_ms) == ("recorded", True, RESULT, 3.0)


def test_without_a_kernel_a_typed_request_is_interrupted(hall: Hall) -> None:
    run = answer(hall.run("stage", "tokens/0", ENCODE, {"text": "never recorded"})).run
    assert (run.status, run.done, run.error.code) == ("interrupted", True, jsonrpc.KERNEL_GONE)


def test_when_the_kernel_dies_in_mid_stream_a_prepared_run_shows_its_recording_under_a_new_id(
    live: Hall,
) -> None:
    live.go("stories")
    (start,) = started(live.run("stage", "stories/0", GENERATE, PROMPT))
    live.event(start.run, STEPS[1])
    live.tick(1)
    changes = public(live.fail(start.run))
    assert kinds(changes) == ["run", "run_events"]
    assert changes[0].run.status == "recorded"
    assert changes[0].run.id == changes[1].run != start.run
    assert shown_run(live, "stories/0").events == STEPS[:1]


def test_when_the_kernel_dies_in_mid_stream_a_typed_run_keeps_what_came_in(live: Hall) -> None:
    live.go("stories")
    (start,) = started(live.run("stage", "stories/0", GENERATE, {"text": "typed"}))
    live.event(start.run, STEPS[0])
    live.fail(start.run)
    run = shown_run(live, "stories/0")
    assert (run.id, run.status, run.events, run.done) == (start.run, "interrupted", STEPS[:1], True)


def test_the_state_of_the_kernel_is_told_to_everyone_and_its_health_to_presenters(
    hall: Hall,
) -> None:
    effects = hall.kernel("live")
    assert kinds(public(effects)) == ["kernel"]
    assert kinds(presenter(effects)) == ["health", "kernel"]


def test_a_kernel_away_is_recorded_or_none_as_the_deck_has_recordings() -> None:
    assert Room(deck()).health.state == "recorded"
    assert Room(deck(recordings=False)).health.state == "none"


def test_entering_a_slide_runs_its_prepared_demo_unseen_until_it_answers() -> None:
    hall = Hall(live=True)
    hall.join("stage", "stage")
    effects = hall.go("tokens")
    (start,) = started(effects)
    assert start.params == PREPARED
    assert kinds(public(effects)) == ["position"]
    (change,) = public(hall.finish(start.run))
    assert (change.run.status, change.run.auto) == ("live", True)


def test_a_prepared_run_that_fails_unseen_leaves_the_slide_as_it_was() -> None:
    hall = Hall(live=True)
    hall.join("stage", "stage")
    (start,) = started(hall.go("tokens"))
    assert hall.fail(start.run) == []
    assert hall.room.snapshots.public().widgets == {}


def test_when_the_kernel_returns_recorded_lanes_of_this_slide_run_again(hall: Hall) -> None:
    hall.go("tokens")
    hall.run("stage", "tokens/0", ENCODE, PREPARED)
    (start,) = started(hall.kernel("live"))
    assert shown_run(hall).status == "recorded"
    hall.finish(start.run)
    assert shown_run(hall).status == "live"


def test_when_the_kernel_returns_an_interrupted_request_of_a_person_stays(hall: Hall) -> None:
    hall.go("tokens")
    hall.run("stage", "tokens/0", ENCODE, {"text": "never recorded"})
    assert started(hall.kernel("live")) == []


def test_coming_back_to_a_slide_does_not_run_again_what_a_person_asked(live: Hall) -> None:
    (start,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    live.finish(start.run)
    live.go("first")
    assert started(live.go("tokens")) == []
