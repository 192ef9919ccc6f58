"""A path is an order, not a wall, in a copy of the talk too. In a room: test_whole_talk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from talk.build.command import build

from .file_server import served
from .screens import PROJECTOR, Screens, at

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
