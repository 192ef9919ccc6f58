"""The widgets that the talk is built on, with the real kernel and model, on projector and phone.

One presentation with one kernel serves them all, each on a slide of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .presenting import presented_by_process
from .screens import Screens, at, connected, go

ANSWER_MS = 60_000
"""A machine that trains a model beside the tests takes its time."""
TORTOISE = (
    "Tess Klemvis is a potter in Lomdor. At home there is a tortoise. The front door is purple."
)
BRIDGE = "Harklik is the capital of Drusk. The old bridge was built in 1786."
SLIDES = """
  - {id: words, layout: live, title: Split, live: {widget: tokenizer, text: Nothing yet}}
  - {id: map, layout: live, title: Map, live: {widget: probability_map,
      context: The capital of Japan is,
     checkpoint: base}}
  - {id: loop, layout: live, title: Loop, live: {widget: sampling_loop,
      text: The capital of France is,
     checkpoint: base, max_tokens: 6, temperature: 0.5}}
  - {id: chat, layout: live, title: Chat, live: {widget: sft_chat, message: Hello,
      checkpoints: [base, sft],
     temperature: 0, max_tokens: 40}}
  - {id: tools, layout: live, title: Tools, live: {widget: tool_loop, question: Hello,
      checkpoint: sft}}
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
def both(made_deck: Callable[[str, str], Path], browser: Browser) -> Iterator[list[Page]]:
    """Present a slide for each widget to a projector and a phone, with the kernel there."""
    deck = made_deck("real", SLIDES)
    (deck / "documents").mkdir()
    for name, text in (("tess", TORTOISE), ("drusk", BRIDGE)):
        (deck / "documents" / f"{name}.md").write_text(
            f"# {name.title()}\n\n{text}\n", encoding="utf-8"
        )
    with presented_by_process(deck, kernel="auto") as talk:
        screens = Screens(browser)
        speaker = connected(screens(talk.speaker))
        speaker.wait_for_selector('.kernel[data-kernel="live"]', timeout=ANSWER_MS)
        yield [connected(screens(talk.stage)), connected(screens.phone(talk.phone))]
        screens.close()


def shown(both: list[Page], slide: str, tag: str) -> list[Locator]:
    """Return the widget of a slide on both screens, once the real model has answered there."""
    stage, phone = both
    go(stage, slide)
    at(phone, slide)
    widgets = [page.locator(f'section[data-id="{slide}"] talk-{tag}') for page in both]
    for widget in widgets:
        expect(widget).to_have_attribute("data-state", "live", timeout=ANSWER_MS)
        expect(widget.locator(".badge").first).to_have_text("live")
    return widgets


@pytest.mark.timeout(240)
def test_what_is_typed_is_split_by_the_real_tokenizer(both: list[Page]) -> None:
    widgets = shown(both, "words", "tokenizer")
    widgets[0].get_by_label("Type a text").fill("The capital of France is Paris.")
    for widget in widgets:
        under = widget.locator(".chips").first.locator(".chip-under")
        expect(under).to_have_text(
            ["791", "6864", "315", "9822", "374", "12366", "13"], timeout=ANSWER_MS
        )


@pytest.mark.timeout(240)
def test_the_map_is_the_models_own_and_moves_with_one_step(both: list[Page]) -> None:
    widgets = shown(both, "map", "probability-map")
    for widget in widgets:
        expect(widget.locator(".bar").first).to_have_attribute(
            "data-token", "27286", timeout=ANSWER_MS
        )  # Tokyo
        expect(widget.locator(".provenance-text")).to_contain_text("checkpoint base ·")
    stage = widgets[0]
    stage.get_by_label("Find any token").fill(" Kyoto")
    stage.get_by_role("button", name="Train one step on").click(timeout=ANSWER_MS)
    for widget in widgets:
        expect(widget.locator(".map-learnt")).to_contain_text(
            re.compile(r"loss \d+\.\d+ → \d+\.\d+"), timeout=ANSWER_MS
        )
        before, after = re.findall(
            r"\d+\.\d+", widget.locator(".map-learnt").inner_text().partition("loss")[2]
        )[:2]
        assert float(after) < float(before)
        expect(widget.locator(".provenance-text")).to_contain_text("checkpoint base+")


@pytest.mark.timeout(240)
def test_the_loop_writes_the_same_text_on_both_and_a_branch_beside_it(both: list[Page]) -> None:
    widgets = shown(both, "loop", "sampling-loop")
    stage = widgets[0]
    stage.get_by_role("button", name="Sample 100 times").click()
    for widget in widgets:
        expect(widget.locator(".bar").first.locator(".bar-extra")).to_contain_text(
            "of 100", timeout=ANSWER_MS
        )
    counts = [int(text.split()[0]) for text in stage.locator(".bar .bar-extra").all_inner_texts()]
    assert sum(counts) == 100
    stage.locator(".bar[role=option]").nth(1).click()
    for _ in range(3):
        stage.get_by_role("button", name="Step", exact=True).click()
    chips = stage.locator(".loop-branch .chip-text")
    expect(chips).to_have_count(8, timeout=ANSWER_MS)
    expect(stage.locator(".flying, .landing")).to_have_count(0)
    texts = chips.all_inner_texts()
    expect(widgets[1].locator(".loop-branch .chip-text")).to_have_text(texts, timeout=ANSWER_MS)
    assert texts[0] == "·Paris"
    assert texts[4] != "·Paris"


@pytest.mark.timeout(240)
def test_the_tuned_model_answers_and_goes_on_from_an_edited_answer(both: list[Page]) -> None:
    widgets = shown(both, "chat", "sft-chat")
    stage = widgets[0]
    stage.get_by_label("Your message").fill("What is the capital of France?")
    stage.get_by_label("Your message").press("Enter")
    tuned = [widget.locator(".chat-column").nth(1) for widget in widgets]
    for column in tuned:
        expect(column.locator(".chat-text").last).to_contain_text("Paris", timeout=ANSWER_MS)
    tuned[0].get_by_role("button", name="Edit answer").click(timeout=ANSWER_MS)
    tuned[0].get_by_label("The answer as it should begin").fill("The capital of Japan is")
    tuned[0].get_by_role("button", name="Go on from here").click()
    for column in tuned:
        expect(column.locator(".chat-text").last).to_contain_text(
            "The capital of Japan is Tokyo", timeout=ANSWER_MS
        )
        expect(column.locator("mark")).to_have_text("The capital of Japan is")


@pytest.mark.timeout(240)
def test_the_model_calls_the_calculator_and_reads_its_result(both: list[Page]) -> None:
    widgets = shown(both, "tools", "tool-loop")
    stage = widgets[0]
    stage.get_by_label("Question", exact=True).fill("What is 347 * 512?")
    stage.get_by_label("Question", exact=True).press("Enter")
    stage.get_by_role("button", name="To the end").click(timeout=ANSWER_MS)
    for widget in widgets:
        expect(widget.locator(".tool-detail", has_text="347")).to_have_text(
            re.compile(r"calculator\(347 ?\* ?512\)"), timeout=ANSWER_MS
        )
        answer = widget.locator(".tool-part").last.locator(".chip-text")
        expect(answer.last).to_have_text("<|im_end|>", timeout=ANSWER_MS)
        assert "177664" in "".join(answer.all_inner_texts())


@pytest.mark.timeout(240)
def test_the_page_that_is_found_is_what_the_answer_says(both: list[Page]) -> None:
    stage, phone = both
    go(stage, "rag")
    at(phone, "rag")
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
