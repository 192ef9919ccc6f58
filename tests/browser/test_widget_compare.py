"""The comparison.

Accessible, by keys and mouse, live and without a kernel, on the projector and in the hand.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .scripted_kernel import STORY
from .widget_kit import (
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    smallest_text,
    state,
    widget,
)

NAME = "compare"
PROMPT = "The capital of France is"
LIVE = {
    "widget": "compare",
    "text": PROMPT,
    "checkpoint": "base",
    "figure": (
        "Measured: in 5 %; without 1 %; in English (95 %: 4 % to 6 %, n = 9)\n"
        "Tiny-1M: in 3 % (95 %: 2 % to 4 %)"
    ),
    "conditions": [
        {"label": "Cold", "temperature": 0.1, "note": "Nearly always the same."},
        {"label": "Useful", "original": " Paris, and the rain has stopped."},
        {"label": "After a page", "before": "We were in Lyon.\n\n"},
    ],
    "examples": [{"text": "Once upon a time", "label": "A tale"}],
}
ANSWER = "".join(STORY)


def columns(page: Page) -> Locator:
    return widget(page, NAME).locator(".compare-text")


def shows(page: Page, prompt: str) -> None:
    expect(columns(page)).to_have_text(
        [prompt + ANSWER, prompt + ANSWER, "We were in Lyon.\n\n" + prompt + ANSWER]
    )


# Accessible first


def test_the_stage_has_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    clean(stage, NAME)


def test_the_phone_has_no_flaw_that_axe_finds(hall: Hall) -> None:
    phone = hall.phone()
    shows(phone, PROMPT)
    clean(phone, NAME)


def test_every_column_is_headed_by_its_condition(hall: Hall) -> None:
    stage = hall.stage()
    for label in ("Cold", "Useful", "After a page"):
        expect(widget(stage, NAME).get_by_role("heading", name=label)).to_be_visible()
    expect(widget(stage, NAME)).to_contain_text("Nearly always the same.")
    expect(widget(stage, NAME)).to_contain_text("Measured: in 5 %")


def test_text_is_large_enough_and_inside_the_slide(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    assert smallest_text(stage, NAME) >= 20
    inside_the_slide(stage, NAME)
    phone = hall.phone()
    shows(phone, PROMPT)
    assert smallest_text(phone, NAME) >= 16


# Keys and mouse


def test_enter_runs_the_prompt_and_escape_gives_the_keyboard_back(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    field = widget(stage, NAME).get_by_role("textbox", name="Prompt")
    field.fill("It was raining")
    stage.keyboard.press("Enter")
    shows(stage, "It was raining")
    state(stage, NAME, "live")
    gives_the_keyboard_back(stage, NAME)


def test_typing_alone_changes_no_column(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_role("textbox", name="Prompt").fill("It was raining")
    expect(widget(stage, NAME).get_by_role("button", name="Run")).not_to_have_attribute(
        "aria-disabled", "true"
    )
    shows(stage, PROMPT)


def test_again_draws_with_other_seeds_in_every_column(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    sources = widget(stage, NAME).locator(".compare-source")
    expect(sources.first).to_contain_text("checkpoint base · temperature 0.1 · seed 1")
    widget(stage, NAME).get_by_role("button", name="Again, other coins").click()
    expect(sources.first).to_contain_text("seed 2")
    shows(stage, PROMPT)
    state(stage, NAME, "live")


def test_what_is_repeated_word_for_word_is_marked_and_counted(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    expect(widget(stage, NAME).locator(".compare-repeated:visible")).to_have_text(" Paris, and the")
    expect(widget(stage, NAME).locator(".compare-source").nth(1)).to_contain_text(
        "3 words of 6 word for word"
    )


def test_a_text_that_was_cut_off_says_so_and_ends_with_a_mark(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    sources = widget(stage, NAME).locator(".compare-source")
    expect(sources.first).to_contain_text("cut off after 40 tokens")
    written = widget(stage, NAME).locator(".compare-written")
    mark = "(element) => getComputedStyle(element, '::after').content"
    assert [one.evaluate(mark) for one in written.all()] == ['"\N{NO-BREAK SPACE}…"'] * 3


def test_the_fine_print_of_the_measured_line_is_quieter_than_its_figures(hall: Hall) -> None:
    figure = widget(hall.stage(), NAME).locator(".compare-figure")
    expect(figure.locator("b")).to_have_text(["Measured: in 5 %; without 1 %", "Tiny-1M: in 3 %"])
    expect(figure.locator(".measured-rest")).to_have_text(
        ["; in English (95 %: 4 % to 6 %, n = 9)", " (95 %: 2 % to 4 %)"]
    )


# Its life


def test_the_prepared_columns_are_there_at_once_and_say_so(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PROMPT)
    expect(widget(stage, NAME).locator(".badge")).to_have_text("recorded")


def test_a_prepared_example_answers_from_its_recording(hall: Hall) -> None:
    stage = hall.stage()
    widget(stage, NAME).get_by_role("button", name="A tale").click()
    shows(stage, "Once upon a time")
    state(stage, NAME, "recorded")


def test_what_the_stage_runs_every_phone_sees(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_role("button", name="A tale").click()
    for page in (stage, phone):
        shows(page, "Once upon a time")


def test_a_phone_runs_its_own_and_disturbs_nobody(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    widget(phone, NAME).get_by_role("button", name="A tale").tap()
    shows(phone, "Once upon a time")
    shows(stage, PROMPT)


def test_the_kernel_dying_in_mid_answer_keeps_what_came_and_offers_the_prepared_prompt(
    live: Hall,
) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    live.kernel.hold.add("text/generate")
    widget(stage, NAME).get_by_role("textbox", name="Prompt").fill("nobody recorded this")
    stage.keyboard.press("Enter")
    kept = "nobody recorded this" + "".join(STORY[:2])
    expect(columns(stage).first).to_have_text(kept)
    live.kernel.die()
    state(stage, NAME, "interrupted")
    expect(columns(stage).first).to_have_text(kept)
    widget(stage, NAME).get_by_role("button", name="Prepared: " + PROMPT).click()
    shows(stage, PROMPT)
    state(stage, NAME, "recorded")


def test_it_prints_every_column_in_full(views: Views) -> None:
    page = views.paper
    shows(page, PROMPT)
    expect(widget(page, NAME).get_by_role("button", name="Again, other coins")).to_be_hidden()
