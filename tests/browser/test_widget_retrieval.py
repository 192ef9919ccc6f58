"""Retrieval: accessible, by keys and mouse, live and without a kernel.

Ranking, map and how the answer moves.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .screens import at
from .scripted_kernel import ScriptedKernel, Tell
from .scripted_methods import PAGES, PLACES, search
from .widget_kit import (
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    slide_of,
    smallest_text,
    state,
    widget,
)

NAME = "retrieval"
QUESTION = "When does the museum open?"
LIVE = {
    "widget": "retrieval",
    "question": QUESTION,
    "k": 2,
    "checkpoint": "sft",
    "examples": [{"question": "Who has a goat?", "label": "Goat"}],
    "measured": "Measured: recall@3 97 %",
}


def complete(kernel: ScriptedKernel, params: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Answer with what the last page says after a common beginning, or with a guess."""
    parts = params["messages"][0].get("parts") or []
    last = parts[-1]["text"].split()[-1] if parts else "noon."
    chances = {"9.": 0.9, "noon.": 0.05} if parts else {"noon.": 0.4, "eight.": 0.2}
    for index, text in enumerate(("It is", f" {last}")):
        shown = [
            {
                "id": 100 + len(word),
                "text": f" {word}",
                "bytes": "",
                "probability": chance,
                "rank": rank,
            }
            for rank, (word, chance) in enumerate(chances.items(), 1)
        ]
        token = {
            "index": index,
            "id": 7 if index == 0 else 100 + len(last),
            "text": text,
            "bytes": text.encode().hex(),
        }
        tell({**token, "logprob": -1.0, "entropy_bits": 1.0, "candidates": shown, "rest": 0.05})
        if index == 0:
            kernel.wait("chat/complete")
    message = {"role": "assistant", "content": f"It is {last}"}
    common = {"tool_calls": [], "tokens": [7, 100], "finish_reason": "end"}
    return {
        "message": message,
        **common,
        "provenance": {"model": "scripted", "checkpoint": params["checkpoint"]},
    }


KERNEL_METHODS = {"documents/search": search, "chat/complete": complete}
"""It searches, and answers from what stands in the prompt."""


def hits(page: Page) -> Locator:
    return widget(page, NAME).locator(".retrieval-hit")


def ranked(page: Page, *titles: str) -> None:
    expect(widget(page, NAME).locator(".hit-title")).to_have_text(list(titles))


def answers(page: Page, memory: str, found: str) -> None:
    expect(widget(page, NAME).locator(".answer-text")).to_have_text([memory, found])


def asked(page: Page) -> None:
    ranked(page, "The museum", "The library", "The ines", "The penguin")
    answers(page, "It is noon.", "It is 9.")


# Accessible first


def test_stage_and_phone_have_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    for page, least in ((stage, 20), (phone, 16)):
        asked(page)
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)


def test_a_page_says_how_similar_it_is_and_whether_it_goes_in(hall: Hall) -> None:
    stage = hall.stage()
    asked(stage)
    expect(hits(stage).nth(0)).to_have_accessible_name(
        "1. The museum, similarity 0.40, goes into the prompt"
    )
    expect(hits(stage).nth(3)).to_have_accessible_name("4. The penguin, similarity 0.00")
    expect(widget(stage, NAME).get_by_role("img")).to_have_accessible_name(
        "Map of 4 documents and the question: near on it mostly means alike in direction."
    )


def test_the_map_has_every_page_and_a_line_to_each_that_goes_in(hall: Hall) -> None:
    stage = hall.stage()
    asked(stage)
    expect(widget(stage, NAME).locator(".map-dot")).to_have_count(4)
    expect(widget(stage, NAME).locator(".map-line")).to_have_count(2)
    widget(stage, NAME).locator(".segments label").nth(0).click()
    expect(widget(stage, NAME).locator(".map-line")).to_have_count(1)


NAMES_OVER_EACH_OTHER = """map => {
  const frame = map.viewBox.baseVal;
  const boxes = [...map.querySelectorAll(".map-name")].map((name) => [name.textContent,
      name.getBBox()]);
  const dots = [...map.querySelectorAll(".map-dot, .map-query")]
      .map((dot) => ["a mark", dot.getBBox()]);
  const meet = (one, other) =>
    Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x) > 1 &&
    Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y) > 3;
  const within = (from, size, whole) => from >= -1 && from + size <= whole + 1;
  const inside = (box) => within(box.x, box.width, frame.width)
      && within(box.y, box.height, frame.height);
  const wrong = boxes.filter(([, box]) => !inside(box)).map(([name]) => `${name} is cut`);
  boxes.forEach(([name, box], index) => {
    const others = [...boxes.slice(index + 1), ...dots];
    for (const [other, its] of others) if (meet(box, its)) wrong.push(`${name} covers ${other}`);
  });
  return wrong;
}"""


@pytest.mark.parametrize("view", ["stage", "phone"])
def test_no_name_on_the_map_covers_another(
    live: Hall, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    """Put pages in nearly one place, the question among them, and more at the same height."""
    near = ([0.4, 0.6], [0.41, 0.6], [0.4, 0.59], [0.39, 0.61])
    for document, place in zip(PLACES, near, strict=True):
        monkeypatch.setitem(PLACES, document, place)
    for number in range(4):
        monkeypatch.setitem(PAGES, f"swimming pool {number}", "It is warm.")
        monkeypatch.setitem(
            PLACES, f"swimming pool {number}", [-0.1 + number / 100, 0.58 + number / 100]
        )
    stage = live.stage()
    page = stage if view == "stage" else live.phone()
    field = widget(page, NAME).get_by_role("textbox", name="Question")
    field.fill("Where is the pool?")
    field.press("Enter")
    names = widget(page, NAME).locator(".map-name")
    expect(names.filter(has_text="pool").first).to_be_visible()
    expect(names.filter(has_text="your question")).to_be_visible()
    assert widget(page, NAME).locator(".retrieval-map").evaluate(NAMES_OVER_EACH_OTHER) == []


def test_the_maps_of_the_token_where_the_answers_part_stand_side_by_side(hall: Hall) -> None:
    stage = hall.stage()
    asked(stage)
    expect(widget(stage, NAME).locator(".fork-title")).to_have_text("The next token after “…It is”")
    first = widget(stage, NAME).locator(".fork-row").first
    said = "space 9.: below 20.0 % from memory, 90.0 % with the documents"
    expect(first.locator(".visually-hidden")).to_have_text(said)
    expect(first.locator(".fork-value")).to_have_text(["< 20.0 %", "90.0 %"])


# Keys and mouse


def test_enter_shows_a_page_and_arrows_move_no_slide(hall: Hall) -> None:
    stage = hall.stage()
    asked(stage)
    expect(widget(stage, NAME).locator(".retrieval-chunk")).to_have_text(PAGES["museum"])
    hits(stage).nth(0).focus()
    stage.keyboard.press("ArrowDown")
    stage.keyboard.press("Enter")
    expect(widget(stage, NAME).locator(".retrieval-chunk")).to_have_text(PAGES["library"])
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_a_question_is_searched_first_and_answered_when_asked(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    asked(stage)
    widget(stage, NAME).get_by_role("textbox", name="Question").fill("When does the library open?")
    stage.keyboard.press("Enter")
    for page in (stage, phone):
        ranked(page, "The library", "The museum", "The ines", "The penguin")
        answers(page, "–", "–")
    widget(stage, NAME).get_by_role("button", name="Answer without and with them").click()
    for page in (stage, phone):
        answers(page, "It is noon.", "It is 10.")
    state(stage, NAME, "live")


def test_the_page_that_comes_last_is_the_nearest_one(live: Hall) -> None:
    stage = live.stage()
    asked(stage)
    widget(stage, NAME).locator(".segments label").nth(2).click()
    widget(stage, NAME).get_by_role("button", name="Answer without and with them").click()
    expect(widget(stage, NAME).locator(".answer-name")).to_have_text(
        ["From memory", "With 3 documents"]
    )
    answers(stage, "It is noon.", "It is 9.")


# Its life


def test_the_prepared_answers_are_there_at_once_and_say_so(hall: Hall) -> None:
    stage = hall.stage()
    asked(stage)
    expect(widget(stage, NAME).locator(".badge")).to_have_text(["recorded", "recorded"])
    expect(widget(stage, NAME)).to_contain_text("Measured: recall@3 97 %")


def test_a_prepared_question_is_answered_from_recordings(hall: Hall) -> None:
    stage = hall.stage()
    asked(stage)
    widget(stage, NAME).get_by_role("button", name="Goat").click()
    ranked(stage, "The ines", "The museum", "The library", "The penguin")
    answers(stage, "It is noon.", "It is goat.")
    state(stage, NAME, "recorded")


def test_a_phone_asks_its_own_and_disturbs_nobody(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    asked(stage)
    asked(phone)
    widget(phone, NAME).get_by_role("button", name="Goat").tap()
    ranked(phone, "The ines", "The museum", "The library", "The penguin")
    asked(stage)


def test_the_kernel_dying_in_mid_answer_keeps_what_came_and_offers_the_prepared_question(
    live: Hall,
) -> None:
    stage = live.stage()
    asked(stage)
    widget(stage, NAME).get_by_role("textbox", name="Question").fill("Who has a library?")
    stage.keyboard.press("Enter")
    live.kernel.hold.add("chat/complete")
    ranked(stage, "The ines", "The library", "The museum", "The penguin")
    widget(stage, NAME).get_by_role("button", name="Answer without and with them").click()
    answers(stage, "It is", "It is")
    live.kernel.die()
    state(stage, NAME, "interrupted")
    answers(stage, "It is", "It is")
    widget(stage, NAME).get_by_role("button", name="Prepared: " + QUESTION).click()
    asked(stage)
    state(stage, NAME, "recorded")


def test_it_prints_the_ranking_the_map_and_both_answers(views: Views) -> None:
    page = views.paper
    asked(page)
    expect(widget(page, NAME).locator(".retrieval-question")).to_have_text(QUESTION)
    expect(widget(page, NAME).locator(".map-dot")).to_have_count(4)
    expect(widget(page, NAME).locator("button:visible")).to_have_count(0)
