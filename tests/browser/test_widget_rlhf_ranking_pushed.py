"""The ranking's slider over a training that was pushed too far."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .screens import at
from .scripted_methods import RANKING, sample_ranked, score
from .widget_kit import (
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    presser,
    slide_of,
    smallest_text,
    state,
    widget,
)

NAME = "rlhf-ranking"
LIVE = {
    **RANKING,
    "pushed": [
        {"checkpoint": "base", "label": "before", "proxy": 0.1, "gold": 6.0},
        {"checkpoint": "rlhf", "label": "stopped here", "proxy": 2.0, "gold": 7.25},
        {"checkpoint": "over", "label": "too far", "proxy": 19.0, "gold": -10.5},
    ],
}

KERNEL_METHODS = {"answers/sample": sample_ranked, "answers/score": score}

press = presser(NAME)


def move(page: Page, key: str) -> None:
    slider = widget(page, NAME).get_by_role("slider", name="How far it was pushed")
    slider.focus()
    slider.press(key)


def shows(page: Page, figures: list[str], text: str) -> None:
    expect(widget(page, NAME).locator(".pushed-value")).to_have_text(figures)
    expect(widget(page, NAME).locator(".pushed-text")).to_have_text(text)


def test_every_stop_shows_what_was_measured_and_what_was_recorded(
    hall: Hall,
) -> None:
    stage, phone = hall.stage(), hall.phone()
    press(stage, "Pushed too far")
    for page in (stage, phone):
        shows(page, ["+0.10", "+6.00"], "Thanks, says base.")
    move(stage, "End")
    for page, least in ((stage, 20), (phone, 16)):
        shows(page, ["+19.00", "−10.50"], "Thanks, says over.")
        expect(widget(page, NAME).locator(".pushed-score")).to_have_text(
            "The reward model gives this one 0.00."
        )
        expect(widget(page, NAME).locator(".badge").first).to_have_text("recorded")
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    move(stage, "ArrowLeft")
    shows(stage, ["+2.00", "+7.25"], "Thanks, says rlhf.")
    at(stage, slide_of(stage))
    # A hand of its own: what a phone looks at stays there.
    move(phone, "Home")
    shows(phone, ["+0.10", "+6.00"], "Thanks, says base.")
    shows(stage, ["+2.00", "+7.25"], "Thanks, says rlhf.")
    press(stage, "Pushed too far")
    expect(widget(stage, NAME).locator(".rank-card").first).to_be_visible()
    expect(widget(stage, NAME).locator(".rank-pushed")).to_be_hidden()
    gives_the_keyboard_back(stage, NAME)


def test_a_stop_is_asked_and_scored_anew_while_the_kernel_is_there(
    live: Hall,
) -> None:
    stage, kernel = live.stage(), live.kernel
    press(stage, "Pushed too far")
    kernel.until_asked("answers/score", 1)
    move(stage, "End")
    kernel.until_asked("answers/score", 2)
    state(stage, NAME, "live")
    shows(stage, ["+19.00", "−10.50"], "Thanks, says over.")
    expect(widget(stage, NAME).locator(".provenance-text")).to_have_text(re.compile("^scripted"))
    sampled = [params for method, params in kernel.requests if method == "answers/sample"]
    scored = [params for method, params in kernel.requests if method == "answers/score"]
    assert [params["checkpoint"] for params in sampled[-2:]] == ["base", "over"]
    assert scored[-1]["prompt"] == LIVE["fresh"]
    assert scored[-1]["answers"] == ["Thanks, says over."]


def test_the_room_that_ranks_goes_first(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    press(stage, "Pushed too far")
    expect(widget(phone, NAME).locator(".rank-pushed")).to_be_visible()
    press(stage, "Let the room rank")
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".rank-card").first).to_be_visible()
        expect(widget(page, NAME).locator(".rank-pushed")).to_be_hidden()
    expect(widget(stage, NAME).get_by_role("button", name="Pushed too far")).to_be_disabled()


def test_paper_shows_every_stop(views: Views) -> None:
    page = views.paper
    stops = widget(page, NAME).locator(".pushed-all li")
    expect(stops).to_have_count(3)
    expect(stops.last).to_contain_text("too far · reward model +19.00 · written rule −10.50")
    expect(stops.last).to_contain_text("Thanks, says over.")
    expect(widget(page, NAME).locator(".result")).to_have_count(4)
    inside_the_slide(page, NAME)
