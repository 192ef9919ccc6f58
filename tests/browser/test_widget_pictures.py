"""The widgets that only show: join, pipeline map and scale bars."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .presenting import presented
from .screens import Screens, at, connected
from .widget_kit import (
    SharedSite,
    built,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    on_paper,
    slide_of,
    smallest_text,
    widget,
    write_deck,
    write_turns,
)

BARS = {
    "widget": "scale_bars",
    "title": "Tokens of text",
    "unit": "tokens",
    "log": True,
    "bars": [
        {"label": "Ours", "value": 4.9e6, "ours": True},
        {"label": "FineWeb", "value": 1.5e13, "note": "44 TB"},
    ],
}
MAP = {"widget": "pipeline_map", "current": "base", "jumps": {"web": "before"}}
FLOUR: dict[str, Any] = {
    "widget": "scale_bars",
    "unit": "g",
    # Twice the spelt's value.
    "max": 27,
    "bars": [
        {"label": "Rye", "value": 8.5},
        {"label": "Spelt", "value": 13.5},
        {"label": "Water", "value": 0},
    ],
}
ALL: list[tuple[str, dict[str, Any]]] = [
    ("scale-bars", BARS),
    ("pipeline-map", MAP),
    ("join", {"widget": "join"}),
]
FLOUR_TURN, JUMP_TURN, KEYS_TURN, TRAINING_TURN = range(len(ALL) + 1, len(ALL) + 5)
JUMP = {**MAP, "jumps": {"web": f"after-{JUMP_TURN}"}}


@pytest.fixture(scope="module")
def pictures(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedSite]:
    """Return a built deck with all widgets of this module, by the turns above."""
    training = {**MAP, "current": "sft", "details": False}
    lives = [*(live for _, live in ALL), FLOUR, JUMP, MAP, training]
    folder = tmp_path_factory.mktemp("pictures")
    deck = write_turns(folder, lives, url="https://example.org/talk")
    with built(deck, folder / "site") as address:
        screens = Screens(browser)
        yield SharedSite(address, screens)
        screens.close()


@pytest.mark.parametrize("name", [name for name, _ in ALL])
def test_on_every_surface_it_is_accessible_readable_and_in_its_place(
    name: str, pictures: SharedSite
) -> None:
    pictures.next_turn([one for one, _ in ALL].index(name) + 1)
    stage, phone = pictures.stage(), pictures.phone()
    for page, least in ((stage, 20), (phone, 16)):
        expect(widget(page, name)).not_to_be_empty()
        clean(page, name)
        assert smallest_text(page, name) >= least
    inside_the_slide(stage, name)
    assert shown(pictures.paper(), name) == shown(stage, name)


def shown(page: Page, name: str) -> str:
    expect(widget(page, name)).not_to_be_empty()
    return widget(page, name).inner_text()


def test_scale_bars_name_their_values_and_say_that_the_axis_is_logarithmic(
    pictures: SharedSite,
) -> None:
    pictures.next_turn(1)
    page = pictures.stage()
    values = widget(page, "scale-bars").locator(".scale-value")
    expect(values).to_have_text(["4.9 million tokens", "15 trillion tokens"])
    expect(widget(page, "scale-bars")).to_contain_text("Log scale")


def test_scale_bars_of_ones_own_numbers_begin_at_nought_without_a_word(
    pictures: SharedSite,
) -> None:
    pictures.next_turn(FLOUR_TURN)
    page = pictures.stage()
    expect(widget(page, "scale-bars")).not_to_be_empty()
    assert shown(page, "scale-bars").split("\n") == [
        "Rye",
        "8.5 g",
        "Spelt",
        "13.5 g",
        "Water",
        "0 g",
    ]
    shares = (
        widget(page, "scale-bars")
        .locator(".scale-row")
        .evaluate_all("rows => rows.map((row) => Number(row.style.getPropertyValue('--share')))")
    )
    assert shares == pytest.approx([8.5 / 27, 0.5, 0])


def test_on_a_phone_a_training_that_we_are_at_is_marked_beside_its_name(
    pictures: SharedSite,
) -> None:
    pictures.next_turn(TRAINING_TURN)
    lit = widget(pictures.phone(), "pipeline-map").locator('[aria-current="step"]')
    box = "(element) => element.getBoundingClientRect().toJSON()"
    name, here = (lit.locator(f".pipeline-{part}").evaluate(box) for part in ("name", "here"))
    assert name["right"] <= here["left"]
    assert name["top"] < here["bottom"]
    assert here["top"] < name["bottom"]


def test_the_stage_we_are_at_is_said_in_words_and_a_stage_leads_to_its_slide(
    pictures: SharedSite,
) -> None:
    pictures.next_turn(JUMP_TURN)
    page = pictures.stage()
    lit = widget(page, "pipeline-map").locator('[aria-current="step"]')
    expect(lit).to_contain_text("Base model")
    expect(lit).to_contain_text("we are here")
    link = widget(page, "pipeline-map").get_by_role("link", name="Raw web")
    link.focus()
    page.keyboard.press("Enter")
    at(page, slide_of(page, "after"))


def test_the_stages_come_with_the_steps_on_every_screen_and_all_are_on_paper(
    screens: Screens, tmp_path: Path
) -> None:
    deck = write_deck(tmp_path, {**MAP, "reveal": True})
    with presented(deck) as talk:
        stage = connected(screens(talk.stage, {"width": 1920, "height": 1080}))
        phone = connected(screens.phone(talk.phone))
        stage.keyboard.press("ArrowRight")
        # The first place, and with each step a training and what it makes.
        for step, places in enumerate((1, 3, 5, 7)):
            for page in (stage, phone):
                at(page, "widget", step)
                expect(
                    widget(page, "pipeline-map").locator(".pipeline-place:visible")
                ).to_have_count(places)
            stage.keyboard.press("ArrowRight")
        at(stage, "after")
        stage.keyboard.press("ArrowLeft")
        at(stage, "widget", 3)
        stage.keyboard.press("ArrowLeft")
        for page in (stage, phone):
            expect(widget(page, "pipeline-map").locator(".pipeline-place:visible")).to_have_count(5)
    with built(deck, tmp_path / "site", views=("print",)) as address:
        paper = on_paper(screens, address)
        expect(widget(paper, "pipeline-map").locator(".pipeline-place:visible")).to_have_count(7)


def test_escape_gives_the_keyboard_back_to_the_deck(pictures: SharedSite) -> None:
    pictures.next_turn(KEYS_TURN)
    page = pictures.stage()
    widget(page, "pipeline-map").get_by_role("link", name="Raw web").focus()
    gives_the_keyboard_back(page, "pipeline-map")


def test_join_shows_address_code_and_people_counted_live(screens: Screens, tmp_path: Path) -> None:
    with presented(write_deck(tmp_path, {"widget": "join"})) as talk:
        stage = connected(screens(talk.stage, {"width": 1920, "height": 1080}))
        stage.keyboard.press("ArrowRight")
        at(stage, "widget")
        address = talk.phone.removeprefix("http://").rstrip("/")
        expect(widget(stage, "join")).to_contain_text(address)
        expect(widget(stage, "join")).to_contain_text("Nobody has joined yet.")
        assert stage.evaluate("document.querySelector('.join-code').decode().then(() => true)")
        connected(screens.phone(talk.phone))
        expect(widget(stage, "join")).to_contain_text("1 person has joined.")
        clean(stage, "join")
