"""With the real kernel and model.

Retrieval, samples, rankings and checkpoints, on projector and phone at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .presenting import Presented, presented_by_process
from .real_kernel import ANSWER_MS, projector_and_phone, shown
from .screens import Screens, at

TORTOISE = (
    "Tess Klemvis is a potter in Lomdor. At home there is a tortoise. The front door is purple."
)
BRIDGE = "Harklik is the capital of Drusk. The old bridge was built in 1786."
SLIDES = """
  - {id: rag, layout: live, title: Find, live: {widget: retrieval,
      question: "Which animal does Tess Klemvis have?",
     measure: words, checkpoint: sft, k: 1, max_tokens: 24}}
  - {id: grid, layout: live, title: Try, live: {widget: sample_grid, checkpoints: [sft], n: 4,
      max_tokens: 60,
     problem: "Emily buys 3 apples and 2 oranges. Each orange costs $2. The total is $13.
     Find the price of one apple. Think step by step.", answer: 3}}
  - {id: rank, layout: live, title: Rank, live: {widget: rlhf_ranking, checkpoint: sft, n: 3,
      max_tokens: 40,
     prompt: "Write a wedding toast for Anna and Ben. They met in a choir."}}
  - {id: stops, layout: live, title: Learn, live: {widget: checkpoint_slider, text: The weather in,
      max_tokens: 8,
     checkpoints: [{checkpoint: base-start, label: Start}, {checkpoint: base, label: End}]}}
"""


@pytest.fixture(scope="module")
def talk(made_deck: Callable[[str, str], Path]) -> Iterator[Presented]:
    deck = made_deck("practice", SLIDES)
    (deck / "documents").mkdir()
    for name, text in (("tess", TORTOISE), ("drusk", BRIDGE)):
        (deck / "documents" / f"{name}.md").write_text(
            f"# {name.title()}\n\n{text}\n", encoding="utf-8"
        )
    with presented_by_process(deck, kernel="auto") as talk:
        yield talk


@pytest.fixture
def both(talk: Presented, screens: Screens) -> list[Page]:
    return projector_and_phone(talk, screens)


@pytest.mark.timeout(240)
def test_the_page_that_is_found_is_what_the_answer_says(both: list[Page]) -> None:
    for page in both:
        at(page, "rag")
    widgets = [page.locator("talk-retrieval") for page in both]
    for widget in widgets:
        expect(widget.locator(".hit-title").first).to_have_text("Tess", timeout=ANSWER_MS)
    widgets[0].get_by_role("button", name="Answer without and with them").click()
    for widget in widgets:
        expect(widget.locator(".answer-text").last).to_contain_text("tortoise", timeout=ANSWER_MS)
        expect(widget.locator(".answer-text").first).not_to_contain_text("tortoise")
        expect(widget.locator(".fork-row")).to_have_count(3)


@pytest.mark.timeout(240)
def test_samples_that_reach_the_answer_are_lit_on_both_screens(both: list[Page]) -> None:
    grids = shown(both, "grid", "sample-grid")
    for grid in grids:
        expect(grid.locator(".tile:not([data-verdict=writing])")).to_have_count(
            4, timeout=ANSWER_MS
        )
    lit = [grid.locator(".tile[data-verdict=right]").count() for grid in grids]
    assert lit[0] == lit[1] > 0


@pytest.mark.timeout(240)
def test_the_room_ranks_real_answers(both: list[Page]) -> None:
    stage, phone = shown(both, "rank", "rlhf-ranking")
    expect(stage.locator(".rank-text").first).to_contain_text(
        re.compile(r"\w+ \w+"), timeout=ANSWER_MS
    )
    stage.get_by_role("button", name="Let the room rank").click(timeout=ANSWER_MS)
    phone.get_by_role("button", name="C better", exact=True).click()
    phone.get_by_role("button", name="Send my order").click()
    expect(stage.locator(".rank-verdict")).to_have_text("The room is ranking: 1 person ranked.")
    stage.get_by_role("button", name="Close and show").click()
    for widget in (stage, phone):
        expect(widget.locator(".result-letter")).to_have_text(["A", "C", "B"])


@pytest.mark.timeout(240)
def test_every_checkpoint_writes_for_itself(both: list[Page]) -> None:
    sliders = shown(both, "stops", "checkpoint-slider")
    before = sliders[0].locator(".stop-written").inner_text()
    sliders[0].get_by_role("slider").focus()
    both[0].keyboard.press("End")
    for slider in sliders:
        expect(slider.locator(".provenance")).to_contain_text(
            "checkpoint base ·", timeout=ANSWER_MS
        )
        expect(slider.locator(".stop-written")).not_to_have_text(before)
