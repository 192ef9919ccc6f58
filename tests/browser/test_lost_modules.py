"""A widget whose module the network lost comes alive by itself."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Route

from talk.build.site import front_end

from .conftest import Screens, at, connected, presented
from .widget_kit import write_deck

LOST = 3
"""Requests that the network loses: the preload's may be the first, those of the import follow."""


def test_a_widget_whose_module_was_lost_comes_alive_by_itself(
    screens: Screens, tmp_path: Path
) -> None:
    manifest = json.loads((front_end() / "manifest.json").read_text("utf-8"))
    module = manifest["widgets"]["knobs"][0]
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) <= LOST:
            route.abort()
        else:
            route.continue_()

    with presented(write_deck(tmp_path, {"widget": "knobs"})) as talk:
        stage = connected(screens(talk.stage))
        phone = screens.phone("about:blank")
        phone.route(f"**/{module}", lose_the_first)
        phone.goto(talk.phone)
        stage.keyboard.press("Home")
        stage.keyboard.press("ArrowRight")
        at(phone, "widget")
        phone.locator("talk-knobs[data-state]").first.wait_for()
        assert len(asked) > LOST
