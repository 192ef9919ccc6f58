"""A widget whose module the network lost comes alive by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route

from .presenting import presented
from .screens import Screens, at, connected
from .widget_kit import write_deck

LOST = 2
"""Requests that the network loses: the first may be the preload's, and the import's joins it."""


@pytest.mark.parametrize("view", ["stage", "phone"])
def test_a_widget_whose_module_was_lost_comes_alive_by_itself(
    view: str, screens: Screens, tmp_path: Path
) -> None:
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) <= LOST:
            route.abort()
        else:
            route.continue_()

    with presented(write_deck(tmp_path, {"widget": "knobs"})) as talk:
        # Opened on no page, as the module may come with the very first one.
        stage = screens("about:blank", first=True)
        page = stage if view == "stage" else screens.phone("about:blank", first=True)
        page.route("**/assets/widgets.*.js", lose_the_first)
        stage.goto(talk.stage)
        if view == "phone":
            page.goto(talk.phone)
        for screen in (stage, page):
            connected(screen)
        stage.keyboard.press("Home")
        stage.keyboard.press("ArrowRight")
        at(page, "widget")
        # The server writes the element and its state: only its controls are made by the module.
        page.locator("talk-knobs input[type=range]").first.wait_for()
        assert len(asked) > LOST
