"""The probability map.

Accessible, bars that can be picked, the answer wherever it stands, two contexts in bits.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .screens import Screens, at
from .widget_kit import (
    Hall,
    Views,
    built,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    on_stage,
    recorded,
    slide_of,
    smallest_text,
    state,
    type_raw,
    widget,
)

NAME = "probability-map"
CONTEXT = "The capital of France is"
LIVE = {
    "widget": "probability_map",
    "context": CONTEXT,
    "answer": " Paris",
    "checkpoint": "base",
    "top_k": 4,
    "examples": [
        {"context": CONTEXT, "answer": " Paris"},
        {"context": "The river is", "answer": " wide"},
    ],
    "temperature_slider": True,
    "checkpoints": ["base", "other"],
}
COMPARED = {
    "widget": "probability_map",
    "context": CONTEXT,
    "compare_with": "The capital of Spain is",
    "top_k": 5,
}


def bars(page: Page) -> Locator:
    return (
        widget(page, NAME)
        .get_by_role("listbox", name="Most likely next tokens")
        .get_by_role("option")
    )


def context(page: Page) -> Locator:
    return widget(page, NAME).get_by_role("textbox", name="Context", exact=True)


def ready(page: Page) -> Page:
    expect(bars(page).first).to_have_attribute("data-token", "12366", timeout=10_000)
    return page


# Accessible first


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(hall: Hall) -> None:
    for page in (hall.stage(), hall.phone()):
        clean(ready(page), NAME)


def test_a_bar_says_rank_token_percent_id_and_whether_it_is_the_answer(hall: Hall) -> None:
    page = ready(hall.stage())
    said = "rank 1, space Paris, 70.0 %, ID 12366, the correct answer"
    expect(widget(page, NAME).get_by_role("option", name=said)).to_have_count(1)


def test_text_is_large_enough_and_inside_the_slide(hall: Hall) -> None:
    stage = ready(hall.stage())
    assert smallest_text(stage, NAME) >= 20
    inside_the_slide(stage, NAME)
    assert smallest_text(ready(hall.phone()), NAME) >= 16


# What it shows


def test_the_rest_of_the_vocabulary_is_always_a_bar_of_its_own(hall: Hall) -> None:
    page = ready(hall.stage())
    rest = widget(page, NAME).locator(".bar-rest")
    expect(rest.locator(".bar-percent")).to_have_text("13.0 %")
    expect(rest.locator(".bar-extra")).to_have_text("100,273 entries")
    expect(widget(page, NAME).locator(".map-entropy")).to_contain_text("1.50 bits of entropy")


def test_the_answer_is_marked_in_words_wherever_it_stands(hall: Hall) -> None:
    page = ready(hall.stage())
    expect(bars(page).first.locator(".bar-extra")).to_have_text("answer · rank 1")
    widget(page, NAME).get_by_role("button", name="The river is").click()
    expect(bars(page)).to_have_count(5)
    expect(bars(page).last.locator(".bar-extra")).to_have_text("answer · rank 5,021")
    expect(bars(page).last.locator(".bar-percent")).to_have_text("< 0.01 %")


def test_in_the_hand_a_tapped_bar_shows_the_context_it_made_above_the_bars(live: Hall) -> None:
    live.stage()
    phone = ready(live.phone())
    made = widget(phone, NAME).locator(".map-made")
    expect(made).to_be_hidden()
    bars(phone).first.tap()
    expect(made).to_have_text(f"{CONTEXT} Paris")
    expect(made).to_be_in_viewport()
    widget(phone, NAME).get_by_role("button", name="Remove the last token").tap()
    expect(made).to_be_hidden()


def test_the_context_can_be_coloured_by_how_expected_each_token_was(hall: Hall) -> None:
    page = ready(hall.stage())
    widget(page, NAME).get_by_text("probability", exact=True).click()
    chips = widget(page, NAME).locator(".map-side .chip-under")
    expect(chips).to_have_text(["–", *["25.0 %"] * 5])
    widget(page, NAME).get_by_text("entropy", exact=True).click()
    expect(chips).to_have_text(["–", *["3.0 bits"] * 5])


def test_two_contexts_are_compared_in_bits(screens: Screens, tmp_path: Path) -> None:
    deck = recorded(tmp_path, COMPARED)
    with built(deck, tmp_path / "site") as address:
        page = on_stage(screens, address)
        rows = widget(page, NAME).locator(".difference-list .difference")
        expect(rows).to_have_count(6)
        expect(rows.first.locator(".difference-bits")).to_have_text("0.0")
        expect(rows.last).to_have_attribute("data-rest", "")
        clean(page, NAME)
        inside_the_slide(page, NAME)


# Keys and mouse


def test_enter_on_a_bar_appends_it_and_backspace_takes_it_back(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    bars(stage).first.focus()
    stage.keyboard.press("ArrowDown")
    expect(bars(stage).nth(1)).to_be_focused()
    stage.keyboard.press("Enter")
    chips = widget(stage, NAME).locator(".map-side .chip-text")
    expect(chips.last).to_have_text("·the")
    expect(bars(stage).first.locator(".bar-extra")).to_have_text("")
    stage.keyboard.press("Backspace")
    expect(chips.last).to_have_text("·is")
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_a_click_appends_and_a_button_takes_back(live: Hall) -> None:
    stage, phone = ready(live.stage()), live.phone()
    bars(stage).nth(2).click()
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".map-side .chip-text").last).to_have_text("·Lyon")
    widget(stage, NAME).get_by_role("button", name="Remove the last token").click()
    expect(widget(phone, NAME).locator(".map-side .chip-text").last).to_have_text("·is")


def test_any_token_can_be_found(live: Hall) -> None:
    stage = ready(live.stage())
    widget(stage, NAME).get_by_label("Find any token").fill(" zebra")
    found = widget(stage, NAME).locator(".map-found")
    expect(found).to_contain_text("rank 5,021, 1 in 500,000")
    expect(found).to_contain_text("18.93 bits of surprise")


def test_checkpoint_and_temperature_ask_anew(live: Hall) -> None:
    stage = ready(live.stage())
    widget(stage, NAME).get_by_label("Checkpoint").select_option("other")
    expect(widget(stage, NAME).locator(".provenance-text")).to_contain_text("checkpoint other")
    widget(stage, NAME).get_by_label("Temperature").focus()
    stage.keyboard.press("ArrowRight")
    expect(widget(stage, NAME).locator(".map-heading")).to_have_text("Temperature 1.1")
    at(stage, slide_of(stage))


def test_one_training_step_shows_the_target_before_and_after(live: Hall) -> None:
    stage, phone = ready(live.stage()), live.phone()
    state(stage, NAME, "live")
    lesson = widget(stage, NAME).get_by_role("button", name="Train one step on “space Paris”")
    lesson.click()
    for page in (stage, phone):
        expect(bars(page).first.locator(".bar-percent")).to_have_text("85.0 %")
        expect(bars(page).first).to_have_attribute("data-notch", "")
        expect(widget(page, NAME).locator(".map-learnt")).to_contain_text(
            "70.0 % → 85.0 %, loss 0.36 → 0.16."
        )
    expect(bars(stage).first.locator(".bar-extra")).to_have_text("trained · was 70.0 %")
    expect(bars(stage).nth(1).locator(".bar-extra")).to_have_text("was 10.0 %")
    expect(widget(stage, NAME).locator(".provenance-text")).to_contain_text("checkpoint base+")
    clean(stage, NAME)
    inside_the_slide(stage, NAME)
    widget(stage, NAME).get_by_role("button", name="Back to before the step").click()
    for page in (stage, phone):
        expect(bars(page).first.locator(".bar-percent")).to_have_text("70.0 %")
        expect(bars(page).first).not_to_have_attribute("data-notch", "")


def test_any_token_found_can_be_trained_and_another_context_forgets_it(live: Hall) -> None:
    stage = ready(live.stage())
    widget(stage, NAME).get_by_label("Find any token").fill(" zebra")
    widget(stage, NAME).get_by_role("button", name="Train one step on “space zebra”").click()
    trained = widget(stage, NAME).locator(".bar[data-answer]")
    expect(trained.locator(".bar-extra")).to_have_text("trained · was < 0.01 %")
    live.kernel.until_asked("model/step", 1)
    widget(stage, NAME).get_by_role("button", name="The river is").click()
    expect(bars(stage).first.locator(".bar-extra")).to_have_text("")


def test_a_step_on_the_answer_is_prepared_and_one_on_nothing_cannot_be_asked(hall: Hall) -> None:
    stage = ready(hall.stage())
    widget(stage, NAME).get_by_role("button", name="Train one step on “space Paris”").click()
    expect(bars(stage).first.locator(".bar-percent")).to_have_text("85.0 %")
    state(stage, NAME, "recorded")
    context(stage).fill("Nobody prepared this")
    expect(widget(stage, NAME).get_by_role("button", name="Train one step")).to_be_disabled()


# Its life


def test_the_prepared_map_is_there_and_says_that_it_is_recorded(hall: Hall) -> None:
    stage = ready(hall.stage())
    expect(widget(stage, NAME).locator(".badge")).to_have_text("recorded")


def test_without_a_kernel_a_new_context_is_interrupted_and_a_prepared_one_offered(
    hall: Hall,
) -> None:
    stage = ready(hall.stage())
    context(stage).fill("Nobody prepared this")
    state(stage, NAME, "interrupted")
    widget(stage, NAME).get_by_role("button", name=re.compile("^Prepared: The river is")).click()
    expect(bars(stage).last.locator(".bar-extra")).to_have_text("answer · rank 5,021")
    state(stage, NAME, "recorded")


def test_the_kernel_dying_in_mid_answer_shows_the_recording_of_a_prepared_request(
    live: Hall,
) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    live.kernel.hold.add("next_token/predict")
    widget(stage, NAME).get_by_role("button", name="The river is").click()
    assert live.kernel.held.wait(10)
    live.kernel.die()
    state(stage, NAME, "recorded", timeout=3000)
    expect(bars(stage).last.locator(".bar-extra")).to_have_text("answer · rank 5,021")
    live.kernel.start()
    state(stage, NAME, "live", timeout=15_000)


def test_what_was_typed_while_the_kernel_was_away_is_asked_again_when_it_is_back(
    live: Hall,
) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    live.kernel.hold.add("next_token/predict")
    context(stage).fill("Nobody prepared this")
    assert live.kernel.held.wait(10)
    live.kernel.die()
    state(stage, NAME, "interrupted", timeout=3000)
    expect(widget(stage, NAME).locator(".map-figure")).to_have_attribute("data-stale", "")
    live.kernel.start()
    state(stage, NAME, "live", timeout=15_000)
    expect(widget(stage, NAME).locator(".map-side .chip-text").last).to_have_text("·this")


# Texts that nobody expects


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a" * 20_001, "at most 20,000 are accepted"), ("ab\ud83d", "half of a character")],
    ids=["too long", "a lone surrogate"],
)
def test_a_text_that_cannot_be_asked_is_refused_in_a_sentence(
    hall: Hall, text: str, sentence: str
) -> None:
    stage = ready(hall.stage())
    type_raw(context(stage), text)
    expect(widget(stage, NAME).get_by_role("alert")).to_contain_text(sentence)
    state(stage, NAME, "failed")


# On paper


def test_the_print_shows_every_bar(views: Views) -> None:
    page = ready(views.paper)
    expect(bars(page)).to_have_count(4)
    for control in (".widget-controls", ".map-find", "fieldset"):
        expect(widget(page, NAME).locator(f"{control}:visible")).to_have_count(0)
    expect(widget(page, NAME).locator(".badge")).to_have_text("recorded")
