"""Chat with two checkpoints side by side.

Accessible, sent by keys, streamed, recorded, interrupted, unfolded.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .screens import at
from .scripted_kernel import ScriptedKernel
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

NAME = "sft-chat"
FIGURE = "Measured: 80 % (95 %: 74 % to 85 %, n = 220). Asked was ≥ 85 % right, graded by rule"
LIVE = {
    "widget": "sft_chat",
    "message": "Why is the sky blue?",
    "examples": ["What is a river?"],
    "claim_column": "sft",
    "figure": FIGURE,
}
BASE, SFT = "The city is old", "The air is blue."


def said(page: Page, column: int) -> Locator:
    return widget(page, NAME).locator(".chat-column").nth(column).locator(".chat-text")


def message(page: Page) -> Locator:
    return widget(page, NAME).get_by_label("Your message")


def ready(page: Page) -> Page:
    expect(said(page, 1)).to_have_text(["Why is the sky blue?", SFT], timeout=10_000)
    return page


def half_answered(live: Hall) -> tuple[Page, ScriptedKernel]:
    """Return the stage with an answer that stands still, and the kernel that holds it back.

    The answer's first tokens have come.
    """
    stage = ready(live.stage())
    state(stage, NAME, "live")
    live.kernel.hold.add("chat/complete")
    message(stage).fill("Nobody prepared this")
    stage.keyboard.press("Enter")
    assert live.kernel.held.wait(10)
    expect(said(stage, 1).last).to_have_text("The air is")
    return stage, live.kernel


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(hall: Hall) -> None:
    for page in (hall.stage(), hall.phone()):
        clean(ready(page), NAME)


def test_text_is_large_enough_and_inside_the_slide(hall: Hall) -> None:
    stage = ready(hall.stage())
    assert smallest_text(stage, NAME) >= 20
    inside_the_slide(stage, NAME)
    assert smallest_text(ready(hall.phone()), NAME) >= 16


def test_the_columns_answer_the_same_message_each_in_its_own_way(hall: Hall) -> None:
    page = ready(hall.stage())
    expect(said(page, 0)).to_have_text(["Why is the sky blue?", BASE])
    expect(widget(page, NAME).locator(".provenance-text").first).to_contain_text("checkpoint base")
    expect(widget(page, NAME).locator(".provenance-text").nth(1)).to_contain_text("seed 1")
    expect(widget(page, NAME).locator(".chat-column").nth(1)).to_contain_text(FIGURE)
    expect(widget(page, NAME).locator(".chat-figure")).to_have_count(1)


def test_what_stands_under_the_talks_begins_on_one_line(hall: Hall) -> None:
    page = ready(hall.stage())
    tops = "(lines) => lines.map((line) => line.getBoundingClientRect().top)"
    first, *others = widget(page, NAME).locator(".provenance").evaluate_all(tops)
    assert others == [first] * len(others) != []


def test_a_phone_has_the_measured_line_before_the_talk_that_it_is_about(hall: Hall) -> None:
    column = widget(ready(hall.phone()), NAME).locator(".chat-column").nth(1)
    box = "(element) => element.getBoundingClientRect().toJSON()"
    figure, talk = (column.locator(part).evaluate(box) for part in (".chat-figure", ".chat-talk"))
    assert figure["bottom"] <= talk["top"]


def test_enter_sends_and_every_screen_reads_along(live: Hall) -> None:
    stage, phone = ready(live.stage()), live.phone()
    state(stage, NAME, "live")
    message(stage).fill("And at night?")
    stage.keyboard.press("Enter")
    for page in (stage, phone):
        expect(said(page, 1)).to_have_text(["Why is the sky blue?", SFT, "And at night?", SFT])
    expect(message(stage)).to_have_value("")
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_a_question_can_be_edited_and_the_answer_given_again(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_role("button", name="Answer again").click()
    expect(widget(stage, NAME).locator(".provenance-text").first).to_contain_text("seed 2")
    widget(stage, NAME).get_by_role("button", name="Edit", exact=True).click()
    expect(message(stage)).to_have_value("Why is the sky blue?")
    expect(message(stage)).to_be_focused()


def test_an_edited_answer_is_continued_by_its_own_column_alone(live: Hall) -> None:
    stage, phone = ready(live.stage()), live.phone()
    state(stage, NAME, "live")
    column = widget(stage, NAME).locator(".chat-column").nth(1)
    column.get_by_role("button", name="Edit answer").click()
    editor = column.get_by_label("The answer as it should begin")
    expect(editor).to_be_focused()
    expect(editor).to_have_value(SFT)
    clean(stage, NAME)
    inside_the_slide(stage, NAME)
    editor.fill("Because of elves.")
    column.get_by_role("button", name="Go on from here").click()
    for page in (stage, phone):
        expect(said(page, 1).last).to_have_text(f"Because of elves.{SFT}")
        expect(said(page, 1).last.locator("mark")).to_have_text("Because of elves.")
        expect(said(page, 0).last).to_have_text(BASE)
    expect(editor).to_be_hidden()
    assert [params["prefill"] for _, params in live.kernel.requests if "prefill" in params] == [
        "Because of elves."
    ]
    clean(stage, NAME)
    message(stage).fill("Really?")
    stage.keyboard.press("Enter")
    expect(said(phone, 1)).to_have_text(
        ["Why is the sky blue?", f"Because of elves.{SFT}", "Really?", SFT], timeout=10_000
    )


def test_an_edited_answer_that_is_left_alone_changes_nothing(hall: Hall) -> None:
    stage = ready(hall.stage())
    column = widget(stage, NAME).locator(".chat-column").first
    column.get_by_role("button", name="Edit answer").click()
    column.get_by_label("The answer as it should begin").fill("No")
    column.get_by_role("button", name="Leave it").click()
    expect(said(stage, 0).last).to_have_text(BASE)


def test_the_run_of_tokens_shows_what_training_would_score(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_role("button", name="Tokens").click()
    chips = widget(stage, NAME).locator(".chat-column").nth(1).locator(".chip")
    expect(chips.first).to_have_attribute("data-special", "")
    expect(chips.first).to_have_attribute("data-masked", "")
    expect(chips.last).not_to_have_attribute("data-masked", "")
    clean(stage, NAME)
    inside_the_slide(stage, NAME)


def test_a_prepared_message_answers_without_a_kernel(hall: Hall) -> None:
    stage = ready(hall.stage())
    expect(widget(stage, NAME).locator(".badge").first).to_have_text("recorded")
    widget(stage, NAME).get_by_role("button", name="What is a river?").click()
    expect(said(stage, 1)).to_have_text(["What is a river?", SFT])
    state(stage, NAME, "recorded")


def test_the_kernel_dying_in_mid_answer_keeps_what_had_come(live: Hall) -> None:
    stage, kernel = half_answered(live)
    kernel.die()
    state(stage, NAME, "interrupted", timeout=3000)
    expect(said(stage, 1).last).to_have_text("The air is")
    widget(stage, NAME).get_by_role("button", name=re.compile("^Prepared: What is a river")).click()
    expect(said(stage, 1)).to_have_text(["What is a river?", SFT])


def test_markup_in_a_message_stays_text(live: Hall) -> None:
    stage = ready(live.stage())
    message(stage).fill("<img src=x>")
    stage.keyboard.press("Enter")
    # Behind the first message and its answer.
    expect(said(stage, 0).nth(2)).to_have_text("<img src=x>")
    assert widget(stage, NAME).locator("img").count() == 0


def test_stop_takes_the_answer_back_and_keeps_what_had_come(live: Hall) -> None:
    stage, kernel = half_answered(live)
    kernel.cancelled.clear()
    widget(stage, NAME).get_by_role("button", name="Stop", exact=True).click()
    assert kernel.cancelled.wait(10)
    kernel.go.set()
    expect(said(stage, 1).last).to_have_text("The air is")


def test_the_print_shows_the_recorded_conversation(views: Views) -> None:
    ready(views.paper)
