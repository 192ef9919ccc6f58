"""Bring projector and phone to a widget that the real kernel and model answer."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .presenting import Presented
from .screens import Screens, at, connected, show

ANSWER_MS = 60_000
"""A machine that trains a model beside the tests takes its time."""


def projector_and_phone(talk: Presented, screens: Screens) -> list[Page]:
    """Both at the first slide, with the kernel there."""
    speaker = connected(screens(talk.speaker))
    speaker.wait_for_selector('.kernel[data-kernel="live"]', timeout=ANSWER_MS)
    stage, phone = connected(screens(talk.stage)), connected(screens.phone(talk.phone))
    stage.keyboard.press("Home")
    return [stage, phone]


def shown(both: list[Page], slide: str, tag: str) -> list[Locator]:
    """Return the widget of a slide on both screens, once the real model has answered there."""
    stage, phone = both
    show(stage, slide)
    at(phone, slide)
    widgets = [page.locator(f'section[data-id="{slide}"] talk-{tag}') for page in both]
    for widget in widgets:
        expect(widget).to_have_attribute("data-state", "live", timeout=ANSWER_MS)
        expect(widget.locator(".badge").first).to_have_text("live")
    return widgets
