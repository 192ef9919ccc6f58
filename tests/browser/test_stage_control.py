"""The speaker's own desk: the notes of a step, and the clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from talk.present.loading import load_deck

from .presenting import Presented, presented
from .screens import DESK, Screens, at, connected

SLIDES = """
  - id: bread
    title: Bread
    body: |
      - Flour {.step}
      - Water {.step}
    time: 1 min
    notes: |
      Greet them first.

      Say what *flour* is. {.step}

      And where it comes from.

      Then the water. {.step}
  - {id: oven, title: The oven, body: It is hot, time: 2 min}
  - {id: crumb, title: Crumb, body: Open or dense, time: 1 min}
"""


@pytest.fixture(scope="module")
def folder(made_deck: Callable[[str, str], Path]) -> Path:
    return made_deck("control", SLIDES)


@pytest.fixture
def talk(folder: Path) -> Iterator[Presented]:
    with presented(load_deck(folder)) as talk:
        yield talk


def test_the_notes_of_the_step_that_is_due_are_lit(talk: Presented, screens: Screens) -> None:
    speaker = connected(screens(talk.speaker, DESK))

    def due() -> list[str]:
        found: list[str] = speaker.locator(".notes [data-due=now]").all_inner_texts()
        return found

    at(speaker, "bread")
    speaker.locator(".notes [data-due]").first.wait_for()
    assert due() == ["Greet them first."]
    speaker.keyboard.press("ArrowRight")
    at(speaker, "bread", 1)
    assert due() == ["Say what flour is.", "And where it comes from."]
    speaker.set_viewport_size({"width": 900, "height": 420})
    for _ in range(12):
        speaker.keyboard.press("+")
    speaker.keyboard.press("ArrowRight")
    at(speaker, "bread", 2)
    assert due() == ["Then the water."]
    expect(speaker.locator(".notes [data-due=now]")).to_be_in_viewport()
    size = "getComputedStyle(document.querySelector('.notes')).fontSize"
    assert speaker.evaluate(size) == "50px"
    speaker.reload()
    connected(speaker)
    assert speaker.evaluate(size) == "50px"


def test_the_clock_is_started_paused_reset_and_kept_over_a_reload(
    talk: Presented, screens: Screens
) -> None:
    speaker = connected(screens(talk.speaker, DESK))
    elapsed, pace = speaker.locator(".elapsed"), speaker.locator(".pace")
    expect(elapsed).to_have_text("0:00 of 5:00")
    speaker.keyboard.press("t")
    expect(elapsed).to_have_text(re.compile(r"0:0[1-9] of 5:00"))
    speaker.keyboard.press("c")
    expect(elapsed).to_have_text(re.compile(r"4:5\d left of 5:00"))
    speaker.keyboard.press("t")
    expect(pace).to_have_text("❙❙ paused")
    stands = elapsed.inner_text()
    speaker.reload()
    connected(speaker)
    expect(elapsed).to_have_text(stands)
    expect(speaker.locator(".slide-time")).to_have_text(re.compile(r"this slide 0:0\d of 1:00"))
    expect(speaker.locator(".chapter-time")).to_have_text(re.compile(r"chapter 0:0\d of 4:00"))
    speaker.keyboard.press("Shift+T")
    expect(elapsed).to_have_text("5:00 left of 5:00")
    expect(pace).to_have_text("not started")
