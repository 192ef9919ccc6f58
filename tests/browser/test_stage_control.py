"""The speaker's view controls the stage: covers, pointer, drawing, zoom, freeze, clock and list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from talk.present.loading import load_deck

from .presenting import Presented, presented
from .screens import AXE, DESK, PROJECTOR, Screens, at, connected, violations

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


def covered(mode: str, *pages: Page) -> None:
    for page in pages:
        page.wait_for_selector(f'html[data-blank="{mode}"]', state="attached")


def point(page: Page, x: float, y: float, selector: str = ".frame.current") -> tuple[float, float]:
    """Return the place of a part of an element, in pixels of the window."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_what_the_speaker_does_is_seen_on_the_stage(talk: Presented, screens: Screens) -> None:
    speaker = connected(screens(talk.speaker, DESK))
    stage = connected(screens(talk.stage, PROJECTOR))
    phone = connected(screens.phone(talk.phone))
    # Covers, by key, on every shell; a clicker's key shows the slide whatever covers it.
    for key, mode in (("w", "white"), ("e", "paper"), ("b", "none"), ("b", "black")):
        speaker.keyboard.press(key)
        covered(mode, speaker, stage, phone)
    assert speaker.locator(".covered").inner_text().startswith("The projector is black")
    # A clicker's start button shows the slide and starts the clock.
    expect(speaker.locator(".pace")).to_have_text("not started")
    speaker.keyboard.press("F5")
    covered("none", speaker, stage, phone)
    expect(speaker.locator(".pace")).to_have_text("● on time")
    # The laser pointer and the spotlight are where the mouse is on the preview.
    speaker.keyboard.press("1")
    speaker.mouse.move(*point(speaker, 0.25, 0.5))
    laser = stage.locator(".light[data-pointer=laser]")
    laser.wait_for()
    expect(laser).to_have_attribute("style", re.compile(r"--x: 4[78]\d"))
    speaker.keyboard.press("2")
    speaker.mouse.move(*point(speaker, 0.5, 0.5))
    stage.locator(".light[data-pointer=spotlight]").wait_for()
    speaker.keyboard.press("Escape")
    stage.locator(".light[data-pointer=none]").wait_for(state="attached")
    # A line is drawn while the mouse is pressed, stays with its slide, and is erased by key.
    speaker.keyboard.press("3")
    for line in (0.3, 0.6):
        speaker.mouse.move(*point(speaker, 0.2, line))
        speaker.mouse.down()
        speaker.mouse.move(*point(speaker, 0.8, line), steps=8)
        speaker.mouse.up()
    lines = stage.locator(".drawing polyline")
    expect(lines).to_have_count(2)
    expect(lines.first).to_have_attribute("points", re.compile(r"^384.* 1536,324$"))
    speaker.keyboard.press("Backspace")
    expect(lines).to_have_count(1)
    # Near to a place: the stage shows a part, the preview says which.
    speaker.keyboard.press("4")
    speaker.mouse.click(*point(speaker, 0.9, 0.9))
    canvas = stage.locator(".reveal")
    expect(canvas).to_have_attribute("style", re.compile(r"scale\(2\.5\)"))
    expect(speaker.locator(".zoom-view")).to_be_visible()
    # By keyboard as well: Shift and the arrows move the place, Enter ends it.
    speaker.keyboard.press("Shift+ArrowLeft")
    speaker.keyboard.press("Enter")
    expect(canvas).not_to_have_attribute("style", re.compile("scale"))
    speaker.keyboard.press("Escape")
    # Moves take the drawing away and bring it back; phones get nothing of it.
    speaker.keyboard.press("End")
    at(stage, "crumb")
    expect(lines).to_have_count(0)
    speaker.keyboard.press("Home")
    at(stage, "bread")
    expect(lines).to_have_count(1)
    assert phone.locator(".drawing").count() == 0
    speaker.keyboard.press("Delete")
    expect(lines).to_have_count(0)


def test_frozen_the_speaker_looks_elsewhere_while_the_room_stays(
    talk: Presented, screens: Screens
) -> None:
    speaker = connected(screens(talk.speaker, DESK))
    stage = connected(screens(talk.stage))
    speaker.keyboard.press("f")
    speaker.keyboard.press("End")
    at(speaker, "crumb")
    expect(speaker.locator(".frozen")).to_contain_text("The room stays at “Bread”")
    at(stage, "bread")
    speaker.keyboard.press("f")
    at(speaker, "bread")
    speaker.keyboard.press("f")
    speaker.keyboard.press("End")
    speaker.keyboard.press("Enter")
    at(stage, "crumb")
    expect(speaker.locator(".frozen")).to_be_hidden()


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


def test_the_list_is_filtered_by_words_and_every_key_is_said(
    talk: Presented, screens: Screens
) -> None:
    speaker = connected(screens(talk.speaker, DESK, bypass_csp=True))
    stage = connected(screens(talk.stage))
    speaker.keyboard.press("g")
    items = speaker.locator("dialog.list > ol > li:visible")
    expect(items).to_have_count(3)
    picture = items.nth(1).locator(".frame.little section")
    expect(picture).to_have_attribute("data-id", "oven")
    speaker.keyboard.type("dense")
    expect(items).to_have_count(1)
    speaker.add_script_tag(path=AXE)
    assert violations(speaker) == []
    speaker.keyboard.press("Enter")
    at(stage, "crumb")
    speaker.keyboard.press("?")
    said = speaker.locator("dialog.help").inner_text()
    for words in (
        "laser",
        "spotlight",
        "draw over",
        "near to",
        "erase",
        "elsewhere",
        "F5",
        "white",
    ):
        assert words in said
