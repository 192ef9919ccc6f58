"""The tool-call loop.

One border at a time, sampled and forced told apart, a result changed by hand, tools off.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .screens import at
from .scripted_kernel import AFTER_TOOL
from .widget_kit import (
    Hall,
    SharedSite,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    presser,
    slide_of,
    smallest_text,
    state,
    widget,
)

NAME = "tool-loop"
LIVE = {"widget": "tool_loop", "question": "How many r?", "examples": ["What is 2*3?"]}
TITLES = [
    "1. The model writes",
    "2. It calls a tool",
    "3. The result is forced in",
    "4. The model writes",
]


def titles(page: Page) -> Locator:
    return widget(page, NAME).locator(".tool-title")


press = presser(NAME)


def ready(page: Page) -> Page:
    expect(titles(page)).to_have_text(TITLES[:1], timeout=10_000)
    return page


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(built_deck: SharedSite) -> None:
    for page in (built_deck.stage(), built_deck.phone()):
        press(ready(page), "To the end")
        expect(titles(page)).to_have_text(TITLES)
        clean(page, NAME)


def test_text_is_large_enough_and_inside_the_slide(built_deck: SharedSite) -> None:
    stage, phone = ready(built_deck.stage()), ready(built_deck.phone())
    for page, least in ((stage, 20), (phone, 16)):
        press(page, "To the end")
        expect(titles(page)).to_have_text(TITLES)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_the_loop_stands_still_at_every_border(built_deck: SharedSite) -> None:
    page = ready(built_deck.stage())
    for shown in range(2, 5):
        press(page, "Next")
        expect(titles(page)).to_have_text(TITLES[:shown])
    expect(widget(page, NAME).locator(".tool-detail").nth(1)).to_have_text(
        "letter_counter(r in strawberry)"
    )
    expect(widget(page, NAME).locator(".tool-detail").nth(2)).to_have_text("the tool ran, 0.042 ms")
    press(page, "From the start")
    expect(titles(page)).to_have_text(TITLES[:1])


def test_forced_tokens_are_marked_in_the_picture_and_in_words(built_deck: SharedSite) -> None:
    page = ready(built_deck.stage())
    press(page, "To the end")
    parts = widget(page, NAME).locator(".tool-part")
    expect(parts.nth(2).locator(".chip[data-forced]")).to_have_count(3)
    expect(parts.nth(2).locator(".visually-hidden").nth(1)).to_contain_text("forced")
    expect(parts.nth(3).locator(".chip[data-forced]")).to_have_count(0)


def test_without_the_tools_the_model_answers_by_itself(built_deck: SharedSite) -> None:
    page = ready(built_deck.stage())
    widget(page, NAME).get_by_text("off", exact=True).click()
    expect(widget(page, NAME).locator(".tool-part .chip")).to_have_count(6)
    expect(titles(page)).to_have_text(TITLES[:1])
    expect(widget(page, NAME).locator(".badge")).to_have_text("recorded")


def test_a_result_changed_by_hand_is_what_the_model_goes_on_from(live: Hall) -> None:
    stage, phone = ready(live.stage()), live.phone()
    state(stage, NAME, "live")
    press(stage, "To the end")
    field = widget(stage, NAME).get_by_label("Change the first result")
    field.fill("7")
    stage.keyboard.press("Enter")
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".tool-detail").nth(2)).to_have_text("changed by hand")
    expect(widget(stage, NAME).locator(".tool-part").nth(3)).to_contain_text("Paris")
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_the_kernel_dying_while_the_model_goes_on_is_told(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    press(stage, "To the end")
    live.kernel.hold.add("text/generate")
    widget(stage, NAME).get_by_label("Change the first result").fill("7")
    stage.keyboard.press("Enter")
    assert live.kernel.held.wait(10)
    live.kernel.die()
    state(stage, NAME, "interrupted", timeout=3000)
    expect(widget(stage, NAME).locator(".badge")).to_have_text("interrupted")
    expect(widget(stage, NAME).locator(".tool-detail").nth(2)).to_have_text("changed by hand")


def test_what_is_typed_stays_while_an_answer_comes_in(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    live.kernel.hold.add("chat/complete")
    widget(stage, NAME).get_by_role("button", name="What is 2*3?").click()
    assert live.kernel.held.wait(10)
    field = widget(stage, NAME).get_by_label("Question", exact=True)
    expect(field).to_have_value("What is 2*3?")
    field.fill("And what is the time?")
    live.kernel.go.set()
    press(stage, "To the end")
    expect(titles(stage)).to_have_text(TITLES)
    expect(field).to_have_value("And what is the time?")


def test_to_the_end_means_the_end_of_the_turn_and_not_of_what_has_come_in_so_far(
    live: Hall,
) -> None:
    stage, phone = ready(live.stage()), live.phone()
    state(stage, NAME, "live")
    live.kernel.hold.add(AFTER_TOOL)
    widget(stage, NAME).get_by_role("button", name="What is 2*3?").click()
    assert live.kernel.held.wait(10)
    press(stage, "To the end")
    for page in (stage, phone):
        expect(titles(page)).to_have_text(TITLES[:3])
    live.kernel.go.set()
    for page in (stage, phone):
        expect(titles(page)).to_have_text(TITLES)


def test_enter_asks_a_new_question(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    press(stage, "Next")
    field = widget(stage, NAME).get_by_label("Question", exact=True)
    field.fill("What is the time?")
    stage.keyboard.press("Enter")
    expect(titles(stage)).to_have_text(TITLES[:1])
    state(stage, NAME, "live")


def test_without_a_kernel_a_new_question_is_interrupted_and_a_prepared_one_offered(
    hall: Hall,
) -> None:
    stage = ready(hall.stage())
    widget(stage, NAME).get_by_label("Question", exact=True).fill("Nobody prepared this")
    widget(stage, NAME).get_by_label("Question", exact=True).press("Enter")
    state(stage, NAME, "interrupted")
    widget(stage, NAME).get_by_role("button", name="Prepared: What is 2*3?").click()
    state(stage, NAME, "recorded")


def test_the_print_shows_the_whole_loop(views: Views) -> None:
    page = views.paper
    expect(titles(page)).to_have_text(TITLES)
