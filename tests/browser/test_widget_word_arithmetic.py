"""Words added and subtracted: accessible, by keys, on every screen, live and recorded."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .scripted_arithmetic import nearest
from .widget_kit import Hall, clean, gives_the_keyboard_back, inside_the_slide, smallest_text, state
from .widget_kit import widget as find

NAME = "word-arithmetic"
LIVE = {
    "widget": "word_arithmetic",
    "start": "king",
    "minus": "man",
    "plus": "woman",
    "answer": "queen",
    # Two more than on a slide of the talk, whose title has a line of text under it.
    "top_k": 8,
    "examples": [
        {"start": "Paris", "minus": "France", "plus": "Italy", "answer": "Rome", "label": "Rome"}
    ],
}
KERNEL_METHODS = {"embeddings/nearest": nearest}


def rows(page: Page) -> Locator:
    return find(page, NAME).locator(".bar")


def test_a_sum_is_shown_with_its_expected_word_and_a_new_one_is_computed(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    for page, least in ((stage, 20), (phone, 16)):
        expect(rows(page)).to_have_count(8)
        expect(rows(page).nth(1)).to_contain_text("expected · rank 2")
        expect(find(page, NAME).locator(".sum-left")).to_have_text(
            "Left out, as words of the sum: “king” 0.60, “woman” 0.60, and “man” 0.60"
        )
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    # An example whose expected word is far away has a row of its own for it.
    find(stage, NAME).get_by_role("button", name="Rome").click()
    for page in (stage, phone):
        expect(rows(page)).to_have_count(9)
        expect(rows(page).nth(8)).to_contain_text("expected · rank 67")
    inside_the_slide(stage, NAME)
    # Nobody expects anything of a sum that was typed.
    field = find(stage, NAME).get_by_label("plus")
    field.fill("Japan")
    field.press("Enter")
    for page in (stage, phone):
        expect(rows(page)).to_have_count(8)
    # Not the last request of all: the room asks for the kernel's health whenever it likes.
    asked = [params for method, params in live.kernel.requests if method == "embeddings/nearest"]
    assert asked[-1]["add"] == ["Paris", "Japan"]
    assert "tracked" not in asked[-1]
    # With the kernel away the prepared sums are still there.
    live.kernel.die()
    find(stage, NAME).get_by_role("button", name="Rome").click()
    expect(rows(stage)).to_have_count(9)
    state(stage, NAME, "recorded")
    gives_the_keyboard_back(stage, NAME)
