"""The byte-pair stepper.

The worked example of the slides, by mouse, by keys, in the hand and on paper.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .screens import at
from .widget_kit import (
    SharedSite,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    slide_of,
    smallest_text,
    type_raw,
    widget,
)

NAME = "bpe-stepper"
TEXT = "a good wedding toast: toast the host, toast the most, and boast of the roast"
LIVE = {"widget": "bpe_stepper", "text": TEXT, "merges": 10}
MERGES = ["st", "·t", "oa", "oast", "·toast"]
"""Counted by hand: st 7 times, space and t 5, oa 5, oa and st 5, space-t and oast 3 before the
others of 3."""


def learnt(page: Page) -> Locator:
    return widget(page, NAME).locator(".bpe-learnt .bpe-piece")


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(built_deck: SharedSite) -> None:
    for page in (built_deck.stage(), built_deck.phone()):
        widget(page, NAME).get_by_role("button", name="Merge").click()
        expect(learnt(page)).to_have_text(MERGES[:1])
        clean(page, NAME)


def test_text_is_large_enough_and_inside_the_slide(built_deck: SharedSite) -> None:
    stage = built_deck.stage()
    expect(widget(stage, NAME).locator(".bpe-pair")).to_have_count(5)
    assert smallest_text(stage, NAME) >= 20
    inside_the_slide(stage, NAME)
    phone = built_deck.phone()
    expect(widget(phone, NAME).locator(".bpe-pair")).to_have_count(5)
    assert smallest_text(phone, NAME) >= 16


def test_the_merges_are_those_counted_by_hand(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    for number in range(1, 6):
        widget(page, NAME).get_by_role("button", name="Merge").click()
        expect(learnt(page)).to_have_text(MERGES[:number])
    first = widget(page, NAME).locator(".bpe-pair").first
    expect(first).to_have_attribute("data-next", "")
    expect(first.locator(".bpe-next")).to_have_text("merged next")


def test_arrows_on_a_button_step_and_move_no_slide(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    widget(page, NAME).get_by_role("button", name="Back").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(learnt(page)).to_have_text(MERGES[:2])
    page.keyboard.press("ArrowLeft")
    expect(learnt(page)).to_have_text(MERGES[:1])
    page.keyboard.press("End")
    expect(learnt(page)).to_have_count(8)
    page.keyboard.press("Home")
    expect(learnt(page)).to_have_count(0)
    at(page, slide_of(page))
    gives_the_keyboard_back(page, NAME)


def test_another_text_is_learnt_from_its_beginning(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    widget(page, NAME).get_by_label("Learn from this text").fill("aaabdaaabac")
    expect(widget(page, NAME).locator(".bpe-pieces .bpe-piece")).to_have_count(11)
    widget(page, NAME).get_by_role("button", name="Merge").click()
    expect(learnt(page)).to_have_text(["aa"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a" * 401, "at most 400 are learnt from here"), ("ab\ud83d", "half of a character")],
    ids=["too long", "a lone surrogate"],
)
def test_a_text_that_cannot_be_learnt_from_is_refused_in_a_sentence(
    built_deck: SharedSite, text: str, sentence: str
) -> None:
    page = built_deck.stage()
    type_raw(widget(page, NAME).get_by_label("Learn from this text"), text)
    expect(widget(page, NAME).get_by_role("alert")).to_contain_text(sentence)
    expect(widget(page, NAME)).to_have_attribute("data-state", "failed")


def test_an_empty_text_has_nothing_to_merge(built_deck: SharedSite) -> None:
    page = built_deck.stage()
    widget(page, NAME).get_by_label("Learn from this text").fill("")
    expect(widget(page, NAME).locator(".bpe-pair")).to_have_count(0)
    clean(page, NAME)


def test_the_print_shows_what_was_learnt_in_the_end(views: Views) -> None:
    page = views.paper
    expect(learnt(page)).to_have_count(8)  # then no pair is left that stands there twice
    for number, piece in enumerate(MERGES):
        expect(learnt(page).nth(number)).to_have_text(piece)
    expect(widget(page, NAME).locator(".bpe-pair").first).to_be_visible()
    inside_the_slide(page, NAME)
    expect(widget(page, NAME).locator(".widget-controls")).to_be_hidden()
