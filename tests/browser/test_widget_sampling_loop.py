"""The sampling loop.

One token a step, back and on again, a token picked by hand, and the life of a run.
"""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from demo_kernel.tokens.tokenizer import vocabulary

from .screens import at
from .scripted_kernel import STORY
from .widget_kit import (
    Hall,
    SharedHall,
    SharedSite,
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

NAME = "sampling-loop"
LIVE = {
    "widget": "sampling_loop",
    "text": "The capital of France is",
    "seed": 7,
    "max_tokens": 8,
    "candidates": 3,
    "examples": ["Once upon a time"],
    "temperatures": [0.5],
}
SHOWN = [text.replace(" ", "·") for text in STORY]


def bars(page: Page) -> Locator:
    return widget(page, NAME).get_by_role("listbox", name="Next token").get_by_role("option")


def written(page: Page) -> Locator:
    return widget(page, NAME).locator(".loop-text .chip-text")


press = presser(NAME)


def ready(page: Page) -> Page:
    expect(bars(page)).to_have_count(3, timeout=10_000)
    return page


@pytest.fixture
def rewound(built_deck: SharedSite) -> Page:
    """Return a stage on which nothing is written."""
    return ready(built_deck.stage())


# Accessible first


def test_neither_stage_nor_phone_has_a_flaw_that_axe_finds(built_deck: SharedSite) -> None:
    for page in (built_deck.stage(), built_deck.phone()):
        ready(page)
        press(page, "Step")
        expect(written(page)).to_have_text(SHOWN[:1])
        clean(page, NAME)


def test_text_is_large_enough_and_inside_the_slide(built_deck: SharedSite) -> None:
    stage = ready(built_deck.stage())
    assert smallest_text(stage, NAME) >= 20
    inside_the_slide(stage, NAME)
    assert smallest_text(ready(built_deck.phone()), NAME) >= 16


def test_what_was_sampled_is_announced(rewound: Page) -> None:
    press(rewound, "Step")
    said = "space Paris was sampled; 1 token written."
    expect(widget(rewound, NAME).get_by_role("status")).to_have_text(said, timeout=10_000)


# The loop


def test_a_step_moves_the_sampled_token_from_its_bar_into_the_text(rewound: Page) -> None:
    expect(bars(rewound).first).to_contain_text("Paris")
    press(rewound, "Step")
    expect(rewound.locator(".flying")).to_have_count(1)
    expect(written(rewound)).to_have_text(SHOWN[:1])
    expect(rewound.locator(".flying")).to_have_count(0)
    expect(bars(rewound).first.locator(".bar-token")).to_have_text(",")


def test_with_reduced_motion_nothing_flies(rewound: Page) -> None:
    page = rewound
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(
        """() => {
          window.flew = 0;
          const count = (node) => { if (node.classList?.contains("flying")) window.flew += 1; };
          const watch = new MutationObserver((all) => all.forEach((one) =>
              one.addedNodes.forEach(count)));
          watch.observe(document.body, { childList: true, subtree: true });
        }"""
    )
    press(page, "Step")
    expect(written(page)).to_have_text(SHOWN[:1])
    assert page.evaluate("window.flew") == 0
    page.emulate_media(reduced_motion="null")


def test_play_writes_to_the_end_and_rewind_empties_the_text(rewound: Page) -> None:
    speed = widget(rewound, NAME).get_by_role("slider", name="Speed")
    speed.focus()
    rewound.keyboard.press("End")
    press(rewound, "Play")
    expect(written(rewound)).to_have_text(SHOWN, timeout=15_000)
    expect(widget(rewound, NAME).locator(".loop-note").first).to_have_text(
        "8 tokens: as many as were asked for."
    )
    expect(widget(rewound, NAME).get_by_role("button", name="Play", exact=True)).to_be_visible()
    press(rewound, "Rewind")
    expect(written(rewound)).to_have_count(0)


def test_back_takes_the_last_token_away(rewound: Page) -> None:
    for _ in range(2):
        press(rewound, "Step")
    expect(written(rewound)).to_have_text(SHOWN[:2])
    press(rewound, "Back")
    expect(written(rewound)).to_have_text(SHOWN[:1])


def test_a_click_on_a_written_token_goes_back_to_it(rewound: Page) -> None:
    for _ in range(3):
        press(rewound, "Step")
    expect(written(rewound)).to_have_text(SHOWN[:3])
    written(rewound).nth(1).click()
    expect(written(rewound)).to_have_text(SHOWN[:1])


def branch(page: Page, number: int) -> Locator:
    return widget(page, NAME).locator(".loop-branch").nth(number)


def test_a_token_picked_by_hand_opens_a_branch_beside_the_first_under_the_same_coin(
    live: Hall,
) -> None:
    stage = ready(live.stage())
    phone = live.phone()
    state(stage, NAME, "live")
    bars(stage).first.focus()
    stage.keyboard.press("ArrowDown")
    stage.keyboard.press("Enter")
    for page in (stage, phone):
        expect(branch(page, 0).locator(".chip-text")).to_have_text(SHOWN[:1])
        expect(branch(page, 1).locator(".chip-text")).to_have_text(["·other"])
        expect(branch(page, 1).locator(".chip")).to_have_attribute("data-forced", "")
        expect(branch(page, 0).locator(".chip")).not_to_have_attribute("data-forced", "")
    press(stage, "Step")
    for page in (stage, phone):
        expect(branch(page, 0).locator(".chip-text")).to_have_text(SHOWN[:2])
        expect(branch(page, 1).locator(".chip-text")).to_have_text(["·other", "·Paris"])
    clean(stage, NAME)
    clean(phone, NAME)
    inside_the_slide(stage, NAME)
    at(stage, slide_of(stage))
    gives_the_keyboard_back(stage, NAME)


def test_a_branch_is_asked_for_by_its_own_tokens_and_can_be_kept_or_left(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    bars(stage).nth(1).click()
    live.kernel.until_asked("text/generate", 2)
    other = vocabulary("cl100k_base").encode(" other")
    assert [
        params.get("then") for method, params in live.kernel.requests if method == "text/generate"
    ][-1] == other
    press(stage, "Branch A")
    expect(bars(stage).first.locator(".bar-token")).to_have_text(",")
    press(stage, "Branch B")
    expect(bars(stage).first.locator(".bar-token")).to_have_text("·Paris")
    press(stage, "One branch again")
    expect(written(stage)).to_have_text(["·other"])
    expect(branch(stage, 1)).to_be_hidden()
    press(stage, "Rewind")
    expect(written(stage)).to_have_count(0)


def test_going_back_before_the_picked_token_closes_its_branch(live: Hall) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    press(stage, "Step")
    expect(written(stage)).to_have_text(SHOWN[:1])
    bars(stage).nth(1).click()
    expect(branch(stage, 1)).to_be_visible()
    press(stage, "Back")
    expect(branch(stage, 1)).to_be_hidden()
    expect(written(stage)).to_have_text(SHOWN[:1])


def test_a_hundred_draws_stand_under_the_bars_and_follow_the_place(live: Hall) -> None:
    stage, phone = ready(live.stage()), live.phone()
    state(stage, NAME, "live")
    press(stage, "Sample 100 times")
    rest = widget(stage, NAME).locator(".bar-rest .bar-extra")
    for token in ("·Paris", ","):
        expect(bars(stage).first.locator(".bar-token")).to_have_text(token)
        expect(bars(stage).first.locator(".bar-extra")).to_have_text("70 of 100")
        expect(rest).to_have_text("10 of 100")
        expect(bars(phone).first).to_have_attribute("data-counted", "")
        clean(stage, NAME)
        press(stage, "Step")
    press(stage, "Sample 100 times")
    expect(bars(stage).first).not_to_have_attribute("data-counted", "")


def test_the_bars_can_be_seen_after_each_control(live: Hall) -> None:
    stage, phone = ready(live.stage()), live.phone()
    state(stage, NAME, "live")
    widget(stage, NAME).get_by_role("slider", name="Top-k").focus()
    stage.keyboard.press("Home")
    percent = bars(stage).locator(".bar-percent")
    expect(percent).to_have_text(["100.0 %", "0 %", "0 %"])
    widget(stage, NAME).get_by_text("the model", exact=True).click()
    for page in (stage, phone):
        expect(bars(page).locator(".bar-percent")).to_have_text(["70.0 %", "15.0 %", "5.0 %"])
    widget(stage, NAME).get_by_text("temperature", exact=True).click()
    expect(percent).to_have_text(["70.0 %", "15.0 %", "5.0 %"])
    widget(stage, NAME).get_by_text("top-k", exact=True).click()
    expect(percent).to_have_text(["100.0 %", "0 %", "0 %"])


def test_another_temperature_keeps_the_place_and_the_seed(live: Hall) -> None:
    stage = ready(live.stage())
    press(stage, "Step")
    expect(written(stage)).to_have_text(SHOWN[:1])
    widget(stage, NAME).get_by_label("Temperature", exact=True).focus()
    stage.keyboard.press("ArrowLeft")
    expect(widget(stage, NAME).locator(".slider-value").first).to_have_text("0.9")
    expect(written(stage)).to_have_text(SHOWN[:1])
    expect(widget(stage, NAME).locator(".provenance-text")).to_contain_text("seed 7")
    at(stage, slide_of(stage))


# Its life


def test_the_recorded_tape_plays_without_a_kernel(hall: Hall) -> None:
    stage, phone = ready(hall.stage()), hall.phone()
    expect(widget(stage, NAME).locator(".badge")).to_have_text("recorded")
    press(stage, "Step")
    expect(written(phone)).to_have_text(SHOWN[:1])
    press(stage, "temperature 0.5")
    state(stage, NAME, "recorded")


def test_the_hundred_first_draws_are_prepared(hall: Hall) -> None:
    stage = ready(hall.stage())
    press(stage, "Sample 100 times")
    expect(bars(stage).first.locator(".bar-extra")).to_have_text("70 of 100")
    expect(widget(stage, NAME).locator(".badge")).to_have_text("recorded")


def test_the_kernel_dying_in_mid_stream_keeps_what_had_come_and_offers_the_prepared_one(
    live: Hall,
) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    live.kernel.hold.add("text/generate")
    widget(stage, NAME).get_by_label("Prompt", exact=True).fill("Nobody prepared this")
    assert live.kernel.held.wait(10)
    expect(bars(stage)).to_have_count(3)
    live.kernel.die()
    state(stage, NAME, "interrupted", timeout=3000)
    for _ in range(2):
        press(stage, "Step")
    expect(written(stage)).to_have_text(SHOWN[:2])
    widget(stage, NAME).get_by_role(
        "button", name=re.compile("^Prepared: The capital of France is")
    ).click()
    state(stage, NAME, "recorded")


def test_the_interrupted_notice_covers_no_control_and_asks_again_once_the_kernel_is_back(
    live: Hall,
) -> None:
    stage = ready(live.stage())
    state(stage, NAME, "live")
    live.kernel.hold.add("text/generate")
    widget(stage, NAME).get_by_label("Prompt", exact=True).fill("Nobody prepared this")
    assert live.kernel.held.wait(10)
    expect(bars(stage)).to_have_count(3)
    live.kernel.die()
    state(stage, NAME, "interrupted", timeout=3000)
    notice = widget(stage, NAME).locator(".notice:visible")
    expect(notice).to_be_visible()
    again = notice.get_by_role("button", name="Again")
    expect(again).to_be_hidden()
    assert covered(stage) == []
    inside_the_slide(stage, NAME)
    live.kernel.start()
    again.click()
    state(stage, NAME, "live")
    for _ in STORY:
        press(stage, "Step")
    expect(written(stage)).to_have_text(SHOWN)
    expect(notice).to_be_hidden()


def covered(page: Page) -> list[str]:
    """Return the controls that something else lies over, or that stand outside the slide."""
    found: list[str] = widget(page, NAME).evaluate(
        """(widget) => [...widget.querySelectorAll(
            "button, input:not([type=radio]), .segments label, textarea")]
            .filter((control) => control.checkVisibility({ visibilityProperty: true }))
            .filter((control) => control.getClientRects().length > 0)
            .filter((control) => {
                const box = control.getBoundingClientRect();
                const points = [[0.5, 0.5], [0.5, 0.95], [0.5, 0.05]];
                return !points.every(([x, y]) => {
                    const over = document.elementFromPoint(
                        box.left + x * box.width, box.top + y * box.height);
                    return over !== null && (control.contains(over) || over.contains(control));
                });
            })
            .map((control) => control.textContent || control.getAttribute("aria-label")
                || control.type)"""
    )
    return found


def test_who_leaves_the_slide_while_it_plays_finds_it_standing_still(own_live: Hall) -> None:
    stage = ready(own_live.stage())
    state(stage, NAME, "live")
    press(stage, "Sample 100 times")
    own_live.kernel.until_asked("next_token/draw", 1)
    own_live.screens.set_own_clock(stage)
    press(stage, "Play")
    expect(written(stage)).to_have_text(SHOWN[:1])
    own_live.kernel.until_asked("next_token/draw", 2)
    stage.keyboard.press("PageDown")
    at(stage, "after")
    own_live.kernel.until_idle()
    asked = own_live.kernel.work()
    stage.clock.run_for(10_000)
    stage.keyboard.press("PageUp")
    at(stage, "widget")
    expect(widget(stage, NAME).get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert written(stage).count() < len(SHOWN)
    assert own_live.kernel.work() == asked


# Played for everybody


def label(page: Page, name: str) -> Locator:
    return widget(page, NAME).get_by_role("button", name=name, exact=True)


def sent_inputs(page: Page) -> None:
    """Keep what this screen sets in the room from now on, with its time in ms, as `window.sent`."""
    page.evaluate(
        """() => {
          window.sent = [];
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (frame) {
            const { method, params } = JSON.parse(frame);
            if (method === "widget/set_inputs")
                window.sent.push({ at: performance.now(), ...params });
            return send.call(this, frame);
          };
        }"""
    )


def test_the_speaker_s_view_stops_what_the_projector_plays_and_both_say_so(
    hall: SharedHall,
) -> None:
    stage = ready(hall.another_stage())
    speaker, phone = ready(hall.speaker()), ready(hall.phone())
    press(stage, "Play")
    for page in (stage, speaker):
        expect(label(page, "Pause")).to_be_visible()
    # A phone shows where the loop is; its own Play is its own.
    expect(label(phone, "Play")).to_be_visible()
    for page in (stage, speaker, phone):
        expect(written(page).nth(1)).to_be_attached()
    press(speaker, "Pause")
    for page in (stage, speaker):
        expect(label(page, "Play")).to_be_visible()
    # The last token may be on its way to its place, where nobody sees it.
    stands = written(stage).all_text_contents()
    assert len(stands) < len(SHOWN)
    hall.screens.set_own_clock(stage)
    stage.clock.run_for(30_000)
    for page in (stage, speaker, phone):
        expect(written(page)).to_have_text(stands)


def test_play_pressed_on_either_screen_runs_one_clock_at_the_speed_that_both_show(
    hall: Hall,
) -> None:
    stage = ready(hall.stage())
    speaker = ready(hall.speaker())
    widget(speaker, NAME).get_by_role("slider", name="Speed").focus()
    speaker.keyboard.press("End")
    expect(widget(stage, NAME).get_by_role("slider", name="Speed")).to_have_value("8")
    for page in (stage, speaker):
        sent_inputs(page)
    press(speaker, "Play")
    for page in (stage, speaker):
        expect(written(page)).to_have_text(SHOWN, timeout=15_000)
        expect(label(page, "Play")).to_be_visible()
    assert [sent["inputs"] for sent in speaker.evaluate("window.sent")] == [
        {"at": 1, "playing": True}
    ]
    beats = stage.evaluate("window.sent")
    assert [beat["inputs"] for beat in beats] == [
        *({"at": at} for at in range(2, 9)),
        {"playing": False},
    ]
    gaps = [later["at"] - earlier["at"] for earlier, later in itertools.pairwise(beats)]
    assert min(gaps) > 124, gaps
    press(stage, "Rewind")
    expect(written(speaker)).to_have_count(0)


def test_when_the_screen_that_keeps_time_goes_another_goes_on(hall: SharedHall) -> None:
    stage = ready(hall.another_stage())
    speaker, phone = ready(hall.speaker()), ready(hall.phone())
    press(stage, "Play")
    expect(label(speaker, "Pause")).to_be_visible()
    stage.close()
    expect(written(speaker)).to_have_text(SHOWN, timeout=15_000)
    expect(label(speaker, "Play")).to_be_visible()
    expect(written(phone)).to_have_text(SHOWN)


def test_controls_set_on_both_screens_while_it_plays_keep_their_values(hall: Hall) -> None:
    stage = ready(hall.stage())
    speaker = ready(hall.speaker())
    # Slowly: eight tokens at the usual speed are over before a busy machine has set both controls.
    widget(speaker, NAME).get_by_role("slider", name="Speed").focus()
    speaker.keyboard.press("Home")
    press(speaker, "Play")
    expect(label(stage, "Pause")).to_be_visible()
    for page, name in ((stage, "Temperature"), (speaker, "Top-p")):
        widget(page, NAME).get_by_role("slider", name=name).focus()
        page.keyboard.press("ArrowLeft")
    press(speaker, "Pause")
    for page in (stage, speaker):
        expect(label(page, "Play")).to_be_visible()
        expect(widget(page, NAME).get_by_role("slider", name="Temperature")).to_have_value("0.9")
        expect(widget(page, NAME).get_by_role("slider", name="Top-p")).to_have_value("0.95")


# On paper


def test_the_print_shows_the_whole_text(views: Views) -> None:
    page = views.paper
    expect(written(page)).to_have_text(SHOWN)
    expect(widget(page, NAME).locator(".widget-controls").first).to_be_hidden()
