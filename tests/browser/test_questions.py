"""Questions, pace and prompts from the room, between two phones, a speaker and a stage."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from .screens import AXE, at, connected, show, violations
from .widget_kit import Crowd

WIDGETS: dict[str, dict[str, Any]] = {
    "text": {"widget": "tokenizer", "text": "Hello"},
    "questions": {"widget": "questions", "most": 2},
}
SCRIPT = "<img src=x onerror=alert(1)> why?"


def open_sheet(phone: Page) -> None:
    if not phone.locator("dialog.talk-sheet").is_visible():
        phone.get_by_role("button", name="Ask", exact=True).tap()


def ask(phone: Page, text: str) -> None:
    open_sheet(phone)
    phone.get_by_label("Ask about this slide").fill(text)
    phone.locator(".sheet-line").first.get_by_role("button", name="Send").tap()


def texts(page: Page) -> list[str]:
    return page.locator("section.present .question-text").all_inner_texts()


def test_a_question_goes_from_a_phone_to_everybody_and_is_answered(
    crowd: Crowd,
) -> None:
    stage, speaker, (one, two) = crowd.stage, crowd.speaker, crowd.phones
    show(stage, "questions")
    for phone in (one, two):
        at(phone, "questions")
    ask(one, SCRIPT)
    expect(one.get_by_text("Your question is in.")).to_be_visible()
    ask(two, "How much?")
    expect(two.locator("dialog .question")).to_have_count(2)
    sheet = two.locator("dialog.talk-sheet")
    sheet.get_by_role("button", name="I want this answered: <img").tap()
    expect(stage.locator("section.present .question-count").first).to_have_text("2")
    assert texts(stage) == [SCRIPT, "How much?"]
    for page in (stage, two):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert violations(page) == []

    speaker.keyboard.press("q")
    queue = speaker.locator("aside.queue")
    expect(queue.locator(".queue-text")).to_have_text([SCRIPT, "How much?"])
    speaker.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(speaker) == []
    queue.get_by_role("button", name="Answered").first.click()
    expect(two.locator("dialog .question-text")).to_have_text(["How much?", SCRIPT])
    queue.get_by_label("New questions wait for me").check()
    ask(one, "Rude?")
    expect(one.get_by_text("the speaker shows it first")).to_be_visible()
    expect(queue.locator(".queue-text").first).to_have_text("Rude?")
    queue.get_by_role("button", name="Hide").first.click()
    queue.get_by_label("New questions wait for me").uncheck()
    ask(one, "How much bread?")
    queue.locator("li:has(.queue-text:text-is('How much bread?')) select").select_option(
        label="How much?"
    )
    expect(queue.locator('li[data-state="merged"] .queue-text')).to_have_text("How much bread?")
    expect(stage.locator("section.present .question-count").first).to_have_text("2")
    # Its slide is the one that is shown: the speaker may go on from it, and come back to it.
    show(stage, "text")
    item = queue.locator("li:has(.queue-text:text-is('How much?'))")
    item.get_by_role("button", name="Go to").click()
    for page in (stage, one):
        at(page, "questions")
    # The phone finds its own votes again after a reload, and nobody sees what was hidden.
    two.reload()
    connected(two)
    open_sheet(two)
    pressed = two.locator('dialog .question-votes[aria-pressed="true"]')
    expect(pressed).to_have_count(2)
    assert texts(stage) == ["How much?", SCRIPT]
    assert "Rude?" not in two.locator("dialog").inner_text()
    speaker.keyboard.press("Escape")
    for phone in (one, two):
        phone.get_by_role("button", name="Close").tap()


def test_the_pace_reaches_the_speaker_alone(crowd: Crowd) -> None:
    stage, speaker, one = crowd.stage, crowd.speaker, crowd.phones[0]
    open_sheet(one)
    one.get_by_role("button", name="too fast").tap()
    expect(speaker.locator(".queue-pace")).to_have_text("Pace: 1 too fast")
    assert "too fast" not in stage.content()
    one.get_by_role("button", name="Close").tap()


def test_a_prompt_waits_for_the_speaker_and_is_then_on_stage(
    crowd: Crowd,
) -> None:
    stage, speaker, (one, two) = crowd.stage, crowd.speaker, crowd.phones
    show(stage, "text")
    for phone, text in ((one, "rude words"), (two, "a kind word")):
        at(phone, "text")
        open_sheet(phone)
        phone.get_by_label("Send a prompt to the stage").fill(text)
        phone.locator(".sheet-line").nth(1).get_by_role("button", name="Send").tap()
        expect(phone.get_by_text("Your prompt waits in the queue")).to_be_visible()
    expect(speaker.locator(".queue-button")).to_contain_text("2 prompts")
    assert "kind word" not in stage.content()
    speaker.keyboard.press("q")
    queue = speaker.locator("aside.queue")
    queue.get_by_role("button", name="Reject").first.click()
    expect(queue.locator(".queue-text").first).to_have_text("a kind word")
    queue.get_by_role("button", name="Show", exact=True).click()
    field = stage.locator("section.present talk-tokenizer textarea").first
    expect(field).to_have_value("a kind word")
    expect(queue.get_by_text("No prompt waits.")).to_be_visible()


def test_a_reader_finds_a_slide_sets_the_text_s_size_and_takes_the_talk_home(
    crowd: Crowd,
) -> None:
    stage, one = crowd.stage, crowd.phones[0]
    show(stage, "questions")
    at(one, "questions")
    one.reload()
    connected(one)
    open_sheet(one)
    one.get_by_label("Search in them").fill("soon")
    expect(one.locator(".talk-slides button")).to_have_text(["Votes"])
    one.get_by_label("Search in them").fill("nowhere to be found")
    expect(one.get_by_text("No slide has these words.")).to_be_visible()
    one.get_by_role("group", name="Colours").get_by_role("button", name="dark").tap()
    dark = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
    assert one.evaluate(dark) == "#101317"
    one.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(one) == []
    one.get_by_role("group", name="Colours").get_by_role("button", name="light").tap()
    assert one.evaluate(dark) == "#fdfbf7"
    assert violations(one) == []
    one.get_by_role("button", name="Larger").tap()
    assert one.evaluate("getComputedStyle(document.documentElement).fontSize") == "18.4px"
    one.reload()
    connected(one)
    assert one.evaluate("getComputedStyle(document.documentElement).fontSize") == "18.4px"
    assert one.evaluate(dark) == "#fdfbf7"
    open_sheet(one)
    one.get_by_role("button", name="Take the talk home").tap()
    for slide in ("start", "text", "questions"):
        expect(one.locator(f'section[data-id="{slide}"]')).to_be_visible()
    expect(one.locator(".take-home-foot .question-text").first).to_have_text(SCRIPT)
    one.get_by_role("button", name="Back to the talk").tap()
    expect(one.locator('section[data-id="start"]')).to_be_hidden()
