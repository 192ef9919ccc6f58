"""The widgets that the talk is built on, with the real kernel and model, on two screens.

The ranking, which the room takes part in, is in test_practice_live.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .presenting import Presented, presented_by_process
from .real_kernel import ANSWER_MS, projector_and_phone, shown
from .screens import Screens

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
"""


@pytest.fixture(scope="module")
def talk(made_deck: Callable[[str, str], Path]) -> Iterator[Presented]:
    with presented_by_process(made_deck("required", SLIDES), kernel="auto") as talk:
        yield talk


@pytest.fixture
def both(talk: Presented, screens: Screens) -> list[Page]:
    return projector_and_phone(talk, screens)


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
