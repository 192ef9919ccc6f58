"""The network and its attention.

Real shapes, every head of a layer, who looks where; by mouse, by keys, by hand.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .scripted_methods import attention, parts
from .widget_kit import (
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    smallest_text,
    state,
    widget,
)

NAME = "transformer"
LIVE = {
    "widget": "transformer",
    "text": "The capital of France",
    "layer": 1,
    "examples": ["A toast"],
}
KERNEL_METHODS = {"model/attention": attention, "model/parts": parts}


def gets(page: Page, wanted: list[str]) -> None:
    """Wait until this is written under the tokens."""
    expect(widget(page, NAME).locator(".chip-under")).to_have_text(wanted)


def test_stage_and_phone_have_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for page, least in ((stage, 20), (phone, 16)):
        gets(page, ["8 %", "8 %", "8 %", "75 %"])
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_the_network_is_drawn_with_its_own_shapes(hall: Hall) -> None:
    net = widget(hall.stage(), NAME).locator(".net")
    for fact in (
        "100 probabilities",
        "× 2",
        "2 heads",
        "6 × 2 · 12",
        "8 × 2 · 16",
        "100 × 2 · 200 parameters",
        "at most 64",
    ):
        expect(net).to_contain_text(fact)


def test_a_token_a_head_and_a_layer_are_chosen_for_every_screen(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    widget(stage, NAME).get_by_role("option").nth(2).click()
    for page in (stage, phone):
        gets(page, ["13 %", "13 %", "75 %", "later"])
    widget(stage, NAME).get_by_role("button", name="head 2").click()
    for page in (stage, phone):
        gets(page, ["13 %", "75 %", "13 %", "later"])
    slider = widget(stage, NAME).get_by_role("slider", name="Layer")
    slider.focus()
    stage.keyboard.press("ArrowRight")
    for page in (stage, phone):
        gets(page, ["75 %", "13 %", "13 %", "later"])
    expect(widget(stage, NAME).locator(".net-said")).to_have_text(
        "“of” looks most at “The”: 75 % of its attention in layer 2, head 2."
    )
    gives_the_keyboard_back(stage, NAME)


def test_a_prepared_text_answers_from_its_recording(hall: Hall) -> None:
    stage = hall.stage()
    widget(stage, NAME).get_by_role("button", name="A toast").click()
    gets(stage, ["25 %", "75 %"])
    state(stage, NAME, "recorded")


def test_a_typed_text_is_looked_at_live_and_a_phone_s_stays_there(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_label("What it reads").fill("One two three")
    for page in (stage, phone):
        gets(page, ["13 %", "13 %", "75 %"])
        state(page, NAME, "live")
    widget(phone, NAME).get_by_label("What it reads").fill("One two")
    gets(phone, ["25 %", "75 %"])
    gets(stage, ["13 %", "13 %", "75 %"])


def test_it_prints_the_network_and_the_attention(views: Views) -> None:
    page = views.paper
    gets(page, ["8 %", "8 %", "8 %", "75 %"])
    expect(widget(page, NAME).locator(".net-box")).to_have_count(5)
