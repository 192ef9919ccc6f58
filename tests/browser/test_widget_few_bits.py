"""Weights with ever fewer bits: accessible, by keys, on every screen, live and recorded."""

from __future__ import annotations

from playwright.sync_api import expect

from .scripted_network import round_weights
from .widget_kit import Hall, clean, gives_the_keyboard_back, inside_the_slide, smallest_text, state
from .widget_kit import widget as find

NAME = "few-bits"
LIVE = {
    "widget": "few_bits",
    "page": "A page that nobody has read.",
    "bits": [8, 4, 2],
    "checkpoint": "base",
    "examples": [{"text": "Dear Anna,", "label": "A letter"}],
}
KERNEL_METHODS = {"model/round": round_weights}


def test_each_number_of_bits_has_its_size_its_loss_and_where_its_text_goes_astray(
    live: Hall,
) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    for page, least in ((stage, 20), (phone, 16)):
        rows = find(page, NAME).get_by_role("listitem")
        expect(rows.locator(".bits-bits")).to_have_text(["8 bits", "4 bits", "2 bits"])
        expect(rows.locator(".bits-size")).to_have_text(["4.0 MB", "2.0 MB", "1.0 MB"])
        expect(rows.locator(".bits-loss")).to_have_text(["2.00", "2.50", "8.00"])
        expect(rows.locator(".bits-text")).to_have_text(
            ["Paris. It is old.", "Paris. It was new.", "the the"]
        )
        expect(rows.locator(".bits-other")).to_have_text(["", "was new.", "the the"])
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    letter = find(stage, NAME).get_by_role("button", name="A letter")
    letter.focus()
    stage.keyboard.press("Enter")
    expect(find(phone, NAME).locator(".bits-prompt")).to_have_text("Dear Anna, …")
    live.kernel.until_asked("model/round", 2)
    asked = [params for method, params in live.kernel.requests if method == "model/round"]
    assert (asked[-1]["text"], asked[-1]["page"]) == ("Dear Anna,", LIVE["page"])
    gives_the_keyboard_back(stage, NAME)
