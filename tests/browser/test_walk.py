"""What holds at every slide of the shipped decks, on every screen.

Each deck is walked through once, step by step, with all screens open; one test looks at all that
was found on the way. Of several tests pytest-xdist would give some to the other worker, which would
walk once more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, WebSocket

from talk.deck.model import Deck, Slide
from talk.present.loading import load_deck

from .canvas import THEMES, add_themes, look_in_themes, serve_themes
from .presenting import ROOT, presented
from .screens import (
    DESK,
    LANDSCAPE,
    NARROW,
    PROJECTOR,
    VISIBLE,
    Screens,
    at,
    connected,
    painted,
    places,
    shrunk,
    violations,
)

pytestmark = pytest.mark.timeout(400)

AXE_LOOKS_AT: dict[str, str | None] = {"stage": None, "speaker": ".notes", "phone": ""}
"""Screens that axe looks at, and what of each it has to see of a slide without a widget ("": all).

Such a slide's elements are the phone's; its contrast on the canvas and its place there, in every
theme, are what `talk check --render` looks at (tests/talk/export/test_render_check.py). Only a
widget is another one on paper.
"""
PHONES = ("phone", "landscape")

SMALL_TEXT = """() => { const found = [];
  // Whole slides that are not rendered are passed over at once.
  const unseen = (node) => node.localName === 'section' && !node.checkVisibility();
  const walker = document.createTreeWalker(document.body,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => unseen(node)
      ? NodeFilter.FILTER_REJECT : node.nodeType === Node.TEXT_NODE
      ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  while (walker.nextNode()) { const node = walker.currentNode; const parent = node.parentElement;
    if (!node.textContent.trim() || !parent.checkVisibility({visibilityProperty: true})) continue;
    if (parent.closest('.visually-hidden, svg, math, sub, sup')) continue;
    const box = parent.getBoundingClientRect(); if (box.width < 2 || box.height < 2) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 15.99) found.push([size, parent.className, node.textContent.trim().slice(0, 40)]); }
  return found; }"""
"""Words under 16 px that can be seen."""

WIDE = """() => {
  const scrolls = (element) => {
    for (let up = element.parentElement; up && up.localName !== 'section'; up = up.parentElement)
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX))
        return true;
    return false; };
  return [document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ...[...document.querySelectorAll('main.deck > section.current *')]
      .filter((element) => element.checkVisibility()
        && !element.closest('.visually-hidden, svg, math')
        && element.getBoundingClientRect().right > innerWidth + 1
        && !scrolls(element)).map((element) => element.tagName + '.' + element.className)]; }"""
"""By how much the page is wider than the phone, and what sticks out without a box to scroll in."""

READABLE = f"() => {{ const [small, wide] = [{SMALL_TEXT}, {WIDE}]; return [small(), wide()]; }}"


class Bytes:
    """Everything a screen is sent: bodies of answers, and frames of sockets."""

    def __init__(self, page: Page) -> None:
        self.responses: list[Response] = []
        self.frames: list[str] = []
        page.on("response", lambda response: self.responses.append(response))
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def since_last(self) -> bytes:
        """Return all of it since the last call; a page that is left gives its bodies no longer."""
        bodies = [response.body() for response in self.responses if response.ok]
        heads = [str(response.all_headers()) for response in self.responses]
        self.responses.clear()
        # Bytes, since one emoji makes of a text four bytes a character, to be searched ten times
        # as long.
        return b"\n".join([*bodies, *(text.encode() for text in (*heads, *self.frames))])


@dataclass
class Walk:
    """What was found on the way through a deck, by screen and slide."""

    deck: Deck
    token: str = ""
    received: bytes = b""
    """All that the upright phone was sent, with a reload at the end."""
    frames: int = 0
    """Messages among them."""
    elsewhere: dict[str, list[str]] = field(default_factory=dict)
    """Slides that a phone showed beside the one it said, or in its place."""
    unreadable: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    flaws: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    faults: dict[str, list[str]] = field(default_factory=dict)
    """What stands wrong on the projector's canvas, by slide and theme."""
    looks: set[str] = field(default_factory=set)
    """What tells the themes apart in which the canvas was seen."""

    def look(self, screens: dict[str, Page], slide: Slide) -> None:
        """Look at a slide that is shown with all its steps."""
        # What is not rendered is the same on every slide but for what has been shown.
        ends = slide in (self.deck.slides[0], self.deck.slides[-1])
        whole = ends or bool(slide.live)
        for name, screen in screens.items():
            painted(screen)
            if name in PHONES:
                small, wide = screen.evaluate(READABLE)
                if small or wide != [0]:
                    self.unreadable[name][slide.id] = {"small": small, "wide": wide}
            if name not in AXE_LOOKS_AT:
                continue
            inside = "" if whole else AXE_LOOKS_AT[name]
            if inside is not None and (found := violations(screen, hidden=ends, inside=inside)):
                self.flaws[name][slide.id] = found
        themes = THEMES if whole else THEMES[-1:]
        for theme, (look, faults) in look_in_themes(screens["stage"], themes).items():
            self.looks.add(look)
            if faults:
                self.faults[f"{slide.id} in {theme}"] = faults


def walked(name: str, browser: Browser) -> Walk:
    """Walk through a deck with a stage, a speaker view and two phones.

    Nothing moves on the screens that axe looks at: a colour on its way has another contrast.
    """
    folder = ROOT / "slides" / name
    loaded = load_deck(folder)
    walk, screens = Walk(loaded.deck), Screens(browser)
    way, styles = places(walk.deck), serve_themes(loaded)
    with presented(loaded) as talk:
        still: dict[str, Any] = {"reduced_motion": "reduce"}
        # Opened on no page, so that the first byte is heard too; and all bytes are sent to it.
        phone = screens.phone("about:blank", NARROW, first=True, **still)
        received = Bytes(phone)
        phone.goto(talk.phone)
        opened = {
            "stage": screens(talk.stage, PROJECTOR, **still),
            "speaker": screens(talk.speaker, DESK, **still),
            "phone": phone,
            "landscape": screens.phone(talk.phone, LANDSCAPE),
        }
        for screen in opened.values():
            connected(shrunk(screen))
        add_themes(opened["stage"], styles)
        slides = {slide.id: slide for slide in walk.deck.slides}
        for slide, step in way:
            for screen in opened.values():
                at(screen, slide, step)
            for name in PHONES:
                if (shown := [one for one, _ in opened[name].evaluate(VISIBLE)]) != [slide]:
                    walk.elsewhere[f"{slide} {step} on {name}"] = shown
            if step == slides[slide].steps:
                walk.look(opened, slides[slide])
            opened["stage"].keyboard.press("ArrowRight")
        for slide, step in reversed(way[-6:-1]):
            opened["stage"].keyboard.press("ArrowLeft")
            for screen in opened.values():
                at(screen, slide, step)
        walk.received = received.since_last()
        phone.reload()
        connected(phone)
        walk.received += received.since_last()
        walk.frames, walk.token = len(received.frames), talk.token
    screens.close()
    return walk


@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_every_slide_and_step_is_on_every_screen(
    name: str, browser: Browser, subtests: pytest.Subtests
) -> None:
    walk = walked(name, browser)
    with subtests.test("a phone shows nothing but the slide that it says"):
        assert walk.elsewhere == {}
    for phone in PHONES:
        with subtests.test("every slide is readable and none is wider than the phone", phone=phone):
            assert walk.unreadable[phone] == {}
    for view in AXE_LOOKS_AT:
        with subtests.test("axe finds nothing on any slide", view=view):
            assert walk.flaws[view] == {}
    with subtests.test("every slide fits the projector's canvas in every theme"):
        assert walk.faults == {}
        assert len(walk.looks) == len(THEMES), "each theme was really seen"
    with subtests.test("nothing that a phone receives holds a note or the token"):
        no_phone_was_sent_a_secret(walk)


def no_phone_was_sent_a_secret(walk: Walk) -> None:
    """Check that nothing the upright phone received holds a note or the presenter's token."""
    slides = walk.deck.slides
    public = "\n".join(
        f"{slide.title} {slide.body} {slide.fields} {slide.live}" for slide in slides
    )
    lines = [line.strip() for slide in slides for line in re.split(r"\n|(?<=[.?!]) ", slide.notes)]
    secret = [line for line in lines if len(line) > 24 and line not in public]
    assert len(secret) > 10
    assert slides[-1].id.encode() in walk.received
    assert walk.frames > len(slides)
    assert [line for line in secret if line.encode() in walk.received] == []
    assert walk.token.encode() not in walk.received
