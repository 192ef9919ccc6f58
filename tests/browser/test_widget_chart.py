"""Recorded series as curves: named at their ends, read out by the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .screens import Screens, at
from .widget_kit import (
    Hall,
    SharedSite,
    Views,
    built,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    on_paper,
    presented_with_kernel,
    recorded,
    slide_of,
    smallest_text,
    state,
    widget,
    write_deck,
    write_turns,
)

NAME = "chart"
LIVE: dict[str, Any] = {
    "widget": "chart",
    "data": {
        "title": "Loss in nats a token",
        "x": {"label": "steps"},
        "y": {"label": "loss"},
        "series": [
            {"name": "train", "points": [[0, 8.3], [100, 4], [400, 2.0]], "accent": True},
            {"name": "held out", "points": [[0, 8.3], [400, 2.5]]},
        ],
        "lines": [{"name": "ln V", "y": 8.32}],
    },
}


STORY: dict[str, Any] = {
    "widget": "chart",
    "data": {
        "title": "Score and worth",
        "x": {"label": "steps"},
        "y": {"label": "score"},
        "series": [{"name": "score", "points": [[1, 0.5], [2, 1.5], [3, 2.5]]}],
        "beside": [
            {
                "y": {"label": "points"},
                "series": [{"name": "worth", "points": [[1, 4], [2, 5], [3, -3]]}],
            }
        ],
        "marks": [{"name": "stopped here", "x": 2}],
        "prompt": "Write a toast.",
        "moments": [{"x": 1, "text": "To Anna and Ben!"}, {"x": 3, "text": "warm warm warm"}],
        "provenance": {"model": "a model", "checkpoint": "rl"},
    },
}
AXES: dict[str, Any] = {
    "widget": "chart",
    "data": {
        **LIVE["data"],
        "x": {"label": "steps", "min": -100, "max": 500},
        "y": {"min": "data", "max": 10},
        "lines": [],
        "source": "a ruler",
    },
}
MISSING: dict[str, Any] = {
    "widget": "chart",
    "data": {"title": "Practice", "series": [], "missing": "Not trained yet."},
}
CURSOR, OWN_AXES, BESIDE, MOMENTS, NOT_MADE = range(1, 6)
"""Turns on `charts`."""


@pytest.fixture(scope="module")
def charts(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedSite]:
    """Return a built deck with a chart on each slide, one for each test that uses it."""
    folder = write_turns(tmp_path_factory.mktemp("charts"), [LIVE, AXES, STORY, STORY, MISSING])
    with built(folder, folder / "site", views=("stage", "phone")) as address:
        screens = Screens(browser)
        yield SharedSite(address, screens)
        screens.close()


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(views: Views) -> None:
    for page in (views.stage, views.phone):
        expect(widget(page, NAME).locator("polyline")).to_have_count(2)
        clean(page, NAME)


def test_the_figure_says_in_words_what_it_shows(views: Views) -> None:
    page = views.stage
    said = "Loss in nats a token. train: from 8.3 to 2; held out: from 8.3 to 2.5."
    expect(widget(page, NAME).get_by_role("img", name=said)).to_have_count(1)
    expect(widget(page, NAME).locator(".label")).to_have_text(
        ["ln V 8.32", "train 2", "held out 2.5"]
    )


def test_text_is_large_enough_and_inside_the_slide(views: Views) -> None:
    stage, phone = views.stage, views.phone
    for page, least in ((stage, 20), (phone, 16)):
        expect(widget(page, NAME).locator("polyline")).to_have_count(2)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_the_cursor_reads_the_curves_by_keys_and_moves_no_slide(
    charts: SharedSite,
) -> None:
    charts.next_turn(CURSOR)
    page = charts.stage()
    widget(page, NAME).get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(widget(page, NAME).locator(".chart-read")).to_have_text("train 4 · held out 8.3")
    expect(widget(page, NAME).locator(".slider-value")).to_have_text("100 steps")
    at(page, slide_of(page))
    gives_the_keyboard_back(page, NAME)


def test_the_print_shows_the_curves(views: Views) -> None:
    page = views.paper
    expect(widget(page, NAME).locator("polyline")).to_have_count(2)


def test_numbers_of_ones_own_begin_at_nought_and_bear_no_badge(views: Views) -> None:
    for page in (views.stage, views.phone, views.paper):
        expect(widget(page, NAME).locator("polyline")).to_have_count(2)
        expect(widget(page, NAME).locator(".badge:visible")).to_have_count(0)
        expect(widget(page, NAME).locator(".provenance:visible")).to_have_count(0)
        heights = widget(page, NAME).locator('.tick[text-anchor="end"]').all_text_contents()
        assert "0" in heights


def test_the_ends_of_the_axes_are_the_authors_and_so_is_the_source(charts: SharedSite) -> None:
    charts.next_turn(OWN_AXES)
    page = charts.stage()
    expect(widget(page, NAME).locator(".tick")).to_have_text(
        ["0", "200", "400", "2", "4", "6", "8", "10"]
    )
    expect(widget(page, NAME).locator(".provenance")).to_have_text("a ruler")
    expect(widget(page, NAME).locator(".badge")).to_have_count(0)


def test_what_has_another_unit_stands_beside_it_over_one_slider(charts: SharedSite) -> None:
    charts.next_turn(BESIDE)
    for page, least in ((charts.stage(), 20), (charts.phone(), 16)):
        expect(widget(page, NAME).locator("polyline")).to_have_count(2)
        expect(widget(page, NAME).locator(".mark-label")).to_have_text(
            ["stopped here", "stopped here"]
        )
        expect(widget(page, NAME).locator(".cursor")).to_have_count(2)
        expect(widget(page, NAME).locator(".badge")).to_have_text("recorded")
        expect(widget(page, NAME).locator(".provenance-text")).to_have_text(
            "a model · checkpoint rl"
        )
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(charts.stage(), NAME)


def test_the_slider_shows_what_was_written_at_each_place(charts: SharedSite) -> None:
    charts.next_turn(MOMENTS)
    page = charts.stage()
    written = widget(page, NAME).locator(".chart-moment")
    expect(written).to_have_text("To Anna and Ben!")
    expect(widget(page, NAME).locator(".chart-prompt")).to_have_text(
        "Write a toast. · written after 1 step"
    )
    widget(page, NAME).get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(widget(page, NAME).locator(".chart-read")).to_have_text("score 1.5 · worth 5")
    expect(written).to_have_text("To Anna and Ben!")
    page.keyboard.press("ArrowRight")
    expect(written).to_have_text("warm warm warm")
    expect(widget(page, NAME).locator(".chart-read")).to_have_text("score 2.5 · worth −3")


def test_paper_shows_how_it_began_and_how_it_ended(tmp_path: Path, screens: Screens) -> None:
    with built(write_deck(tmp_path, STORY), tmp_path / "site", views=("print",)) as address:
        page = on_paper(screens, address)
        expect(widget(page, NAME).locator(".chart-moment")).to_have_text(
            ["To Anna and Ben!", "warm warm warm (after 3 steps)"]
        )


def test_a_figure_that_is_not_made_yet_says_so(charts: SharedSite) -> None:
    charts.next_turn(NOT_MADE)
    page = charts.stage()
    expect(widget(page, NAME).locator(".chart-missing")).to_have_text("Not trained yet.")
    expect(widget(page, NAME).get_by_role("slider")).to_have_count(0)
    clean(page, NAME)


def pointed(page: Page, text: str) -> None:
    expect(widget(page, NAME).locator(".label-point")).to_have_text(text)


def test_a_live_point_is_the_mean_loss_of_a_text_of_ones_own(
    tmp_path_factory: pytest.TempPathFactory, screens: Screens
) -> None:
    point = {"text": "The capital of France", "checkpoint": "base"}
    deck = recorded(tmp_path_factory.mktemp("point"), {**LIVE, "point": point})
    with presented_with_kernel(deck) as (talk, kernel):
        hall = Hall(talk, kernel, deck, screens)
        stage, phone = hall.stage(), hall.phone()
        state(stage, NAME, "live")
        for page in (stage, phone):
            pointed(page, "this text 1.39")
            clean(page, NAME)
        inside_the_slide(stage, NAME)
        before = kernel.asked.count("next_token/predict")
        widget(stage, NAME).get_by_role("textbox", name="Its loss on your own text").fill(
            "Nobody wrote this"
        )
        stage.keyboard.press("Enter")
        # The point and its state look the same before the answer and after it.
        kernel.until_asked("next_token/predict", before + 1)
        state(stage, NAME, "live")
        pointed(stage, "this text 1.39")
        assert kernel.asked.count("next_token/predict") == before + 1
        kernel.die()
        gives_the_keyboard_back(stage, NAME)


def test_without_a_kernel_the_point_is_the_recorded_one(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, screens: Screens
) -> None:
    point = {"text": "The capital of France", "checkpoint": "base"}
    deck = recorded(tmp_path_factory.mktemp("recorded_point"), {**LIVE, "point": point})
    with built(deck, tmp_path / "site", views=("print",)) as address:
        pointed(on_paper(screens, address), "this text 1.39")
