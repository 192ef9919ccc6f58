"""In the hand, every slide of the shipped decks in one page load.

Large text, dark phones, words that fit a phone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from talk.deck.load import load

from .presenting import ROOT
from .screens import PAINTED, PORTRAIT, Screens, at, painted, shrunk, violations
from .widget_kit import built

WIDE = """(width) => {
  const scrolls = (element) => {
    for (let up = element.parentElement; up && up.localName !== 'section'; up = up.parentElement)
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX))
        return true;
    return false; };
  return [...document.querySelectorAll('main.deck > section.current *, .talk-bar *')]
    .filter((element) => element.checkVisibility()
      && !element.closest('.visually-hidden, svg, math, option')
      && element.getBoundingClientRect().right > width + 1 && !scrolls(element))
    .map((element) => `${element.localName}.${element.className}`); }"""
"""What sticks out of the screen without a box to scroll in."""

SMALL = """() => [...document.querySelectorAll(`section.current :is(
  .bar-track, .flip-track, .scale-track,
  .compare-track, .hit-track, .fork-track, .bpe-track, .units-picture, .result-room-bar,
      .result-reward-bar)`)]
  .filter((track) => track.checkVisibility()).map((track) => [track, track.getBoundingClientRect()])
  .filter(([, box]) => box.width < 120 || box.height < 12)
  .map(([track, box]) => `${track.className} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
"""Where a whole bar would have no room to be read."""

BOXES = """() => {
  const draw = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const luminance = (colour) => { draw.fillStyle = colour; draw.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...draw.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  return [...document.querySelectorAll('section.current .net-box[data-kind=attention] > *')]
      .map((words) => {
    const both = [getComputedStyle(words).color,
        getComputedStyle(words.parentElement).backgroundColor].map(luminance);
    return [(Math.max(...both) + 0.05) / (Math.min(...both) + 0.05), words.textContent]; })
  .filter(([ratio]) => ratio < 4.5).map(([ratio, words]) => `${words}: ${ratio.toFixed(2)}`); }"""
"""Contrast of boxes whose ground is mixed from two colours, of which axe says nothing."""

WORDS = r"""() => document.querySelector('section.current').innerText.match(
  new RegExp('\\b(left|right) (has|is|shows)\\b|(on|to) the (left|right)|point at|hover'
    + '|\\bclick\\b|checkpoint \\w+( ·|$)', 'gim')) ?? []"""
"""What means nothing in the hand: columns that stand beside each other, a mouse, where a number
comes from."""

AS_SET = f"() => [{BOXES}, {WORDS}].map((look) => look())"
"""Contrast and words of the slide."""

LARGE = f"""async (width) => {{
  const {{ style }} = document.documentElement;
  style.fontSize = "200%";
  await ({PAINTED})();
  const found = [{WIDE}, {SMALL}].map((look) => look(width));
  style.fontSize = "100%";
  return found;
}}"""
"""What is too wide and what too small with text at 200 %."""


@dataclass
class Looked:
    """What was wrong, by slide."""

    wide: dict[str, list[str]] = field(default_factory=dict)
    small: dict[str, list[str]] = field(default_factory=dict)
    contrast: dict[str, list[object]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)


def look(name: str, browser: Browser, site: Path) -> Looked:
    """Look at every slide of a deck, which is built into a folder, on a dark phone.

    Colours and words are as they are; measures are taken with text at 200 %.
    """
    folder = ROOT / "slides" / name
    looked, screens = Looked(), Screens(browser)
    with built(folder, site, views=("phone",)) as address:
        phone = screens.phone(address + "phone.html", color_scheme="dark", reduced_motion="reduce")
        shrunk(phone)
        for slide in load(folder).slides:
            phone.evaluate(
                "(slide) => dispatchEvent(new CustomEvent('talk:go', {detail: {slide}}))", slide.id
            )
            at(phone, slide.id, slide.steps)
            painted(phone)
            contrast = violations(phone, hidden=False, rules=["color-contrast"])
            boxes, words = phone.evaluate(AS_SET)
            wide, small = phone.evaluate(LARGE, PORTRAIT["width"])
            for found, problems in (
                (looked.contrast, [*contrast, *boxes]),
                (looked.words, words),
                (looked.wide, wide),
                (looked.small, small),
            ):
                if problems:
                    found[slide.id] = problems
    screens.close()
    return looked


# One test, or the other worker of pytest-xdist would look at all slides once more for another.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_every_slide_can_be_read_on_a_dark_phone_and_with_large_text(
    name: str, browser: Browser, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    looked = look(name, browser, tmp_path / "site")
    with subtests.test("with text at 200 % no slide is wider than the phone"):
        assert looked.wide == {}
    with subtests.test("with text at 200 % bars keep their length and thickness"):
        assert looked.small == {}
    with subtests.test("every word on a dark phone has the contrast of AA"):
        assert looked.contrast == {}
    with subtests.test("no slide in the hand speaks of sides, a mouse or checkpoints"):
        assert looked.words == {}
