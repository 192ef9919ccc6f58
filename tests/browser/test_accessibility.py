"""axe finds nothing on any view at any slide."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ViewportSize

from talk.deck.load import load

from .presenting import ROOT, presented
from .screens import AXE, PORTRAIT, Screens, at, connected, painted, violations

SIZES: dict[str, ViewportSize] = {
    "stage": {"width": 1280, "height": 720},
    "speaker": {"width": 1440, "height": 900},
    "phone": PORTRAIT,
}
STILL: dict[str, Any] = {"reduced_motion": "reduce"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_axe_finds_nothing_on_any_slide(name: str, screens: Screens) -> None:
    folder = ROOT / "slides" / name
    deck = load(folder)
    problems: dict[str, object] = {}
    with presented(folder) as talk:
        pages = {
            view: connected(screens(getattr(talk, view), size, bypass_csp=True, **STILL))
            for view, size in SIZES.items()
        }
        for page in pages.values():
            page.add_script_tag(path=AXE)
        for slide in deck.slides:
            for _ in range(slide.steps):
                pages["stage"].keyboard.press("ArrowRight")
            for view, page in pages.items():
                at(page, slide.id, slide.steps)
                painted(page)
                # What is not rendered is the same on every slide but for what has been shown.
                ends = slide in (deck.slides[0], deck.slides[-1])
                if found := violations(page, hidden=ends):
                    problems[f"{slide.id} on {view}"] = found
            pages["stage"].keyboard.press("ArrowRight")
    assert problems == {}


PLANT = """() => {
  const slide = document.querySelector(".slides > .present, main.deck > .current");
  const button = document.createElement("button");
  const pale = document.createElement("p");
  pale.textContent = "Nobody reads this";
  pale.style.cssText = "color: #ccc; background: #fff; font-size: 16px; opacity: 1";
  slide.append(button, pale);
}"""
"""Put a button without a name and words of low contrast on the slide in sight."""


@pytest.mark.parametrize("view", SIZES)
def test_axe_finds_a_flaw_that_was_put_on_the_slide_in_sight(view: str, screens: Screens) -> None:
    """The walk above shows axe only that slide: what stands on it must still be seen."""
    folder = ROOT / "slides" / "tour"
    second = load(folder).slides[1]
    with presented(folder) as talk:
        stage = connected(screens(talk.stage))
        page = connected(screens(getattr(talk, view), SIZES[view], bypass_csp=True, **STILL))
        stage.keyboard.press("ArrowRight")
        at(page, second.id)
        page.add_script_tag(path=AXE)
        painted(page)
        assert violations(page, hidden=False) == []
        page.evaluate(PLANT)
        found = str(violations(page, hidden=False))
        assert "button-name" in found
        assert "color-contrast" in found
