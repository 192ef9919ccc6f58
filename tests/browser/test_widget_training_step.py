"""The training step.

Accessible, the loss before the bars, repeated from its copy, taken anew when that is lost.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .screens import at
from .widget_kit import (
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    leaving_cancels,
    presser,
    smallest_text,
    state,
    widget,
)

NAME = "training-step"
LIVE = {
    "widget": "training_step",
    "context": "The capital of France is",
    "answer": " Paris",
    "rows": 4,
    "prepared": 2,
    "examples": [{"context": "The river is", "answer": " wide", "label": "River"}],
}


def loss(page: Page) -> Locator:
    return widget(page, NAME).locator(".step-loss")


def right(page: Page) -> Locator:
    return widget(page, NAME).locator(".bar[data-answer]")


press = presser(NAME)


# Accessible first


def test_it_has_no_flaw_that_axe_finds_and_its_text_is_large_enough(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for page in (stage, phone):
        expect(right(page).locator(".bar-percent")).to_have_text("70.0 %")
        clean(page, NAME)
    press(stage, "Make one step")
    expect(right(stage).locator(".bar-percent")).to_have_text("85.0 %")
    clean(stage, NAME)
    inside_the_slide(stage, NAME)
    assert smallest_text(stage, NAME) >= 20
    assert smallest_text(phone, NAME) >= 16


def test_a_bar_says_what_it_was(hall: Hall) -> None:
    stage = hall.stage()
    press(stage, "Make one step")
    said = "rank 1, space Paris, 85.0 %, ID 12366, the correct answer, answer · was 70.0 %"
    expect(widget(stage, NAME).get_by_role("listitem").filter(has_text=said)).to_have_count(1)


# What it shows


def test_a_step_lowers_the_loss_and_moves_the_bars_and_can_be_repeated_and_forgotten(
    hall: Hall,
) -> None:
    stage = hall.stage()
    expect(loss(stage)).to_have_text("Loss of this example0.36")
    press(stage, "Make one step")
    expect(loss(stage)).to_have_text("Loss of this example0.36 → 0.16")
    expect(right(stage).locator(".bar-extra")).to_have_text("answer · was 70.0 %")
    press(stage, "Do it again")
    expect(loss(stage)).to_have_text("Loss of this example0.16 → 0.078")
    expect(right(stage).locator(".bar-percent")).to_have_text("92.5 %")
    expect(widget(stage, NAME).locator(".step-value")).to_have_text(["0.36", "0.16", "0.078"])
    state(stage, NAME, "recorded")
    press(stage, "Start over")
    expect(right(stage).locator(".bar-percent")).to_have_text("70.0 %")
    expect(loss(stage)).to_have_text("Loss of this example0.36")


def test_the_loss_changes_before_the_bars_move(hall: Hall) -> None:
    stage = hall.stage()
    press(stage, "Make one step")
    expect(loss(stage)).to_contain_text("→")
    delay = (
        right(stage)
        .locator(".bar-fill")
        .evaluate("(fill) => getComputedStyle(fill).transitionDelay")
    )
    assert delay == "0.35s"


def test_an_answer_outside_the_likeliest_has_a_bar_too(hall: Hall) -> None:
    stage = hall.stage()
    press(stage, "River")
    expect(right(stage)).to_contain_text("wide")
    expect(right(stage).locator(".bar-percent")).to_have_text("< 0.01 %")


# Keys


def test_enter_takes_a_step_and_escape_gives_the_keyboard_back(hall: Hall) -> None:
    stage = hall.stage()
    widget(stage, NAME).get_by_role("button", name="Make one step").focus()
    stage.keyboard.press("Enter")
    expect(loss(stage)).to_contain_text("→")
    gives_the_keyboard_back(stage, NAME)


# Its life


def test_everybody_sees_the_step_that_the_stage_takes(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    press(stage, "Make one step")
    expect(loss(phone)).to_have_text("Loss of this example0.36 → 0.16")
    expect(right(phone).locator(".bar-percent")).to_have_text("85.0 %")
    state(stage, NAME, "live")
    expect(widget(stage, NAME).locator(".provenance-text")).to_have_text(
        re.compile(r"checkpoint base\+[0-9a-f]{8} ")
    )


def test_steps_are_taken_anew_when_the_kernel_has_lost_the_copy(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    press(stage, "Make one step")
    expect(right(stage).locator(".bar-percent")).to_have_text("85.0 %")
    live.kernel.until_asked(
        "next_token/predict", 2
    )  # The map after the step: a recording may have shown it before.
    live.kernel.made.clear()
    press(stage, "Do it again")
    expect(right(stage).locator(".bar-percent")).to_have_text("92.5 %")
    state(stage, NAME, "live")
    live.kernel.until_asked("model/step", 3)
    assert len(live.kernel.made) == 2


def test_leaving_the_slide_in_mid_step_keeps_the_steps_before_it(own_live: Hall) -> None:
    stage = own_live.stage()
    state(stage, NAME, "live")
    values = widget(stage, NAME).locator(".step-value")
    again = widget(stage, NAME).get_by_role("button", name="Do it again")
    press(stage, "Make one step")
    expect(values).to_have_text(["0.36", "0.16"])
    press(stage, "Do it again")
    expect(values).to_have_text(["0.36", "0.16", "0.078"])
    expect(again).to_be_enabled()  # A recording may have shown it before the kernel was done.
    own_live.kernel.hold.add("model/step")
    again.click()  # A third one is not recorded.
    leaving_cancels(own_live.kernel, stage)
    stage.keyboard.press("ArrowRight")
    at(stage, "widget")
    expect(widget(stage, NAME).get_by_role("alert")).to_contain_text(
        "Stopped because the slide was left."
    )
    expect(values).to_have_text(["0.36", "0.16", "0.078"])


def test_without_a_kernel_an_unprepared_example_is_interrupted_and_a_prepared_one_goes_on(
    hall: Hall,
) -> None:
    stage = hall.stage()
    widget(stage, NAME).get_by_label("Context").fill("Nobody prepared this")
    state(stage, NAME, "interrupted")
    press(stage, "River")
    press(stage, "Make one step")
    expect(widget(stage, NAME).locator(".step-legend")).to_contain_text("after 1 step")
    state(stage, NAME, "recorded")


# On paper


def test_the_print_shows_one_step(views: Views) -> None:
    page = views.paper
    expect(loss(page)).to_have_text("Loss of this example0.36 → 0.16")
    expect(right(page).locator(".bar-extra")).to_have_text("answer · was 70.0 %")
