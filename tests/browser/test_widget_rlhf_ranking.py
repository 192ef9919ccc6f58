"""The ranking: by handle, touch, keys and buttons, with ties and bad ones.

The room's order and the reward model's.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from . import scripted_methods
from .presenting import presented
from .screens import PORTRAIT, Screens, at
from .scripted_methods import RANKING, TOAST_TOKENS, sample_ranked, score, update
from .widget_kit import (
    Hall,
    SharedHall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    presented_with_kernel,
    presser,
    recorded,
    slide_of,
    smallest_text,
    state,
    widget,
    write_turns,
)

NAME = "rlhf-ranking"
LIVE = RANKING
KERNEL_METHODS = {
    "answers/sample": sample_ranked,
    "answers/score": score,
    "answers/update": update,
}


def order(page: Page, wanted: str) -> None:
    """Wait until the cards stand like this: `B A=C | D`.

    The best is first, ties are joined, bad ones are behind the bar.
    """
    read = """([list, wanted]) => { let said = '';
      for (const card of list.children) {
        const letter = card.querySelector('.rank-letter').textContent;
        const bad = 'bad' in card.dataset, first = said === '';
        said += (bad && !said.includes('|') ? (first ? '| ' : ' | ') : 'tied' in card.dataset ? '='
            : first ? '' : ' ')
          + letter; }
      window.order = said; return said === wanted; }"""
    cards = widget(page, NAME).locator(".rank-list").element_handle()
    page.wait_for_function(read, arg=[cards, wanted])


def handle(page: Page, letter: str) -> Locator:
    return widget(page, NAME).get_by_role("button", name=re.compile(f"^{letter}: "))


press = presser(NAME)


# Accessible first


def test_stage_and_phone_have_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    press(stage, "Let the room rank")
    press(phone, "Send my order")
    for page, least in ((stage, 20), (phone, 16)):
        order(page, "A B C D")
        clean(page, NAME)
        assert smallest_text(page, NAME) >= least
    inside_the_slide(stage, NAME)
    press(stage, "Close and show")
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".result")).to_have_count(4)
        clean(page, NAME)
    inside_the_slide(stage, NAME)


def test_a_handle_says_where_its_answer_stands_and_a_move_is_announced(hall: Hall) -> None:
    stage = hall.stage()
    expect(handle(stage, "B")).to_have_accessible_name(
        re.compile("^B: place 2 of 4. Arrow keys move it")
    )
    handle(stage, "B").focus()
    stage.keyboard.press("ArrowUp")
    stage.keyboard.press("ArrowDown")
    expect(widget(stage, NAME).locator(".visually-hidden[role=status]")).to_have_text(
        "B: place 2 of 4"
    )


# By keys, buttons, mouse and finger


def test_keys_move_tie_and_reject_and_keep_the_focus(hall: Hall) -> None:
    stage = hall.stage()
    order(stage, "A B C D")
    handle(stage, "C").focus()
    for key, wanted in (
        ("ArrowUp", "A C B D"),
        ("t", "A=C B D"),
        ("ArrowDown", "A C B D"),
        ("x", "A B D | C"),
        ("x", "A B D C"),
        ("ArrowUp", "A B C D"),
    ):
        stage.keyboard.press(key)
        order(stage, wanted)
        expect(handle(stage, "C")).to_be_focused()
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_buttons_do_the_same(hall: Hall) -> None:
    stage = hall.stage()
    for name, wanted in (
        ("B better", "B A C D"),
        ("D worse", "B A C D"),
        ("Tie C with the one above", "B A=C D"),
        ("Bad: B", "A=C D | B"),
        ("Bad: D", "A=C | B D"),
    ):
        button = widget(stage, NAME).get_by_role("button", name=name, exact=True)
        if button.is_enabled():
            button.click()
        order(stage, wanted)


def test_an_answer_is_dragged_by_its_handle(hall: Hall) -> None:
    stage = hall.stage()
    order(stage, "A B C D")
    grip, target = handle(stage, "D").bounding_box(), handle(stage, "A").bounding_box()
    assert grip is not None
    assert target is not None
    stage.mouse.move(grip["x"] + 10, grip["y"] + 10)
    stage.mouse.down()
    stage.mouse.move(grip["x"] + 10, target["y"] + 40, steps=5)
    stage.mouse.move(grip["x"] + 10, target["y"] - 10, steps=5)
    stage.mouse.up()
    order(stage, "D A B C")


def test_an_answer_is_dragged_by_a_finger_and_the_page_stays(hall: Hall) -> None:
    hall.stage()
    phone = hall.phone()
    order(phone, "A B C D")
    phone.evaluate("scrollTo(0, 0)")
    grip, target = handle(phone, "B").bounding_box(), handle(phone, "A").bounding_box()
    assert grip is not None
    assert target is not None
    touch = phone.context.new_cdp_session(phone)
    x, start, end = grip["x"] + 15, grip["y"] + 15, target["y"] - 5

    def finger(kind: str, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", start)
    for part in range(1, 9):
        finger("touchMove", start + (end - start) * part / 8)
    finger("touchEnd", end)
    order(phone, "B A C D")
    at(phone, slide_of(phone))


def test_a_long_answer_is_folded_until_somebody_wants_all_of_it(hall: Hall) -> None:
    stage = hall.stage()
    card = widget(stage, NAME).locator('[data-answer="1"]')
    folded = card.bounding_box()
    press(stage, "Show all")
    unfolded = card.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > folded["height"] + 30
    press(stage, "Show less")


# The room


def test_an_order_given_without_a_network_says_so_and_is_sent_once(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    press(stage, "Let the room rank")
    press(phone, "B better")
    expect(widget(phone, NAME).get_by_role("button", name="Send my order")).to_be_visible()
    phone.context.set_offline(True)
    phone.wait_for_selector('html:not([data-connection="connected"])', state="attached")
    verdict = widget(phone, NAME).locator(".rank-verdict")
    press(phone, "Send my order")
    expect(verdict).to_have_text("There is no connection: your order will be sent when it is back.")
    press(phone, "Bad: C")
    expect(verdict).to_have_text("You have changed it: send it again.")
    press(phone, "Send again")
    phone.context.set_offline(False)
    expect(verdict).to_contain_text("Sent.")
    expect(widget(stage, NAME).locator(".rank-verdict")).to_have_text(
        "The room is ranking: 1 person ranked."
    )
    press(stage, "Close and show")
    expect(widget(stage, NAME).locator(".result-share")).to_have_text(
        ["100 %", "67 %", "33 %", "0 %"]
    )


def test_the_order_is_sent_from_where_the_thumb_is(hall: Hall) -> None:
    stage, phone = hall.stage(), hall.phone()
    press(stage, "Let the room rank")
    order(phone, "A B C D")
    phone.set_viewport_size({"width": 390, "height": 520})
    for name in ("B better", "D worse"):
        widget(phone, NAME).get_by_role("button", name=name, exact=True).focus()
        send = widget(phone, NAME).get_by_role("button", name="Send my order").bounding_box()
        bar = phone.locator(".talk-bar").bounding_box()
        assert send is not None
        assert bar is not None
        assert bar["y"] - 120 < send["y"] < send["y"] + send["height"] <= bar["y"] + 1
    phone.set_viewport_size(PORTRAIT)


def test_the_result_in_the_hand_has_whole_answers_and_one_s_own_order_beside_the_room_s(
    hall: Hall,
) -> None:
    stage, (one, two, three) = hall.stage(), hall.phones(3)
    press(stage, "Let the room rank")
    press(one, "B better")
    press(one, "Bad: A")
    for phone in (one, two, three):
        press(phone, "Send my order")
        expect(widget(phone, NAME).locator(".rank-verdict")).to_contain_text("Sent.")
    press(stage, "Close and show")
    mine = [
        "Room: 1st · You: 1st",
        "Room: 2nd · You: bad",
        "Room: 3rd · You: 2nd",
        "Room: 4th · You: 3rd",
    ]
    expect(widget(one, NAME).locator(".result-mine")).to_have_text(mine)
    expect(widget(stage, NAME).locator(".result-mine:visible")).to_have_count(0)
    whole = "(texts) => texts.every((text) => text.scrollHeight <= text.clientHeight + 1)"
    assert widget(one, NAME).locator(".result-text").evaluate_all(whole)
    clean(one, NAME)


def test_the_reward_model_scores_learns_and_the_model_answers_anew(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    press(stage, "Let the room rank")
    press(phone, "B better")
    press(phone, "Send my order")
    expect(widget(stage, NAME).locator(".rank-verdict")).to_contain_text("1 person ranked")
    press(stage, "Close and show")
    press(stage, "Ask the reward model")
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".result-score")).to_have_text(
            ["−1.00", "0.00", "−2.00", "−3.00"]
        )
    expect(widget(stage, NAME).locator(".rank-verdict")).to_contain_text(
        "orders 83 % of the pairs the same way"
    )
    expect(widget(stage, NAME).locator(".result-place")).to_have_text(["2nd", "1st", "3rd", "4th"])
    expect(widget(stage, NAME).locator(".result[data-differs] .result-letter")).to_have_text(
        ["B", "A"]
    )
    press(stage, "Learn from these rankings")
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".result-updated").first).to_have_text("→ +2.00")
        expect(widget(page, NAME).locator(".rank-verdict")).to_contain_text(
            "On 12 pairs kept back from a fit of its own: 75 % (95 %: 47 % to 91 %), 50 % before."
        )
    press(stage, "Before and after")
    for page in (stage, phone):
        expect(widget(page, NAME).locator(".rank-column p")).to_have_text(
            ["Thanks, says base.", "Thanks, says base+room."]
        )
        expect(widget(page, NAME).locator(".rank-column h3")).to_have_text(
            ["Before: score 0.00", "After: score −1.00"]
        )
    inside_the_slide(stage, NAME)


def test_before_and_after_are_whole_on_the_projector_and_no_score_wraps(
    tmp_path: Path, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = write_turns(tmp_path, [{**LIVE, "max_tokens": TOAST_TOKENS}] * 2)
    with presented_with_kernel(deck) as (talk, kernel):
        hall = SharedHall(talk, kernel, deck, screens)
        toast = scripted_methods.TOAST
        for text, size in ((toast, 28), (f"{toast} {toast}", 22)):
            monkeypatch.setattr(scripted_methods, "TOAST", text)
            hall.next_turn()
            stage = hall.stage()
            state(stage, NAME, "live")
            press(stage, "B better")
            press(stage, "Result")
            press(stage, "Ask the reward model")
            press(stage, "Learn from these rankings")
            expect(widget(stage, NAME).locator(".result-updated").first).to_have_text("→ +2.00")
            one_line_each(stage, ".result-score, .result-updated")
            press(stage, "Before and after")
            expect(widget(stage, NAME).locator(".rank-column h3")).to_have_text(
                ["Before: score 0.00", "After: score −1.00"]
            )
            one_line_each(stage, ".result-score, .result-updated, .rank-column h3")
            shown = widget(stage, NAME).evaluate(BEFORE_AND_AFTER)
            assert shown == {"scrolls": False, "inside": True, "size": size, "texts": [text] * 2}
            inside_the_slide(stage, NAME)


BEFORE_AND_AFTER = """(widget) => {
  const figure = widget.querySelector(".rank-figure");
  const box = figure.getBoundingClientRect();
  const texts = [...widget.querySelectorAll(".rank-column p")];
  return {
    scrolls: figure.scrollHeight > figure.clientHeight + 1,
    inside: texts.every((text) => text.getBoundingClientRect().bottom <= box.bottom),
    size: Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize))),
    texts: texts.map((text) => text.innerText),
  };
}"""
"""How both texts stand in the figure."""


def one_line_each(page: Page, selector: str) -> None:
    """None of these texts wraps."""
    wrapped = (
        widget(page, NAME)
        .locator(selector)
        .evaluate_all(
            "(all) => all.filter((one) => one.checkVisibility() && "
            "one.getBoundingClientRect().height"
            " > 1.9 * parseFloat(getComputedStyle(one).fontSize)).map((one) => one.innerText)"
        )
    )
    assert wrapped == []


def test_the_reward_model_answers_from_its_recording_where_the_kernel_is_away(hall: Hall) -> None:
    stage = hall.stage()
    press(stage, "B better")
    press(stage, "Result")
    press(stage, "Ask the reward model")
    expect(widget(stage, NAME).locator(".result-score")).to_have_text(
        ["−1.00", "0.00", "−2.00", "−3.00"]
    )
    expect(
        widget(stage, NAME).get_by_role("button", name="Learn from these rankings")
    ).to_be_disabled()


def test_other_answers_are_another_question(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    state(stage, NAME, "live")
    press(stage, "B better")
    order(stage, "B A C D")
    press(stage, "Other answers")
    for page in (stage, phone):
        order(page, "A B C D")
        state(page, NAME, "live")


def test_it_prints_every_answer(views: Views) -> None:
    page = views.paper
    expect(widget(page, NAME).locator(".result")).to_have_count(4)
    expect(widget(page, NAME).locator(".result-score")).to_have_text(
        ["0.00", "−1.00", "−2.00", "−3.00"]
    )
    inside_the_slide(page, NAME)
    expect(widget(page, NAME).locator("button:visible")).to_have_count(0)


def test_one_may_write_an_answer_too_and_is_told_how_long_both_took(
    methods: None, tmp_path: Path, screens: Screens
) -> None:
    deck = recorded(tmp_path, {**LIVE, "write": True, "reward": False, "fresh": None})
    with presented(deck) as talk:
        hall = Hall(talk, None, deck, screens)
        stage, phone = hall.stage(), hall.phone()
        press(stage, "Let the room rank")
        widget(phone, NAME).get_by_role("textbox", name="Write one yourself").fill(
            "May you both sing."
        )
        press(phone, "Done")
        times = widget(phone, NAME).locator(".rank-times")
        expect(times).to_have_text(re.compile(r"^Writing one took you \d+ s\.$"))
        press(phone, "B better")
        expect(times).to_have_text(re.compile(r"Ranking all took you \d+ s\.$"))
        for page in (stage, phone):
            clean(page, NAME)
        press(phone, "Send my order")
        press(stage, "Close and show")
        expect(widget(stage, NAME).locator(".result")).to_have_count(4)
        expect(
            widget(stage, NAME).get_by_role("button", name="Ask the reward model")
        ).to_have_count(0)
