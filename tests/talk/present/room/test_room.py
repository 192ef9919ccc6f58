"""The room as a state machine: what goes in, what comes out, and for whom."""

from __future__ import annotations

import json
from typing import Any

import pytest

from talk.present.room import limits
from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import (
    Admit,
    Answer,
    Broadcast,
    CancelRun,
    Drop,
    Effect,
    Fail,
    Persist,
    StartRun,
    Stream,
)
from talk.present.room.room import Room
from talk.present.room.snapshots import Snapshots
from talk.protocol import jsonrpc
from talk.protocol.method import Role
from talk.protocol.methods.room import KernelHealth, Problem, SlideNotes, WidgetState
from talk.protocol.refusal import refusal
from talk.widgets.base import Demo

ENCODE = "tokens/encode"
PREPARED = {"text": "The capital of France is Paris."}
TYPED = {"text": "typed by hand"}
RESULT = {"tokens": [], "provenance": {"model": "m"}}
GENERATE = "text/generate"
SAMPLE = "answers/sample"
PROMPT = {"text": "Once upon"}
DEEP: dict[str, Any] = {}
_inner = DEEP
for _ in range(400):
    _inner["a"] = _inner = {}
STEPS = [
    {"index": n, "id": n, "text": f"t{n}", "logprob": -1.0, "entropy_bits": 1.0} for n in range(8)
]
SECRET_NOTE = "<p>never on a phone</p>"


def deck(*slides: str, hash: str = "one", recordings: bool = True) -> RoomDeck:
    widgets = {
        "tokens": RoomWidget(
            "tokens/0",
            "tokenizer",
            frozenset({ENCODE}),
            (Demo(ENCODE, PREPARED), Demo(ENCODE, TYPED, first=False)),
        ),
        "stories": RoomWidget(
            "stories/0", "sampling_loop", frozenset({GENERATE, SAMPLE}), (Demo(GENERATE, PROMPT),)
        ),
    }
    return RoomDeck(
        hash=hash,
        title="Two slides",
        slides=tuple(
            RoomSlide(
                id,
                steps=2,
                widgets=(widgets[id],) if id in widgets else (),
                notes=SlideNotes(title=id, notes=SECRET_NOTE),
            )
            for id in slides or ("first", "tokens", "stories", "last")
        ),
        recordings=(
            RecordedRun(ENCODE, PREPARED, RESULT, latency_ms=3.0),
            RecordedRun(GENERATE, PROMPT, {"text": "t0"}, (STEPS[0],)),
        )
        if recordings
        else (),
    )


class Hall:
    """A room with its people, and everything it said."""

    def __init__(self, custom: RoomDeck | None = None, *, live: bool = False) -> None:
        self.room = Room(custom or deck(), clock_offset=1_000_000.0)
        self.now = 0.0
        self.request = 0
        if live:
            self.room.change_health(KernelHealth(state="live"), self.now)
            self.room.effects()

    def join(
        self, connection: str, role: Role = "phone", person: str | None = None
    ) -> list[Effect]:
        self.request += 1
        fresh = f"fresh-secret-of-{connection}"
        self.room.join(connection, self.request, role, person=person, fresh=fresh, now=self.now)
        return self.effects()

    def ask(self, connection: str, name: str, /, **params: Any) -> list[Effect]:
        self.request += 1
        self.room.receive(connection, self.request, name, params, self.now)
        return self.effects()

    def go(self, slide: str, step: int = 0, connection: str = "stage") -> list[Effect]:
        return self.ask(connection, "room/navigate", slide=slide, step=step)

    def run(
        self, connection: str, widget: str, method: str, params: dict[str, Any], **more: Any
    ) -> list[Effect]:
        return self.ask(
            connection, "widget/run", widget=widget, method=method, params=params, **more
        )

    def event(self, run: str, event: dict[str, Any]) -> list[Effect]:
        self.room.receive_event(run, event, self.now)
        return self.effects()

    def finish(self, run: str, result: dict[str, Any] = RESULT) -> list[Effect]:
        self.room.finish_run(run, result, self.now)
        return self.effects()

    def fail(self, run: str, code: int = jsonrpc.KERNEL_GONE) -> list[Effect]:
        self.room.fail_run(run, code, "the kernel went away")
        return self.effects()

    def kernel(self, state: Any) -> list[Effect]:
        self.room.change_health(KernelHealth(state=state), self.now)
        return self.effects()

    def tick(self, seconds: float) -> list[Effect]:
        self.now += seconds
        self.room.tick(self.now)
        return self.effects()

    def effects(self) -> list[Effect]:
        """Return what the room said, after a look at the snapshot that it keeps as text.

        It is the current one.
        """
        said = self.room.effects()
        _, text = self.room.snapshots.encoded("phone")
        assert without_counts(json.loads(text)) == without_counts(
            self.room.snapshots.public().model_dump(mode="json")
        )
        return said


def without_counts(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Return a snapshot without the counts whose change is told a moment later."""
    widgets = {
        key: {**widget, "ballot": widget["ballot"] and {**widget["ballot"], "tally": None}}
        for key, widget in snapshot["widgets"].items()
    }
    return {**snapshot, "widgets": widgets, "joined": 0, "following": 0}


@pytest.fixture
def hall() -> Hall:
    """Stage and one phone, no kernel."""
    hall = Hall()
    hall.join("stage", "stage")
    hall.join("phone")
    hall.tick(1)
    return hall


@pytest.fixture
def live() -> Hall:
    """Stage and one phone, the kernel answers.

    The tokenizer slide is on and its prepared run came back.
    """
    hall = Hall(live=True)
    hall.join("stage", "stage")
    hall.join("phone")
    hall.tick(1)
    hall.finish(started(hall.go("tokens"))[0].run)
    return hall


def public(effects: list[Effect]) -> list[Any]:
    return [
        change
        for item in effects
        if isinstance(item, Broadcast) and item.public
        for change in item.public.changes
    ]


def presenter(effects: list[Effect]) -> list[Any]:
    return [
        change
        for item in effects
        if isinstance(item, Broadcast) and item.presenter
        for change in item.presenter.changes
    ]


def kinds(changes: list[Any]) -> list[str]:
    return [change.kind for change in changes]


def started(effects: list[Effect]) -> list[StartRun]:
    return [item for item in effects if isinstance(item, StartRun)]


def failure(effects: list[Effect]) -> Fail:
    (item,) = [item for item in effects if isinstance(item, Fail)]
    return item


def answer(effects: list[Effect]) -> Any:
    """Return the result of the one request that was answered.

    The members that were encoded before are in it.
    """
    (item,) = [item for item in effects if isinstance(item, Answer)]
    return item.result.model_copy(
        update={name: json.loads(text) for name, text in item.encoded.items()}
    )


def shown_run(hall: Hall, widget: str = "tokens/0", lane: str = "main") -> Any:
    return hall.room.snapshots.public().widgets[widget].runs[lane]


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
    for role, name in (("phone", "p2"), ("speaker", "s2")):
        (answer,) = [output for output in live.join(name, role) if isinstance(output, Answer)]  # type: ignore[arg-type]
        assert answer.result is not None


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


# Phones


def test_a_run_of_a_phone_is_private_and_asked_with_its_priority(live: Hall) -> None:
    effects = live.run("phone", "tokens/0", ENCODE, TYPED)
    (start,) = started(effects)
    assert start.priority == "phone"
    assert start.person
    assert "fresh-secret" not in start.person
    effects = live.finish(start.run)
    assert [type(item) for item in effects] == [Answer]
    assert answer(effects).run.result == RESULT


def test_a_phones_stream_goes_to_that_phone_only(live: Hall) -> None:
    live.go("stories")
    (start,) = started(live.run("phone", "stories/0", GENERATE, {"text": "mine"}))
    effects = live.event(start.run, STEPS[0])
    assert {(type(item), item.connection) for item in effects if isinstance(item, Stream)} == {
        (Stream, "phone")
    }
    assert not any(isinstance(item, Broadcast) for item in effects)


@pytest.mark.parametrize("restarts", [0, 1])
def test_what_was_typed_is_asked_again_when_the_kernel_only_seemed_dead(
    live: Hall, restarts: int
) -> None:
    live.go("tokens")
    (typed,) = started(live.run("stage", "tokens/0", ENCODE, TYPED, lane="typed"))
    live.room.fail_run(typed.run, jsonrpc.KERNEL_GONE, "the kernel does not answer any more")
    live.room.change_health(KernelHealth(state="none"), live.now)
    live.room.effects()
    live.room.change_health(KernelHealth(state="live", restarts=restarts), live.now)
    again = [start for start in started(live.room.effects()) if start.params == TYPED]
    assert live.room.snapshots.presenter().widgets["tokens/0"].runs["typed"].status == "interrupted"
    if restarts:
        assert again == []
        return
    live.room.finish_run(again[0].run, RESULT, live.now)
    assert any(isinstance(item, Persist) and item.kind == "run" for item in live.room.effects())
    assert live.room.snapshots.presenter().widgets["tokens/0"].runs["typed"].status == "live"


def test_a_checkpoint_that_the_kernel_does_not_have_is_replaced_by_the_recording(
    live: Hall,
) -> None:
    (prepared,) = started(live.run("stage", "tokens/0", ENCODE, PREPARED))
    (typed,) = started(live.run("stage", "tokens/0", ENCODE, TYPED, lane="typed"))
    for run in (prepared, typed):
        gone = refusal("no-checkpoint", "there is no checkpoint 'idk'", name="idk")
        live.room.fail_run(run.run, gone.code, gone.message, gone.data)
    lanes = live.room.snapshots.presenter().widgets["tokens/0"].runs
    assert (lanes["main"].status, lanes["main"].result) == ("recorded", RESULT)
    assert lanes["typed"].error is not None
    error = lanes["typed"].error
    assert (lanes["typed"].status, error.message) == ("failed", "there is no checkpoint 'idk'")
    # What the screens say in their own language.
    assert (error.reason, error.values) == ("no-checkpoint", {"name": "idk"})


def test_the_checkpoints_that_a_deck_names_are_known_most_often_named_first() -> None:
    named = ["sft", "rl", "sft", None, "base+1a2b", "sft"]
    demos = tuple(
        Demo(GENERATE, {"text": str(n), "checkpoint": name}) for n, name in enumerate(named)
    )
    slide = RoomSlide("one", widgets=(RoomWidget("one/0", "compare", demos=demos),))
    assert RoomDeck("h", "t", (slide,)).checkpoints == ["sft", "rl", "base"]


def test_a_phones_run_falls_back_to_the_recording(live: Hall) -> None:
    live.go("stories")
    (start,) = started(live.run("phone", "stories/0", GENERATE, PROMPT))
    run = answer(live.fail(start.run)).run
    assert (run.status, run.events) == ("recorded", STEPS[:1])


def test_a_phone_cannot_run_what_was_not_shown(live: Hall) -> None:
    assert failure(live.run("phone", "stories/0", GENERATE, PROMPT)).code == jsonrpc.NOT_ALLOWED


def test_a_newer_request_of_a_phone_replaces_the_older(live: Hall) -> None:
    (old,) = started(live.run("phone", "tokens/0", ENCODE, TYPED))
    effects = live.run("phone", "tokens/0", ENCODE, {"text": "newer"})
    assert CancelRun(old.run) in effects
    assert answer(effects).run.status == "interrupted"
    assert len(started(effects)) == 1


def test_a_phone_has_few_requests_open(live: Hall) -> None:
    for lane in range(limits.PHONE_OPEN_RUNS):
        assert started(live.run("phone", "tokens/0", ENCODE, TYPED, lane=f"{lane}"))
    assert (
        failure(live.run("phone", "tokens/0", ENCODE, TYPED, lane="more")).code == jsonrpc.TOO_MANY
    )


def test_all_phones_together_have_a_bound(live: Hall) -> None:
    for n in range(limits.ALL_PHONES_OPEN_RUNS):
        live.join(f"phone {n}")
        assert started(live.run(f"phone {n}", "tokens/0", ENCODE, TYPED))
    assert failure(live.run("phone", "tokens/0", ENCODE, TYPED)).code == jsonrpc.TOO_MANY


def test_a_phone_that_leaves_gives_up_its_request(live: Hall) -> None:
    (start,) = started(live.run("phone", "tokens/0", ENCODE, TYPED))
    live.room.leave("phone", live.now)
    assert CancelRun(start.run) in live.room.effects()
    assert live.finish(start.run) == []


def test_a_cancelled_request_of_a_phone_is_answered_by_the_code_for_it(live: Hall) -> None:
    (start,) = started(live.run("phone", "tokens/0", ENCODE, TYPED))
    live.room.cancel("phone", live.request)
    effects = live.room.effects()
    assert CancelRun(start.run) in effects
    assert failure(effects).code == jsonrpc.CANCELLED
    assert started(live.run("phone", "tokens/0", ENCODE, TYPED))


def test_a_phone_that_stops_gets_its_run_as_it_stands(live: Hall) -> None:
    live.run("phone", "tokens/0", ENCODE, TYPED)
    effects = live.ask("phone", "widget/stop", widget="tokens/0")
    statuses = [
        item.result.run.status
        for item in effects
        if isinstance(item, Answer) and hasattr(item.result, "run")
    ]
    assert statuses == ["interrupted"]


def test_a_phone_cannot_stop_the_run_of_the_stage(live: Hall) -> None:
    (start,) = started(live.run("stage", "tokens/0", ENCODE, TYPED))
    assert CancelRun(start.run) not in live.ask("phone", "widget/stop", widget="tokens/0")


def test_a_phone_cannot_set_inputs(live: Hall) -> None:
    assert (
        failure(live.ask("phone", "widget/set_inputs", widget="tokens/0", inputs={})).code
        == jsonrpc.NOT_ALLOWED
    )


@pytest.mark.parametrize(
    ("method", "params"),
    [
        (ENCODE, {"text": "a" * limits.PHONE_PARAMS_CHARACTERS}),
        (GENERATE, {"text": "a", "max_tokens": 1000}),
        (GENERATE, {"text": "a", "max_tokens": 1000.0}),
        (GENERATE, {"text": "a", "max_tokens": "1000"}),
        (SAMPLE, {"prompt": "a", "max_tokens": 200, "n": 2}),
        (SAMPLE, {"prompt": "a", "max_tokens": "20", "n": 13.0}),
        (SAMPLE, {"prompt": "a"}),
    ],
)
def test_a_phone_may_ask_for_a_fair_amount_only(
    live: Hall, method: str, params: dict[str, Any]
) -> None:
    live.go("stories")
    widget = "tokens/0" if method == ENCODE else "stories/0"
    assert failure(live.run("phone", widget, method, params)).code == jsonrpc.TOO_LARGE


@pytest.mark.parametrize(
    ("method", "params"),
    [
        (GENERATE, {"text": "a", "max_tokens": limits.PHONE_MAX_TOKENS}),
        (GENERATE, {"text": "a", "max_tokens": True}),
        (SAMPLE, {"prompt": "a", "max_tokens": "64", "n": 4.0}),
    ],
)
def test_a_phones_fair_amount_is_asked_for(live: Hall, method: str, params: dict[str, Any]) -> None:
    live.go("stories")
    (start,) = started(live.run("phone", "stories/0", method, params))
    assert start.params == params


def test_a_flood_from_one_phone_is_refused_and_then_dropped(live: Hall) -> None:
    effects = [item for _ in range(200) for item in live.ask("phone", "room/ping")]
    assert effects.count(Drop("phone", "too many messages")) == 1
    assert any(isinstance(item, Fail) and item.code == jsonrpc.TOO_MANY for item in effects)


def test_a_phone_that_was_too_fast_is_heard_again_after_a_second(live: Hall) -> None:
    for _ in range(60):
        live.ask("phone", "room/ping")
    live.now += 1
    assert [type(item) for item in live.ask("phone", "room/ping")] == [Answer]


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


# What phones may not know


def test_inputs_and_runs_on_a_slide_not_yet_shown_stay_with_presenters(live: Hall) -> None:
    effects = live.run(
        "stage", "stories/0", GENERATE, {"text": "a draft"}, inputs={"text": "a draft"}
    )
    assert public(effects) == []
    assert kinds(presenter(effects)) == ["inputs", "run"]
    assert "stories/0" not in live.room.snapshots.public().widgets
    assert "stories/0" in live.room.snapshots.presenter().widgets


def test_a_slide_that_comes_up_brings_its_widgets_state_to_phones(live: Hall) -> None:
    (start,) = started(
        live.run("stage", "stories/0", GENERATE, {"text": "a draft"}, inputs={"text": "a draft"})
    )
    live.event(start.run, STEPS[0])
    assert kinds(public(live.go("stories"))) == ["position", "inputs", "run", "run_events"]


def test_problems_are_for_presenters_only(hall: Hall) -> None:
    hall.room.set_problems([Problem(text="deck.yaml:1:1: broken")])
    effects = hall.room.effects()
    assert public(effects) == []
    assert kinds(presenter(effects)) == ["problems"]


def test_problems_of_several_sources_stand_beside_each_other_until_each_is_mended(
    hall: Hall,
) -> None:
    broken, full = (
        Problem(text="deck.yaml:1:1: broken"),
        Problem(text="the disk is full", speaker_only=True),
    )
    hall.room.set_problems([broken])
    hall.room.set_problems([full], "journal")
    hall.room.set_problems([full], "journal")
    assert hall.room.snapshots.presenter().problems == [broken, full]
    assert len(presenter(hall.room.effects())) == 2
    hall.room.set_problems([])
    assert hall.room.snapshots.presenter().problems == [full]
    hall.room.set_problems([], "journal")
    assert hall.room.snapshots.presenter().problems == []


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


# Ballots

QUESTION = {"widget": "tokens/0", "id": "q1", "kind": "choice", "options": ["heads", "tails"]}


@pytest.fixture
def voting(hall: Hall) -> Hall:
    """Return the tokenizer slide is on and the room is asked."""
    hall.go("tokens")
    hall.ask("stage", "room/ballot", **QUESTION)
    return hall


def ballot_of(hall: Hall) -> Any:
    return hall.room.snapshots.public().widgets["tokens/0"].ballot


def test_a_ballot_reaches_everyone_and_late_joiners(hall: Hall) -> None:
    hall.go("tokens")
    (change,) = public(hall.ask("stage", "room/ballot", **QUESTION))
    assert (change.kind, change.ballot.options, change.ballot.open) == (
        "ballot",
        ["heads", "tails"],
        True,
    )
    assert answer(hall.join("late")).state["widgets"]["tokens/0"]["ballot"]["id"] == "q1"


def test_votes_are_told_together_a_moment_later(voting: Hall) -> None:
    for n in range(50):
        voting.join(f"phone {n}")
        assert (
            public(
                voting.ask(f"phone {n}", "room/vote", widget="tokens/0", ballot="q1", choice=n % 2)
            )
            == []
        )
    (change,) = [
        change for change in public(voting.tick(limits.TALLY_INTERVAL_S)) if change.kind == "tally"
    ]
    assert (change.tally.people, change.tally.counts) == (50, [25, 25])


def test_a_person_votes_once_and_the_last_choice_counts_on_whatever_socket(voting: Hall) -> None:
    secret = answer(voting.join("one")).person
    voting.ask("one", "room/vote", widget="tokens/0", ballot="q1", choice=0)
    voting.join("two", person=secret)
    voting.ask("two", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert ballot_of(voting).tally.counts == [0, 1]


def test_a_person_who_comes_back_is_told_what_they_said(voting: Hall) -> None:
    secret = answer(voting.join("one")).person
    voting.ask("one", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert answer(voting.join("two", person=secret)).votes["tokens/0"].choice == 1
    assert answer(voting.join("three")).votes == {}


def test_the_same_question_again_keeps_its_votes_and_another_starts_anew(voting: Hall) -> None:
    voting.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert public(voting.ask("stage", "room/ballot", **QUESTION)) == []
    assert ballot_of(voting).tally.people == 1
    voting.ask("stage", "room/ballot", **{**QUESTION, "id": "q2"})
    assert ballot_of(voting).tally.people == 0
    late = voting.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    assert failure(late).message == "the room is asked something else by now"


def test_phones_cannot_open_a_ballot_nor_read_the_rankings(voting: Hall) -> None:
    assert failure(voting.ask("phone", "room/ballot", **QUESTION)).code == jsonrpc.NOT_ALLOWED
    assert (
        failure(voting.ask("phone", "room/rankings", widget="tokens/0")).code == jsonrpc.NOT_ALLOWED
    )


def test_presenters_do_not_vote(voting: Hall) -> None:
    refused = failure(voting.ask("stage", "room/vote", widget="tokens/0", ballot="q1", choice=1))
    assert refused.code == jsonrpc.NOT_ALLOWED


def test_hidden_results_reach_presenters_only(voting: Hall) -> None:
    voting.ask("stage", "room/ballot", **QUESTION, hidden=True)
    voting.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=1)
    effects = voting.tick(1)
    (told,) = [change for change in public(effects) if change.kind == "tally"]
    assert (told.tally.people, told.tally.counts) == (1, [])
    (seen,) = [change for change in presenter(effects) if change.kind == "tally"]
    assert seen.tally.counts == [0, 1]
    (shown,) = public(voting.ask("stage", "room/ballot", **QUESTION))
    assert shown.ballot.tally.counts == [0, 1]


def test_orders_are_given_to_the_presenter_without_names(voting: Hall) -> None:
    voting.ask("stage", "room/ballot", **{**QUESTION, "kind": "order", "id": "o"})
    voting.ask("phone", "room/vote", widget="tokens/0", ballot="o", ranked={"tiers": [[1], [0]]})
    result = answer(voting.ask("stage", "room/rankings", widget="tokens/0"))
    assert result.model_dump() == {"ballot": "o", "rankings": [{"tiers": [[1], [0]], "bad": []}]}


def test_a_vote_on_a_slide_not_shown_learns_nothing(hall: Hall) -> None:
    hall.ask("stage", "room/ballot", **QUESTION)
    hidden = failure(hall.ask("phone", "room/vote", widget="tokens/0", ballot="q1", choice=0))
    absent = failure(hall.ask("phone", "room/vote", widget="nowhere/0", ballot="q1", choice=0))
    assert (hidden.code, hidden.message) == (absent.code, absent.message)


def test_a_restart_loses_no_vote(voting: Hall) -> None:
    kept: list[tuple[str, Any]] = []

    def note(effects: list[Effect]) -> list[Effect]:
        kept.extend((item.kind, item.data) for item in effects if isinstance(item, Persist))
        return effects

    note(voting.go("last"))
    note(voting.go("tokens"))
    secret = answer(note(voting.join("one"))).person
    note(voting.join("two"))
    note(voting.ask("stage", "room/ballot", **{**QUESTION, "id": "q3"}))
    note(voting.ask("one", "room/vote", widget="tokens/0", ballot="q3", choice=0))
    note(voting.ask("two", "room/vote", widget="tokens/0", ballot="q3", choice=0))
    note(voting.ask("one", "room/vote", widget="tokens/0", ballot="q3", choice=1))
    note(voting.ask("stage", "room/ballot", **{**QUESTION, "id": "q3"}, open=False))
    again = Hall()
    again.room.restore(kept)
    assert again.room.effects() == []
    assert ballot_of(again) == ballot_of(voting)
    assert (ballot_of(again).tally.counts, ballot_of(again).open) == ([1, 1], False)
    assert answer(again.join("back", person=secret)).votes["tokens/0"].choice == 1


def test_a_restart_keeps_what_the_kernel_answered_and_what_it_only_began_is_not_kept(
    live: Hall,
) -> None:
    live.go("stories")
    (run,) = started(
        live.run("stage", "stories/0", GENERATE, {"text": "typed"}, inputs={"text": "typed"})
    )
    kept = [
        (item.kind, item.data)
        for item in live.finish(run.run, {"text": "told"})
        if isinstance(item, Persist)
    ]
    assert [kind for kind, _ in kept] == ["run"]
    again = Hall()
    again.room.restore(kept)
    restored = again.room.snapshots.presenter().widgets["stories/0"].runs["main"]
    assert (restored.params, restored.result, restored.status, restored.done) == (
        {"text": "typed"},
        {"text": "told"},
        "live",
        True,
    )
    elsewhere = Hall()
    elsewhere.room.restore(
        [("run", {"widget": "stories/0", "lane": "main", "run": {"wire": "of another day"}})]
    )
    assert elsewhere.room.snapshots.presenter().widgets.get("stories/0") is None
    (long,) = started(
        live.run("stage", "stories/0", GENERATE, {"text": "more"}, inputs={"text": "more"})
    )
    effects = live.finish(long.run, {"text": "x" * limits.PERSISTED_CHARACTERS})
    assert [item for item in effects if isinstance(item, Persist)] == []


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
