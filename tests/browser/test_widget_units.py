"""One sentence in four units: the lengths are right, also without a kernel."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .widget_kit import (
    PARIS,
    SharedSite,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    smallest_text,
    widget,
)

NAME = "units"
LIVE = {"widget": "units", "text": PARIS}


def lengths(page: Page, wanted: list[str]) -> None:
    expect(widget(page, NAME).locator(".units-length")).to_have_text(wanted, timeout=15_000)


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(built_deck: SharedSite) -> None:
    for page in (built_deck.stage(), built_deck.phone()):
        lengths(page, ["248", "31", "7", "6"])
        clean(page, NAME)


def test_text_is_large_enough_and_inside_the_slide(built_deck: SharedSite) -> None:
    stage, phone = built_deck.stage(), built_deck.phone()
    for page, least in ((stage, 20), (phone, 16)):
        lengths(page, ["248", "31", "7", "6"])
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_each_row_says_how_many_signs_it_needs(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    signs = [
        "2 different signs",
        "256 different signs",
        "100,277 different signs",
        "no end of signs",
    ]
    expect(widget(page, NAME).locator(".units-signs")).to_have_text(signs)


def test_a_typed_sentence_is_measured_in_the_browser(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    widget(page, NAME).get_by_label("Type a sentence").fill("naïve 🐙")
    lengths(page, ["88", "11", "6", "2"])
    expect(widget(page, NAME).locator(".provenance-text")).to_contain_text(
        "computed in this browser"
    )
    gives_the_keyboard_back(page, NAME)


def test_a_long_text_is_refused_in_a_sentence(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    widget(page, NAME).get_by_label("Type a sentence").fill("a" * 201)
    expect(widget(page, NAME).get_by_role("alert")).to_contain_text("at most 200 characters")


def test_the_print_shows_the_recorded_lengths(views: Views) -> None:
    page = views.paper
    lengths(page, ["248", "31", "7", "6"])
    expect(widget(page, NAME).locator(".badge")).to_have_text("recorded")
