"""The projector.

Reveal.js' own keys, the token that leaves the address bar, the corner, and a deck without a room.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from talk.build.site import render, write
from talk.deck.model import Deck
from talk.present.loading import Loaded

from .file_server import served
from .presenting import Presented, presented
from .screens import Screens, at, connected, home, place, show


@pytest.fixture(scope="module")
def built(deck: Deck, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the tour as `talk build` writes it, behind a plain file server: its address."""
    folder = tmp_path_factory.mktemp("site") / "tour"
    write(render(deck), folder)
    with served(folder) as address:
        yield address


@dataclass(frozen=True)
class Shown:
    """A stage and the talk that it belongs to."""

    talk: Presented
    page: Page


@pytest.fixture(scope="module")
def one_stage(tour: Loaded, browser: Browser) -> Iterator[Shown]:
    with presented(tour) as talk:
        screens = Screens(browser)
        yield Shown(talk, screens(talk.stage))
        screens.close()


@pytest.fixture
def shown(one_stage: Shown, deck: Deck) -> Shown:
    """Return a stage at its first slide, which other tests have moved."""
    home(one_stage.page, deck.slides[0].id)
    return one_stage


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        ("ArrowRight", "ArrowLeft"),
        ("ArrowDown", "ArrowUp"),
        ("PageDown", "PageUp"),
        ("Space", "Shift+Space"),
        ("n", "p"),
    ],
)
def test_reveal_s_keys_move_the_deck(forward: str, backward: str, shown: Shown, deck: Deck) -> None:
    stage = shown.page
    stage.keyboard.press(forward)
    at(stage, deck.slides[1].id)
    stage.keyboard.press(backward)
    at(stage, deck.slides[0].id)


def test_home_and_end_go_to_the_ends(shown: Shown, deck: Deck) -> None:
    stage = shown.page
    stage.keyboard.press("End")
    at(stage, deck.slides[-1].id)
    stage.keyboard.press("Home")
    at(stage, deck.slides[0].id)


def test_going_back_to_a_slide_shows_all_its_steps(shown: Shown, deck: Deck) -> None:
    stage = shown.page
    stepped = next(slide for slide in deck.slides if slide.steps)
    while place(stage) != (stepped.id, stepped.steps):
        stage.keyboard.press("ArrowRight")
    stage.keyboard.press("ArrowRight")
    stage.keyboard.press("ArrowLeft")
    at(stage, stepped.id, stepped.steps)


def test_a_key_a_field_takes_stays_there_and_a_clicker_s_key_moves_on(
    shown: Shown, deck: Deck
) -> None:
    stage = shown.page
    slide = next(
        slide for slide in deck.slides if any(live.widget == "tokenizer" for live in slide.live)
    )
    show(stage, slide.id)
    field = stage.locator(f'section[data-id="{slide.id}"] textarea').first
    field.click()
    stage.keyboard.press("End")
    stage.keyboard.type(" n p")
    stage.keyboard.press("ArrowRight")
    assert field.input_value().endswith(" n p")
    at(stage, slide.id)
    stage.keyboard.press("PageDown")
    at(stage, deck.slides[deck.slides.index(slide) + 1].id)
    stage.evaluate("document.activeElement.blur()")


def test_the_token_leaves_the_address_bar_and_survives_a_reload(
    talk: Presented, screens: Screens
) -> None:
    stage = connected(screens(talk.stage, first=True))
    assert "#" not in stage.url
    assert talk.token not in stage.content()
    stage.reload()
    connected(stage)
    assert stage.evaluate("sessionStorage.getItem('talk-token')") == talk.token


def test_a_tab_without_the_token_shows_the_deck_and_moves_nobody(shown: Shown, deck: Deck) -> None:
    """Another tab of the stage's browser has the pass for the page, and no token for the room."""
    stage = shown.page
    stranger = stage.context.new_page()
    stranger.goto(shown.talk.stage.partition("#")[0])
    notice = stranger.locator(".stage-notice")
    notice.wait_for()
    assert "token" in notice.inner_text()
    stranger.keyboard.press("ArrowRight")
    at(stranger, deck.slides[1].id)
    assert stranger.get_attribute("html", "data-connection") == "offline"
    stranger.close()
    stage.keyboard.press("ArrowRight")
    stage.keyboard.press("ArrowLeft")
    at(stage, deck.slides[0].id)


def test_the_corner_says_the_slide_s_number_and_where_to_join(shown: Shown, deck: Deck) -> None:
    stage = shown.page
    stage.keyboard.press("ArrowRight")
    at(stage, deck.slides[1].id)
    address = shown.talk.phone.removeprefix("http://").rstrip("/")
    assert stage.locator(".stage-corner").inner_text().split() == [address, "2"]
    # A slide with a picture over its whole canvas would cover the corner otherwise.
    height = "(selector) => Number(getComputedStyle(document.querySelector(selector)).zIndex)"
    assert stage.evaluate(height, ".stage-corner") > stage.evaluate(height, "section.present")


def test_s_opens_the_speaker_view_joined(talk: Presented, screens: Screens) -> None:
    stage = connected(screens(talk.stage))
    with stage.expect_popup() as opened:
        stage.keyboard.press("s")
    connected(opened.value)
    assert opened.value.get_attribute("html", "data-view") == "speaker"
    assert "#" not in opened.value.url


def test_a_question_mark_shows_the_keys(shown: Shown) -> None:
    stage = shown.page
    stage.keyboard.press("Shift+Slash")
    assert "Speaker view" in stage.locator(".r-overlay-help").inner_text()
    stage.keyboard.press("Escape")
    stage.locator(".r-overlay-help").wait_for(state="detached")


def test_a_narrow_stage_stays_a_deck(talk: Presented, deck: Deck, screens: Screens) -> None:
    stage = screens(talk.stage, {"width": 400, "height": 700})
    home(stage, deck.slides[0].id)
    for _ in range(4):
        stage.keyboard.press("ArrowRight")
    stage.reload()
    connected(stage)
    at(stage, deck.slides[2].id, 2)
    assert stage.locator("section.present").count() == 1


def test_a_built_deck_works_without_a_room(built: str, deck: Deck, screens: Screens) -> None:
    stage = screens(built)
    at(stage, deck.slides[0].id)
    stage.keyboard.press("ArrowRight")
    at(stage, deck.slides[1].id)
    assert stage.get_attribute("html", "data-connection") == "offline"
    assert stage.locator(".join-address").inner_text() == ""


def test_a_built_deck_opens_at_the_slide_of_its_address_and_keeps_it(
    built: str, deck: Deck, screens: Screens
) -> None:
    stage = screens(f"{built}#/{deck.slides[5].id}")
    at(stage, deck.slides[5].id)
    stage.keyboard.press("End")
    at(stage, deck.slides[-1].id)
    stage.wait_for_url(f"**#/{deck.slides[-1].id}")
    stage.reload()
    at(stage, deck.slides[-1].id)


def test_a_built_phone_page_turns_its_pages(built: str, deck: Deck, screens: Screens) -> None:
    phone = screens.phone(f"{built}phone.html")
    at(phone, deck.slides[0].id)
    phone.get_by_role("button", name="Next slide").click()
    at(phone, deck.slides[1].id)
    assert phone.get_attribute("html", "data-connection") == "offline"


def test_the_stage_loads_less_than_250_kb_before_its_first_slide(
    talk: Presented, screens: Screens
) -> None:
    # Nothing would mean that all of it came from a cache.
    assert 0 < loaded(screens, talk.stage) < 250_000


def test_a_phone_loads_less_than_150_kb_and_no_font_before_its_first_slide(
    talk: Presented, screens: Screens
) -> None:
    assert 0 < loaded(screens, talk.phone) < 150_000


def loaded(screens: Screens, url: str) -> int:
    """Return the bytes over the wire until everything the page asked for at once is there.

    The browser counts them.
    """
    page = screens("about:blank", first=True)
    page.goto(url, wait_until="load")
    connected(page)
    entries = page.evaluate(
        "[...performance.getEntriesByType('navigation'), "
        "...performance.getEntriesByType('resource')]"
        ".map((entry) => [new URL(entry.name).pathname, entry.transferSize])"
    )
    if url.endswith("/"):
        assert not [name for name, _ in entries if name.endswith("woff2")]
    return sum(size for name, size in entries if "recordings" not in name)
