"""The tokenizer.

Accessible, by keys and mouse, live and without a kernel, and with texts that nobody expects.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from .screens import at
from .widget_kit import (
    PARIS,
    PARIS_IDS,
    Hall,
    Views,
    clean,
    gives_the_keyboard_back,
    inside_the_slide,
    slide_of,
    smallest_text,
    state,
    type_raw,
    widget,
)

NAME = "tokenizer"
LIVE = {
    "widget": "tokenizer",
    "text": PARIS,
    "examples": [PARIS, {"text": "strawberry", "label": "A fruit"}],
}


def ids(page: Page) -> Locator:
    return widget(page, NAME).locator(".chips").first.locator(".chip-under")


def tokens(page: Page) -> Locator:
    return (
        widget(page, NAME).get_by_role("listbox", name="Tokens", exact=True).get_by_role("option")
    )


def field(page: Page) -> Locator:
    return widget(page, NAME).get_by_label("Type a text")


def shows(page: Page, wanted: list[str], *, timeout: float = 10_000) -> None:
    expect(ids(page)).to_have_text(wanted, timeout=timeout)


# Accessible first


def test_the_stage_has_no_flaw_that_axe_finds(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    clean(stage, NAME)
    ids(stage).nth(3).click()
    expect(widget(stage, NAME).locator(".tokenizer-merges li")).not_to_have_count(0)
    clean(stage, NAME)


def test_the_phone_has_no_flaw_that_axe_finds(hall: Hall) -> None:
    phone = hall.phone()
    shows(phone, PARIS_IDS)
    clean(phone, NAME)


def test_a_token_is_named_by_its_text_and_id(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    expect(widget(stage, NAME).get_by_role("option", name="space Paris, ID 12366")).to_have_count(1)


def test_the_count_is_announced_when_typing_has_settled(used_stage: Page) -> None:
    field(used_stage).fill("Paris")
    expect(widget(used_stage, NAME).get_by_role("status")).to_have_text("1 token", timeout=10_000)


def test_text_is_large_enough_for_the_last_row_and_the_hand(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    assert smallest_text(stage, NAME) >= 20
    phone = hall.phone()
    shows(phone, PARIS_IDS)
    assert smallest_text(phone, NAME) >= 16


# Keys


def test_arrows_walk_over_the_tokens_and_move_no_slide(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    chips = tokens(stage)
    chips.first.focus()
    stage.keyboard.press("ArrowRight")
    expect(chips.nth(1)).to_be_focused()
    expect(widget(stage, NAME).locator(".tokenizer-token")).to_contain_text(
        "ID 6864 · bytes 20 63 61 70 69 74 61 6c"
    )
    stage.keyboard.press("End")
    expect(chips.last).to_be_focused()
    stage.keyboard.press("Home")
    expect(chips.first).to_be_focused()
    at(stage, slide_of(stage))


def test_enter_shows_the_merges_and_escape_gives_the_keyboard_back(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    tokens(stage).nth(5).focus()
    stage.keyboard.press("Enter")
    stages = widget(stage, NAME).locator(".tokenizer-merges li")
    expect(stages.first).to_contain_text("single bytes")
    expect(stages.last.locator(".merge-piece")).to_have_text(["·Paris"])
    gives_the_keyboard_back(stage, NAME)


def test_typing_arrows_and_spaces_stay_in_the_text(hall: Hall) -> None:
    stage = hall.stage()
    field(stage).click()
    stage.keyboard.press("End")
    for key in ("ArrowLeft", " ", "ArrowRight", "f"):
        stage.keyboard.press(key)
    expect(field(stage)).to_have_value("The capital of France is Paris .f")
    gives_the_keyboard_back(stage, NAME)


# A real mouse


def test_pointing_at_a_token_shows_its_bytes(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    ids(stage).nth(5).hover()
    expect(widget(stage, NAME).locator(".tokenizer-token")).to_have_text(
        "Token 6 of 7: ·Paris · ID 12366 · bytes 20 50 61 72 69 73"
    )


def test_a_button_fills_in_its_example(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    widget(stage, NAME).get_by_role("button", name="A fruit").click()
    expect(field(stage)).to_have_value("strawberry")
    shows(stage, ["496", "675", "15717"])
    state(stage, NAME, "recorded")


def test_another_vocabulary_cuts_otherwise(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    picker = widget(stage, NAME).get_by_label("Vocabulary")
    expect(picker.locator("option").first).to_have_text("cl100k_base · 100,277 entries")
    picker.select_option("gpt2")
    shows(stage, ["464", "3139", "286", "4881", "318", "6342", "13"])


def test_bytes_can_be_shown_under_every_token(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    widget(stage, NAME).get_by_role("button", name="Bytes").click()
    expect(ids(stage).nth(5)).to_have_text("20 50 61 72 69 73")


# Its life


def test_the_prepared_result_is_there_at_once_and_says_that_it_is_recorded(
    hall: Hall,
) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    expect(widget(stage, NAME).locator(".badge")).to_have_text("recorded")
    expect(widget(stage, NAME).locator(".provenance-text")).to_contain_text(
        "vocabulary cl100k_base"
    )


def test_without_a_kernel_a_typed_text_is_split_in_the_browser_and_says_so(
    used_stage: Page,
) -> None:
    field(used_stage).fill("Hello world, we typed this.")
    shows(used_stage, ["9906", "1917", "11", "584", "33069", "420", "13"])
    expect(widget(used_stage, NAME).locator(".provenance-text")).to_contain_text(
        "computed in this browser"
    )


def test_a_vocabulary_that_only_the_kernel_has_is_refused_in_a_sentence(hall: Hall) -> None:
    stage = hall.stage()
    field(stage).fill("nobody recorded this")
    widget(stage, NAME).get_by_label("Vocabulary").select_option("talk-4k")
    expect(widget(stage, NAME).get_by_role("alert")).to_contain_text(
        "needs the kernel, which is away"
    )
    state(stage, NAME, "failed")


def test_with_a_kernel_every_screen_follows_what_is_typed(live: Hall) -> None:
    stage = live.stage()
    phone = live.phone()
    state(stage, NAME, "live")
    field(stage).fill("Paris")
    for page in (stage, phone):
        shows(page, ["60704"])
        state(page, NAME, "live")


def test_a_phone_types_its_own_and_disturbs_nobody(live: Hall) -> None:
    stage, phone = live.stage(), live.phone()
    shows(stage, PARIS_IDS)
    field(phone).fill("Paris")
    shows(phone, ["60704"])
    shows(stage, PARIS_IDS)


def test_the_kernel_dying_turns_the_badge_and_stops_nothing(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    live.kernel.die()
    state(stage, NAME, "recorded")
    shows(stage, PARIS_IDS)
    field(stage).fill("Paris")
    shows(stage, ["60704"])
    live.kernel.start()
    state(stage, NAME, "live", timeout=15_000)


def test_the_kernel_dying_in_mid_answer_keeps_the_text_and_offers_the_prepared_one(
    live: Hall,
) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    live.kernel.hold.add("tokens/encode")
    field(stage).fill("nobody recorded this")
    assert live.kernel.held.wait(10)
    live.kernel.die()
    expect(field(stage)).to_have_value("nobody recorded this")
    state(stage, NAME, "interrupted")
    offered = widget(stage, NAME).get_by_role(
        "button", name=re.compile("^Prepared: The capital of France")
    )
    offered.click()
    shows(stage, PARIS_IDS)
    state(stage, NAME, "recorded")


# Texts that nobody expects


def test_an_empty_text_has_no_tokens(used_stage: Page) -> None:
    field(used_stage).fill("")
    shows(used_stage, [])
    expect(widget(used_stage, NAME).locator(".tokenizer-numbers dd").first).to_have_text("0")
    clean(used_stage, NAME)


def test_twenty_thousand_characters_are_counted_and_only_some_are_drawn(used_stage: Page) -> None:
    field(used_stage).fill("word " * 4000)
    numbers = widget(used_stage, NAME).locator(".tokenizer-numbers dd")
    expect(numbers.nth(1)).to_have_text("20,000", timeout=15_000)
    expect(numbers.first).to_have_text("4,001")
    assert ids(used_stage).count() == 300
    expect(widget(used_stage, NAME).locator(".chips-more").first).to_have_text(
        "and 3,701 more tokens that are not shown"
    )
    inside_the_slide(used_stage, NAME)


def test_one_character_more_is_refused_in_a_sentence(used_stage: Page) -> None:
    field(used_stage).fill("a" * 20_001)
    expect(widget(used_stage, NAME).get_by_role("alert")).to_contain_text(
        "The text has 20,001 characters"
    )
    state(used_stage, NAME, "failed")


def test_ten_thousand_equal_letters_freeze_no_screen(used_stage: Page) -> None:
    field(used_stage).fill("x")
    shows(used_stage, ["87"])
    took = used_stage.evaluate(
        """async () => {
          const field = document.querySelector('section[data-id="widget"] textarea');
          field.value = "a".repeat(10000);
          const start = performance.now();
          field.dispatchEvent(new Event("input", { bubbles: true }));
          for (let frame = 0; frame < 4; frame += 1) await new Promise((drawn) =>
              requestAnimationFrame(drawn));
          return performance.now() - start;
        }"""
    )
    expect(widget(used_stage, NAME).locator(".tokenizer-numbers dd").first).to_have_text("1,250")
    assert took < 3000


def test_an_emoji_is_bytes_and_the_last_token_completes_it(used_stage: Page) -> None:
    field(used_stage).fill("🐙")
    shows(used_stage, ["9468", "238", "247"])
    texts = widget(used_stage, NAME).locator(".chips").first.locator(".chip-text")
    expect(texts).to_have_text(["f0 9f", "90", "🐙"])


def test_arabic_runs_from_the_right(used_stage: Page) -> None:
    field(used_stage).fill("الطقس جميل")
    chips = widget(used_stage, NAME).locator(".chips").first
    expect(chips).to_have_attribute("dir", "rtl")
    boxes = [chips.locator(".chip").nth(n).bounding_box() for n in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] > boxes[1]["x"]


def test_half_of_a_character_is_refused_in_a_sentence(used_stage: Page) -> None:
    type_raw(field(used_stage), "ab\ud83d")
    expect(widget(used_stage, NAME).get_by_role("alert")).to_contain_text(
        "a lone surrogate, U+D83D) at position 3"
    )
    state(used_stage, NAME, "failed")


def test_a_typed_marker_is_text_until_one_asks_for_the_token(live: Hall) -> None:
    stage = live.stage()
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_label("Vocabulary").select_option("talk-4k")
    field(stage).fill("<|im_start|>")
    expect(ids(stage)).not_to_have_count(1)
    widget(stage, NAME).get_by_text("special tokens", exact=True).click()
    shows(stage, ["100264"])
    expect(
        widget(stage, NAME).get_by_role("option", name="special token <|im_start|>, ID 100264")
    ).to_have_count(1)


def test_markup_typed_by_a_person_stays_text(used_stage: Page) -> None:
    field(used_stage).fill("<img src=x onerror=alert(1)>")
    expect(widget(used_stage, NAME).locator(".chip").first).to_contain_text("<")
    assert widget(used_stage, NAME).locator("img").count() == 0


# On paper


def test_the_print_shows_the_prepared_result_in_full(views: Views) -> None:
    page = views.paper
    shows(page, PARIS_IDS)
    expect(widget(page, NAME).locator(".badge")).to_have_text("recorded")
    expect(widget(page, NAME).locator(".widget-controls")).to_be_hidden()


def test_the_stage_holds_everything_inside_the_slide(hall: Hall) -> None:
    stage = hall.stage()
    shows(stage, PARIS_IDS)
    inside_the_slide(stage, NAME)
    ids(stage).nth(3).click()
    expect(widget(stage, NAME).locator(".tokenizer-merges li")).not_to_have_count(0)
    inside_the_slide(stage, NAME)
