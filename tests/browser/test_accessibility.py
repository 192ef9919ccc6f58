"""axe finds nothing on any view at any slide."""

from __future__ import annotations

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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("view", list(SIZES))
@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_axe_finds_nothing_on_any_slide(name: str, view: str, screens: Screens) -> None:
    folder = ROOT / "slides" / name
    deck = load(folder)
    problems: dict[str, object] = {}
    with presented(folder) as talk:
        stage = connected(screens(talk.stage))
        page = connected(
            screens(getattr(talk, view), SIZES[view], bypass_csp=True, reduced_motion="reduce")
        )
        page.add_script_tag(path=AXE)
        for slide in deck.slides:
            for _ in range(slide.steps):
                stage.keyboard.press("ArrowRight")
            at(page, slide.id, slide.steps)
            painted(page)
            if found := violations(page):
                problems[slide.id] = found
            stage.keyboard.press("ArrowRight")
    assert problems == {}
