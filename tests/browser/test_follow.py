"""Projector, speaker and phones are at one place.

At every slide and step, after a reload, after a lost network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from talk.deck.model import Deck
from talk.present.loading import Loaded

from .presenting import Presented, presented
from .screens import VISIBLE, Screens, at, connected, home, place, places, quickest

SEEN = """() => { window.seen = []; const html = document.documentElement;
  new MutationObserver(() => { const now = html.dataset.slide + '/' + html.dataset.step;
  if (window.seen.at(-1) !== now) window.seen.push(now); }).observe(html, {attributes: true}); }"""
"""Note every place a screen goes through."""


@dataclass(frozen=True)
class Room:
    """A talk's screens, which the tests share."""

    talk: Presented
    stage: Page
    speaker: Page
    phone: Page


@pytest.fixture(scope="module")
def opened(tour: Loaded, browser: Browser) -> Iterator[Room]:
    with presented(tour) as talk:
        screens = Screens(browser)
        stage, speaker = screens(talk.stage), connected(screens(talk.speaker))
        yield Room(talk, stage, speaker, connected(screens.phone(talk.phone)))
        screens.close()


@pytest.fixture
def room(opened: Room, deck: Deck) -> Room:
    """Return a room whose screens are at the first slide; other tests have moved them."""
    home(opened.stage, deck.slides[0].id)
    for screen in (opened.speaker, opened.phone):
        at(screen, deck.slides[0].id)
    return opened


def test_a_phone_shows_a_step_when_it_is_shown_and_not_before(room: Room, deck: Deck) -> None:
    for slide, step in places(deck)[:14]:
        at(room.phone, slide, step)
        assert room.phone.evaluate(VISIBLE) == [[slide, step]]
        room.stage.keyboard.press("ArrowRight")


def test_a_phone_that_joins_late_opens_at_the_speaker_s_slide_and_step(
    room: Room, deck: Deck, screens: Screens
) -> None:
    for _ in range(5):
        room.stage.keyboard.press("PageDown")
    slide, step = places(deck)[5]
    at(room.stage, slide, step)
    at(screens.phone(room.talk.phone), slide, step)
    at(screens(room.talk.speaker), slide, step)


@pytest.mark.timed
@pytest.mark.parametrize("view", ["phone", "stage", "speaker"])
def test_a_reload_comes_back_to_its_place_within_a_second(
    view: str, talk: Presented, deck: Deck, screens: Screens
) -> None:
    stage = screens(talk.stage)
    home(stage, deck.slides[0].id)
    screen = stage if view == "stage" else screens(getattr(talk, view))
    for _ in range(4):
        stage.keyboard.press("ArrowRight")
    slide, step = places(deck)[4]
    at(screen, slide, step)

    def come_back() -> None:
        screen.reload(wait_until="commit")
        connected(screen)
        at(screen, slide, step)

    assert quickest(come_back, enough=1.0) < 1.0
    at(stage, slide, step)


@pytest.mark.timed
def test_a_phone_whose_network_is_cut_says_so_and_comes_back_to_the_speaker_s_place(
    talk: Presented, deck: Deck, screens: Screens
) -> None:
    stage, phone = screens(talk.stage), connected(screens.phone(talk.phone))
    home(stage, deck.slides[0].id)
    at(phone, deck.slides[0].id)

    def cut() -> None:
        phone.context.set_offline(False)
        connected(phone)
        phone.context.set_offline(True)
        phone.wait_for_selector('html:not([data-connection="connected"])', state="attached")

    def come_back() -> None:
        phone.context.set_offline(False)
        connected(phone)
        at(phone, *places(deck)[6])

    assert quickest(cut, enough=3.5) < 3.5
    for _ in range(6):
        stage.keyboard.press("ArrowRight")
    at(stage, *places(deck)[6])
    assert place(phone) == (deck.slides[0].id, 0)
    if quickest(come_back, enough=1.0, tries=1) >= 1.0:
        cut()
        assert quickest(come_back, enough=1.0, tries=1) < 1.0


def test_the_same_person_comes_back_after_a_reload(room: Room) -> None:
    phone = room.phone
    person = phone.evaluate("localStorage.getItem('talk-person')")
    assert len(person) >= 16
    phone.reload()
    connected(phone)
    assert phone.evaluate("localStorage.getItem('talk-person')") == person


def test_a_stage_that_loses_the_room_goes_on_and_takes_everybody_along_afterwards(
    room: Room, deck: Deck
) -> None:
    stage, phone = room.stage, room.phone
    stage.context.set_offline(True)
    stage.wait_for_selector('html:not([data-connection="connected"])', state="attached")
    for _ in range(3):
        stage.keyboard.press("ArrowRight")
    slide, step = places(deck)[3]
    at(stage, slide, step)
    stage.context.set_offline(False)
    connected(stage)
    at(phone, slide, step)
    assert place(stage) == (slide, step)


def test_fast_key_presses_never_jump_back(room: Room, deck: Deck) -> None:
    stage = room.stage
    stage.evaluate(SEEN)
    for _ in range(12):
        stage.keyboard.press("ArrowRight")
    slide, step = places(deck)[12]
    for screen in (stage, room.speaker, room.phone):
        at(screen, slide, step)
    assert stage.evaluate("window.seen") == [
        f"{slide}/{step}" for slide, step in places(deck)[1:13]
    ]


def test_back_and_forth_at_once_ends_where_the_last_key_says(room: Room, deck: Deck) -> None:
    stage, phone = room.stage, room.phone
    stage.evaluate(SEEN)
    for key in ("ArrowRight", "ArrowLeft") * 5:
        stage.keyboard.press(key)
    stage.keyboard.press("ArrowRight")
    slide, step = places(deck)[1]
    for screen in (stage, phone):
        at(screen, slide, step)
    assert len(stage.evaluate("window.seen")) == 11


def test_two_stages_and_two_speakers_stay_together(
    room: Room, deck: Deck, screens: Screens
) -> None:
    stages = [room.stage, connected(screens(room.talk.stage))]
    speakers = [room.speaker, connected(screens(room.talk.speaker))]
    way = places(deck)
    moves = [stages[1], speakers[0], stages[0], speakers[1], stages[1]]
    for index, mover in enumerate(moves):
        for screen in (*stages, *speakers):
            at(screen, *way[index])
        mover.keyboard.press("ArrowRight")
    for screen in (*stages, *speakers):
        at(screen, *way[len(moves)])
