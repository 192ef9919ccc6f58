"""A clicker's keys in stage and speaker view.

PageUp, PageDown, `b` and `.` are the deck's wherever the focus is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from .presenting import presented
from .screens import PROJECTOR, Screens, at, connected
from .widget_kit import write_deck

TEXT = "The capital of France is"
LIVE = {
    "widget": "sampling_loop",
    "text": TEXT,
    "seed": 7,
    "max_tokens": 8,
    "candidates": 3,
    "examples": ["Once upon a time"],
}
CHAT = {"widget": "sft_chat", "checkpoints": ["sft"], "prompts": ["What is the capital of France?"]}


@dataclass(frozen=True)
class Room:
    """A talk's screens, which the tests share."""

    stage: Page
    speaker: Page
    phone: Page

    @property
    def screens(self) -> tuple[Page, Page, Page]:
        """All screens: a step that one of them has not seen yet would reach the next test."""
        return self.stage, self.speaker, self.phone


@pytest.fixture(scope="module")
def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with presented(write_deck(tmp_path_factory.mktemp("clicker"), LIVE)) as talk:
        screens = Screens(browser)
        stage, speaker = (screens(address, PROJECTOR) for address in (talk.stage, talk.speaker))
        phone = screens.phone(talk.phone)
        yield Room(connected(stage), connected(speaker), connected(phone))
        screens.close()


@pytest.fixture(params=["stage", "speaker"])
def screen(request: pytest.FixtureRequest, room: Room) -> Page:
    """Return a presenter's screen at the widget, where the others are too."""
    page: Page = getattr(room, request.param)
    page.evaluate("document.activeElement?.blur()")
    for key, there in (("Home", "before"), ("ArrowRight", "widget")):
        page.keyboard.press(key)
        for other in room.screens:
            at(other, there)
    page.locator("talk-sampling-loop[data-state]").first.wait_for()
    return page


def covered(page: Page, mode: str) -> None:
    page.wait_for_selector(f'html[data-blank="{mode}"]', state="attached")


CONTROLS = [
    "textarea",
    "input[type=range]",
    "input[type=radio]",
    "input[type=number]",
    "button.choice-main",
]


def test_page_up_and_page_down_move_the_deck_from_every_control(screen: Page, room: Room) -> None:
    for control in CONTROLS:
        for key, there, back in (("PageDown", "after", "PageUp"), ("PageUp", "before", "PageDown")):
            screen.locator(f"talk-sampling-loop {control}").first.focus()
            screen.keyboard.press(key)
            for page in room.screens:
                at(page, there)
            screen.keyboard.press(back)
            for page in room.screens:
                at(page, "widget")


def test_b_and_the_full_stop_cover_the_projected_slide_from_every_control_but_a_text_field(
    screen: Page, room: Room
) -> None:
    for control in ("input[type=range]", "input[type=radio]", "button.choice-main"):
        screen.locator(f"talk-sampling-loop {control}").first.focus()
        for key, mode in (("b", "black"), (".", "none")):
            screen.keyboard.press(key)
            for page in room.screens:
                covered(page, mode)
    field = screen.locator("talk-sampling-loop textarea").first
    # The room may have the text that another test typed.
    field.fill(TEXT)
    screen.keyboard.press("End")
    screen.keyboard.type(" b.")
    expect(field).to_have_value("The capital of France is b.")
    covered(room.stage, "none")


def test_what_is_covered_is_black_and_the_next_move_shows_the_slide(
    screen: Page, room: Room
) -> None:
    stage, speaker = room.stage, room.speaker
    screen.keyboard.press("b")
    for page in room.screens:
        covered(page, "black")
    top = "getComputedStyle(document.body, '::after').backgroundColor"
    assert stage.evaluate(top) == "rgb(0, 0, 0)"
    expect(speaker.get_by_text("The projector is black")).to_be_visible()
    screen.keyboard.press("PageDown")
    at(stage, "after")
    covered(stage, "none")
    expect(speaker.get_by_text("The projector is black")).to_be_hidden()


def test_enter_sends_a_line_and_gives_the_clicker_back(screen: Page, room: Room) -> None:
    for control, text in (("textarea", "Once upon"), ("input[type=number]", "9")):
        field = screen.locator(f"talk-sampling-loop {control}").first
        field.fill(text)
        screen.keyboard.press("Enter")
        expect(field).not_to_be_focused()
        expect(field).to_have_value(text)
        for mode in ("black", "none"):
            screen.keyboard.press("b")
            for page in room.screens:
                covered(page, mode)
    field = screen.locator("talk-sampling-loop textarea").first
    field.focus()
    screen.keyboard.press("End")
    screen.keyboard.press("Shift+Enter")
    expect(field).to_have_value("Once upon\n")


def test_the_keys_are_said_in_the_help_of_both_views(room: Room) -> None:
    stage, speaker = room.stage, room.speaker
    for page in (stage, speaker):
        page.evaluate("document.activeElement?.blur()")
    stage.keyboard.press("Shift+Slash")
    said = stage.locator(".r-overlay-help").inner_text()
    speaker.keyboard.press("?")
    other = speaker.locator("dialog.help").inner_text()
    for words in ("black", "text field"):
        assert words in said
        assert words in other
    for page, help in ((stage, ".r-overlay-help"), (speaker, "dialog.help")):
        place = page.evaluate("document.documentElement.dataset.slide")
        page.keyboard.press("PageUp" if place == "after" else "PageDown")
        page.locator(help).wait_for(state="hidden")
        page.wait_for_function(
            "(place) => document.documentElement.dataset.slide !== place", arg=place
        )
