"""What Markdown makes, on screens.

Footnotes that lead there and back, tasks with names, formulas on their lines.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import FloatRect, Page

from .presenting import Presented, presented
from .screens import PORTRAIT, PROJECTOR, Screens, at, connected, violations

SLIDES = r"""
  - id: evening
    title: Before you go to bed
    body: |
      - [x] Starter fed ==at nine==, with warm H~2~O[^warm]
      - [ ] Alarm set for the oven[^oven] {.step}

      $$
      \begin{aligned}
      h + h + h &= \frac{1}{2} \\
        &= 2^{-1}
      \end{aligned}
      $$

      [^warm]: As warm as your wrist.
      [^oven]: At 250 °C, with the pot in it.
  - id: last
    title: The end
    body: |
      $$\overbrace{a + b + c + d + e + f + g + h + i + j + k}$$
"""
REFERENCE, NOTE, LATER = "[id='fnref:evening:1']", "[id='fn:evening:1']", "[id='fn:evening:2']"
EQUALS = """() => [...document.querySelectorAll('[data-id="evening"] mtr')].map((row) => {
  const equals = [...row.querySelectorAll('mo')].find((sign) => sign.textContent === '=')
      .getBoundingClientRect();
  return [Math.round(equals.left), Math.round(equals.top)];
})"""


@pytest.fixture(scope="module")
def talk(made_deck: Callable[[str, str], Path]) -> Iterator[Presented]:
    with presented(made_deck("texts", SLIDES)) as talk:
        yield talk


def follow(page: Page, link: str, target: str) -> None:
    page.click(link)
    page.wait_for_function(
        "target => decodeURIComponent(location.hash) === target", arg=f"#{target}"
    )


def test_texts_on_the_stage_and_on_a_phone(talk: Presented, screens: Screens) -> None:
    stage = connected(screens(talk.stage, reduced_motion="reduce"))
    phone = connected(screens.phone(talk.phone, PORTRAIT))
    at(stage, "evening")
    at(phone, "evening")

    for page in (stage, phone):
        rows = page.evaluate(EQUALS)
        assert len(rows) == 2
        assert rows[0][0] == rows[1][0], "the lines of an alignment meet at their ampersands"
        assert rows[0][1] < rows[1][1]
        assert page.locator(NOTE).is_visible()
        assert not page.locator(LATER).is_visible(), "a note comes with the step that refers to it"

    follow(phone, f"{REFERENCE}", "fn:evening:1")
    note = phone.locator(NOTE).bounding_box()
    assert note is not None
    assert 0 <= note["y"] <= PORTRAIT["height"] - 60 - note["height"], "the bar covers no note"
    follow(phone, f"{NOTE} .footnote-back", "fnref:evening:1")

    stage.click(REFERENCE)
    stage.keyboard.press("ArrowRight")
    for page in (stage, phone):
        at(page, "evening", 1)
        page.locator(LATER).wait_for(state="visible")
        assert violations(page) == []
        assert page.get_by_role("img", name="done").count() == 1
        assert page.get_by_role("img", name="to do").count() == 1


def test_a_brace_is_drawn_from_end_to_end(talk: Presented, screens: Screens) -> None:
    """Chromium leaves out the tiles of a page, 256 pixels wide, that a brace's box is not in."""
    stage = connected(screens(talk.stage, PROJECTOR, reduced_motion="reduce"))
    stage.evaluate("location.hash = '#/last'")
    at(stage, "last")
    box = stage.locator("[data-id='last'] mover").bounding_box()
    assert box is not None
    assert box["width"] > 512
    above = FloatRect(x=box["x"], y=box["y"], width=box["width"], height=box["height"] / 3)
    drawn = Image.open(io.BytesIO(stage.screenshot(clip=above))).convert("L")
    ink = ImageOps.invert(drawn).point(lambda value: 255 if value > 128 else 0).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] > 0.97 * drawn.width
