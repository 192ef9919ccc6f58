"""The comparison of answers in a chat, and of one token's probability.

Accessible, exact requests, tools, tokens.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .presenting import presented
from .screens import Screens
from .scripted_kernel import ANSWERS
from .widget_kit import (
    Hall,
    built,
    clean,
    inside_the_slide,
    on_paper,
    recorded,
    smallest_text,
    state,
    widget,
)

NAME = "compare"
ASKED = "How many r are in strawberry?"
CHAT: dict[str, Any] = {
    "widget": "compare",
    "shows": "chat",
    "text": ASKED,
    "tokens": True,
    "temperature": 0,
    "conditions": [
        {
            "label": "Base",
            "checkpoint": "base",
            "system": "You are a clock.",
            "after": " Be brief.",
        },
        {"label": "Tuned", "checkpoint": "sft", "document": "Straw berries are red."},
        {"label": "With a tool", "tools": ["letter_counter"]},
    ],
    "examples": [{"text": "Who are you?", "label": "Who"}],
}
MAP: dict[str, Any] = {
    "widget": "compare",
    "shows": "probability",
    "checkpoint": "base",
    "answer": " Paris",
    "conditions": [
        {"label": "Bare", "text": "The capital of France is"},
        {
            "label": "Told otherwise",
            "text": "It is Lima. The capital of France is",
            "answer": " zebra",
        },
    ],
}
SAID = {
    name: "".join(text for text, _ in story if not text.startswith("<|"))
    for name, story in ANSWERS.items()
}


def columns(page: Page) -> Locator:
    return widget(page, NAME).locator(".compare-text")


def answers(page: Page) -> None:
    expect(columns(page).nth(0)).to_contain_text(SAID["base"])
    expect(columns(page).nth(1)).to_contain_text(SAID["sft"])


@pytest.mark.parametrize("live", [CHAT, MAP], ids=["chat", "probability"])
def test_the_recordings_answer_exactly_what_the_element_asks(
    live: dict[str, Any], tmp_path: Path, screens: Screens
) -> None:
    """Without a kernel, a column asks for what options.py prepared.

    It would stay empty if it asked for anything else.
    """
    deck = recorded(tmp_path, live)
    with presented(deck) as talk:
        hall = Hall(talk, None, deck, screens)
        stage = hall.stage()
        state(stage, NAME, "prepared")
        for page in (stage, hall.phone()):
            expect(widget(page, NAME).locator(".compare-source")).to_have_count(
                len(live["conditions"])
            )
            expect(widget(page, NAME)).not_to_contain_text("checkpoint –")
            clean(page, NAME)
        assert smallest_text(stage, NAME) >= 20
        inside_the_slide(stage, NAME)


def test_chats_show_what_went_in_and_mark_what_the_tool_said(
    tmp_path: Path, screens: Screens
) -> None:
    deck = recorded(tmp_path, CHAT)
    with presented(deck) as talk:
        stage = Hall(talk, None, deck, screens).stage()
        answers(stage)
        expect(columns(stage).nth(0)).to_contain_text("You are a clock.")
        expect(columns(stage).nth(0)).to_contain_text(ASKED + " Be brief.")
        expect(columns(stage).nth(1)).to_contain_text("Page: Straw berries are red.")
        expect(columns(stage).nth(2).locator("[data-by=call]")).to_have_text("le")
        expect(columns(stage).nth(2).locator("[data-by=result]")).to_have_text("3")
        chips = widget(stage, NAME).get_by_role("list", name="The prompt as the model sees it")
        expect(chips.get_by_role("listitem")).not_to_have_count(0)
        widget(stage, NAME).get_by_role("button", name="Who").click()
        expect(columns(stage).nth(0)).to_contain_text("Who are you?")
        state(stage, NAME, "recorded")


def test_a_right_token_has_its_bar_its_rank_and_what_comes_first_instead(
    tmp_path: Path, screens: Screens
) -> None:
    deck = recorded(tmp_path, MAP)
    with presented(deck) as talk:
        stage = Hall(talk, None, deck, screens).stage()
        rank = widget(stage, NAME).locator(".compare-rank")
        expect(rank.first).to_have_text("“Paris” is number 1")
        expect(rank.nth(1)).to_contain_text("“zebra” is number 5,021; first is “Paris” with")
        expect(widget(stage, NAME).get_by_role("button", name="Again, other coins")).to_be_hidden()


def test_probabilities_print_as_text(tmp_path: Path, screens: Screens) -> None:
    folder = tmp_path / "deck"
    folder.mkdir()
    deck = recorded(folder, MAP)
    with built(deck, tmp_path / "site") as address:
        page = on_paper(screens, address)
        expect(widget(page, NAME).locator(".compare-rank").first).to_have_text(
            "“Paris” is number 1"
        )
