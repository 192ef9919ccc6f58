"""The grid of samples.

Accessible, by keys, mouse and finger, live and without a kernel, checked by the rule.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .screens import at
from .scripted_methods import SOLUTIONS, sample_solutions
from .widget_kit import (
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    slide_of,
    smallest_text,
    state,
    widget,
)

NAME = "sample-grid"
PROBLEM = (
    "Emily buys 3 apples and 2 oranges. Each orange costs $2. The total is $13. Find the price "
    "of one apple."
)
OTHER = "Two pears cost $8. Find the price of one pear."
LIVE = {
    "widget": "sample_grid",
    "problem": PROBLEM,
    "answer": 3,
    "examples": [{"problem": OTHER, "answer": 4, "label": "Pears"}],
    "checkpoints": ["sft", "rl"],
    "labels": {"sft": "Before", "rl": "After"},
    "n": 4,
    "max_tokens": 40,
    "measured": "Measured: from 40 % to 70 %",
}
KERNEL_METHODS = {"answers/sample": sample_solutions}
"""It solves the problem, more often after practice."""


def counted(page: Page, before: int, after: int) -> None:
    texts = [re.compile(rf"^{right}\s*of 4 right$") for right in (before, after)]
    expect(widget(page, NAME).locator(".grid-count")).to_have_text(texts)


def tile(page: Page, column: int, number: int) -> Locator:
    return widget(page, NAME).locator(".grid-tiles").nth(column).locator(".tile").nth(number)


def reads(page: Page, text: str) -> None:
    expect(widget(page, NAME).locator(".grid-full-text")).to_have_text(text)


# Accessible first


def test_stage_and_phone_have_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for page, least in ((stage, 20), (phone, 16)):
        counted(page, 2, 3)
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_a_tile_says_in_words_what_the_rule_found(hall: Hall) -> None:
    stage = hall.stage()
    counted(stage, 2, 3)
    names = ["right, it says $3", "wrong, it says $7", "it gives no answer", "right, it says $3"]
    for number, name in enumerate(names):
        expect(tile(stage, 0, number)).to_have_accessible_name(
            re.compile(f"^Sample {number + 1}: {re.escape(name)}, ")
        )
    expect(widget(stage, NAME).locator(".tile-mark")).to_have_text(
        ["✓", "✗", "?", "✓", "✓", "✓", "✓", "✗"]
    )


def test_right_ones_are_counted_and_lengths_are_told(hall: Hall) -> None:
    stage = hall.stage()
    counted(stage, 2, 3)
    expect(widget(stage, NAME).locator(".grid-facts")).to_have_text(
        ["6 tokens long on average", "2 tokens long on average"]
    )
    expect(widget(stage, NAME)).to_contain_text("Measured: from 40 % to 70 %")


# Keys and mouse


def test_enter_opens_a_sample_in_full_and_arrows_move_no_slide(hall: Hall) -> None:
    stage = hall.stage()
    counted(stage, 2, 3)
    reads(stage, SOLUTIONS["sft"][0])
    tile(stage, 0, 0).focus()
    stage.keyboard.press("ArrowRight")
    stage.keyboard.press("ArrowRight")
    stage.keyboard.press("ArrowRight")
    stage.keyboard.press("Enter")
    reads(stage, SOLUTIONS["sft"][3])
    expect(tile(stage, 0, 3)).to_have_attribute("aria-selected", "true")
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_a_finger_opens_one_in_the_hand_and_the_stage_stays(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    counted(phone, 2, 3)
    tile(phone, 1, 3).tap()
    reads(phone, SOLUTIONS["rl"][3])
    reads(stage, SOLUTIONS["sft"][0])


def test_another_problem_has_another_right_answer(hall: Hall) -> None:
    stage = hall.stage()
    counted(stage, 2, 3)
    widget(stage, NAME).get_by_role("button", name="Pears").click()
    counted(stage, 0, 1)
    expect(widget(stage, NAME)).to_contain_text("The known answer: $4")
    state(stage, NAME, "recorded")


# Its life


def test_the_prepared_samples_are_there_at_once_and_say_so(hall: Hall) -> None:
    stage = hall.stage()
    counted(stage, 2, 3)
    expect(widget(stage, NAME).locator(".badge")).to_have_text(["recorded", "recorded"])
    expect(widget(stage, NAME).get_by_role("button", name="Sample again")).to_be_disabled()


def test_samples_fill_their_tiles_while_they_are_written(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    live.kernel.hold.add("answers/sample")
    widget(stage, NAME).get_by_role("button", name="Sample again").click()
    for page in (stage, phone):
        counted(page, 0, 0)
        expect(widget(page, NAME).locator(".tile[data-verdict=writing]")).to_have_count(8)
        reads(page, "Answer")
    live.kernel.hold.clear()
    live.kernel.go.set()
    for page in (stage, phone):
        counted(page, 2, 3)


def test_a_phone_may_choose_what_was_prepared_and_draws_nothing(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    asked = live.kernel.asked.count("answers/sample")
    widget(phone, NAME).get_by_role("button", name="Pears").tap()
    counted(phone, 0, 1)
    counted(stage, 2, 3)
    expect(widget(phone, NAME).get_by_role("button", name="Sample again")).to_be_hidden()
    assert live.kernel.asked.count("answers/sample") == asked


def test_the_kernel_dying_keeps_what_came_and_offers_the_prepared_problem(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    live.kernel.hold.add("answers/sample")
    widget(stage, NAME).get_by_role("button", name="Sample again").click()
    reads(stage, "Answer")
    live.kernel.die()
    state(stage, NAME, "interrupted")
    reads(stage, "Answer")
    widget(stage, NAME).get_by_role("button", name=re.compile("^Prepared: Emily buys")).click()
    counted(stage, 2, 3)
    state(stage, NAME, "recorded")


def test_it_prints_the_grid_and_a_sample(views: Views) -> None:
    page = views.paper
    counted(page, 2, 3)
    reads(page, SOLUTIONS["sft"][0])
    expect(widget(page, NAME).locator("button:visible")).to_have_count(0)
