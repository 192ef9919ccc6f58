"""Polls of every kind, and the room's words as tokens. One choice and a quiz: test_whole_talk."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from .screens import at, show, violations
from .widget_kit import Crowd

WIDGETS: dict[str, dict[str, Any]] = {
    "several": {"widget": "poll", "kind": "several", "most": 2, "options": ["a", "b", "c"]},
    "scale": {"widget": "poll", "kind": "scale", "ends": ["no", "yes"]},
    "number": {"widget": "poll", "kind": "number", "unit": "tokens"},
    "text": {"widget": "poll", "kind": "text"},
    "cloud": {"widget": "tokens_cloud", "prompt": "Bread tastes of"},
}


def poll(page: Page, slide: str) -> Locator:
    if page.locator(".current-slot").count():
        return page.locator(f'.current-slot section[data-id="{slide}"] [data-vote]').first
    return page.locator(f'section[data-id="{slide}"] [data-vote]').first


def says(page: Page, slide: str, text: str) -> None:
    expect(poll(page, slide).locator(".vote-said")).to_contain_text(text)


def press(page: Page, slide: str, button: str) -> None:
    poll(page, slide).get_by_role("button", name=button, exact=True).click()


def open_on(crowd: Crowd, slide: str) -> tuple[Page, Page, list[Page]]:
    show(crowd.stage, slide)
    for page in crowd.screens:
        at(page, slide)
    expect(poll(crowd.phones[0], slide).locator(".vote-form")).to_be_visible()
    return crowd.stage, crowd.speaker, crowd.phones


def test_several_a_scale_a_number_and_words_are_counted(
    crowd: Crowd,
) -> None:
    stage, speaker, [one, two] = open_on(crowd, "several")
    poll(one, "several").get_by_label("a", exact=True).check()
    poll(one, "several").get_by_label("c", exact=True).check()
    expect(poll(one, "several").get_by_label("b", exact=True)).to_be_disabled()
    poll(two, "several").get_by_label("c", exact=True).check()
    says(stage, "several", "2 of 2 phones answered")
    press(stage, "several", "Close and show")
    expect(poll(two, "several").locator(".vote-count")).to_have_text(["1", "0", "2"])

    open_on(crowd, "scale")
    poll(one, "scale").get_by_text("2", exact=True).click()
    poll(two, "scale").get_by_text("5", exact=True).click()
    says(stage, "scale", "2 of 2 phones answered")
    press(stage, "scale", "Close and show")
    says(stage, "scale", "Mean 3.5.")

    open_on(crowd, "number")
    for page, number in ((one, "20"), (two, "40")):
        poll(page, "number").get_by_label("Your number").fill(number)
        press(page, "number", "Send")
    says(stage, "number", "2 of 2 phones answered")
    press(stage, "number", "Close and show")
    expect(poll(one, "number").locator(".vote-number-said")).to_have_text(
        "middle answer 30 tokens · your answer 20 tokens"
    )

    open_on(crowd, "text")
    hostile = "<img src=x onerror=alert(1)>"
    for page, text in ((one, hostile), (two, "rye")):
        poll(page, "text").get_by_label("Your words").fill(text)
        poll(page, "text").get_by_label("Your words").press("Enter")
    says(stage, "text", "2 of 2 phones answered")
    # What should not be on the wall is taken off before it is shown.
    poll(speaker, "text").get_by_role("button", name=f"Keep off the screen: {hostile}").click()
    press(stage, "text", "Close and show")
    for page in (stage, one):
        expect(poll(page, "text").locator(".vote-text")).to_have_text(["rye"])


def test_a_room_goes_on_with_a_text_and_its_words_stand_as_tokens(
    crowd: Crowd,
) -> None:
    stage, speaker, [one, two] = open_on(crowd, "cloud")
    expect(one.get_by_role("button", name="Your turn: go on with the text")).to_be_visible()
    for phone, text in ((one, "Sourdough!"), (two, "rude words")):
        poll(phone, "cloud").get_by_label("Your words").fill(text)
        poll(phone, "cloud").get_by_label("Your words").press("Enter")
    says(stage, "cloud", "2 of 2 phones answered")
    # Who has sent something types no more, and goes where the speaker goes.
    for slide in ("start", "cloud"):
        show(stage, slide)
        for phone in (one, two):
            at(phone, slide)
    # The model's map would be copied: it is not on the wall before the room's words are.
    expect(poll(stage, "cloud").locator(".vote-below")).to_be_hidden()
    poll(speaker, "cloud").get_by_role("button", name="Keep off the screen: rude words").click()
    press(stage, "cloud", "Close and show")
    words = poll(stage, "cloud").locator(".vote-text")
    expect(words).to_have_text(["Sourdough!"])
    # Without a kernel the wall cuts the words itself; a phone loads no tokenizer for it.
    expect(words.locator(".cloud-token")).to_have_text(["S", "ourd", "ough", "!"])
    expect(poll(one, "cloud").locator(".cloud-token")).to_have_text(["Sourdough!"])
    row = poll(one, "cloud").locator(".vote-below .vote-row")
    expect(row.locator(".vote-share")).to_have_text(["50 %"])
    for page in (stage, one):
        assert violations(page) == []
