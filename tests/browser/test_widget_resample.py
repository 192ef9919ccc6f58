"""Continuations from each line: accessible, by keys, on every screen, live and recorded."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .scripted_arithmetic import resample
from .widget_kit import Hall, clean, gives_the_keyboard_back, inside_the_slide, smallest_text, state
from .widget_kit import widget as find

NAME = "resample"
LIVE = {
    "widget": "resample",
    "problem": "What does an apple cost?",
    "answer": 5,
    "checkpoint": "rl",
    "n": 2,
}
KERNEL_METHODS = {"answers/resample": resample}
SHARES = ["1 of 2", "2 of 2", "2 of 2", "✓ it arrives"]


def shares(page: Page, wanted: list[str]) -> None:
    expect(find(page, NAME).locator(".again-share")).to_have_text(wanted)


def test_the_line_that_decides_is_found_and_each_line_shows_what_followed(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    for page, least in ((stage, 20), (phone, 16)):
        shares(page, SHARES)
        expect(find(page, NAME).locator(".again-decides")).to_have_text(
            "Line 1 decides: 1 of 2 before it, 2 of 2 after it"
        )
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    listed = find(stage, NAME).locator(".again-listed li")
    expect(listed).to_have_count(2)
    expect(listed.filter(has_text="It is three")).to_contain_text("✗ 1×")
    # By keys to the next line, whose two continuations are the same.
    find(stage, NAME).get_by_role("option").first.focus()
    stage.keyboard.press("ArrowDown")
    stage.keyboard.press("Enter")
    for page in (stage, phone):
        expect(find(page, NAME).locator(".again-listed")).to_contain_text("✓ 2×")
    # While a new solution comes in, nothing decides yet.
    live.kernel.hold.add("answers/resample")
    find(stage, NAME).get_by_role("button", name="Another solution").click()
    shares(phone, ["0 of 1", "…", "…", "✓ it arrives"])
    expect(find(phone, NAME).locator(".again-decides")).to_have_text("")
    live.kernel.go.set()
    shares(phone, SHARES)
    # Not the last request of all: the room asks for the kernel's health whenever it likes.
    asked = [params for method, params in live.kernel.requests if method == "answers/resample"]
    assert asked[-1]["seed"] == 4  # beyond the seeds of the continuations
    gives_the_keyboard_back(stage, NAME)
