"""Heads switched off one at a time: accessible, by keys, on every screen, live and recorded."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .scripted_network import silence
from .widget_kit import Hall, clean, gives_the_keyboard_back, inside_the_slide, smallest_text, state
from .widget_kit import widget as find

NAME = "silent-head"
LIVE = {
    "widget": "silent_head",
    "checkpoint": "base",
    "probes": [
        {"text": "blim -> mo blim\nkral ->", "answer": " mo kral", "label": "A rule"},
        {"text": "The capital of France is", "answer": " Paris", "label": "A fact"},
    ],
}
KERNEL_METHODS = {"model/silence": silence}


def kept(page: Page, wanted: list[str]) -> None:
    expect(find(page, NAME).locator(".silent-kept")).to_have_text(wanted)


def percents(page: Page, wanted: list[str]) -> None:
    expect(find(page, NAME).locator(".silent-percent")).to_have_text(wanted)


def test_the_head_that_is_missed_most_is_off_at_first_and_any_other_can_be(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    for page, least in ((stage, 20), (phone, 16)):
        kept(page, ["90 %", "10 %", "88 %", "85 %"])
        expect(find(page, NAME).locator(".silent-off")).to_have_text("Off: layer 1, head 2")
        percents(page, ["90.0 %", "10.0 %", "80.0 %", "75.0 %"])
        expect(find(page, NAME).locator(".silent-missed")).to_have_text(
            "1 of 4 heads matter here: without one of them “A rule” loses more than a tenth."
        )
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    # By keys to another head, for everybody.
    find(stage, NAME).get_by_role("option").first.focus()
    stage.keyboard.press("End")
    stage.keyboard.press("Enter")
    for page in (stage, phone):
        expect(find(page, NAME).locator(".silent-off")).to_have_text("Off: layer 2, head 2")
        percents(page, ["90.0 %", "85.0 %", "80.0 %", "20.0 %"])
    # The same heads, coloured by the other prompt.
    find(stage, NAME).get_by_role("button", name="A fact").click()
    kept(phone, ["80 %", "75 %", "80 %", "20 %"])
    # Measured again: a head at a time comes in, and the whole is known at the end.
    live.kernel.hold.add("model/silence")
    find(stage, NAME).get_by_role("button", name="Switch each head off in turn").click()
    kept(phone, ["80 %"])
    expect(find(phone, NAME).locator(".silent-missed")).to_have_text("")
    live.kernel.go.set()
    kept(phone, ["80 %", "75 %", "80 %", "20 %"])
    expect(find(phone, NAME).locator(".silent-off")).to_have_text("Off: layer 2, head 2")
    gives_the_keyboard_back(stage, NAME)
