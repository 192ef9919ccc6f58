"""The slider over checkpoints.

Accessible, by keys and mouse, live and without a kernel, on stage and in the hand.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .screens import at
from .scripted_kernel import STORY
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

NAME = "checkpoint-slider"
PROMPT = "The capital of France is"
LIVE = {
    "widget": "checkpoint_slider",
    "text": PROMPT,
    "max_tokens": 8,
    "checkpoints": [
        {"checkpoint": "base-start", "label": "Step 0", "note": "Nothing read."},
        {"checkpoint": "base-1", "label": "Step 17"},
        {"checkpoint": "base", "label": "Step 1,692", "note": "The end."},
    ],
    "examples": ["Once upon a time"],
}
ANSWER = "".join(STORY)


def shows(page: Page, prompt: str) -> None:
    expect(widget(page, NAME).locator(".stop-text")).to_have_text(prompt + ANSWER)


def slider(page: Page) -> Locator:
    return widget(page, NAME).get_by_role("slider", name="Checkpoint")


def now(page: Page, label: str) -> None:
    expect(widget(page, NAME).locator(".stops [data-now]")).to_have_text(label)


# Accessible first


def test_stage_and_phone_have_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for page, least in ((stage, 20), (phone, 16)):
        shows(page, PROMPT)
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_the_slider_says_which_checkpoint_it_stands_at(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    expect(slider(stage)).to_have_attribute("aria-valuetext", "Step 0")
    expect(widget(stage, NAME)).to_contain_text("Nothing read.")


# Keys and mouse


def test_arrows_go_from_stop_to_stop_and_move_no_slide(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    slider(stage).focus()
    stage.keyboard.press("ArrowRight")
    now(stage, "Step 17")
    stage.keyboard.press("End")
    now(stage, "Step 1,692")
    shows(stage, PROMPT)
    expect(widget(stage, NAME)).to_contain_text("The end.")
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_every_stop_is_sampled_anew_with_its_own_checkpoint(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    before = live.kernel.asked.count("text/generate")
    slider(stage).focus()
    for number, label in enumerate(("Step 17", "Step 1,692"), start=1):
        stage.keyboard.press("ArrowRight")
        now(stage, label)
        # The state is that of the stop before until the next has been asked.
        live.kernel.until_asked("text/generate", before + number)
        state(stage, NAME, "live")
        shows(stage, PROMPT)
    assert live.kernel.asked.count("text/generate") == before + 2


def test_enter_continues_another_prompt_and_again_draws_with_another_seed(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_role("textbox", name="Prompt").fill("It was raining")
    stage.keyboard.press("Enter")
    shows(stage, "It was raining")
    expect(widget(stage, NAME).locator(".provenance")).to_contain_text("seed 1")
    widget(stage, NAME).get_by_role("button", name="Again, other coins").click()
    expect(widget(stage, NAME).locator(".provenance")).to_contain_text("seed 2")
    shows(stage, "It was raining")


# Its life


def test_without_a_kernel_every_stop_of_every_prepared_prompt_answers(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    expect(widget(stage, NAME).locator(".badge")).to_have_text("recorded")
    slider(stage).focus()
    stage.keyboard.press("End")
    now(stage, "Step 1,692")
    widget(stage, NAME).get_by_role("button", name="Once upon a time").click()
    shows(stage, "Once upon a time")
    state(stage, NAME, "recorded")


def test_the_room_follows_the_slider_and_a_phone_disturbs_nobody(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    slider(stage).focus()
    stage.keyboard.press("ArrowRight")
    now(phone, "Step 17")
    slider(phone).focus()
    phone.keyboard.press("End")
    now(phone, "Step 1,692")
    now(stage, "Step 17")


def test_the_kernel_dying_in_mid_answer_keeps_what_came(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    live.kernel.hold.add("text/generate")
    widget(stage, NAME).get_by_role("textbox", name="Prompt").fill("nobody recorded this")
    stage.keyboard.press("Enter")
    kept = "nobody recorded this" + "".join(STORY[:2])
    expect(widget(stage, NAME).locator(".stop-text")).to_have_text(kept)
    live.kernel.die()
    state(stage, NAME, "interrupted")
    expect(widget(stage, NAME).locator(".stop-text")).to_have_text(kept)
    widget(stage, NAME).get_by_role("button", name="Prepared: " + PROMPT).click()
    shows(stage, PROMPT)


def test_it_prints_every_stop(views: Views) -> None:
    page = views.paper
    expect(widget(page, NAME).locator("dt")).to_have_text(["Step 0", "Step 17", "Step 1,692"])
    expect(widget(page, NAME).locator("dd")).to_have_text([PROMPT + ANSWER] * 3)
    expect(widget(page, NAME).locator("button:visible")).to_have_count(0)
