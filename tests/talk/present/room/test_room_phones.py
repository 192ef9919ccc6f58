"""The room as a state machine: what phones may do, and what they may not know."""

from __future__ import annotations

from typing import Any

import pytest

from talk.present.room import limits
from talk.present.room.deck import RoomDeck, RoomSlide, RoomWidget
from talk.present.room.effects import (
    Answer,
    Broadcast,
    CancelRun,
    Drop,
    Fail,
    Persist,
    Stream,
)
from talk.protocol import jsonrpc
from talk.protocol.methods.room import KernelHealth, Problem
from talk.protocol.refusal import refusal
from talk.widgets.base import Demo

from .hall import (
    ENCODE,
    GENERATE,
    PREPARED,
    PROMPT,
    RESULT,
    SAMPLE,
    STEPS,
    TYPED,
    Hall,
    answer,
    failure,
    kinds,
    presenter,
    public,
    started,
)

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
