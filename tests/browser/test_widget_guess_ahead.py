"""Drafts that are checked in one pass: accessible, by keys, on every screen, live and recorded."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .scripted_network import speculate
from .widget_kit import Hall, clean, gives_the_keyboard_back, inside_the_slide, smallest_text, state
from .widget_kit import widget as find

NAME = "guess-ahead"
LIVE = {
    "widget": "guess_ahead",
    "checkpoint": "base",
    "draft": "base-1",
    "max_tokens": 6,
    "examples": [{"label": "The text itself"}],
}
KERNEL_METHODS = {"text/speculate": speculate}
WRITTEN = " Paris, and wine the weather is"
"""The story in six tokens, with the guess in vain behind the token that came in its place."""


WATCH = """() => {
  const widget = document.querySelector("talk-guess-ahead");
  const text = (selector) => [...widget.querySelectorAll(selector)].map((one) => one.textContent);
  const see = () => window.seen.push(
    `written:${text(".ahead-written")}`,
    `draft:${[...text('.ahead-written [data-kind="draft"]'), ...text(".ahead-count")].join(", ")}`,
  );
  window.seen = [];
  new MutationObserver(see).observe(widget,
      { attributes: true, childList: true, characterData: true, subtree: true });
}"""
"""Keep what a screen shows for the time of one pass only: a look from here may come too late."""


def seen(page: Page, text: str) -> None:
    """Wait until the screen has shown this, as `WATCH` writes it down."""
    page.wait_for_function("(text) => window.seen.includes(text)", arg=text)


def runs(page: Page, kind: str) -> list[str]:
    return find(page, NAME).locator(f'.ahead-written [data-kind="{kind}"]').all_text_contents()


def test_kept_guesses_stay_and_the_passes_are_counted_beside_the_plain_ones(own_live: Hall) -> None:
    stage, phone = own_live.stage(), own_live.phone()
    state(stage, NAME, "live")
    for page, least in ((stage, 20), (phone, 16)):
        expect(find(page, NAME).locator(".ahead-count")).to_have_text(["6 passes", "3 passes"])
        expect(find(page, NAME).locator(".ahead-same")).to_have_text("✓ The same 6 tokens")
        expect(find(page, NAME).locator(".ahead-kept")).to_have_text("3 of 4 guesses kept")
        expect(find(page, NAME).locator(".ahead-written")).to_have_text(WRITTEN)
        assert runs(page, "kept") == [" Paris,", " the"]
        assert runs(page, "own") == [" and", " weather", " is"]
        assert runs(page, "dropped") == [" wine"]
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    # Another way to guess: both texts are asked for again, and the drafts now come from the text.
    find(stage, NAME).get_by_role("button", name="The text itself").click()
    expect(find(phone, NAME).get_by_role("button", name="The text itself")).to_have_attribute(
        "aria-pressed", "true"
    )
    own_live.kernel.until_asked("text/speculate", 2)
    drafted = [params for method, params in own_live.kernel.requests if method == "text/speculate"]
    assert "draft" not in drafted[-1]
    # Pass by pass, by keys: what was guessed stands there before it is checked.
    own_live.screens.set_own_clock(stage)
    phone.evaluate(WATCH)
    find(stage, NAME).get_by_role("button", name="Pass by pass").focus()
    stage.keyboard.press("Enter")
    seen(phone, "draft: Paris, wine, 6 passes, 1 pass")
    expect(find(stage, NAME).get_by_role("button", name="All at once")).to_be_focused()
    stage.clock.run_for(600)
    seen(phone, "written: Paris, and wine")
    stage.keyboard.press("Enter")
    for page in (stage, phone):
        expect(find(page, NAME).locator(".ahead-count")).to_have_text(["6 passes", "3 passes"])
    gives_the_keyboard_back(stage, NAME)
