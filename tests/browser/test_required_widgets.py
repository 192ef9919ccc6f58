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

from .screens import Screens
from .scripted_kernel import METHODS, ScriptedKernel, Tell, scripted_kernel
from .widget_kit import (
    SharedHall,
    presented_with_kernel,
    record,
    section,
    state,
    widget,
    write_turns,
)

Act = Callable[[Page, str], None]
"""Types a text into a widget; one that has no field asks anew."""


@dataclass(frozen=True)
class Case:
    """A widget, the request that a person's act makes of it, and that act."""

    name: str
    options: dict[str, Any]
    method: str
    act: Act
    begun: str = ""
    """What the widget says when the request is held back in the middle of the answer."""


def typed(label: str, *, enter: bool = False) -> Callable[[str], Act]:
    def of(name: str) -> Act:
        def act(page: Page, text: str) -> None:
            field = widget(page, name).get_by_label(label, exact=True)
            field.fill(text)
            if enter:
                field.press("Enter")

        return act

    return of


def other_answers(page: Page, text: str) -> None:
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
        begun="Paris.*third",
    ),
    Case(
        "sft-chat",
        {"widget": "sft_chat"},
        "chat/complete",
        typed("Your message", enter=True)("sft-chat"),
        begun="prepared.*The city is.*prepared.*The air is",
    ),
    Case(
        "tool-loop",
        {"widget": "tool_loop"},
        "chat/complete",
        typed("Question", enter=True)("tool-loop"),
        begun="The.*word.*:",
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
        begun="To the two",
    ),
]
QUEUED = [case for case in CASES if case.name != "tokenizer"]  # a tokenizer waits for no model
STREAMED = [case for case in QUEUED if case.name != "probability-map"]


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
def hall(
    methods: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedHall]:
    """Present all cases in one room, each on two slides."""
    turns = [case.options for case in CASES for _ in range(2)]
    deck = write_turns(tmp_path_factory.mktemp("required"), turns)
    with scripted_kernel() as kernel:
        record(deck, kernel)
    with presented_with_kernel(deck) as (talk, kernel):
        screens = Screens(browser)
        yield SharedHall(talk, kernel, deck, screens)
        screens.close()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_nothing_moves_who_waits_is_told_and_stillness_is_honoured(
    case: Case, hall: SharedHall
) -> None:
    """Two slides for three claims, of which two need a widget that nobody touched."""
    hall.next_turn(2 * CASES.index(case) + 1)
    stage = hall.stage()
    if case in QUEUED:
        phone = hall.phone()
        if case in STREAMED:
            nothing_moves_while_tokens_stream(case, hall.kernel, stage, phone)
        who_waits_sees_the_place_in_the_queue(case, hall.kernel, stage, phone)
    stage.emulate_media(reduced_motion="reduce")
    hall.next_turn()
    with_reduced_motion_nothing_is_animated(case, hall.kernel, hall.stage())
    stage.emulate_media(reduced_motion="null")


def who_waits_sees_the_place_in_the_queue(
    case: Case, kernel: ScriptedKernel, stage: Page, phone: Page
) -> None:
    state(stage, case.name, "live")
    kernel.queued.add(case.method)
    case.act(stage, "Nobody waited for this")
    for page in (stage, phone):
        state(page, case.name, "waiting")
        expect(widget(page, case.name).locator(".badge").first).to_have_text("waiting")
        expect(widget(page, case.name).locator(".provenance-text").first).to_contain_text(
            "place 3 in the queue"
        )
    kernel.renew()
    for page in (stage, phone):
        state(page, case.name, "live")


def nothing_moves_while_tokens_stream(
    case: Case, kernel: ScriptedKernel, stage: Page, phone: Page
) -> None:
    for page in (stage, phone):
        state(page, case.name, "live")
    kernel.hold.add(case.method)
    case.act(stage, "Nobody prepared this")
    assert kernel.held.wait(10)
    for page, around in ((stage, f"{section(stage)} "), (phone, f"{section(phone)} ")):
        # The state was the same before the question came.
        expect(widget(page, case.name)).to_contain_text(
            re.compile(case.begun, re.DOTALL), use_inner_text=True
        )
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
    kernel.renew()
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


def with_reduced_motion_nothing_is_animated(
    case: Case, kernel: ScriptedKernel, stage: Page
) -> None:
    state(stage, case.name, "live")
    stage.evaluate(
        """([slide, tag]) => {
          window.frames = 0; window.animated = new Set();
          const watch = () => {
            window.frames += 1;
            for (const one of document.getAnimations()) {
              const part = one.effect.target;
              const inside = part?.closest(`${slide} ${tag}`);
              if (inside && one.effect.getComputedTiming().endTime > 20)
                window.animated.add(part.className);
            }
            requestAnimationFrame(watch);
          };
          watch();
        }""",
        [section(stage), f"talk-{case.name}"],
    )
    asked = kernel.asked.count(case.method)
    case.act(stage, "Nobody moves for this")
    kernel.until_asked(case.method, asked + 1)
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
