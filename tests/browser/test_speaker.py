"""The speaker's desk: both slides, notes, the clock, the room, and a remote in the hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from talk.deck.checking.slides import clock
from talk.deck.model import Deck, planned_s
from talk.present.loading import Loaded

from .presenting import TOUR, Presented, presented, presented_by_process
from .screens import DESK, PORTRAIT, Screens, at, connected


@dataclass(frozen=True)
class Room:
    """A talk with its speaker and its projector, which the tests share."""

    talk: Presented
    speaker: Page
    stage: Page


@pytest.fixture(scope="module")
def room(tour: Loaded, browser: Browser) -> Iterator[Room]:
    with presented(tour) as talk:
        screens = Screens(browser)
        speaker, stage = connected(screens(talk.speaker, DESK)), connected(screens(talk.stage))
        yield Room(talk, speaker, stage)
        screens.close()


@pytest.fixture
def speaker(room: Room, deck: Deck) -> Page:
    """Return the speaker view at the first slide, where the stage is too; others have used it."""
    room.speaker.set_viewport_size(DESK)
    room.speaker.keyboard.press("Home")
    for screen in (room.speaker, room.stage):
        at(screen, deck.slides[0].id)
    return room.speaker


@pytest.mark.parametrize(
    ("forward", "backward"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp"), (" ", "p")]
)
def test_the_stage_s_keys_move_the_talk(
    forward: str, backward: str, speaker: Page, room: Room, deck: Deck
) -> None:
    speaker.keyboard.press(forward)
    for screen in (speaker, room.stage):
        at(screen, deck.slides[1].id)
    speaker.keyboard.press(backward)
    for screen in (speaker, room.stage):
        at(screen, deck.slides[0].id)


def test_steps_come_one_by_one_and_are_counted(speaker: Page, deck: Deck) -> None:
    index = next(index for index, slide in enumerate(deck.slides) if slide.steps > 1)
    slide = deck.slides[index]
    for _ in range(sum(slide.steps + 1 for slide in deck.slides[:index]) + 1):
        speaker.keyboard.press("ArrowRight")
    at(speaker, slide.id, 1)
    assert (
        speaker.locator(".where").inner_text()
        == f"{index + 1} of {len(deck.slides)} · step 1 of {slide.steps}"
    )
    assert speaker.locator(".frame.current .step.shown").count() == 1
    assert "more step" in speaker.locator(".upcoming").inner_text()


def test_this_slide_is_large_and_the_next_one_beside_it(speaker: Page, deck: Deck) -> None:
    current, coming = speaker.locator(".frame.current"), speaker.locator(".frame.next")
    assert current.locator("section").get_attribute("data-id") == deck.slides[0].id
    assert coming.locator("section").get_attribute("data-id") == deck.slides[1].id
    large, small = current.bounding_box(), coming.bounding_box()
    assert large is not None
    assert small is not None
    assert large["width"] > 1.5 * small["width"] > 300
    assert abs(large["width"] / large["height"] - 16 / 9) < 0.01
    speaker.keyboard.press("End")
    at(speaker, deck.slides[-1].id)
    assert coming.locator("section").count() == 0


USUAL = [(1920, 1080), (1366, 768), (1280, 720)]


def test_both_slides_are_whole_at_every_usual_size(speaker: Page) -> None:
    for width, height in USUAL:
        speaker.set_viewport_size({"width": width, "height": height})
        current, coming = box(speaker, ".frame.current"), box(speaker, ".frame.next")
        for shown in (
            current,
            coming,
            box(speaker, ".state"),
            box(speaker, ".notes"),
            box(speaker, ".moves"),
        ):
            assert 0 <= shown["left"] < shown["right"] <= width, shown
            assert 0 <= shown["top"] < shown["bottom"] <= height, shown
        for frame in (current, coming):
            assert (
                abs((frame["right"] - frame["left"]) / (frame["bottom"] - frame["top"]) - 16 / 9)
                < 0.02
            )
        assert current["right"] - current["left"] > 0.45 * width
        assert coming["right"] - coming["left"] > 0.18 * width
        assert cut(speaker, ".coming, .state, .left, .below") == []


def test_a_problem_is_whole_at_every_usual_size(screens: Screens, tmp_path: Path) -> None:
    deck = tmp_path / "tour"
    shutil.copytree(TOUR, deck)
    with presented_by_process(deck) as talk:
        speaker = connected(screens(talk.speaker, DESK))
        chapter = deck / "chapters" / "00_layouts.yaml"
        long = (
            "titel: "
            + "A long title that somebody wrote in one go and never looked at again afterwards " * 2
        )
        text = chapter.read_text(encoding="utf-8").replace(
            "    title:", f"    {long}\n    title:", 1
        )
        chapter.write_text(text, encoding="utf-8")
        problem = speaker.locator(".problems pre")
        problem.wait_for()
        lines = problem.inner_text().splitlines()
        assert lines[2].index("^") == lines[1].index("titel")
        for width, height in USUAL:
            speaker.set_viewport_size({"width": width, "height": height})
            assert cut(speaker, ".problems, .problems *") == []
            panel = box(speaker, ".problems")
            assert panel["right"] <= width
            assert panel["bottom"] <= height


def cut(page: Page, selector: str) -> list[str]:
    """Return those of these elements that do not show all they hold."""
    found: list[str] = page.locator(selector).evaluate_all(
        "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight "
        "> one.clientHeight + 1)"
        ".map((one) => `${one.className}: ${one.textContent}`)"
    )
    return found


def box(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).first.evaluate(
        "(element) => { const { left, top, right, bottom } = element.getBoundingClientRect();"
        " return { left, top, right, bottom }; }"
    )
    return found


def test_notes_are_there_and_large(speaker: Page, deck: Deck) -> None:
    words = re.findall(r"\w+", deck.slides[0].notes)[:4]
    notes = speaker.locator(".notes")
    assert re.findall(r"\w+", notes.inner_text())[:4] == words
    assert (
        float(notes.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)")) >= 22
    )
    speaker.keyboard.press("-")
    speaker.keyboard.press("-")
    speaker.keyboard.press("-")
    assert (
        float(notes.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)")) >= 22
    )


def test_the_clock_starts_with_the_first_move_and_runs_against_the_plan(
    talk: Presented, deck: Deck, screens: Screens
) -> None:
    speaker = connected(screens(talk.speaker, DESK))
    pace = speaker.locator(".pace")
    speaker.locator('.pace[data-pace="waiting"]').wait_for()
    elapsed = speaker.locator(".elapsed")
    assert deck.duration_s is not None
    assert elapsed.inner_text() == f"0:00 of {clock(deck.duration_s)}"
    assert elapsed.get_attribute("data-scaled") == ""
    for slide in deck.slides[:3]:
        at(speaker, slide.id)
        speaker.keyboard.press("ArrowRight")
    speaker.locator('.pace[data-pace="ahead"]').wait_for()
    assert re.fullmatch(r"▲ \d+:\d\d ahead", pace.inner_text())
    assert re.fullmatch(r"this slide 0:0\d of \d:\d\d", speaker.locator(".slide-time").inner_text())
    speaker.keyboard.press("End")
    at(speaker, deck.slides[-1].id)
    # Ahead by all that was planned for the slides before it, less the seconds of this test.
    minutes = int(planned_s(deck.slides[:-1]) // 60)
    expect(pace).to_have_text(re.compile(rf"▲ ({minutes}|{minutes - 1}):\d\d ahead"))


def test_a_plan_that_is_longer_than_the_talk_is_scaled_to_it_and_says_so(
    screens: Screens, tmp_path: Path
) -> None:
    (tmp_path / "deck.yaml").write_text(
        "title: Too much\nduration: 45 min\npaths: {core: Half}\nchapters: [all.yaml]\n",
        encoding="utf-8",
    )
    (tmp_path / "all.yaml").write_text(
        "chapter: All\nslides:\n"
        "  - {id: one, title: One, time: 40 min, paths: [core]}\n"
        "  - {id: two, title: Two, time: 40 min}\n",
        encoding="utf-8",
    )
    with presented(tmp_path) as fresh:
        elapsed = connected(screens(fresh.speaker, DESK)).locator(".elapsed")
        expect(elapsed).to_have_text("0:00 of 45:00")
        assert elapsed.get_attribute("data-scaled") == "plan of 1:20:00, scaled"
        assert "scaled" in elapsed.evaluate(
            "(element) => getComputedStyle(element, '::after').content"
        )


def test_followers_and_the_kernel_are_in_words(speaker: Page, room: Room, screens: Screens) -> None:
    connected(screens.phone(room.talk.phone))
    connected(screens.phone(room.talk.phone))
    speaker.get_by_text(re.compile(r"^2 following · [2-9]\d* joined$")).wait_for()
    kernel = speaker.locator(".kernel")
    assert kernel.get_attribute("data-kernel") in ("none", "recorded")
    assert kernel.locator("p").first.inner_text() in ("kernel none", "kernel recorded")


def test_a_question_mark_lists_the_keys_and_closes_again(speaker: Page, deck: Deck) -> None:
    speaker.keyboard.press("?")
    help = speaker.locator("dialog.help")
    help.wait_for()
    assert "all slides" in help.inner_text()
    speaker.keyboard.press("ArrowRight")
    at(speaker, deck.slides[0].id)
    speaker.keyboard.press("Escape")
    help.wait_for(state="hidden")


def test_g_lists_every_slide_and_goes_to_one(speaker: Page, deck: Deck) -> None:
    speaker.keyboard.press("g")
    slides = speaker.locator("dialog.list li button")
    assert slides.count() == len(deck.slides)
    slides.nth(4).click()
    at(speaker, deck.slides[4].id)


def test_in_the_hand_it_is_the_remote(
    speaker: Page, room: Room, deck: Deck, screens: Screens
) -> None:
    stage = room.stage
    remote = connected(screens.phone(room.talk.speaker, PORTRAIT))
    at(remote, deck.slides[0].id)
    for name, index in (("On", 1), ("Back", 0)):
        button = remote.get_by_role("button", name=name)
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["y"] + box["height"] <= PORTRAIT["height"]
        button.tap()
        for screen in (remote, stage):
            at(screen, deck.slides[index].id)
    assert remote.evaluate("document.documentElement.scrollWidth") == PORTRAIT["width"]


@pytest.mark.parametrize("fragment", ["", "#token=wrong"])
def test_without_the_token_a_speaker_view_holds_no_slide_and_says_what_to_open(
    talk: Presented, screens: Screens, fragment: str
) -> None:
    stranger = screens(talk.speaker.partition("#")[0] + fragment, DESK)
    stranger.get_by_text("Open the whole address that talk present printed").wait_for()
    assert "<section" not in stranger.content()


def test_without_a_connection_the_speaker_view_claims_nothing_of_the_kernel(speaker: Page) -> None:
    speaker.locator('.kernel[data-kernel="recorded"], .kernel[data-kernel="none"]').wait_for()
    speaker.context.set_offline(True)
    speaker.locator('.kernel[data-kernel="unknown"]').wait_for()
    assert "not known" in speaker.locator(".kernel").inner_text()
    assert speaker.locator(".people").inner_text() == ""
    speaker.context.set_offline(False)
    speaker.locator('.kernel[data-kernel="recorded"], .kernel[data-kernel="none"]').wait_for()


def test_a_question_does_not_put_back_the_box_that_the_room_has_not_answered(
    talk: Presented, screens: Screens
) -> None:
    held: list[str | bytes] = []

    def hold_moderation(page: WebSocketRoute) -> None:
        room = page.connect_to_server()
        page.on_message(
            lambda said: (held.append if "questions/moderate" in said else room.send)(said)
        )

    speaker = screens(
        talk.speaker, DESK, prepare=lambda page: page.route_web_socket("**/ws", hold_moderation)
    )
    phone = connected(screens.phone(talk.phone))
    connected(speaker).keyboard.press("q")
    moderated = speaker.get_by_label("New questions wait for me")
    moderated.check()
    expect(moderated).to_have_attribute("aria-busy", "true")
    phone.get_by_role("button", name="Ask", exact=True).tap()
    phone.get_by_label("Ask about this slide").fill("How long does it rise?")
    phone.locator(".sheet-line").first.get_by_role("button", name="Send").tap()
    expect(speaker.locator(".queue-text")).to_have_text(["How long does it rise?"])
    assert len(held) == 1
    expect(moderated).to_be_checked()
