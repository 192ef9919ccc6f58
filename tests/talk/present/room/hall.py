"""Hold a room with its people, for the tests of the room as a state machine."""

from __future__ import annotations

import json
from typing import Any

from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import (
    Answer,
    Broadcast,
    Effect,
    Fail,
    StartRun,
)
from talk.present.room.room import Room
from talk.protocol import jsonrpc
from talk.protocol.method import Role
from talk.protocol.methods.room import KernelHealth, SlideNotes
from talk.widgets.base import Demo

ENCODE = "tokens/encode"
PREPARED = {"text": "The capital of France is Paris."}
TYPED = {"text": "typed by hand"}
RESULT = {"tokens": [], "provenance": {"model": "m"}}
GENERATE = "text/generate"
SAMPLE = "answers/sample"
PROMPT = {"text": "Once upon"}
# Deeper than a message may be (jsonrpc.MAX_DEPTH).
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
        # Unix time far from the driver's clock, so that one which is taken for the other is seen.
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
        """Return what the room said; the snapshot that it keeps as text has to be current."""
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


def public(effects: list[Effect]) -> list[Any]:
    return _changes([item.public for item in effects if isinstance(item, Broadcast)])


def presenter(effects: list[Effect]) -> list[Any]:
    return _changes([item.presenter for item in effects if isinstance(item, Broadcast)])


def _changes(messages: list[Any]) -> list[Any]:
    """Return the changes of the messages that were sent; a broadcast may have none for a side."""
    return [change for message in messages if message for change in message.changes]


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
