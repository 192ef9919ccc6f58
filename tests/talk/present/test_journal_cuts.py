"""A journal that ends anywhere, as a killed process leaves it, holds what was acknowledged."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from talk.present.journal import Journal, open_journal
from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import Answer, Persist
from talk.present.room.room import Room
from talk.protocol.method import Role
from talk.widgets.base import PreparedBallot

POLL, WORDS, CHAT = "one/0", "one/1", "one/2"
PEOPLE: dict[str, Role] = {"ann": "phone", "ben": "phone", "speaker": "speaker"}
DECK = RoomDeck(
    "h",
    "Two slides",
    (
        RoomSlide(
            "one",
            1,
            (
                RoomWidget(POLL, "poll", ballot=PreparedBallot("choice", options=("a", "b"))),
                RoomWidget(WORDS, "poll", ballot=PreparedBallot("text")),
                RoomWidget(CHAT, "sft_chat", takes_prompts=True),
            ),
        ),
        RoomSlide("two", 1),
    ),
)
QUESTIONS = st.sampled_from(["q1", "q2", "q3"])
WORD = st.sampled_from(["rye", "Rye", "🥖 bread"])


def acts(who: str, method: str, **params: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(who), st.just(method), st.fixed_dictionaries(params))


def of_a_phone(who: str) -> st.SearchStrategy[Any]:
    return st.one_of(
        acts(who, "room/vote", widget=st.just(POLL), choice=st.integers(0, 1)),
        acts(who, "room/vote", widget=st.just(WORDS), text=WORD),
        acts(who, "questions/ask", text=WORD, slide=st.sampled_from(["one", "two"])),
        acts(who, "questions/vote", id=QUESTIONS, up=st.booleans()),
        acts(who, "suggestions/send", widget=st.just(CHAT), text=WORD),
        acts(who, "pace/set", value=st.sampled_from(["fast", "fine", "slow"])),
    )


OF_THE_SPEAKER = st.one_of(
    acts("speaker", "room/navigate", slide=st.sampled_from(["one", "two"]), step=st.integers(0, 1)),
    acts("speaker", "room/blank", mode=st.sampled_from(["none", "black", "paper"])),
    acts(
        "speaker",
        "room/prepared_ballot",
        widget=st.sampled_from([POLL, WORDS]),
        open=st.booleans(),
        hidden=st.booleans(),
        again=st.booleans(),
    ),
    acts("speaker", "room/bar_text", widget=st.just(WORDS), text=WORD, barred=st.booleans()),
    acts(
        "speaker",
        "questions/set_state",
        id=QUESTIONS,
        state=st.sampled_from(["open", "answered", "hidden"]),
    ),
    acts("speaker", "questions/set_state", id=QUESTIONS, state=st.just("merged"), into=QUESTIONS),
    acts("speaker", "questions/moderate", moderated=st.booleans()),
    acts(
        "speaker",
        "suggestions/judge",
        id=st.sampled_from(["p1", "p2"]),
        accepted=st.booleans(),
    ),
    acts(
        "speaker",
        "stage/draw",
        slide=st.just("one"),
        stroke=st.sampled_from(["s1", "s2"]),
        points=st.just([0.5, 0.25]),
    ),
    acts("speaker", "stage/erase", slide=st.just("one"), last=st.booleans()),
    acts("speaker", "widget/set_inputs", widget=st.just(CHAT), inputs=st.just({"text": "typed"})),
    acts("speaker", "clock/start"),
    acts("speaker", "clock/pause"),
)
ACTS = st.one_of(of_a_phone("ann"), of_a_phone("ben"), OF_THE_SPEAKER)
LOST_WITH_THE_PROCESS = {"number", "following", "timekeeper", "pace", "pointer", "zoom"}
"""What is of the moment: who is connected, what is pointed at, and the pace, which fades."""


def view(room: Room) -> dict[str, Any]:
    return room.snapshots.presenter().model_dump(mode="json", exclude=LOST_WITH_THE_PROCESS)


def _write(room: Room, journal: Journal, written: list[Any], who: str, number: int) -> None:
    """Append the room's events to the journal, none of them after the answer to a request."""
    answered = False
    for effect in room.effects():
        if isinstance(effect, Persist):
            # Nobody is told before it is on its way to the disk.
            assert not answered
            journal.append(effect.kind, effect.data)
            written.append(json.loads(json.dumps([effect.kind, effect.data])))
        elif isinstance(effect, Answer):
            answered = (effect.connection, effect.request) == (who, number)


@settings(max_examples=20)
@given(
    done=st.lists(ACTS, min_size=1, max_size=16),
    cuts=st.lists(st.floats(0, 1), min_size=1, max_size=3),
)
def test_what_was_acknowledged_before_the_cut_is_there_again(
    done: list[tuple[str, str, dict[str, Any]]], cuts: list[float]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "room.sqlite"
        log = file.with_name("room.sqlite-wal")
        journal = open_journal(file, resume=False)
        journal.start("the token", Path("deck"))
        room = Room(DECK)
        for name, role in PEOPLE.items():
            room.join(name, 0, role, person=None, fresh=f"the secret of {name}", now=0.0)
        written: list[Any] = []
        _write(room, journal, written, "", 0)
        acknowledged: list[tuple[int, int, dict[str, Any]]] = []
        for number, (who, method, params) in enumerate(done, 1):
            if "widget" in params and method in ("room/vote", "room/bar_text"):
                params = {**params, "ballot": room.state.ballots.get(params["widget"]).id}
            room.receive(who, number, method, params, now=float(number))
            _write(room, journal, written, who, number)
            acknowledged.append((log.stat().st_size, len(written), view(room)))
        whole = log.read_bytes()
        for index, part in enumerate([*cuts, 1.0]):
            size = round(part * len(whole))
            copy = Path(folder) / f"cut-{index}.sqlite"
            shutil.copy(file, copy)
            copy.with_name(f"{copy.name}-wal").write_bytes(whole[:size])
            kept = open_journal(copy, resume=True).kept
            events = [[kind, data] for kind, data in kept.events] if kept else []
            assert events == written[: len(events)]
            known = [(count, seen) for end, count, seen in acknowledged if end <= size]
            later = Room(DECK)
            later.restore(tuple(event) for event in events)
            if known:
                count, seen = known[-1]
                assert len(events) >= count
                if len(events) == count:
                    assert view(later) == seen
        journal.close()
