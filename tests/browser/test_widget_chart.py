"""Recorded series as curves: named at their ends, read out by the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .screens import Screens, at
from .widget_kit import (
    Hall,
    Views,
    built,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    on_paper,
    on_phone,
    on_stage,
    presented_with_kernel,
    recorded,
    smallest_text,
    state,
    widget,
    write_deck,
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
    site: str, screens: Screens
) -> None:
    page = on_stage(screens, site)
    widget(page, NAME).get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(widget(page, NAME).locator(".chart-read")).to_have_text("train 4 · held out 8.3")
    expect(widget(page, NAME).locator(".slider-value")).to_have_text("100 steps")
    at(page, "widget")
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


def test_the_ends_of_the_axes_are_the_authors_and_so_is_the_source(
    screens: Screens, tmp_path: Path
) -> None:
    axes = {"x": {"label": "steps", "min": -100, "max": 500}, "y": {"min": "data", "max": 10}}
    live = {"widget": NAME, "data": {**LIVE["data"], **axes, "lines": [], "source": "a ruler"}}
    with built(write_deck(tmp_path, live), tmp_path / "site") as address:
        page = on_stage(screens, address)
        expect(widget(page, NAME).locator(".tick")).to_have_text(
            ["0", "200", "400", "2", "4", "6", "8", "10"]
        )
        expect(widget(page, NAME).locator(".provenance")).to_have_text("a ruler")
        expect(widget(page, NAME).locator(".badge")).to_have_count(0)


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


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("story")
    with built(write_deck(folder, STORY), folder / "site") as address:
        yield address


def test_what_has_another_unit_stands_beside_it_over_one_slider(
    story: str, screens: Screens
) -> None:
    for page, least in ((on_stage(screens, story), 20), (on_phone(screens, story), 16)):
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
    inside_the_slide(on_stage(screens, story), NAME)


def test_the_slider_shows_what_was_written_at_each_place(story: str, screens: Screens) -> None:
    page = on_stage(screens, story)
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


def test_paper_shows_how_it_began_and_how_it_ended(story: str, screens: Screens) -> None:
    page = on_paper(screens, story)
    expect(widget(page, NAME).locator(".chart-moment")).to_have_text(
        ["To Anna and Ben!", "warm warm warm (after 3 steps)"]
    )


def test_a_figure_that_is_not_made_yet_says_so(tmp_path: Path, screens: Screens) -> None:
    live = {
        "widget": "chart",
        "data": {"title": "Practice", "series": [], "missing": "Not trained yet."},
    }
    with built(write_deck(tmp_path, live), tmp_path / "site") as address:
        page = on_stage(screens, address)
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
    with built(deck, tmp_path / "site") as address:
        pointed(on_paper(screens, address), "this text 1.39")
