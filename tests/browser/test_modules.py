"""The browser's modules that only compute, run in Chromium, beside their Python twins where they have one."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from talk.protocol.session import RequestReceived, Session
from talk.protocol.wire import canonical

from .conftest import ROOT

WEB = ROOT / "src" / "talk" / "web"

Load = Callable[[str], Page]


@pytest.fixture(scope="module")
def load(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Load:
    """A blank page on which the exports of one module are `it`."""
    (esbuild,) = (WEB / "node_modules" / "@esbuild").glob("*/bin/esbuild")
    folder = tmp_path_factory.mktemp("modules")

    def load(module: str) -> Page:
        out = folder / f"{Path(module).stem}.js"
        command = [
            str(esbuild),
            str(WEB / module),
            "--bundle",
            "--format=iife",
            "--global-name=it",
            f"--outfile={out}",
        ]
        subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "NODE_ENV": "test"}
        )
        page = browser.new_page()
        page.add_script_tag(path=out)
        return page

    return load


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": None, "c": [None, {"z": 0.5, "y": True}]},
        {"text": 'a "quoted"\n line \u2028 with \t tabs', "ß": "ü😀", "A": "", "_": 1e21},
        {"nested": {"10": 1, "9": 2, "é": 3}},
        [],
    ],
    ids=["nulls and order", "strings", "keys", "empty"],
)
def test_a_request_has_the_same_canonical_form_in_both_languages(value: Any, load: Load) -> None:
    page = load("recordings.ts")
    assert json.loads(page.evaluate("(value) => it.canonical(value)", value)) == json.loads(
        canonical(value)
    )
    assert page.evaluate(
        "(value) => it.canonical(value)", {"b": 2, "a": [1, None], "c": None}
    ) == canonical({"a": [1, None], "b": 2})
    page.close()


HEAR = "(frames) => { frames.forEach((frame) => s.receive(frame)); return s.events(); }"
REPLY = "(frames) => { frames.forEach((frame) => s.receive(frame)); return s.dataToSend(); }"


def test_the_two_sessions_understand_each_other(load: Load) -> None:
    page, ours = load("room/session.ts"), Session()
    sent = page.evaluate(
        "() => { window.s = new it.Session(); s.request('room/ping', {a: '\\ud800'}); return s.dataToSend(); }"
    )
    ours.receive(sent[0])
    (asked,) = ours.events()
    assert isinstance(asked, RequestReceived)
    assert asked.params == {"a": "\ud800"}
    ours.event(asked.id, {"n": 1})
    ours.answer(asked.id, {"done": True})
    ours.answer(asked.id, {"done": "twice"})
    ours.notify("room/changed", {"number": 1})
    heard = page.evaluate(HEAR, ours.data_to_send())
    assert [event["kind"] for event in heard] == ["event", "result", "notification"]
    assert page.evaluate(HEAR, ["{broken", "[]", '{"jsonrpc": "2.0", "id": 9, "result": 1}']) == []
    ours.request("room/ping", {})
    refused = page.evaluate(REPLY, ours.data_to_send())
    assert json.loads(refused[0])["error"]["code"] == -32601
    page.close()


STATE = {
    "number": 1,
    "deck": "d",
    "slide": "a",
    "step": 0,
    "shown": ["a"],
    "widgets": {},
    "joined": 0,
    "following": 0,
}
RUN = {"id": "r1", "method": "text/generate", "params": {}, "status": "live", "done": False}


def after(page: Page, *changes: dict[str, Any]) -> dict[str, Any]:
    """The snapshot after these changes."""
    state: dict[str, Any] = page.evaluate(
        "([state, changes]) => changes.reduce(it.apply, state)", [STATE, list(changes)]
    )
    return state


def test_a_stream_grows_and_a_new_run_starts_from_nothing(load: Load) -> None:
    page = load("room/store.ts")
    begun = {"kind": "run", "widget": "a/0", "lane": "main", "run": RUN}
    more = {
        "kind": "run_events",
        "widget": "a/0",
        "lane": "main",
        "run": "r1",
        "events": [{"index": 0}],
    }
    ended = {**begun, "run": {**RUN, "status": "interrupted", "done": True}}
    state = after(page, begun, more, {**more, "events": [{"index": 1}]}, ended)
    run = state["widgets"]["a/0"]["runs"]["main"]
    assert run["events"] == [{"index": 0}, {"index": 1}]
    assert run["status"] == "interrupted"
    again = after(page, begun, more, {**begun, "run": {**RUN, "id": "r2"}}, more)
    assert again["widgets"]["a/0"]["runs"]["main"]["events"] == []
    page.close()


def test_a_slide_that_was_reached_can_be_opened_ever_after(load: Load) -> None:
    page = load("room/store.ts")
    move = {"kind": "position", "slide": "b", "step": 2, "shown": "b"}
    state = after(page, move, {**move, "slide": "a", "step": 0, "shown": ""})
    assert (state["slide"], state["step"], state["shown"]) == ("a", 0, ["a", "b"])
    page.close()


def test_the_speaker_s_way_goes_step_by_step_and_back_over_whole_slides(load: Load) -> None:
    page = load("speaker/navigation.ts")
    walk = """(moves) => { const way = {order: ['a', 'b'], stepsOf: (slide) => slide === 'a' ? 2 : 0};
      let place = {slide: 'a', step: 0}; return moves.map((move) => {
      place = it[move](way, place); return place.slide + place.step; }); }"""
    moves = ["next", "next", "next", "next", "previous", "previous", "first", "last"]
    assert page.evaluate(walk, moves) == ["a1", "a2", "b0", "b0", "a2", "a1", "a0", "b0"]
    page.close()


@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [
        (59, {"state": "ahead", "by": 1}),
        (60, {"state": "on time"}),
        (90, {"state": "on time"}),
        (95, {"state": "behind", "by": 5}),
    ],
)
def test_one_is_on_time_within_a_slide_s_planned_span(
    elapsed: int, expected: dict[str, Any], load: Load
) -> None:
    page = load("speaker/clock.ts")
    notes = {
        "a": {"title": "", "notes": "", "time_s": 60},
        "b": {"title": "", "notes": "", "time_s": 30},
    }
    pace = page.evaluate(
        "([notes, elapsed]) => it.pace(it.plan(['a', 'b'], notes, null, 'b'), elapsed)",
        [notes, elapsed],
    )
    assert pace == expected
    # With half the time, all of the plan is halved: 45 s lie in the second slide's span, from 30 s to 45 s.
    scaled = page.evaluate("([notes]) => it.plan(['a', 'b'], notes, 45, 'b')", [notes])
    assert scaled == {"begins": 30, "ends": 45, "total": 45, "scaledFrom": 90}
    roomy = page.evaluate("([notes]) => it.plan(['a', 'b'], notes, 600, 'b')", [notes])
    assert roomy == {"begins": 60, "ends": 90, "total": 600, "scaledFrom": None}
    assert page.evaluate("() => [it.minutes(59.9), it.minutes(61), it.minutes(3661)]") == [
        "0:59",
        "1:01",
        "1:01:01",
    ]
    page.close()
