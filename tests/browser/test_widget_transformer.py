"""The network and its attention: real shapes, every head of a layer, who looks where; by mouse, by keys, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Presented, Screens, presented
from .scripted_kernel import ScriptedKernel, Tell, answering
from .widget_kit import (
    Hall,
    built,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    on_paper,
    recorded,
    smallest_text,
    state,
    untouched,
    widget,
    with_kernel,
)

NAME = "transformer"
LIVE = {
    "widget": "transformer",
    "text": "The capital of France",
    "layer": 1,
    "examples": ["A toast"],
}
PROVENANCE = {"model": "scripted", "checkpoint": "base"}


def attention(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Two layers of two heads; head h of layer l looks at the token h + l back, or at the first."""
    kernel.wait("model/attention")
    words = params["text"].split(" ")
    tokens = [{"id": n, "text": word, "bytes": word.encode().hex()} for n, word in enumerate(words)]

    def row(at: int, back: int) -> list[float]:
        seen = max(0, at - back)
        return [0.75 + 0.25 * (at == 0) if n == seen else 0.25 / at for n in range(at + 1)]

    maps = [
        {
            "layer": layer,
            "head": head,
            "weights": [row(at, layer + head) for at in range(len(words))],
        }
        for layer in range(2)
        for head in range(2)
    ]
    return {"tokens": tokens, "maps": maps, "provenance": PROVENANCE}


def parts(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    layer = [
        {"name": "layer 1 attention", "shapes": {"qkv": [6, 2]}, "parameters": 12},
        {"name": "layer 1 mlp", "shapes": {"up": [8, 2]}, "parameters": 16},
    ]
    embedding = {"name": "embedding", "shapes": {"embedding": [100, 2]}, "parameters": 200}
    sizes = {
        "parameters": 256,
        "layers": 2,
        "heads": 2,
        "width": 2,
        "context": 64,
        "vocabulary_size": 100,
    }
    return {"parts": [embedding, *layer], **sizes, "provenance": PROVENANCE}


@pytest.fixture(scope="module", autouse=True)
def methods() -> Iterator[None]:
    with answering({"model/attention": attention, "model/parts": parts}):
        yield


@pytest.fixture(scope="module")
def deck(methods: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("transformer"), LIVE)


@pytest.fixture(scope="module")
def away(deck: Path) -> Iterator[Presented]:
    with presented(deck) as talk:
        yield talk


@pytest.fixture
def hall(away: Presented, deck: Path, screens: Screens) -> Hall:
    """No kernel: recordings answer."""
    return Hall(untouched(away), None, deck, screens)


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


def test_a_typed_text_is_looked_at_live_and_a_phone_s_stays_there(
    deck: Path, screens: Screens
) -> None:
    with with_kernel(deck) as (talk, kernel):
        hall = Hall(talk, kernel, deck, screens)
        stage, phone = hall.stage(), hall.phone()
        state(stage, NAME, "live")
        widget(stage, NAME).get_by_label("What it reads").fill("One two three")
        for page in (stage, phone):
            gets(page, ["13 %", "13 %", "75 %"])
            state(page, NAME, "live")
        widget(phone, NAME).get_by_label("What it reads").fill("One two")
        gets(phone, ["25 %", "75 %"])
        gets(stage, ["13 %", "13 %", "75 %"])


def test_it_prints_the_network_and_the_attention(
    deck: Path, tmp_path: Path, screens: Screens
) -> None:
    with built(deck, tmp_path / "site") as address:
        page = on_paper(screens, address)
        gets(page, ["8 %", "8 %", "8 %", "75 %"])
        expect(widget(page, NAME).locator(".net-box")).to_have_count(5)
