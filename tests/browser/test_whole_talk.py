"""A whole talk before a whole room: speaker, stage, two phones and a remote, all at once.

One test gives the talk and one takes part in it, so that each step meets what the others have left
behind.

The file is long because each test goes on from where it is: to open the pages anew for every step
would take minutes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from talk.present.loading import load_deck

from .presenting import Presented, presented
from .screens import (
    DESK,
    LANDSCAPE,
    PORTRAIT,
    PROJECTOR,
    Screens,
    at,
    connected,
    violations,
)
from .scripted_methods import RANKING, sample_ranked, score, update
from .widget_kit import presented_with_kernel, write_widgets

KERNEL_METHODS = {
    "answers/sample": sample_ranked,
    "answers/score": score,
    "answers/update": update,
}

SLIDES = """
  - id: bread
    title: Bread
    body: |
      - Flour {.step}
      - Water {.step}
    time: 1 min
    notes: Greet them first.
    paths: [short]
  - {id: oven, title: The oven, body: "It is hot {.step}", time: 4 min}
  - id: words
    layout: live
    title: Words
    live: {widget: tokenizer, text: Hello}
    time: 1 min
    paths: [short]
  - {id: spare, title: Spare, time: 1 min, skip: true}
  - {id: later, title: Later, draft: true}
  - {id: crumb, title: Crumb, body: Open or dense, time: 1 min, paths: [short]}
"""
PATH = "paths: {short: {description: Quick, duration: 3 min}}\n"
VOTES: dict[str, dict[str, Any]] = {
    "poll": {"widget": "poll", "options": ["letters", "words", "tokens"]},
    "quiz": {
        "widget": "quiz",
        "options": ["letters", "tokens"],
        "right": "tokens",
        "why": "The text is cut first.",
    },
    "ranking": RANKING,
    "text": {"widget": "tokenizer", "text": "Hello"},
    "questions": {"widget": "questions", "most": 2},
}
SCRIPT = "<img src=x onerror=alert(1)> why?"


@pytest.fixture(scope="module")
def bread(made_deck: Callable[[str, str], Path]) -> Path:
    folder = made_deck("bread", SLIDES)
    deck = folder / "deck.yaml"
    deck.write_text(deck.read_text(encoding="utf-8") + PATH, encoding="utf-8")
    return folder


@dataclass
class Room:
    """Everybody in a room: the presenter's screens, two phones, and the remotes that ask."""

    talk: Presented
    screens: Screens
    speaker: Page
    stage: Page
    phones: list[Page]
    _socket: WebSocket | None = None
    """The speaker view's, once an invitation was asked for."""

    @classmethod
    def open(cls, talk: Presented, screens: Screens) -> Room:
        speaker = screens(talk.speaker, DESK, first=True)
        stage = connected(screens(talk.stage, PROJECTOR, first=True))
        stage.wait_for_selector(".reveal.ready")
        phones = [connected(screens.phone(talk.phone)) for _ in range(2)]
        return cls(talk, screens, connected(speaker), stage, phones)

    def everybody_at(self, slide: str, step: int = 0, *more: Page) -> None:
        for screen in (self.speaker, self.stage, *self.phones, *more):
            at(screen, slide, step)

    def invite(self) -> str:
        """Return the address in the code that the speaker view shows."""
        if self._socket is None:
            with self.speaker.expect_websocket() as opened:
                self.speaker.reload()
            self._socket = opened.value
            connected(self.speaker)
        with self._socket.expect_event(
            "framereceived", lambda frame: '"svg"' in str(frame)
        ) as frame:
            self.speaker.keyboard.press("m")
        self.speaker.locator("dialog.remotes img[src^='data:image/svg']").wait_for()
        url: str = json.loads(str(frame.value))["result"]["url"]
        # The secret is in the code alone, and not to be read on the screen.
        assert url.partition("#")[2] not in self.speaker.content()
        return url

    def remote(self) -> Page:
        """Open a remote that the speaker lets drive."""
        remote = self.screens.phone(self.invite())
        asks = self.speaker.locator(".asks")
        expect(asks).to_contain_text("asks to drive")
        expect(remote.get_by_text("Waiting for the speaker")).to_be_visible()
        assert "<section" not in remote.content()
        asks.get_by_role("button", name="Let it drive").click()
        remote.locator(".remote[data-state=drives]").wait_for()
        return connected(remote)


def clean(*pages: Page) -> None:
    """Check that axe finds nothing wrong with these screens."""
    for page in pages:
        assert violations(page) == []


def covered(mode: str, *pages: Page) -> None:
    for page in pages:
        page.wait_for_selector(f'html[data-blank="{mode}"]', state="attached")


def place(page: Page, x: float, y: float, selector: str = ".frame.current") -> tuple[float, float]:
    """Return the place of a part of an element, in pixels of the window."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def open_sheet(phone: Page) -> Locator:
    sheet = phone.locator("dialog.talk-sheet")
    if not sheet.is_visible():
        phone.get_by_role("button", name="Ask", exact=True).tap()
    return sheet


def ask(phone: Page, text: str) -> None:
    open_sheet(phone)
    phone.get_by_label("Ask about this slide").fill(text)
    phone.locator(".sheet-line").first.get_by_role("button", name="Send").tap()


def close_sheet(*phones: Page) -> None:
    for phone in phones:
        phone.get_by_role("button", name="Close").tap()


# The speaker's half


@pytest.fixture
def given(bread: Path, screens: Screens) -> Iterator[Room]:
    """Present the deck of bread by its short path."""
    with presented(load_deck(bread, path="short")) as talk:
        yield Room.open(talk, screens)


def test_a_speaker_gives_a_talk_by_a_path_and_hands_it_to_a_remote(given: Room) -> None:
    speaker, stage, [one, two] = given.speaker, given.stage, given.phones
    where, elapsed, pace = (speaker.locator(name) for name in (".where", ".elapsed", ".pace"))
    given.everybody_at("bread")
    assert where.inner_text() == "1 of 3 · step 0 of 2"
    expect(elapsed).to_have_text("0:00 of 3:00")
    expect(pace).to_have_text("not started")

    # Covers, by key, on every shell; a clicker's start shows the slide and starts the clock.
    for key, mode in (("w", "white"), ("e", "paper"), ("b", "none"), ("b", "black")):
        speaker.keyboard.press(key)
        covered(mode, speaker, stage, one, two)
    assert speaker.locator(".covered").inner_text().startswith("The projector is black")
    speaker.keyboard.press("F5")
    covered("none", speaker, stage, one, two)
    expect(pace).to_have_text("● on time")

    # The laser pointer and the spotlight are where the mouse is on the preview.
    for key, kind, x, pixels in (("1", "laser", 0.25, "4[78]"), ("2", "spotlight", 0.5, "9[56]")):
        speaker.keyboard.press(key)
        speaker.mouse.move(*place(speaker, x, 0.5))
        light = stage.locator(f".light[data-pointer={kind}]")
        expect(light).to_have_attribute("style", re.compile(rf"--x: {pixels}\d"))
    speaker.keyboard.press("Escape")
    stage.locator(".light[data-pointer=none]").wait_for(state="attached")

    # A line is drawn while the mouse is pressed. Phones show it on the words that it lies on.
    speaker.keyboard.press("ArrowRight")
    given.everybody_at("bread", 1)
    flour = stage.locator("section.present li").first.bounding_box()
    assert flour is not None
    under = (flour["y"] + flour["height"] / 2) / PROJECTOR["height"]
    speaker.keyboard.press("3")
    for line in (under, 0.8):
        speaker.mouse.move(*place(speaker, 0.05, line))
        speaker.mouse.down()
        speaker.mouse.move(*place(speaker, 0.15, line), steps=8)
        speaker.mouse.up()
    lines, drawn = stage.locator(".drawing polyline"), one.locator("section.current .drawn")
    expect(lines).to_have_count(2)
    expect(drawn.locator("polyline")).to_have_count(2)
    expect(drawn.locator("text")).to_have_text(["Flour"])
    speaker.keyboard.press("Backspace")
    expect(lines).to_have_count(1)
    expect(drawn.locator("polyline")).to_have_count(1)
    clean(one)

    # Near to a place: the stage shows a part, the preview says which. By keyboard as well.
    speaker.keyboard.press("4")
    speaker.mouse.click(*place(speaker, 0.9, 0.9))
    canvas = stage.locator(".reveal")
    expect(canvas).to_have_attribute("style", re.compile(r"scale\(2\.5\)"))
    expect(speaker.locator(".zoom-view")).to_be_visible()
    speaker.keyboard.press("Shift+ArrowLeft")
    speaker.keyboard.press("Enter")
    expect(canvas).not_to_have_attribute("style", re.compile("scale"))
    speaker.keyboard.press("Escape")

    # A question leads out of the path: everybody follows, and the clock still means the path.
    ask(one, "How hot is the oven?")
    expect(speaker.locator(".queue-button")).to_contain_text("1 question")
    close_sheet(one)
    speaker.keyboard.press("g")
    items = speaker.locator("dialog.list > ol > li:visible")
    expect(items).to_have_count(5)
    expect(items.nth(1).locator(".frame.little section")).to_have_attribute("data-id", "oven")
    speaker.keyboard.type("hot")
    expect(items).to_have_count(1)
    clean(speaker)
    speaker.keyboard.press("Enter")
    given.everybody_at("oven")
    assert where.inner_text() == "outside the run, after 1 of 3 · step 0 of 1"
    expect(elapsed).to_have_text(re.compile(r"0:\d\d of 3:00"))
    expect(lines).to_have_count(0)
    coming = speaker.locator(".frame.next section")
    expect(coming).to_have_attribute("data-id", "words")
    speaker.keyboard.press("PageDown")
    given.everybody_at("oven", 1)
    speaker.keyboard.press("PageDown")
    given.everybody_at("words")
    assert where.inner_text() == "2 of 3"
    expect(pace).to_have_text(re.compile(r"▲ 0:\d\d ahead"))
    # The way back is that of the path, and the drawing has stayed with its slide.
    stage.keyboard.press("ArrowLeft")
    given.everybody_at("bread", 2)
    expect(lines).to_have_count(1)
    speaker.keyboard.press("Delete")
    expect(lines).to_have_count(0)
    expect(drawn).to_have_count(0)
    # An address leads anywhere too; phones go back to what was shown, and draft slides are nowhere.
    stage.evaluate("location.hash = '#/spare'")
    given.everybody_at("spare")
    stage.keyboard.press("ArrowRight")
    given.everybody_at("words")
    two.get_by_role("button", name="Previous slide").tap()
    at(two, "oven", 1)
    two.get_by_role("button", name="Back to the talk").tap()
    assert two.locator("section[data-id=later]").count() == 0

    # Frozen, the speaker looks elsewhere while the room stays, until Enter takes it along.
    speaker.keyboard.press("f")
    speaker.keyboard.press("End")
    at(speaker, "crumb")
    expect(speaker.locator(".frozen")).to_contain_text("The room stays at “Words”")
    at(stage, "words")
    speaker.keyboard.press("f")
    at(speaker, "words")
    speaker.keyboard.press("f")
    speaker.keyboard.press("End")
    speaker.keyboard.press("Enter")
    given.everybody_at("crumb")
    expect(speaker.locator(".frozen")).to_be_hidden()
    speaker.keyboard.press("?")
    said = speaker.locator("dialog.help").inner_text()
    for words in ("laser", "spotlight", "draw over", "near to", "erase", "elsewhere", "F5"):
        assert words in said
    speaker.keyboard.press("Escape")

    # A phone that is let in drives by two large buttons, with notes, next slide and clock at hand.
    remote = given.remote()
    expect(elapsed).to_have_text(re.compile(r"0:\d\d of 3:00"))  # the view was loaded anew
    for name, slide, step in (("Back", "words", 0), ("Back", "bread", 2), ("On", "words", 0)):
        button = remote.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 120
        button.tap()
        given.everybody_at(slide, step, remote)
        if slide == "bread":
            expect(remote.locator(".notes")).to_have_text("Greet them first.")
            expect(remote.locator(".upcoming")).to_contain_text("Next: ")
    expect(remote.locator(".elapsed")).to_have_text(re.compile(r"0:\d\d of 3:00"))
    for mode in ("black", "none"):
        remote.get_by_role("button", name="Black").tap()
        covered(mode, stage)
    # The laser by touch. A phone lays the slide out otherwise: it marks the part that it is on.
    remote.locator(".slide section").wait_for()
    title = stage.locator("section.present .slide-title").first.bounding_box()
    assert title is not None
    part_x = (title["x"] + 20) / PROJECTOR["width"]
    part_y = (title["y"] + title["height"] / 2) / PROJECTOR["height"]
    remote.mouse.move(*place(remote, part_x, part_y, ".slide"))
    remote.mouse.down()
    stage.locator(".light[data-pointer=laser]").wait_for()
    for phone in (one, two):
        phone.locator("section.current .slide-title.pointed").wait_for()
    remote.mouse.up()
    expect(one.locator(".pointed")).to_have_count(0)
    stage.locator(".light[data-pointer=none]").wait_for(state="attached")
    for size in (PORTRAIT, LANDSCAPE):
        remote.set_viewport_size(size)
        for name in ("On", "Back"):
            expect(remote.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        assert remote.evaluate("document.documentElement.scrollWidth") == size["width"]
    clean(remote)

    # The room's queue is in the hand: a question is marked, a prompt is shown by pressing it.
    open_sheet(two)
    two.get_by_label("Send a prompt to the stage").fill("a kind word")
    two.locator(".sheet-line").nth(1).get_by_role("button", name="Send").tap()
    expect(two.get_by_text("Your prompt waits in the queue")).to_be_visible()
    remote.get_by_role("button", name="1 question").tap()
    queue = remote.locator("aside.queue")
    expect(queue.locator(".queue-text")).to_have_text(["a kind word", "How hot is the oven?"])
    assert remote.evaluate("document.documentElement.scrollWidth") == LANDSCAPE["width"]
    clean(remote)
    queue.get_by_role("button", name="Show", exact=True).tap()
    field = stage.locator("section.present talk-tokenizer textarea").first
    expect(field).to_have_value("a kind word")
    queue.get_by_role("button", name="Answered").tap()
    expect(two.locator("dialog .question[data-answered]")).to_have_count(1)
    queue.get_by_role("button", name="Close").tap()

    # Reloaded it is the same remote. Another one takes over by a yes; the first may ask again.
    remote.reload()
    remote.locator(".remote[data-state=drives]").wait_for()
    given.remote()
    expect(remote.get_by_text("Another phone drives now.")).to_be_visible()
    remote.get_by_role("button", name="Ask the speaker").tap()
    asks = speaker.locator(".asks")
    expect(asks).to_contain_text("asks to drive")
    asks.get_by_role("button", name="No").click()
    expect(remote.locator(".message")).to_contain_text("ended")
    clean(stage)


# The room's half


@pytest.fixture
def taking_part(screens: Screens, tmp_path: Path, methods: None) -> Iterator[Room]:
    """Present a deck of votes, a text and questions, with a kernel behind it."""
    with presented_with_kernel(write_widgets(tmp_path, VOTES)) as (talk, _):
        yield Room.open(talk, screens)


def on(page: Page, slide: str) -> Locator:
    """Return the widget of a slide, in the speaker view the large one."""
    slot = ".current-slot " if page.locator(".current-slot").count() else ""
    return page.locator(f'{slot}section[data-id="{slide}"] [data-key]').first


def said(page: Page, slide: str, text: str, part: str = ".vote-said") -> None:
    expect(on(page, slide).locator(part)).to_contain_text(text)


def press(page: Page, slide: str, button: str) -> None:
    on(page, slide).get_by_role("button", name=button, exact=True).click()


def test_a_room_votes_ranks_asks_and_sends_prompts(taking_part: Room) -> None:
    room = taking_part
    speaker, stage, [one, two] = room.speaker, room.stage, room.phones
    remote = room.remote()

    def go_on(slide: str) -> None:
        remote.get_by_role("button", name="On", exact=True).tap()
        room.everybody_at(slide, 0, remote)

    # A poll: hidden until it is shown, changed until it is closed, begun anew.
    go_on("poll")
    expect(one.get_by_role("button", name="Your turn: answer")).to_be_visible()
    for phone in (one, two):
        expect(phone.locator("html")).to_have_attribute("data-now", "vote")
    on(one, "poll").get_by_label("letters").check()
    on(two, "poll").get_by_label("tokens").check()
    on(one, "poll").get_by_label("tokens").check()
    said(stage, "poll", "2 of 2 phones answered")
    said(one, "poll", "Your answer is in")
    expect(one.locator(".talk-bar .now")).to_have_text("Done")
    expect(on(speaker, "poll").locator(".vote-share").nth(2)).to_have_text("100 %")
    expect(on(stage, "poll").locator(".vote-share").nth(2)).to_have_text("")
    one.reload()
    at(connected(one), "poll")
    expect(on(one, "poll").get_by_label("tokens")).to_be_checked()
    clean(stage, speaker, one)
    press(stage, "poll", "Close and show")
    for page in (stage, one, two):
        expect(on(page, "poll").locator(".vote-share").nth(2)).to_have_text("100 %")
    expect(on(one, "poll").locator(".vote-form")).to_be_hidden()
    expect(on(two, "poll").locator("[data-mine] .vote-name")).to_have_text("tokens")
    press(speaker, "poll", "Start over")
    said(stage, "poll", "The vote is open")
    expect(on(one, "poll").get_by_label("tokens")).not_to_be_checked()

    # A quiz: what is right is nowhere before it is closed.
    go_on("quiz")
    assert "is cut first" not in one.content(), "the page carries the right answer"
    on(one, "quiz").get_by_label("letters").check()
    on(two, "quiz").get_by_label("tokens").check()
    said(stage, "quiz", "2 of 2 phones answered")
    press(stage, "quiz", "Show the result")
    expect(on(one, "quiz").locator(".vote-share")).to_have_text(["50 %", "50 %"])
    expect(on(one, "quiz").locator("[data-right]")).to_have_count(0)
    press(stage, "quiz", "Close")
    for page in (stage, one):
        expect(on(page, "quiz").locator("[data-right] .vote-name")).to_have_text("tokens")
        expect(on(page, "quiz").locator(".vote-why")).to_have_text("The text is cut first.")
    clean(one)

    # A ranking.
    go_on("ranking")
    press(stage, "ranking", "Let the room rank")
    for phone in (one, two):
        press(phone, "ranking", "B better")
        press(phone, "ranking", "Bad: C")
        press(phone, "ranking", "Send my order")
        said(phone, "ranking", "Sent.", ".rank-verdict")
    said(stage, "ranking", "The room is ranking: 2 people ranked.", ".rank-verdict")
    assert on(one, "ranking").locator(".result").count() == 0
    two.reload()
    at(connected(two), "ranking")
    press(stage, "ranking", "Close and show")
    for page in (stage, one, two):
        expect(on(page, "ranking").locator(".result-letter")).to_have_text(["B", "A", "D", "C"])
        expect(on(page, "ranking").locator(".result-share")).to_have_text(
            ["100 %", "67 %", "33 %", "0 %"]
        )
    clean(one)

    # Prompts wait for the speaker, who rejects one and shows the other.
    go_on("text")
    for phone, text in ((one, "rude words"), (two, "a kind word")):
        open_sheet(phone)
        phone.get_by_label("Send a prompt to the stage").fill(text)
        phone.locator(".sheet-line").nth(1).get_by_role("button", name="Send").tap()
        expect(phone.get_by_text("Your prompt waits in the queue")).to_be_visible()
    expect(speaker.locator(".queue-button")).to_contain_text("2 prompts")
    assert "kind word" not in stage.content()
    speaker.keyboard.press("q")
    queue = speaker.locator("aside.queue")
    queue.get_by_role("button", name="Reject").first.click()
    expect(queue.locator(".queue-text").first).to_have_text("a kind word")
    queue.get_by_role("button", name="Show", exact=True).click()
    field = stage.locator("section.present talk-tokenizer textarea").first
    expect(field).to_have_value("a kind word")
    expect(queue.get_by_text("No prompt waits.")).to_be_visible()

    # The pace reaches the speaker alone.
    one.get_by_role("button", name="too fast").tap()
    expect(speaker.locator(".queue-pace")).to_have_text("Pace: 1 too fast")
    assert "too fast" not in stage.content()
    close_sheet(one, two)

    # Questions: asked, wanted, answered, held back, merged, and gone to.
    go_on("questions")
    texts = stage.locator("section.present .question-text")
    ask(one, SCRIPT)
    expect(one.get_by_text("Your question is in.")).to_be_visible()
    ask(two, "How much?")
    expect(two.locator("dialog .question")).to_have_count(2)
    open_sheet(two).get_by_role("button", name="I want this answered: <img").tap()
    expect(stage.locator("section.present .question-count").first).to_have_text("2")
    expect(texts).to_have_text([SCRIPT, "How much?"])
    expect(queue.locator(".queue-text")).to_have_text([SCRIPT, "How much?"])
    clean(stage, two, speaker)
    queue.get_by_role("button", name="Answered").first.click()
    expect(two.locator("dialog .question-text")).to_have_text(["How much?", SCRIPT])
    moderated = queue.get_by_label("New questions wait for me")
    moderated.check()
    # Before that the room may not have heard of it.
    expect(moderated).not_to_have_attribute("aria-busy", "true")
    ask(one, "Rude?")
    expect(one.get_by_text("the speaker shows it first")).to_be_visible()
    expect(queue.locator(".queue-text").first).to_have_text("Rude?")
    queue.get_by_role("button", name="Hide").first.click()
    moderated.uncheck()
    expect(moderated).not_to_have_attribute("aria-busy", "true")
    ask(one, "How much bread?")
    merged = queue.locator("li:has(.queue-text:text-is('How much bread?'))")
    merged.locator("select").select_option(label="How much?")
    expect(queue.locator('li[data-state="merged"] .queue-text')).to_have_text("How much bread?")
    expect(stage.locator("section.present .question-count").first).to_have_text("2")
    remote.get_by_role("button", name="Back", exact=True).tap()
    room.everybody_at("text", 0, remote)
    item = queue.locator("li:has(.queue-text:text-is('How much?'))")
    item.get_by_role("button", name="Go to").click()
    room.everybody_at("questions", 0, remote)
    # A phone finds its own votes again after a reload, and nobody sees what was hidden.
    two.reload()
    connected(two)
    open_sheet(two)
    expect(two.locator('dialog .question-votes[aria-pressed="true"]')).to_have_count(2)
    expect(texts).to_have_text(["How much?", SCRIPT])
    assert "Rude?" not in two.locator("dialog").inner_text()

    # A reader searches the slides so far, chooses size and colours, and takes the talk home.
    two.get_by_label("Search in them").fill("soon")
    expect(two.locator(".talk-slides button")).to_have_text(["Votes"])
    two.get_by_label("Search in them").fill("nowhere to be found")
    expect(two.get_by_text("No slide has these words.")).to_be_visible()
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"
    for look, colour in (("dark", "#101317"), ("light", "#fdfbf7")):
        two.get_by_role("group", name="Colours").get_by_role("button", name=look).tap()
        assert two.evaluate(paper) == colour
        clean(two)
    two.get_by_role("button", name="Larger").tap()
    size = "getComputedStyle(document.documentElement).fontSize"
    assert two.evaluate(size) == "18.4px"
    two.reload()
    connected(two)
    assert two.evaluate(size) == "18.4px"
    assert two.evaluate(paper) == "#fdfbf7"
    open_sheet(two)
    two.get_by_role("button", name="Take the talk home").tap()
    for slide in ("start", "text", "questions"):
        expect(two.locator(f'section[data-id="{slide}"]')).to_be_visible()
    expect(two.locator(".take-home-foot .question-text").first).to_have_text("How much?")
    two.get_by_role("button", name="Back to the talk").tap()
    expect(two.locator('section[data-id="start"]')).to_be_hidden()


# By keyboard alone


def reach(page: Page, wanted: Locator, *keys: str) -> None:
    """Go to a control by Tab, and press keys there."""
    # Found once: to find a control by its name takes longer than to press a key.
    control = wanted.element_handle()
    for _ in range(120):
        if page.evaluate("(one) => one === document.activeElement", control):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab does not reach {wanted}")
    for key in keys:
        page.keyboard.press(key)


def test_a_room_takes_part_by_keyboard_alone(
    screens: Screens, tmp_path: Path, methods: None
) -> None:
    wanted = {name: VOTES[name] for name in ("poll", "text")}
    with presented_with_kernel(write_widgets(tmp_path, wanted)) as (talk, _):
        speaker = connected(screens(talk.speaker, DESK))
        phone = connected(screens.phone(talk.phone))

        def go_on(slide: str) -> None:
            speaker.keyboard.press("PageDown")
            at(speaker, slide)
            at(phone, slide)

        def named(page: Page, slide: str, name: str) -> Locator:
            return on(page, slide).get_by_role("button", name=name, exact=True)

        go_on("poll")
        reach(phone, on(phone, "poll").get_by_label("letters"), "Space", "ArrowDown")
        said(speaker, "poll", "1 of 1 phone answered")
        expect(on(speaker, "poll").locator(".vote-share").nth(1)).to_have_text("100 %")
        reach(speaker, named(speaker, "poll", "Close and show"), "Enter")
        expect(on(phone, "poll").locator("[data-mine] .vote-share")).to_have_text("100 %")

        # Pace, a prompt and a question; each answer is said where the focus is.
        go_on("text")
        reach(phone, phone.get_by_role("button", name="Ask", exact=True), "Enter")
        sheet = phone.locator("dialog.talk-sheet")
        for number, label, text, answer in (
            (0, "Ask about this slide", "Why letters?", "Your question is in."),
            (1, "Send a prompt to the stage", "a kind word", "Your prompt waits in the queue"),
        ):
            line = sheet.locator(".sheet-line").nth(number)
            reach(phone, sheet.get_by_label(label))
            phone.keyboard.type(text)
            reach(phone, line.get_by_role("button", name="Send"), "Enter")
            expect(line.get_by_role("status")).to_contain_text(answer)
        reach(phone, sheet.get_by_role("button", name="too fast"), "Enter")
        expect(speaker.locator(".queue-pace")).to_have_text("Pace: 1 too fast")

        speaker.keyboard.press("q")
        queue = speaker.locator("aside.queue")
        reach(speaker, queue.get_by_role("button", name="Show", exact=True), "Enter")
        expect(on(speaker, "text").locator("textarea").first).to_have_value("a kind word")
        reach(speaker, queue.get_by_role("button", name="Answered"), "Enter")
        expect(sheet.locator(".question[data-answered]")).to_have_count(1)
        speaker.keyboard.press("Escape")
        expect(queue).to_be_hidden()
