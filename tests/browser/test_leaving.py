"""Who leaves a slide leaves no work behind.

Whatever its widget had asked the kernel for is taken back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from talk.widgets.registry import all_widgets

from .screens import PROJECTOR, Screens, connected, go
from .scripted_arithmetic import nearest, resample
from .scripted_kernel import ScriptedKernel
from .scripted_methods import attention, parts, sample_solutions, score, search, update
from .scripted_network import round_weights, silence, speculate
from .widget_kit import leaving_cancels, presented_with_kernel

CONTEXT = "The capital of France is"
CURVE = {"title": "Loss", "series": [{"name": "train", "points": [[0, 8.3], [400, 2.0]]}]}
STOPS = [{"checkpoint": "base-1", "label": "Early"}, {"checkpoint": "base", "label": "Late"}]
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Case:
    """A widget and a request that is under way when the slide is left."""

    options: dict[str, Any]
    method: str
    act: Act | None = None
    """What a person does to have it asked; None where nobody can, as the room asks by itself when
    the slide comes up."""

    @property
    def name(self) -> str:
        return str(self.options["widget"]).replace("_", "-")

    @property
    def slide(self) -> str:
        """Id of the case's slide."""
        return f"{self.name}-{self.method}".replace("/", "-").replace("_", "-")


def shown(page: Page) -> Locator:
    """Return the widget on the slide that is up."""
    return page.locator("section.present [data-key]").first


def press(button: str) -> Act:
    return lambda page: shown(page).get_by_role("button", name=button, exact=True).click()


def write(label: str, *, enter: bool = False) -> Act:
    def act(page: Page) -> None:
        field = shown(page).get_by_role("textbox", name=label, exact=True)
        field.fill("Nobody prepared this")
        if enter:
            field.press("Enter")

    return act


def several(*acts: Act) -> Act:
    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


CASES = [
    Case(
        {
            "widget": "chart",
            "data": CURVE,
            "point": {"text": CONTEXT, "checkpoint": "base", "label": "Your own"},
        },
        "next_token/predict",
        write("Your own", enter=True),
    ),
    Case(
        {"widget": "checkpoint_slider", "text": CONTEXT, "checkpoints": STOPS},
        "text/generate",
        write("Prompt", enter=True),
    ),
    Case(
        {"widget": "coin_flip", "context": CONTEXT, "examples": ["The river is"]},
        "next_token/predict",
        press("The river is"),
    ),
    Case(
        {
            "widget": "compare",
            "text": CONTEXT,
            "conditions": [{"label": "Cold", "temperature": 0.1}, {"label": "Warm"}],
        },
        "text/generate",
        write("Prompt", enter=True),
    ),
    Case(
        {
            "widget": "compare",
            "shows": "chat",
            "text": "Who are you?",
            "conditions": [
                {"label": "Base", "checkpoint": "base"},
                {"label": "Tuned", "checkpoint": "sft"},
            ],
        },
        "chat/complete",
        write("Message", enter=True),
    ),
    Case({"widget": "data_pipeline"}, "documents/pipeline"),
    Case(
        {"widget": "poll", "kind": "next", "context": CONTEXT, "options": ["Paris", "London"]},
        "next_token/predict",
    ),
    Case({"widget": "probability_map", "context": CONTEXT}, "next_token/predict", write("Context")),
    Case(
        {"widget": "probability_map", "context": CONTEXT, "answer": " Paris"},
        "model/step",
        press("Train one step on “space Paris”"),
    ),
    Case({"widget": "few_bits", "page": CONTEXT}, "model/round", press("Round the weights")),
    Case(
        {
            "widget": "guess_ahead",
            "checkpoint": "base",
            "examples": [{"label": "Another", "text": "The river"}],
        },
        "text/speculate",
        press("Another"),
    ),
    Case(
        {"widget": "resample", "n": 2, "checkpoint": "rl"},
        "answers/resample",
        press("Another solution"),
    ),
    Case(
        {"widget": "retrieval", "question": "When does it open?", "k": 2, "checkpoint": "sft"},
        "documents/search",
        write("Question", enter=True),
    ),
    Case(
        {"widget": "retrieval", "question": "When does it open?", "k": 2, "checkpoint": "sft"},
        "chat/complete",
        press("Answer without and with them"),
    ),
    Case(
        {"widget": "rlhf_ranking", "prompt": "Write a toast.", "n": 4, "checkpoint": "sft"},
        "answers/sample",
        press("Other answers"),
    ),
    Case(
        {"widget": "rlhf_ranking", "prompt": "Write a toast.", "n": 4, "checkpoint": "sft"},
        "answers/update",
        several(press("B better"), press("Result"), press("Learn from these rankings")),
    ),
    Case(
        {
            "widget": "sample_grid",
            "problem": "What is 1 + 2?",
            "answer": 3,
            "checkpoints": ["sft", "rl"],
            "n": 4,
        },
        "answers/sample",
        press("Sample again"),
    ),
    Case(
        {"widget": "sampling_loop", "text": CONTEXT, "max_tokens": 8},
        "text/generate",
        write("Prompt"),
    ),
    Case(
        {"widget": "sampling_loop", "text": CONTEXT, "max_tokens": 8},
        "next_token/draw",
        press("Sample 100 times"),
    ),
    Case(
        {"widget": "sft_chat", "message": "Who are you?"},
        "chat/complete",
        write("Your message", enter=True),
    ),
    Case(
        {
            "widget": "silent_head",
            "probes": [{"text": CONTEXT, "answer": " Paris", "label": "A fact"}],
        },
        "model/silence",
        press("Switch each head off in turn"),
    ),
    Case({"widget": "tokenizer", "text": CONTEXT}, "tokens/encode", write("Type a text")),
    Case({"widget": "tokens_cloud", "prompt": CONTEXT}, "next_token/predict"),
    Case(
        {"widget": "tool_loop", "question": "How many r?"},
        "chat/complete",
        write("Question", enter=True),
    ),
    Case(
        {"widget": "tool_loop", "question": "How many r?"},
        "chat/render",
        several(press("To the end"), write("Change the first result", enter=True)),
    ),
    Case(
        {"widget": "training_step", "context": CONTEXT, "answer": " Paris"},
        "model/step",
        press("Make one step"),
    ),
    Case({"widget": "transformer", "text": CONTEXT}, "model/attention", write("What it reads")),
    Case({"widget": "units", "text": CONTEXT}, "tokens/encode", write("Type a sentence")),
    Case({"widget": "word_arithmetic"}, "embeddings/nearest", press("Compute")),
    Case(
        {"widget": "windows", "texts": [CONTEXT, "The river is wide."]},
        "tokens/encode",
        press("The river is wide."),
    ),
]


KERNEL_METHODS = {
    "answers/resample": resample,
    "answers/sample": sample_solutions,
    "answers/score": score,
    "answers/update": update,
    "documents/search": search,
    "embeddings/nearest": nearest,
    "model/attention": attention,
    "model/parts": parts,
    "model/round": round_weights,
    "model/silence": silence,
    "text/speculate": speculate,
}
"""All that the widgets' own tests have the scripted kernel do."""


@dataclass
class Room:
    """A room whose deck has a slide for each case, and the stage before it."""

    stage: Page
    kernel: ScriptedKernel
    screens: Screens


@pytest.fixture(scope="module")
def room(
    methods: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    """Present all cases in one room, which no test leaves with work under way."""
    folder = tmp_path_factory.mktemp("leaving")
    slides: list[dict[str, Any]] = [{"id": "before", "title": "Before", "body": "Nothing here."}]
    for case in CASES:
        slides += [
            {"id": case.slide, "layout": "live", "title": case.method, "live": case.options},
            # No widget asks for anything on the slide that the widget's own is left for.
            {"id": f"after-{case.slide}", "title": "After", "body": "Nothing here."},
        ]
    deck = {"title": "Leaving", "theme": "lecture", "duration": "5 min", "chapters": ["one.yaml"]}
    (folder / "deck.yaml").write_text(json.dumps(deck), encoding="utf-8")
    chapter = {"chapter": "One", "phase": "none", "slides": slides}
    (folder / "one.yaml").write_text(json.dumps(chapter), encoding="utf-8")
    with presented_with_kernel(folder) as (talk, kernel):
        screens = Screens(browser)
        stage = connected(screens(talk.stage, PROJECTOR))
        stage.wait_for_selector(".reveal.ready")
        yield Room(stage, kernel, screens)
        screens.close()


@pytest.fixture
def idle(room: Room) -> Iterator[Room]:
    """Return the room with nothing asked of its kernel; nothing is held back after the test."""
    go(room.stage, "before")
    room.kernel.until_idle()
    yield room
    room.kernel.renew()
    assert room.screens.errors == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name} {case.method}")
def test_leaving_the_slide_takes_its_requests_back(case: Case, idle: Room) -> None:
    stage, kernel = idle.stage, idle.kernel
    if case.act is None:
        kernel.hold.add(case.method)
    go(stage, case.slide)
    # Who types before the widget has been rendered is overtaken by the text it begins with.
    expect(shown(stage)).to_have_attribute("data-state", re.compile("."))
    if case.act is not None:
        expect(shown(stage).locator(".badge").first).to_have_text("live")
        kernel.hold.add(case.method)
        case.act(stage)
    leaving_cancels(kernel, stage, f"after-{case.slide}")


def test_every_widget_that_asks_the_kernel_is_among_them() -> None:
    """One that names no method cannot ask: the room would refuse it."""
    asking = {name for name, found in all_widgets().items() if found.methods}
    assert {case.options["widget"] for case in CASES} == asking
    for case in CASES:
        assert case.method in all_widgets()[case.options["widget"]].methods
