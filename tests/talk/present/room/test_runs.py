"""Runs without the rest of the room: shared, private and hidden ones."""

from __future__ import annotations

from typing import Any

import pytest

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import Answer, Broadcast, CancelRun, Effect, Fail, StartRun, Stream
from talk.present.room.position import Position
from talk.present.room.run import Owner
from talk.present.room.runs import Runs
from talk.present.room.widgets import WidgetStates
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import KernelHealth
from talk.protocol.methods.widget import RunParams
from talk.widgets.base import Demo

ENCODE = "tokens/encode"
PREPARED = {"text": "prepared"}
LANE = ("one/0", "main")


class Running:
    """The runs of one slide with one widget, and a phone."""

    def __init__(self) -> None:
        widget = RoomWidget("one/0", "tokenizer", frozenset({ENCODE}), (Demo(ENCODE, PREPARED),))
        recorded = RecordedRun(ENCODE, PREPARED, {"tokens": []}, ({"index": 0},), 2.0)
        deck = RoomDeck("h", "A slide", (RoomSlide("one", 0, (widget,)),), (recorded,))
        self.log = ChangeLog()
        self.audience = Audience(self.log)
        self.position = Position(deck)
        self.widgets = WidgetStates()
        self.runs = Runs(self.position, self.widgets, self.audience, self.log)
        self.phone = self.audience.admit("phone", "phone", "a-secret", now=0.0)
        self.log.drain()

    def wake(self) -> None:
        """Let the kernel come, with nothing prepared on the slide that is on."""
        self.runs.health = KernelHealth(state="live")

    def ask(self, text: str = "typed", lane: str = "main") -> RunParams:
        return RunParams(widget="one/0", lane=lane, method=ENCODE, params={"text": text})

    def effects(self, kind: type[Effect]) -> list[Any]:
        return [effect for effect in self.log.drain() if isinstance(effect, kind)]


@pytest.fixture
def running() -> Running:
    return Running()


@pytest.fixture
def live(running: Running) -> Running:
    running.wake()
    return running


def test_with_no_kernel_the_recording_of_the_same_request_answers_at_once(
    running: Running,
) -> None:
    run = running.runs.start_shared(running.ask("prepared"), now=0.0)
    assert (run.status, run.events, run.latency_ms) == ("recorded", [{"index": 0}], 2.0)
    other = running.runs.start_shared(running.ask("typed", "left"), now=0.0)
    assert (other.status, other.error and other.error.code) == (
        "interrupted",
        jsonrpc.KERNEL_GONE,
    )
    assert running.runs.open == {}


def test_a_new_run_in_a_lane_cancels_the_old_one(live: Running) -> None:
    old = live.runs.start_shared(live.ask("one"), now=0.0)
    new = live.runs.start_shared(live.ask("two"), now=0.0)
    assert [run.run for run in live.effects(CancelRun)] == [old.id]
    assert live.widgets["one/0"].lanes["main"] is new


def test_a_stream_is_sent_in_parts(live: Running) -> None:
    run = live.runs.start_shared(live.ask(), now=0.0)
    live.log.drain()
    live.runs.receive_event(run.id, {"index": 0}, now=1.0)
    assert len(live.effects(Broadcast)) == 1
    live.runs.receive_event(run.id, {"index": 1}, now=1.01)
    assert live.log.drain() == []
    assert live.runs.deadline == 1.0 + limits.STREAM_INTERVAL_S
    live.runs.send_due(now=1.1)
    (broadcast,) = live.effects(Broadcast)
    assert [change.events for change in broadcast.public.changes] == [[{"index": 1}]]
    assert live.runs.deadline is None


def test_a_hidden_run_shows_itself_with_its_answer(live: Running) -> None:
    live.runs.refresh(live.position.current, now=0.0)
    (start,) = live.effects(StartRun)
    assert start.priority == "stage"
    assert live.widgets["one/0"].lanes == {}
    live.runs.finish(start.run, {"tokens": []}, now=0.5)
    run = live.widgets["one/0"].lanes["main"]
    assert (run.auto, run.status, run.latency_ms) == (True, "live", 500.0)
    assert live.runs.hidden == {}


def test_a_hidden_run_that_finds_no_kernel_leaves_no_trace(live: Running) -> None:
    live.runs.refresh(live.position.current, now=0.0)
    (start,) = live.effects(StartRun)
    live.runs.fail(start.run, jsonrpc.KERNEL_GONE, "gone")
    assert live.log.drain() == []
    assert live.widgets["one/0"].lanes == {}


def test_a_private_run_streams_to_its_phone_and_answers_its_request(live: Running) -> None:
    live.runs.start_private(live.ask(), Owner("phone", 7), now=0.0)
    (start,) = live.effects(StartRun)
    assert (start.priority, start.person) == ("phone", live.phone.person)
    live.runs.receive_event(start.run, {"index": 0}, now=1.0)
    assert {item.request for item in live.effects(Stream)} == {7}
    live.runs.finish(start.run, {"tokens": []}, now=2.0)
    (answer,) = live.log.drain()
    assert isinstance(answer, Answer)
    assert (answer.connection, answer.request) == ("phone", 7)
    assert live.phone.private_runs == {}


def test_a_phone_has_few_runs_open(live: Running) -> None:
    for number in range(limits.PHONE_OPEN_RUNS):
        live.runs.start_private(live.ask(lane=f"lane {number}"), Owner("phone", number), now=0.0)
    with pytest.raises(WireError, match="one thing at a time"):
        live.runs.start_private(live.ask(lane="one more"), Owner("phone", 9), now=0.0)


def test_a_cancelled_request_is_answered_and_the_kernel_stops(live: Running) -> None:
    live.runs.start_private(live.ask(), Owner("phone", 7), now=0.0)
    (start,) = live.effects(StartRun)
    live.runs.cancel(Owner("phone", 7))
    assert live.log.drain() == [
        CancelRun(start.run),
        Fail("phone", 7, jsonrpc.CANCELLED, "stopped"),
    ]
    assert live.phone.private_runs == {}


def test_what_comes_after_the_end_of_a_run_is_ignored(live: Running) -> None:
    run = live.runs.start_shared(live.ask(), now=0.0)
    live.runs.stop(run, "stopped")
    live.log.drain()
    live.runs.receive_event(run.id, {"index": 0}, now=1.0)
    live.runs.finish(run.id, {"tokens": []}, now=1.0)
    live.runs.fail(run.id, jsonrpc.INTERNAL_ERROR, "no")
    assert live.log.drain() == []
    assert (run.status, run.events) == ("interrupted", [])


def test_a_run_of_an_older_talk_is_left_out(running: Running) -> None:
    kept = {"id": "r1", "method": ENCODE, "params": {}, "status": "live", "result": {"tokens": []}}
    running.runs.restore({"widget": "one/0", "lane": "left", "run": kept})
    running.runs.restore({"widget": "one/0", "lane": "main", "run": {"as": "it was"}})
    lanes = running.widgets["one/0"].lanes
    assert {lane: (run.status, run.done) for lane, run in lanes.items()} == {"left": ("live", True)}


# Models that the kernel does not serve


def of_model(running: Running, text: str, checkpoint: str) -> RunParams:
    asked = running.ask(text)
    return asked.model_copy(update={"params": {**asked.params, "checkpoint": checkpoint}})


def test_a_model_that_is_not_there_is_not_asked(running: Running) -> None:
    running.runs.health = KernelHealth(state="live", checkpoints=["base"])
    run = running.runs.start_shared(of_model(running, "typed", "smollm2"), now=0.0)
    assert (run.status, run.error and run.error.code) == ("failed", jsonrpc.UNKNOWN_NAME)
    assert run.error is not None
    assert "'smollm2' does not answer here" in run.error.message
    assert running.effects(StartRun) == []
    assert running.runs.open == {}


def test_the_recording_of_such_a_model_answers_in_its_place() -> None:
    running = Running()
    params = {"text": "prepared", "checkpoint": "smollm2"}
    widget = RoomWidget("one/0", "tokenizer", frozenset({ENCODE}), (Demo(ENCODE, params),))
    recorded = RecordedRun(ENCODE, params, {"tokens": []})
    running.position.deck = RoomDeck("h", "A", (RoomSlide("one", 0, (widget,)),), (recorded,))
    running.runs.health = KernelHealth(state="live", checkpoints=["base"])
    # The slide comes up: nothing is asked, and the prepared answer stays what is shown.
    running.runs.refresh(running.position.current, now=0.0)
    assert (running.log.drain(), running.runs.hidden, running.runs.open) == ([], {}, {})
    run = running.runs.start_shared(of_model(running, "prepared", "smollm2"), now=0.0)
    assert run.status == "recorded"
    assert running.effects(StartRun) == []


@pytest.mark.parametrize("checkpoint", ["base", "base+1234abcd"])
def test_a_checkpoint_of_a_model_that_is_there_is_asked(running: Running, checkpoint: str) -> None:
    running.runs.health = KernelHealth(state="live", checkpoints=["base"])
    running.runs.start_shared(of_model(running, "typed", checkpoint), now=0.0)
    assert len(running.effects(StartRun)) == 1
