"""All slides at once on the stage.

Who looks round moves nobody, and who chooses a slide moves the room.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from talk.deck.model import Deck
from talk.present.loading import Loaded

from .presenting import presented
from .screens import PROJECTOR, Screens, at, connected, home, place, show


@dataclass(frozen=True)
class Room:
    """A talk's screens, which the tests share."""

    stage: Page
    speaker: Page
    phone: Page


@pytest.fixture(scope="module")
def room(tour: Loaded, browser: Browser) -> Iterator[Room]:
    with presented(tour) as talk:
        screens = Screens(browser)
        stage, speaker = connected(screens(talk.stage, PROJECTOR)), connected(screens(talk.speaker))
        yield Room(stage, speaker, connected(screens.phone(talk.phone)))
        screens.close()


@pytest.fixture
def stage(room: Room, deck: Deck) -> Page:
    """Return the stage at the second slide; other tests have moved it."""
    if choices(room.stage).count():
        room.stage.keyboard.press("o")
        is_open(room.stage, wanted=False)
    # Where all were before is where all shall be: they are seen to leave it first.
    home(room.stage, deck.slides[0].id)
    for screen in (room.speaker, room.phone):
        at(screen, deck.slides[0].id)
    room.stage.keyboard.press("ArrowRight")
    for screen in (room.stage, room.speaker, room.phone):
        at(screen, deck.slides[1].id)
    return room.stage


def choices(stage: Page) -> Locator:
    """Return the slides to choose from."""
    return stage.get_by_role("group", name="All slides").locator(".slide-choice")


def is_open(stage: Page, wanted: bool = True) -> None:
    expect(stage.get_by_role("group", name="All slides")).to_have_count(1 if wanted else 0)


def in_focus(stage: Page) -> str:
    return str(stage.evaluate("document.activeElement.closest('section')?.dataset.id ?? ''"))


def test_every_slide_is_shown_with_what_stands_on_it(stage: Page, deck: Deck) -> None:
    stage.keyboard.press("o")
    is_open(stage)
    assert choices(stage).all_inner_texts() == [
        str(number + 1) for number in range(len(deck.slides))
    ]
    shown = stage.evaluate(
        """() => [...document.querySelectorAll(".reveal .slides > section")].map((section) => {
          const box = section.getBoundingClientRect();
          const text = [...section.querySelectorAll(".slide-title, p, li, pre, talk-join, figure")]
            .some((item) =>
              item.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
          const { left, top, right, bottom } = box;
          return { id: section.dataset.id, text, left, top, right, bottom };
        })"""
    )
    assert [slide["id"] for slide in shown if not slide["text"]] == []
    for slide in shown:
        assert 0 <= slide["left"] < slide["right"] <= PROJECTOR["width"], slide
        assert 0 <= slide["top"] < slide["bottom"] <= PROJECTOR["height"], slide
    overlapping = [
        (one["id"], other["id"])
        for index, one in enumerate(shown)
        for other in shown[index + 1 :]
        if one["left"] < other["right"] - 1
        and other["left"] < one["right"] - 1
        and one["top"] < other["bottom"] - 1
        and other["top"] < one["bottom"] - 1
    ]
    assert overlapping == []
    assert in_focus(stage) == deck.slides[1].id


def test_who_looks_round_moves_nobody_and_who_chooses_moves_the_room(
    room: Room, stage: Page, deck: Deck
) -> None:
    phone, speaker = room.phone, room.speaker
    stage.evaluate(
        """() => {
          window.moves = [];
          const { dataset } = document.documentElement, was = dataset.slide;
          const see = () => dataset.slide === was || window.moves.push(dataset.slide);
          new MutationObserver(see).observe(document.documentElement,
              { attributeFilter: ["data-slide"] });
        }"""
    )
    stage.keyboard.press("o")
    for key in (
        "ArrowRight",
        "ArrowRight",
        "ArrowDown",
        "ArrowLeft",
        "End",
        "Home",
        "ArrowRight",
        "ArrowRight",
    ):
        stage.keyboard.press(key)
    assert in_focus(stage) == deck.slides[2].id
    stage.keyboard.press("o")
    is_open(stage, wanted=False)
    for screen in (stage, phone, speaker):
        assert place(screen)[0] == deck.slides[1].id
    assert stage.evaluate("window.moves") == []
    stage.keyboard.press("o")
    stage.keyboard.press("End")
    stage.keyboard.press("Enter")
    for screen in (stage, phone, speaker):
        at(screen, deck.slides[-1].id)
    is_open(stage, wanted=False)
    assert stage.locator("section:visible").count() == 1
    stage.keyboard.press("o")
    choices(stage).nth(3).click()
    for screen in (stage, phone, speaker):
        at(screen, deck.slides[3].id)


@pytest.mark.parametrize("key", ["o", "Escape", "Enter"])
def test_it_is_left_by_the_key_that_opened_it_by_escape_and_by_enter(
    key: str, stage: Page, deck: Deck
) -> None:
    stage.keyboard.press("Escape" if key == "Escape" else "o")
    is_open(stage)
    stage.keyboard.press(key)
    is_open(stage, wanted=False)
    at(stage, deck.slides[1].id)
    stage.keyboard.press("ArrowRight")
    at(stage, deck.slides[2].id)


def test_a_move_from_the_speaker_s_view_leaves_it(room: Room, stage: Page, deck: Deck) -> None:
    stage.keyboard.press("o")
    is_open(stage)
    room.speaker.keyboard.press("PageDown")
    is_open(stage, wanted=False)
    at(stage, deck.slides[2].id)
    assert stage.locator("section:visible").count() == 1


def test_the_clicker_goes_on_from_it(stage: Page, deck: Deck) -> None:
    stage.keyboard.press("o")
    is_open(stage)
    stage.keyboard.press("PageDown")
    is_open(stage, wanted=False)
    at(stage, deck.slides[2].id)


def test_a_second_escape_at_a_widget_does_not_open_it(stage: Page, deck: Deck) -> None:
    slide = next(
        slide for slide in deck.slides if any(live.widget == "tokenizer" for live in slide.live)
    )
    show(stage, slide.id)
    field = stage.locator(f'section[data-id="{slide.id}"] textarea').first
    field.click()
    for _ in range(3):
        stage.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    is_open(stage, wanted=False)
    stage.keyboard.press("o")
    is_open(stage)
    stage.keyboard.press("Escape")
    is_open(stage, wanted=False)


@pytest.mark.usefixtures("stage")
def test_the_speaker_s_view_opens_its_list_with_the_same_key(room: Room) -> None:
    speaker = room.speaker
    before = place(speaker)
    listed = speaker.locator("dialog.list")
    speaker.keyboard.press("o")
    listed.wait_for()
    # In the filter, which has the keyboard first, the key is a letter.
    speaker.keyboard.press("o")
    expect(speaker.get_by_role("searchbox", name="Filter the slides")).to_have_value("o")
    # The first Escape empties the filter, as in any search field.
    speaker.keyboard.press("Escape")
    # The list has let go of the keyboard by the time that it is closed, not a frame later.
    listed.evaluate(
        """(list) => list.addEventListener("close", () => {
          list.dataset.focused = String(list.contains(document.activeElement));
        })"""
    )
    speaker.keyboard.press("Escape")
    expect(listed).to_have_attribute("data-focused", "false")
    listed.wait_for(state="hidden")
    speaker.keyboard.press("o")
    listed.wait_for()
    speaker.keyboard.press("ArrowDown")
    speaker.keyboard.press("o")
    listed.wait_for(state="hidden")
    assert place(speaker) == before
