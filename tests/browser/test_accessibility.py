"""axe sees what stands on the slide in sight, on every view."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ViewportSize

from talk.deck.load import load

from .presenting import ROOT, presented
from .screens import DESK, PORTRAIT, Screens, at, connected, painted, violations

SIZES: dict[str, ViewportSize] = {
    "stage": {"width": 1280, "height": 720},
    "speaker": DESK,
    "phone": PORTRAIT,
}
STILL: dict[str, Any] = {"reduced_motion": "reduce"}


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
    """test_walk.py shows axe only that slide: what stands on it must still be seen."""
    folder = ROOT / "slides" / "tour"
    second = load(folder).slides[1]
    with presented(folder) as talk:
        stage = connected(screens(talk.stage))
        page = connected(screens(getattr(talk, view), SIZES[view], **STILL))
        stage.keyboard.press("ArrowRight")
        at(page, second.id)
        painted(page)
        assert violations(page, hidden=False) == []
        page.evaluate(PLANT)
        found = str(violations(page, hidden=False))
        assert "button-name" in found
        assert "color-contrast" in found
        assert "Nobody reads this" in found, "what is wrong is said with its words"
