"""Any sequence of things that can happen keeps the room's promises."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import Answer, Broadcast, CancelRun, Effect, Fail, StartRun, Stream
from talk.present.room.room import Room
from talk.protocol import jsonrpc
from talk.protocol.methods.room import KernelHealth, SlideNotes
from talk.widgets.base import Demo

SECRET = "only the speaker reads this"
ENCODE = "tokens/encode"
PREPARED = {"text": "prepared"}
SLIDES = ["one", "two", "three"]
STAGES, PHONES = ["stage", "speaker"], ["phone 1", "phone 2", "phone 3"]
WIDGETS = ["two/0", "three/0", "nowhere/0"]


def deck(*slides: str, hash: str = "a") -> RoomDeck:
    return RoomDeck(
        hash=hash,
        title="Three slides",
        slides=tuple(
            RoomSlide(
                id,
                steps=2,
                widgets=()
                if id == "one"
                else (
                    RoomWidget(
                        f"{id}/0", "tokenizer", frozenset({ENCODE}), (Demo(ENCODE, PREPARED),)
                    ),
                ),
                notes=SlideNotes(title=id, notes=SECRET),
            )
            for id in slides
        ),
        recordings=(RecordedRun(ENCODE, PREPARED, {"tokens": []}, ({"index": 0},)),),
    )


class RoomMachine(RuleBasedStateMachine):
    """Stage, speaker and three phones do what they like.

    The kernel comes, answers, fails and goes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.room = Room(deck(*SLIDES))
        self.now = 0.0
        self.request = 0
        self.asked: dict[tuple[str, int | str], int] = {}
        self.kernel_runs: set[str] = set()
        self.numbers = {"public": 0, "presenter": 0}
        self.heard_by_phones: list[str] = []

    def take(self, effects: list[Effect]) -> None:
        for item in effects:
            if isinstance(item, Broadcast):
                self.check_number("public", item.public)
                self.check_number("presenter", item.presenter)
                if item.public:
                    self.heard_by_phones.append(item.public.model_dump_json())
                    told = {
                        change.widget.partition("/")[0]
                        for change in item.public.changes
                        if hasattr(change, "widget")
                    }
                    assert told <= set(self.room.shown)
            elif isinstance(item, Answer | Fail):
                self.asked[item.connection, item.request] += 1
                if isinstance(item, Answer) and item.connection in PHONES:
                    self.heard_by_phones.append(item.result.model_dump_json())
            elif isinstance(item, Stream):
                assert self.asked[item.connection, item.request] == 0
                assert item.connection in PHONES
            elif isinstance(item, StartRun):
                assert self.room.health.state == "live"
                self.kernel_runs.add(item.run)
            elif isinstance(item, CancelRun):
                self.kernel_runs.discard(item.run)

    def check_number(self, audience: str, message: Any) -> None:
        if message is not None:
            assert message.number == self.numbers[audience] + 1
            assert message.changes
            self.numbers[audience] = message.number

    def ask(self, who: str, name: str, **params: Any) -> None:
        self.request += 1
        self.asked[who, self.request] = 0
        self.room.receive(who, self.request, name, params, self.now)
        self.take(self.room.effects())

    # What people do

    @rule(who=st.sampled_from(STAGES + PHONES))
    def join(self, who: str) -> None:
        self.request += 1
        self.asked[who, self.request] = 0
        role: Any = who if who in STAGES else "phone"
        self.room.join(
            who, self.request, role, person=None, fresh=f"secret of {who} ........", now=self.now
        )
        self.take(self.room.effects())

    @rule(who=st.sampled_from(STAGES + PHONES))
    def leave(self, who: str) -> None:
        for (connection, request), answers in list(self.asked.items()):
            if connection == who and answers == 0:
                del self.asked[connection, request]
        self.room.leave(who, self.now)
        self.take(self.room.effects())

    @rule(
        who=st.sampled_from(STAGES + PHONES),
        slide=st.sampled_from([*SLIDES, "nowhere"]),
        step=st.integers(0, 3),
    )
    def navigate(self, who: str, slide: str, step: int) -> None:
        self.ask(who, "room/navigate", slide=slide, step=step)

    @rule(
        who=st.sampled_from(STAGES + PHONES),
        widget=st.sampled_from(WIDGETS),
        lane=st.sampled_from(["main", "left"]),
        text=st.sampled_from(["prepared", "typed"]),
    )
    def run(self, who: str, widget: str, lane: str, text: str) -> None:
        self.ask(who, "widget/run", widget=widget, lane=lane, method=ENCODE, params={"text": text})

    @rule(who=st.sampled_from(STAGES + PHONES), widget=st.sampled_from(WIDGETS))
    def set_inputs(self, who: str, widget: str) -> None:
        self.ask(who, "widget/set_inputs", widget=widget, inputs={"text": "typed"})

    @rule(who=st.sampled_from(STAGES + PHONES), widget=st.sampled_from(WIDGETS))
    def stop(self, who: str, widget: str) -> None:
        self.ask(who, "widget/stop", widget=widget)

    @rule(who=st.sampled_from(PHONES))
    def cancel(self, who: str) -> None:
        for connection, request in list(self.asked):
            if connection == who:
                self.room.cancel(who, request)
        self.take(self.room.effects())

    @rule(
        who=st.sampled_from(STAGES + PHONES),
        widget=st.sampled_from(WIDGETS),
        id=st.sampled_from(["p", "q"]),
    )
    def ballot(self, who: str, widget: str, id: str) -> None:
        self.ask(who, "room/ballot", widget=widget, id=id, kind="choice", options=["a", "b"])

    @rule(
        who=st.sampled_from(STAGES + PHONES),
        widget=st.sampled_from(WIDGETS),
        choice=st.integers(0, 2),
    )
    def vote(self, who: str, widget: str, choice: int) -> None:
        self.ask(who, "room/vote", widget=widget, ballot="q", choice=choice)

    # What the kernel does

    @rule(state=st.sampled_from(["live", "none"]))
    def kernel(self, state: Any) -> None:
        if state == "none":
            for run in sorted(self.kernel_runs):
                self.room.fail_run(run, jsonrpc.KERNEL_GONE, "gone")
            self.kernel_runs.clear()
        self.room.change_health(KernelHealth(state=state), self.now)
        self.take(self.room.effects())

    @rule(data=st.data(), kind=st.sampled_from(["event", "queue", "result", "refusal"]))
    def kernel_says(self, data: st.DataObject, kind: str) -> None:
        if not self.kernel_runs:
            return
        run = data.draw(st.sampled_from(sorted(self.kernel_runs)))
        if kind == "event":
            self.room.receive_event(run, {"index": 1}, self.now)
        elif kind == "queue":
            self.room.receive_event(run, {"queue_place": 2}, self.now)
        else:
            self.kernel_runs.discard(run)
            if kind == "result":
                self.room.finish_run(run, {"tokens": []}, self.now)
            else:
                self.room.fail_run(run, jsonrpc.TOO_LARGE, "no")
        self.take(self.room.effects())

    @rule(run=st.sampled_from(["r1", "r2", "r999"]))
    def kernel_says_too_late(self, run: str) -> None:
        if run not in self.kernel_runs:
            self.room.finish_run(run, {"tokens": []}, self.now)
            assert self.room.effects() == []

    # What the author and time do

    @rule(
        slides=st.lists(st.sampled_from(SLIDES), min_size=1, max_size=3, unique=True),
        hash=st.sampled_from("ab"),
    )
    def edit(self, slides: list[str], hash: str) -> None:
        self.room.replace_deck(deck(*slides, hash=hash), self.now)
        self.take(self.room.effects())

    @rule(seconds=st.sampled_from([0.01, 0.2, 5.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.room.tick(self.now)
        self.take(self.room.effects())

    def teardown(self) -> None:
        """Whatever is still open ends.

        By the phone that gives it up, or by the kernel that goes.
        """
        for who in PHONES[:2]:
            self.cancel(who)
        self.kernel("none")
        assert set(self.asked.values()) <= {1}

    # What always holds

    @invariant()
    def nobody_is_answered_twice(self) -> None:
        assert max(self.asked.values(), default=0) <= 1

    @invariant()
    def the_place_exists_and_was_shown(self) -> None:
        room = self.room
        assert room.slide in room.deck.by_id
        assert 0 <= room.state.position.step <= room.deck.by_id[room.slide].steps
        assert room.slide in room.shown
        assert set(room.shown) <= set(room.deck.order)
        assert len(set(room.shown)) == len(room.shown)

    @invariant()
    def no_note_reaches_a_phone(self) -> None:
        heard = "".join(self.heard_by_phones) + self.room.snapshots.public().model_dump_json()
        assert SECRET not in heard
        self.heard_by_phones = self.heard_by_phones[-1:]

    @invariant()
    def phones_know_only_widgets_of_slides_shown(self) -> None:
        shown = self.room.shown
        for key in self.room.snapshots.public().widgets:
            assert key.partition("/")[0] in shown

    @invariant()
    def the_snapshot_is_json_of_its_own_type(self) -> None:
        state = self.room.snapshots.public()
        assert type(state).model_validate(json.loads(state.model_dump_json())) == state

    @invariant()
    def with_no_kernel_nothing_waits_for_it(self) -> None:
        if self.room.health.state != "live":
            for state in self.room.snapshots.presenter().widgets.values():
                assert all(run.done for run in state.runs.values())


TestRoomRules = RoomMachine.TestCase
TestRoomRules.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
