"""The data pipeline.

Accessible, by keys and mouse, from a recording and live, on the projector and in the hand.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .presenting import presented
from .screens import Screens, at, connected
from .widget_kit import (
    PARIS,
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    recorded,
    smallest_text,
    state,
    widget,
)

NAME = "data-pipeline"
LIVE = {"widget": "data_pipeline"}


def counted(page: Page) -> Locator:
    return widget(page, NAME).locator(".pipeline-count")


def sheet(page: Page) -> Locator:
    return widget(page, NAME).locator(".pipeline-text")


def after(page: Page, stage: str) -> None:
    widget(page, NAME).locator(".segments label", has_text=stage).click()


def test_it_has_no_flaw_that_axe_finds_and_its_text_is_large_enough(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for page, least in ((stage, 20), (phone, 16)):
        expect(counted(page)).to_have_text("7 of 7 pages still in")
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    after(stage, "privacy")
    expect(counted(stage)).to_have_text("3 of 7 pages still in")
    clean(stage, NAME)
    inside_the_slide(stage, NAME)


def test_the_page_is_html_first_and_reading_matter_after_the_extraction(hall: Hall) -> None:
    stage = hall.stage()
    expect(sheet(stage)).to_contain_text("<!doctype html>")
    after(stage, "text")
    expect(sheet(stage)).to_contain_text(PARIS)
    expect(sheet(stage)).not_to_contain_text("<p>")
    expect(widget(stage, NAME).locator(".badge")).to_have_text("recorded")


def test_a_dropped_page_says_where_and_why(hall: Hall) -> None:
    stage = hall.stage()
    after(stage, "copies")
    copy = widget(stage, NAME).get_by_role("button", name="dropped by the deduplication")
    copy.click()
    expect(widget(stage, NAME).locator(".pipeline-verdict")).to_contain_text(
        "Dropped: about 86% the same as"
    )
    after(stage, "quality")
    expect(
        widget(stage, NAME).get_by_role("button", name="dropped by the deduplication")
    ).to_have_count(0)


def test_a_kept_page_ends_as_a_row_without_personal_data(hall: Hall) -> None:
    stage = hall.stage()
    after(stage, "privacy")
    widget(stage, NAME).get_by_role("button", name="lost/cat").click()
    expect(sheet(stage)).to_contain_text("[e-mail]")
    expect(sheet(stage)).not_to_contain_text("@")
    expect(widget(stage, NAME).locator(".pipeline-row dt")).to_have_text(
        ["English", "words", "tokens"]
    )


def test_arrows_walk_the_stages_and_escape_gives_the_keyboard_back(hall: Hall) -> None:
    stage = hall.stage()
    widget(stage, NAME).get_by_role("radio", name="as it came").focus()
    for _ in range(4):
        stage.keyboard.press("ArrowRight")
    expect(widget(stage, NAME).get_by_role("radio", name="quality")).to_be_checked()
    expect(counted(stage)).to_have_text("4 of 7 pages still in")
    gives_the_keyboard_back(stage, NAME)


def test_phones_follow_the_stage_and_go_their_own_way_once_touched(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    after(stage, "privacy")
    expect(counted(phone)).to_have_text("3 of 7 pages still in")
    widget(phone, NAME).locator(".segments label", has_text="address").tap()
    expect(counted(phone)).to_have_text("6 of 7 pages still in")
    expect(counted(stage)).to_have_text("3 of 7 pages still in")


def test_it_prints_the_end_of_the_way(views: Views) -> None:
    page = views.paper
    expect(counted(page)).to_have_text("3 of 7 pages still in")
    expect(sheet(page)).to_contain_text(PARIS)


def test_the_stages_come_with_the_steps_and_a_hand_may_go_elsewhere_until_the_next(
    tmp_path: Path, screens: Screens
) -> None:
    with presented(recorded(tmp_path, {**LIVE, "reveal": True})) as talk:
        stage = connected(screens(talk.stage, {"width": 1920, "height": 1080}))
        phone = connected(screens.phone(talk.phone))
        stage.keyboard.press("ArrowRight")
        stage.keyboard.press("ArrowRight")

        def stages(wanted: str, page: Page) -> None:
            expect(widget(page, NAME).get_by_role("radio", name=wanted)).to_be_checked()

        for page in (stage, phone):
            at(page, "widget", 1)
            stages("address", page)
        widget(stage, NAME).get_by_text("quality", exact=True).click()
        for page in (stage, phone):
            stages("quality", page)
        stage.keyboard.press("PageDown")
        for page in (stage, phone):
            at(page, "widget", 2)
            stages("text", page)
