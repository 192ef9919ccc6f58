"""axe finds nothing on any view at any slide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from talk.deck.load import load

from .conftest import PORTRAIT, ROOT, Screens, at, connected, presented

AXE = (ROOT / "src" / "talk" / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text(
    encoding="utf-8"
)
RUN = """() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations.map((one) =>
  [one.id, one.nodes.map((node) => node.target.join(' ') + ': ' + node.any.concat(node.all).map((check) =>
  check.message).join('; '))]))"""
SIZES = {
    "stage": {"width": 1280, "height": 720},
    "speaker": {"width": 1440, "height": 900},
    "phone": PORTRAIT,
}


def violations(page: Page) -> list[object]:
    found: list[object] = page.evaluate(RUN)
    return found


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
        page.add_script_tag(content=AXE)
        for slide in deck.slides:
            for _ in range(slide.steps):
                stage.keyboard.press("ArrowRight")
            at(page, slide.id, slide.steps)
            page.evaluate(
                "() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50)))"
            )
            if found := violations(page):
                problems[slide.id] = found
            stage.keyboard.press("ArrowRight")
    assert problems == {}
