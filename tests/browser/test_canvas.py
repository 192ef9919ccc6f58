"""The projector's canvas.

Nothing leaves the slide, nothing overlaps the foot and nothing is set under 20 pixels.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from talk.build import site
from talk.deck.load import load

from .file_server import served

FAULTS = """() => {
  const slide = document.querySelector(".slides > section.present");
  const box = slide.getBoundingClientRect();
  const foot = slide.querySelector(".slide-foot").getBoundingClientRect();
  const faults = [];
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const properties = { opacityProperty: true, visibilityProperty: true };
    if (!node.data.trim() || !element.checkVisibility(properties)) continue;
    if (element.closest("select, option, math, .visually-hidden, [hidden]")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const at = range.getBoundingClientRect();
    if (at.width < 2 || at.height < 2) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    const words = node.data.trim().slice(0, 40);
    if (size < 20) faults.push(`${size} px: ${words}`);
    let clip = element;
    while (clip && clip !== slide && getComputedStyle(clip).overflowX === "visible")
      clip = clip.parentElement;
    if (clip !== slide && clip) continue;
    const inFoot = Boolean(element.closest(".slide-foot"));
    if (at.left < box.left + 40 || at.right > box.right - 40 || at.top < box.top
        || at.bottom > box.bottom) {
      faults.push(`outside: ${words}`);
    } else if (!inFoot && at.bottom > foot.top + 4) faults.push(`over the foot: ${words}`);
  }
  return faults;
}"""


@pytest.mark.parametrize("theme", ["lecture", "plain", "contrast"])  # night is set as lecture is
@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_every_slide_fits(name: str, theme: str, browser: Browser, tmp_path: Path) -> None:
    deck = load(name)
    site.write(site.render(deck, theme=theme), tmp_path / "site")
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page = context.new_page()
    found: dict[str, list[str]] = {}
    with served(tmp_path / "site") as address:
        page.goto(address)
        page.wait_for_function(
            "() => customElements.get('talk-tokenizer') && document.fonts.status === 'loaded'"
        )
        for slide in deck.slides:
            for step in range(slide.steps + 1):
                page.wait_for_selector(
                    f'html[data-slide="{slide.id}"][data-step="{step}"]', timeout=30_000
                )
                if step == slide.steps:
                    page.evaluate(
                        "() => new Promise((drawn) => requestAnimationFrame(() => "
                        "requestAnimationFrame(drawn)))"
                    )
                    if faults := page.evaluate(FAULTS):
                        found[slide.id] = faults
                page.keyboard.press("PageDown")
        context.close()
    assert found == {}
