"""In the hand: one slide at a time, large enough, nothing sideways, a bar to browse with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from talk.deck.model import Deck
from talk.deck.recordings.transcripts import load_recordings
from talk.present.loading import Loaded

from .presenting import Presented, Presenter, presented
from .screens import LANDSCAPE, NARROW, PORTRAIT, Screens, at, connected, place, recordings_asked

FOCUS = """() => { const bar = document.querySelector('.talk-bar'), on = document.activeElement;
  const { top, bottom } = on.getBoundingClientRect();
  const name = bar.contains(on) || on === document.body ? 'bar'
      : `${on.localName}.${on.className} ${on.textContent}`;
  return [name, top, bottom, bar.getBoundingClientRect().top]; }"""
"""What has the focus, between where it stands, and where the bar begins."""

GO = "(slide) => dispatchEvent(new CustomEvent('talk:go', {detail: {slide}}))"

SWIPE = """([from, to]) => {
  const at = (x, name) => {
    const touch = new Touch({identifier: 1, target: document.body, clientX: x, clientY: 500});
    const touches = name === 'touchend' ? [] : [touch];
    document.body.dispatchEvent(
      new TouchEvent(name, {bubbles: true, changedTouches: [touch], touches}));
  };
  at(from, 'touchstart');
  at(to, 'touchend'); }"""


@pytest.fixture(scope="module")
def room(tour: Loaded, browser: Browser) -> Iterator[tuple[Presenter, Page]]:
    with presented(tour) as talk, Presenter.joined(talk, tour.deck.slides) as presenter:
        screens = Screens(browser)
        yield presenter, connected(screens.phone(talk.phone))
        screens.close()


@pytest.fixture
def shared_presenter(room: tuple[Presenter, Page]) -> Presenter:
    """Return who moves the talk that `phone` follows."""
    return room[0]


@pytest.fixture
def phone(room: tuple[Presenter, Page]) -> Page:
    """Return a phone that follows a talk; other tests have used it, and seen slides of the talk."""
    phone = room[1]
    phone.set_viewport_size(PORTRAIT)
    # Who types is not led on.
    phone.evaluate("document.activeElement.blur()")
    if phone.get_attribute("html", "data-follow") == "browsing":
        phone.get_by_role("button", name="Back to the talk").tap()
        phone.wait_for_selector('html[data-follow="following"]', state="attached")
    return phone


def test_a_reader_browses_what_was_shown_and_comes_back_with_one_tap(
    deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    shared_presenter.show(deck.slides[3].id)
    at(phone, deck.slides[3].id)
    back, on = (
        phone.get_by_role("button", name="Previous slide"),
        phone.get_by_role("button", name="Next slide"),
    )
    back.tap()
    at(phone, deck.slides[2].id, deck.slides[2].steps)
    assert phone.get_attribute("html", "data-follow") == "browsing"
    shared_presenter.show(deck.slides[3].id, 1)
    assert place(phone)[0] == deck.slides[2].id
    phone.get_by_role("button", name="Back to the talk").tap()
    at(phone, deck.slides[3].id, 1)
    assert phone.get_attribute("html", "data-follow") == "following"
    back.tap()
    on.tap()
    at(phone, deck.slides[3].id, 1)
    assert phone.get_attribute("html", "data-follow") == "following"


def test_a_reader_cannot_open_what_was_not_shown(
    talk: Presented, deck: Deck, presenter: Presenter, screens: Screens
) -> None:
    presenter.show(deck.slides[1].id)
    phone = connected(screens.phone(talk.phone))
    at(phone, deck.slides[1].id)
    assert phone.get_by_role("button", name="Next slide").is_disabled()
    phone.keyboard.press("ArrowRight")
    phone.evaluate(
        f"dispatchEvent(new CustomEvent('talk:go', {{detail: {{slide: '{deck.slides[5].id}'}}}}))"
    )
    assert place(phone)[0] == deck.slides[1].id


def test_a_swipe_turns_the_page(deck: Deck, shared_presenter: Presenter, phone: Page) -> None:
    shared_presenter.show(deck.slides[1].id)
    at(phone, deck.slides[1].id)
    phone.evaluate(SWIPE, [100, 300])
    at(phone, deck.slides[0].id)
    phone.evaluate(SWIPE, [300, 100])
    at(phone, deck.slides[1].id)
    phone.evaluate(SWIPE, [100, 130])
    assert place(phone)[0] == deck.slides[1].id


def test_a_long_swipe_does_not_leave_the_talk_for_the_page_before_it(phone: Page) -> None:
    # Only the root's own value counts; the body's is not handed on to the page.
    assert (
        phone.evaluate("getComputedStyle(document.documentElement).overscrollBehaviorX") == "none"
    )


def test_the_slide_s_own_sentence_stands_above_its_widget(
    deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    slide = next(slide for slide in deck.slides if slide.layout == "live" and slide.body)
    shared_presenter.show(slide.id)
    at(phone, slide.id)
    words, widget = (
        phone.locator(f"section.current .slide-{part}").bounding_box() for part in ("body", "live")
    )
    assert words is not None
    assert widget is not None
    assert words["y"] + words["height"] <= widget["y"]


def test_a_reader_who_browses_is_where_they_were_after_a_reload(
    deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    shared_presenter.show(deck.slides[2].id)
    at(phone, deck.slides[2].id)
    phone.get_by_role("button", name="Previous slide").tap()
    at(phone, deck.slides[1].id)
    phone.reload()
    connected(phone)
    at(phone, deck.slides[1].id)
    assert phone.get_attribute("html", "data-follow") == "browsing"


def test_who_is_typing_is_not_torn_away(
    deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    slide = next(
        slide for slide in deck.slides if any(live.widget == "tokenizer" for live in slide.live)
    )
    shared_presenter.show(slide.id)
    at(phone, slide.id)
    phone.locator("section.current textarea").first.tap()
    shared_presenter.show(deck.slides[deck.slides.index(slide) + 1].id)
    phone.wait_for_selector('html[data-follow="browsing"]', state="attached")
    assert place(phone)[0] == slide.id
    phone.get_by_role("button", name="Back to the talk").tap()
    at(phone, deck.slides[deck.slides.index(slide) + 1].id)


def test_what_was_shown_can_be_read_with_the_network_dead(
    deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    shared_presenter.show(deck.slides[4].id)
    at(phone, deck.slides[4].id)
    phone.context.set_offline(True)
    phone.wait_for_selector('html:not([data-connection="connected"])', state="attached")
    for slide in (deck.slides[3], deck.slides[2]):
        phone.get_by_role("button", name="Previous slide").tap()
        at(phone, slide.id, slide.steps)
        assert (
            phone.locator("section.current .slide-title").inner_text().split()
            == slide.title.split()
        )
    assert phone.locator(".connection").inner_text() != "connected"
    phone.context.set_offline(False)
    connected(phone)


@pytest.mark.parametrize("size", [NARROW, LANDSCAPE], ids=["portrait", "landscape"])
def test_what_is_tapped_is_large_enough(
    size: ViewportSize, deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    shared_presenter.show(deck.slides[1].id)
    at(phone, deck.slides[1].id)
    phone.set_viewport_size(size)
    phone.get_by_role("button", name="Previous slide").tap()
    at(phone, deck.slides[0].id)
    for button in phone.locator(".talk-bar button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    bar = phone.locator(".talk-bar").bounding_box()
    assert bar is not None
    assert bar["x"] + bar["width"] <= size["width"]
    assert bar["y"] + bar["height"] <= size["height"]


def test_nothing_ends_under_the_bar(deck: Deck, shared_presenter: Presenter, phone: Page) -> None:
    table = next(slide for slide in deck.slides if slide.layout == "table")
    shared_presenter.show(table.id)
    phone.set_viewport_size({"width": 360, "height": 420})
    at(phone, table.id)
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    bottom, top = phone.evaluate(
        "[document.querySelector('section.current').getBoundingClientRect().bottom,"
        " document.querySelector('.talk-bar').getBoundingClientRect().top]"
    )
    assert bottom <= top


def test_the_focus_is_never_under_the_bar(
    talk: Presented, deck: Deck, presenter: Presenter, screens: Screens
) -> None:
    presenter.show("next-token")
    phone = connected(screens.phone(talk.phone, {"width": 390, "height": 480}))
    at(phone, "next-token")
    # The map comes after the page and its fields, and this button with the map: without them there
    # is little to tab to.
    phone.locator("section.current").get_by_role("button", name="Train one step").wait_for()
    phone.evaluate("document.documentElement.style.fontSize = '150%'")
    hidden, seen = [], 0
    while seen < 60:
        phone.keyboard.press("Tab")
        name, top, bottom, bar = phone.evaluate(FOCUS)
        if name == "bar":
            break
        seen += 1
        if top < -1 or bottom > bar + 1:
            hidden.append(name)
    assert seen > 5
    assert hidden == []


def test_where_a_number_comes_from_is_behind_a_button_and_is_announced(
    deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    shared_presenter.show("next-token")
    at(phone, "next-token")
    line = phone.locator("section.current .provenance")
    more, told = (
        line.get_by_role("button", name="Where this comes from"),
        line.get_by_role("status"),
    )
    expect(more).to_have_attribute("aria-expanded", "false")
    expect(told).not_to_contain_text(re.compile("."), use_inner_text=True)
    more.tap()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(told).to_contain_text("vocabulary", use_inner_text=True)
    phone.keyboard.press("Enter")
    expect(told).not_to_contain_text(re.compile("."), use_inner_text=True)


def test_the_title_of_a_new_slide_is_said_to_a_screen_reader(
    deck: Deck, shared_presenter: Presenter, phone: Page
) -> None:
    shared_presenter.show(deck.slides[1].id)
    at(phone, deck.slides[1].id)
    titled = next(slide for slide in deck.slides[2:] if slide.title)
    shared_presenter.show(titled.id)
    at(phone, titled.id)
    said = phone.locator(".announcer[aria-live=polite]")
    assert said.text_content() == titled.title


def test_a_phone_is_dark_when_its_owner_s_phone_is(phone: Page) -> None:
    def paper(scheme: Literal["dark", "light"]) -> int:
        phone.emulate_media(color_scheme=scheme)
        phone.reload()
        connected(phone)
        colour = phone.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour[4:-1].split(",")[:3])

    assert paper("dark") < 120 < 600 < paper("light")
    phone.emulate_media(color_scheme="null")


HELD = """\
  - {id: start, title: Guess, body: How many?}
  - {id: answer, title: The answer, body: "Forty-two thousand {.step}", hold: true,
      notes: Wait for it.}
  - {id: end, title: Thanks}
"""


def test_a_slide_on_hold_reaches_a_phone_only_when_it_is_shown(
    made_deck: Callable[[str, str], Path], screens: Screens
) -> None:
    with presented(made_deck("held", HELD)) as talk:
        stage, phone = connected(screens(talk.stage)), connected(screens.phone(talk.phone))
        held = phone.locator("section.current").get_by_text("Forty-two thousand")
        at(phone, "start")
        assert "Forty-two thousand" not in phone.content()
        assert phone.evaluate("fetch('/slides/answer').then((answer) => answer.status)") == 404
        stage.keyboard.press("ArrowRight")
        at(phone, "answer")
        phone.get_by_text("The answer").wait_for()
        assert not held.is_visible()
        stage.keyboard.press("ArrowRight")
        held.wait_for()
        stage.keyboard.press("ArrowRight")
        at(phone, "end")
        phone.reload()
        connected(phone)
        phone.get_by_role("button", name="Previous slide").tap()
        held.wait_for()


def test_with_no_kernel_a_phone_fetches_the_recordings_of_the_slides_it_shows_and_no_others(
    talk: Presented, deck: Deck, screens: Screens
) -> None:
    recorded = {key.rpartition("/")[0] for key, items in load_recordings(deck).items() if items}
    one, other = [slide.id for slide in deck.slides if slide.id in recorded and not slide.hold][:2]
    stage = connected(screens(talk.stage))
    stage.evaluate(GO, one)
    phone = connected(screens.phone(talk.phone))
    for count, slide in enumerate((one, other), 1):
        stage.evaluate(GO, slide)
        at(phone, slide)
        phone.locator(f'section[data-id="{slide}"] .badge', has_text="recorded").first.wait_for()
        # The room's own recorded answer may be here before the file.
        phone.wait_for_function(
            "(count) => performance.getEntriesByType('resource')"
            ".filter((entry) => entry.name.includes('/recordings.')).length >= count",
            arg=count,
        )
    assert [name.split(".")[1] for name in recordings_asked(phone)] == [one, other]


def test_a_slide_whose_recordings_did_not_come_asks_again_once_there_is_a_network(
    talk: Presented, deck: Deck, screens: Screens
) -> None:
    recorded = {key.rpartition("/")[0] for key, items in load_recordings(deck).items() if items}
    one, other = [slide.id for slide in deck.slides if slide.id in recorded and not slide.hold][:2]
    stage = connected(screens(talk.stage))
    for slide in (other, one):
        stage.evaluate(GO, slide)
        at(stage, slide)
    phone = connected(screens.phone(talk.phone))
    at(phone, one)
    phone.context.set_offline(True)
    phone.evaluate(GO, other)
    at(phone, other)
    phone.context.set_offline(False)
    connected(phone)
    phone.locator(f'section[data-id="{other}"] .badge', has_text="recorded").first.wait_for()
