"""Sentences as training examples: each window with the token that really came next."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .screens import at
from .widget_kit import (
    PARIS,
    PARIS_IDS,
    SharedSite,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    slide_of,
    smallest_text,
    widget,
)

NAME = "windows"
TOAST = "A good wedding toast should be personal, brief, and kind."
LIVE = {"widget": "windows", "texts": [PARIS, TOAST], "rows": 4}


def answers(page: Page, wanted: list[str]) -> None:
    expect(widget(page, NAME).locator(".windows-answer .chip-under")).to_have_text(
        wanted, timeout=15_000
    )


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(built_deck: SharedSite) -> None:
    for page in (built_deck.stage(), built_deck.phone()):
        answers(page, PARIS_IDS[1:5])
        clean(page, NAME)


def test_text_is_large_enough_and_inside_the_slide(built_deck: SharedSite) -> None:
    stage, phone = built_deck.stage(), built_deck.phone()
    for page, least in ((stage, 20), (phone, 16)):
        answers(page, PARIS_IDS[1:5])
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    widget(stage, NAME).get_by_role("button", name="A good wedding toast").click()
    expect(widget(stage, NAME).locator(".windows-row")).to_have_count(4)
    inside_the_slide(stage, NAME)


def test_the_slider_moves_the_window_by_keys_and_no_slide(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    answers(page, PARIS_IDS[1:5])
    widget(page, NAME).get_by_role("slider").focus()
    page.keyboard.press("End")
    answers(page, PARIS_IDS[3:7])
    current = widget(page, NAME).locator(
        '.windows-row[aria-current="true"] .windows-answer .chip-text'
    )
    expect(current).to_have_text(".")
    at(page, slide_of(page))
    gives_the_keyboard_back(page, NAME)


def test_the_print_shows_the_windows(views: Views) -> None:
    answers(views.paper, PARIS_IDS[1:5])
