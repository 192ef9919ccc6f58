"""With the real kernel.

What a presenter does in a widget is on every screen; what a reader does stays with them.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from talk.deck.load import load

from .presenting import TOUR, PresentedProcess, presented_by_process
from .screens import DESK, Screens, at, connected, recordings_asked, show

SENTENCE = "The capital of France is Paris."
IDS = ["791", "6864", "315", "9822", "374", "12366", "13"]
ANSWER_MS = 20_000
"""A machine that trains a model beside the tests takes its time."""


@dataclass(frozen=True)
class Room:
    """A talk with a kernel, and screens that the tests share."""

    talk: PresentedProcess
    stage: Page
    speaker: Page
    phone: Page


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[Room]:
    # What cuts text into tokens needs no torch, whose load is most of what a kernel's start costs.
    with presented_by_process(TOUR, kernel="auto", preload=False) as talk:
        screens = Screens(browser)
        stage, speaker = screens(talk.stage), connected(screens(talk.speaker, DESK))
        yield Room(talk, stage, speaker, connected(screens.phone(talk.phone)))
        screens.close()


@pytest.fixture
def room(opened: Room) -> Room:
    """Return the room at the slide with a tokenizer, with its kernel; other tests have used it."""
    for page in (opened.stage, opened.speaker):
        page.evaluate("document.activeElement?.blur()")
    kernel_answers(opened.speaker)
    show(opened.stage, slide_with("tokenizer"), first=load(TOUR).slides[0].id)
    return opened


def slide_with(widget: str) -> str:
    return next(
        slide.id for slide in load(TOUR).slides if any(live.widget == widget for live in slide.live)
    )


def kernel_answers(speaker: Page) -> None:
    speaker.wait_for_selector('.kernel[data-kernel="live"]', timeout=60_000)


def tokenizer(page: Page, slide: str) -> Locator:
    """Return the tokenizer that this screen shows large, once it has been rendered."""
    at(page, slide)
    shown = {
        "stage": "section.present",
        "speaker": ".frame.current section",
        "phone": "section.current",
    }
    found = page.locator(f"{shown[str(page.get_attribute('html', 'data-view'))]} talk-tokenizer")
    expect(found).to_have_attribute("data-state", re.compile("."))
    return found


def has_ids(widget: Locator, ids: list[str]) -> None:
    """Wait until these are the IDs under the chips."""
    widget.page.wait_for_function(
        "([element, ids]) => [...element.querySelectorAll('.chips .chip-under')].map(e => "
        "e.innerText).join()"
        " === ids.join()",
        arg=[widget.element_handle(), ids],
        timeout=ANSWER_MS,
    )


def state(widget: Locator, *names: str, timeout: float = ANSWER_MS) -> None:
    """Wait until the badge says one of these."""
    widget.page.wait_for_function(
        "([element, names]) => names.includes(element.dataset.state)",
        arg=[widget.element_handle(), list(names)],
        timeout=timeout,
    )


@pytest.mark.timeout(240)
def test_typed_on_one_screen_the_tokens_are_on_every_screen(room: Room, screens: Screens) -> None:
    slide = slide_with("tokenizer")
    widgets = [tokenizer(page, slide) for page in (room.stage, room.speaker, room.phone)]
    for typing, text, ids in ((0, "Hello", ["9906"]), (0, SENTENCE, IDS), (1, "Paris", ["60704"])):
        widgets[typing].locator("textarea").first.fill(text)
        for widget in widgets:
            has_ids(widget, ids)
            state(widget, "live")
            expect(widget.locator("textarea").first).to_have_value(text)
    late = connected(screens.phone(room.talk.phone))
    has_ids(tokenizer(late, slide), ["60704"])


@pytest.mark.timeout(240)
def test_what_a_reader_types_stays_on_that_phone(room: Room, screens: Screens) -> None:
    slide = slide_with("tokenizer")
    phone = connected(screens.phone(room.talk.phone))
    shared = [tokenizer(page, slide) for page in (room.stage, room.phone)]
    shared[0].locator("textarea").first.fill(SENTENCE)
    for widget in shared:
        has_ids(widget, IDS)
    own = tokenizer(phone, slide)
    own.locator("textarea").first.fill("Paris")
    has_ids(own, ["60704"])
    for widget in shared:
        has_ids(widget, IDS)
        assert widget.locator("textarea").first.input_value() == SENTENCE


@pytest.mark.timeout(240)
def test_a_dead_kernel_changes_a_badge_and_stops_no_slide(
    room: Room,
) -> None:
    slide = slide_with("tokenizer")
    stage, speaker, phone = room.stage, room.speaker, room.phone
    state(tokenizer(stage, slide), "live")
    os.kill(room.talk.kernel_pid(), signal.SIGKILL)
    speaker.wait_for_selector('.kernel:not([data-kernel="live"])')
    stage.keyboard.press("ArrowLeft")
    stage.keyboard.press("ArrowRight")
    for page in (stage, phone):
        at(page, slide)
    kernel_answers(speaker)
    for page in (stage, phone):
        state(tokenizer(page, slide), "live", timeout=30_000)


def test_while_the_kernel_is_live_a_phone_fetches_no_recordings(
    room: Room, screens: Screens
) -> None:
    slide = slide_with("tokenizer")
    stage = room.stage
    phone = connected(screens.phone(room.talk.phone))
    widget = tokenizer(phone, slide)
    expect(widget).to_have_attribute("data-state", "live", timeout=ANSWER_MS)
    # What the stage asks now makes the phone look whether it needs recordings.
    field = tokenizer(stage, slide).locator("textarea, input[type=text]").first
    for word in ("recording", "network", "hall"):
        field.fill(f"Nobody prepared this {word}")
        expect(widget).to_contain_text(word)
    assert recordings_asked(phone) == []
