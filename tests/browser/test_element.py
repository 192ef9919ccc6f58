"""The base of every widget.

What cannot be rendered is failed with a sentence, and the rest of the talk goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from talk.present.kernel.link import Endpoint

from .presenting import Presented, presented, presented_by_process
from .screens import Screens, at, connected, go
from .scripted_kernel import METHODS, TOKEN, ScriptedKernel, Tell, answering, scripted_kernel
from .widget_kit import recorded, state, widget, write_deck

NAME = "data-pipeline"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return recorded(tmp_path, {"widget": "data_pipeline"})


def damage(deck: Path) -> None:
    """Put a number where the widget draws a list."""
    file = deck / "recordings" / "widget.jsonl"
    head, result = (json.loads(line) for line in file.read_text("utf-8").splitlines())
    result["result"]["traces"] = 7
    file.write_text(f"{json.dumps(head)}\n{json.dumps(result)}\n", "utf-8")


def fails(page: Page, why: str) -> None:
    """Wait until the widget says that it failed, under a badge that claims nothing else."""
    state(page, NAME, "failed")
    expect(widget(page, NAME).locator(".badge")).to_have_attribute("data-badge", "failed")
    expect(widget(page, NAME).get_by_role("alert").filter(has_text=why)).to_be_visible()


def test_a_recording_that_cannot_be_rendered_is_failed_until_there_is_one_that_can(
    deck: Path, screens: Screens
) -> None:
    whole = (deck / "recordings" / "widget.jsonl").read_text("utf-8")
    damage(deck)
    with presented_by_process(deck) as talk:
        stage, phone = connected(screens(talk.stage)), connected(screens.phone(talk.phone))
        speaker = connected(screens(talk.speaker, {"width": 1366, "height": 768}))
        stage.keyboard.press("ArrowRight")
        for page in (stage, phone):
            at(page, "widget")
            fails(page, "This cannot be shown")
            expect(widget(page, NAME).get_by_role("alert")).not_to_contain_text("TypeError")
        # Whoever wrote the widget has the browser's own words there.
        at(speaker, "widget")
        fails(speaker, "(TypeError: ")
        told = speaker.locator(".problems pre")
        expect(told).to_contain_text(
            "recordings/widget.jsonl: a recorded answer does not fit documents/pipeline"
        )
        assert told.evaluate("(said) => said.scrollWidth <= said.clientWidth"), (
            "the sentence is cut"
        )
        stage.keyboard.press("ArrowRight")
        for page in (stage, phone):
            at(page, "after")
        stage.keyboard.press("ArrowLeft")
        (deck / "recordings" / "widget.jsonl").write_text(whole, "utf-8")
        for page in (stage, phone):
            state(page, NAME, "prepared")
            expect(widget(page, NAME).get_by_text("This cannot be shown")).to_have_count(0)
        expect(told).to_be_hidden()
        for page in (stage, phone):
            expect(widget(page, NAME).locator(".badge")).to_have_attribute("data-badge", "recorded")


def test_a_widget_is_made_as_its_slide_comes_near(talk: Presented, screens: Screens) -> None:
    stage = connected(screens(talk.stage))
    far = "() => document.querySelector('[data-id=next-token] [data-key]').childElementCount"
    near = "() => document.querySelector('[data-id=tokens] [data-key]').childElementCount"
    # Its class is there with all others, after the first paint.
    stage.wait_for_function("() => customElements.get('talk-probability-map')")
    assert stage.evaluate(near) == 0
    go(stage, "alive")
    stage.wait_for_function(near)
    assert stage.evaluate(far) == 0
    assert not stage.locator("[data-id=tokens]").is_visible()
    # Whoever jumps to a slide sees it whole in the first frame.
    go(stage, "title")
    assert stage.evaluate(
        """async () => {
          dispatchEvent(new CustomEvent("talk:go", { detail: { slide: "next-token" } }));
          await new Promise((done) => requestAnimationFrame(done));
          return document.querySelector(".present [data-key]").childElementCount;
        }"""
    )


def odd(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return an answer of another version of the wire."""
    return {**METHODS["odd/before"](kernel, params, tell), "traces": 7}


@pytest.fixture
def odd_kernel() -> Iterator[ScriptedKernel]:
    own = {"odd/before": METHODS["documents/pipeline"], "documents/pipeline": odd}
    with answering(own), scripted_kernel() as kernel:
        yield kernel


def test_an_answer_that_does_not_fit_is_failed_with_the_field_and_never_live(
    tmp_path: Path, screens: Screens, odd_kernel: ScriptedKernel
) -> None:
    deck = write_deck(tmp_path, {"widget": "data_pipeline"})
    with presented(deck, Endpoint(odd_kernel.url, TOKEN)) as talk:
        stage = connected(screens(talk.stage))
        stage.keyboard.press("ArrowRight")
        at(stage, "widget")
        fails(stage, "The kernel's answer does not fit documents/pipeline: traces:")
