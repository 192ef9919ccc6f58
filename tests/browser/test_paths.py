"""A path is an order, not a wall: a question leads out of it, and *next* leads back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from talk.build.command import build
from talk.present.loading import load_deck

from .file_server import served
from .presenting import Presented, presented
from .screens import DESK, PROJECTOR, Screens, at, connected

SLIDES = """
  - {id: start, title: Start, time: 1 min, paths: [short]}
  - {id: detail, title: A detail, body: "Words {.step}", time: 4 min}
  - {id: middle, title: Middle, body: "One {.step}", time: 1 min, paths: [short]}
  - {id: spare, title: Spare, time: 1 min, skip: true}
  - {id: later, title: Later, draft: true}
  - {id: finish, title: Finish, time: 1 min, paths: [short]}
"""


@pytest.fixture(scope="module")
def folder(made_deck: Callable[[str, str], Path]) -> Path:
    folder = made_deck("paths", SLIDES)
    deck = folder / "deck.yaml"
    paths = "paths: {short: {description: Quick, duration: 3 min}}\n"
    deck.write_text(deck.read_text(encoding="utf-8") + paths, encoding="utf-8")
    return folder


@pytest.fixture
def talk(folder: Path) -> Iterator[Presented]:
    with presented(load_deck(folder, path="short")) as talk:
        yield talk


def choose(speaker: Page, title: str) -> None:
    speaker.keyboard.press("g")
    speaker.locator("dialog.list").get_by_role("button", name=title).click()


def test_a_question_leads_out_of_the_path_and_the_next_move_back(
    talk: Presented, screens: Screens
) -> None:
    speaker, stage = connected(screens(talk.speaker, DESK)), connected(screens(talk.stage))
    phones = [connected(screens.phone(talk.phone)) for _ in range(2)]
    everybody = [speaker, stage, *phones]

    def all_at(slide: str, step: int = 0) -> None:
        for screen in everybody:
            at(screen, slide, step)

    where, elapsed, pace = (speaker.locator(name) for name in (".where", ".elapsed", ".pace"))
    all_at("start")
    assert where.inner_text() == "1 of 3"
    expect(elapsed).to_have_text("0:00 of 3:00")
    speaker.keyboard.press("ArrowRight")
    all_at("middle")
    expect(pace).to_have_text(re.compile(r"▲ 0:5\d ahead|▲ 1:00 ahead"))
    # The question: a slide outside the path, on every screen; the clock still means the path.
    choose(speaker, "A detail")
    all_at("detail")
    assert where.inner_text() == "outside the run, after 2 of 3 · step 0 of 1"
    expect(elapsed).to_have_text(re.compile(r"0:\d\d of 3:00"))
    expect(pace).to_have_text(re.compile(r"▲ \d:\d\d ahead"))
    coming = speaker.locator(".frame.next section")
    expect(coming).to_have_attribute("data-id", "finish")
    speaker.keyboard.press("PageDown")
    all_at("detail", 1)
    speaker.keyboard.press("PageDown")
    all_at("finish")
    assert where.inner_text() == "3 of 3"
    # The stage follows the same order, and back leads to the very step that was left.
    stage.keyboard.press("ArrowLeft")
    all_at("middle", 1)
    stage.evaluate("location.hash = '#/spare'")
    all_at("spare")
    stage.keyboard.press("ArrowLeft")
    all_at("middle", 1)
    choose(speaker, "Spare")
    all_at("spare")
    stage.keyboard.press("ArrowRight")
    all_at("finish")
    stage.keyboard.press("ArrowRight")
    stage.keyboard.press("Home")
    all_at("start")
    # Phones may go back to what was shown, on the path or not.
    phones[0].get_by_role("button", name="Next slide").tap()
    at(phones[0], "detail", 1)
    assert phones[0].locator("section[data-id=later]").count() == 0


def test_a_copy_without_a_room_follows_the_path_and_its_address_leads_anywhere(
    folder: Path, screens: Screens, tmp_path: Path
) -> None:
    build(folder, tmp_path / "site", path="short")
    with served(tmp_path / "site") as address:
        page = screens(f"{address}index.html", PROJECTOR)
        at(page, "start")
        page.locator(".reveal.ready").wait_for()
        page.keyboard.press("ArrowRight")
        at(page, "middle")
        # reveal.js writes the address a moment later, over what a test has put there.
        page.wait_for_url("**#/middle")
        page.evaluate("location.hash = '#/spare'")
        at(page, "spare")
        page.keyboard.press("ArrowRight")
        at(page, "finish")
        # The overview shows every slide, and says which are outside the run.
        page.keyboard.press("o")
        outside = page.locator(".slide-choice[data-run=outside]")
        assert outside.count() == 2
