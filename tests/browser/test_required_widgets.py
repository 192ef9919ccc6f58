"""What holds for each of the six required widgets.

It says when it waits, moves nothing else, and honours stillness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from talk.present.loading import Loaded, load_deck

from .screens import at, connected
from .scripted_kernel import METHODS, ScriptedKernel, Tell
from .widget_kit import Hall, live_hall, recorded, state, widget


@dataclass(frozen=True)
class Case:
    """A widget, the request that a person's act makes of it, and that act."""

    name: str
    options: dict[str, Any]
    method: str
    act: Callable[[Page], None]


def typed(label: str, *, enter: bool = False) -> Callable[[str], Callable[[Page], None]]:
    def of(name: str) -> Callable[[Page], None]:
        def act(page: Page) -> None:
            field = widget(page, name).get_by_label(label, exact=True)
            field.fill("Nobody prepared this")
            if enter:
                field.press("Enter")

        return act

    return of


def other_answers(page: Page) -> None:
    widget(page, "rlhf-ranking").get_by_role("button", name="Other answers", exact=True).click()


CASES = [
    Case("tokenizer", {"widget": "tokenizer"}, "tokens/encode", typed("Type a text")("tokenizer")),
    Case(
        "probability-map",
        {"widget": "probability_map", "checkpoint": "base"},
        "next_token/predict",
        typed("Context")("probability-map"),
    ),
    Case(
        "sampling-loop",
        {"widget": "sampling_loop", "max_tokens": 8, "candidates": 3},
        "text/generate",
        typed("Prompt")("sampling-loop"),
    ),
    Case(
        "sft-chat",
        {"widget": "sft_chat"},
        "chat/complete",
        typed("Your message", enter=True)("sft-chat"),
    ),
    Case(
        "tool-loop",
        {"widget": "tool_loop"},
        "chat/complete",
        typed("Question", enter=True)("tool-loop"),
    ),
    Case(
        "rlhf-ranking",
        {
            "widget": "rlhf_ranking",
            "prompt": "Write a toast.",
            "n": 3,
            "max_tokens": 40,
            "reward": False,
        },
        "answers/sample",
        other_answers,
    ),
]
QUEUED = [case for case in CASES if case.name != "tokenizer"]  # a tokenizer waits for no model
STREAMED = [case for case in QUEUED if case.name != "probability-map"]


def named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def sample(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Answers word by word; held back in the middle of the first."""
    texts = [
        "To the two of you, who met in a choir.",
        "Be kind to each other, and to us. " * 4,
        "May it be short.",
    ]
    for number, text in enumerate(texts):
        for index, word in enumerate(text.split(" ")):
            tell(
                {
                    "answer": number,
                    "index": index,
                    "id": 1,
                    "text": f"{word} ",
                    "logprob": -1.0,
                    "entropy_bits": 1.0,
                }
            )
            if index == 2:
                kernel.wait("answers/sample")
    common = {"tokens": [1], "seed": 1, "finish_reason": "end", "mean_logprob": -1.0}
    answers = [{**common, "text": text.strip()} for text in texts]
    return {"answers": answers, "provenance": {"model": "scripted", "checkpoint": "base"}}


KERNEL_METHODS = {"answers/sample": sample}


@pytest.fixture(scope="module")
def editions(methods: None, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Loaded]:
    """Return a function that records and loads the deck of a case, once for all its tests."""
    made: dict[str, Loaded] = {}

    def edition(case: Case) -> Loaded:
        if case.name not in made:
            deck = recorded(tmp_path_factory.mktemp("required"), case.options)
            made[case.name] = load_deck(deck)
        return made[case.name]

    return edition


@pytest.fixture
def live(case: Case, editions: Callable[[Case], Loaded], browser: Browser) -> Iterator[Hall]:
    with live_hall(editions(case), browser) as hall:
        yield hall


@named(QUEUED)
def test_who_waits_sees_the_place_in_the_queue(case: Case, live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, case.name, "live")
    live.kernel.queued.add(case.method)
    case.act(stage)
    for page in (stage, phone):
        state(page, case.name, "waiting")
        expect(widget(page, case.name).locator(".badge").first).to_have_text("waiting")
        expect(widget(page, case.name).locator(".provenance-text").first).to_contain_text(
            "place 3 in the queue"
        )
    live.kernel.go.set()
    for page in (stage, phone):
        state(page, case.name, "live")


@named(STREAMED)
def test_nothing_moves_while_tokens_stream(case: Case, live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    for page in (stage, phone):
        state(page, case.name, "live")
    live.kernel.hold.add(case.method)
    case.act(stage)
    assert live.kernel.held.wait(10)
    for page, around in ((stage, 'section[data-id="widget"] '), (phone, "")):
        state(page, case.name, "live")
        page.evaluate(
            """(inside) => new Promise((done) =>
              requestAnimationFrame(() => requestAnimationFrame(() => {
              const controls = `${inside} :is(button, textarea, input, .provenance)`;
              const seen = [...document.querySelectorAll(controls)].filter((part) =>
                  part.checkVisibility());
              window.stood = seen.map((part) => [part, part.getBoundingClientRect()]);
              done();
            })))""",
            f"{around}talk-{case.name}",
        )
    live.kernel.go.set()
    for page in (stage, phone):
        # Only a whole answer says who gave it.
        expect(widget(page, case.name).locator(".provenance-text").first).to_have_text(
            re.compile("^scripted.* ms$")
        )
        moved = page.evaluate(
            """() => window.stood.filter(([part]) => part.isConnected && part.checkVisibility())
              .map(([part, was]) => {
              const now = part.getBoundingClientRect();
              return [part.textContent || part.className, Math.round(now.x - was.x),
                  Math.round(now.y - was.y)];
            }).filter(([, x, y]) => x !== 0 || y !== 0)"""
        )
        assert moved == []
        assert page.evaluate("window.stood.length") > 1


@named(CASES)
def test_with_reduced_motion_nothing_is_animated(case: Case, live: Hall) -> None:
    stage = live.screens(live.talk.stage, {"width": 1920, "height": 1080}, reduced_motion="reduce")
    connected(stage)
    stage.keyboard.press("Home")
    stage.keyboard.press("ArrowRight")
    at(stage, "widget")
    state(stage, case.name, "live")
    stage.evaluate(
        """(tag) => {
          window.frames = 0; window.animated = new Set();
          const watch = () => {
            window.frames += 1;
            for (const one of document.getAnimations()) {
              const part = one.effect.target;
              const inside = part?.closest(`section[data-id="widget"] ${tag}`);
              if (inside && one.effect.getComputedTiming().endTime > 20)
                window.animated.add(part.className);
            }
            requestAnimationFrame(watch);
          };
          watch();
        }""",
        f"talk-{case.name}",
    )
    case.act(stage)
    live.kernel.until_asked(case.method, 2)
    state(stage, case.name, "live")
    stage.evaluate("() => { window.seen = window.frames; }")
    stage.wait_for_function("() => window.frames > window.seen + 10")
    assert stage.evaluate("[...window.animated]") == []


def test_every_required_widget_is_among_them() -> None:
    assert {case.options["widget"] for case in CASES} == {
        "tokenizer",
        "probability_map",
        "sampling_loop",
        "sft_chat",
        "tool_loop",
        "rlhf_ranking",
    }
    assert {case.method for case in CASES} <= {*METHODS, "answers/sample"}
