"""The comparison of answers in a chat, and of one token's probability.

Accessible, exact requests, tools, tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from talk.present.loading import Loaded

from .screens import Screens
from .scripted_kernel import ANSWERS, scripted_kernel
from .widget_kit import (
    SharedHall,
    built,
    clean,
    inside_the_slide,
    on_paper,
    record,
    shared_hall,
    smallest_text,
    state,
    turn_of,
    widget,
    write_turns,
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


LIVES = (CHAT, MAP, CHAT)
"""The comparison of each turn; the last is for the test that presses a button."""


@pytest.fixture(scope="module")
def recording(methods: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    deck = write_turns(tmp_path_factory.mktemp("kinds"), LIVES)
    with scripted_kernel() as kernel:
        record(deck, kernel)
    return deck


@pytest.fixture(scope="module")
def hall(edition: Loaded, browser: Browser) -> Iterator[SharedHall]:
    with shared_hall(edition, browser) as hall:
        yield hall


@pytest.mark.parametrize("live", [CHAT, MAP], ids=["chat", "probability"])
def test_the_recordings_answer_exactly_what_the_element_asks(
    live: dict[str, Any], hall: SharedHall
) -> None:
    """Without a kernel, a column asks for what options.py prepared.

    It would stay empty if it asked for anything else.
    """
    hall.next_turn(LIVES.index(live) + 1)
    stage = hall.stage()
    state(stage, NAME, "prepared")
    for page in (stage, hall.phone()):
        expect(widget(page, NAME).locator(".compare-source")).to_have_count(len(live["conditions"]))
        expect(widget(page, NAME)).not_to_contain_text("checkpoint –")
        clean(page, NAME)
    assert smallest_text(stage, NAME) >= 20
    inside_the_slide(stage, NAME)


def test_chats_show_what_went_in_and_mark_what_the_tool_said(hall: SharedHall) -> None:
    hall.next_turn(len(LIVES))
    stage = hall.stage()
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


def test_a_right_token_has_its_bar_its_rank_and_what_comes_first_instead(hall: SharedHall) -> None:
    hall.next_turn(LIVES.index(MAP) + 1)
    stage = hall.stage()
    rank = widget(stage, NAME).locator(".compare-rank")
    expect(rank.first).to_have_text("“Paris” is number 1")
    expect(rank.nth(1)).to_contain_text("“zebra” is number 5,021; first is “Paris” with")
    expect(widget(stage, NAME).get_by_role("button", name="Again, other coins")).to_be_hidden()


def test_probabilities_print_as_text(recording: Path, tmp_path: Path, screens: Screens) -> None:
    with built(recording, tmp_path / "site", views=("print",)) as address:
        turn = turn_of("widget", LIVES.index(MAP) + 1)
        slide = on_paper(screens, address).locator(f'section[data-id="{turn}"]')
        expect(slide.locator(".compare-rank").first).to_have_text("“Paris” is number 1")
