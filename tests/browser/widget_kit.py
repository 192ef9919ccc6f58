"""What the widgets' tests share: a deck with one widget, its recordings, its room, its looks.

The file is long because each part is of use by the one before it alone: a written deck is recorded,
what was recorded is presented, and what is presented is looked at. A widget's test takes all of
them.
"""

from __future__ import annotations

import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, Locator, Page, expect

from talk.build.html import View
from talk.build.site import render, write
from talk.deck.load import load
from talk.present.kernel.link import Endpoint
from talk.present.loading import Loaded
from talk.record import record as talk_record

from .file_server import served
from .presenting import Presented, Presenter, presented
from .screens import (
    PROJECTOR,
    Screens,
    at,
    connected,
    count_moves,
    in_sight,
    moves_answered,
    present,
    violations,
)
from .scripted_kernel import TOKEN, ScriptedKernel, scripted_kernel

PARIS = "The capital of France is Paris."
PARIS_IDS = ["791", "6864", "315", "9822", "374", "12366", "13"]


@dataclass
class Hall:
    """A room whose deck has one widget, and the screens before it."""

    talk: Presented
    _kernel: ScriptedKernel | None
    deck: Path
    screens: Screens

    @property
    def kernel(self) -> ScriptedKernel:
        assert self._kernel is not None, "this room has no kernel"
        return self._kernel

    def stage(self) -> Page:
        """Open a projector on the widget's slide, which is the second."""
        # Opened there, it renders one slide where a walk would render two.
        with Presenter.joined(self.talk) as presenter:
            for slide in ("before", "widget"):
                presenter.go(slide)
        stage = connected(self.screens(self.talk.stage, PROJECTOR))
        at(stage, "widget")
        return rendered(stage)

    def phone(self) -> Page:
        phone = connected(self.screens.phone(self.talk.phone))
        at(phone, "widget")
        return rendered(phone)

    def phones(self, count: int) -> list[Page]:
        return [self.phone() for _ in range(count)]

    def speaker(self) -> Page:
        speaker = connected(self.screens(self.talk.speaker, PROJECTOR))
        at(speaker, "widget")
        return rendered(speaker)


TURNS: WeakKeyDictionary[Page, int] = WeakKeyDictionary()
"""The turn of each page of a `SharedHall`."""


def slide_of(page: Page, slide: str = "widget") -> str:
    """Return the id of the widget's slide on a page, or of the slide before or after it."""
    return turn_of(slide, TURNS[page]) if page in TURNS else slide


def turn_of(slide: str, turn: int) -> str:
    return f"{slide}-{turn}"


class Turns(ABC):
    """Pages that all tests of a module share, on a deck with the widget on a slide for each test.

    To go there costs a tenth of what a page costs, and each test finds a widget that nobody
    touched. One that stops a page's clock, closes a page, or leaves it where it follows nobody has
    pages of its own.
    """

    screens: Screens

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}
        self._turn = 0

    def next_turn(self, turn: int = 0) -> None:
        """Bring all pages to the next slide with the widget, or to the one with this number."""
        self._turn = turn or self._turn + 1
        self.go("widget")

    def release(self) -> None:
        """Take keyboard and mouse off all pages."""
        for page in self._pages.values():
            # A phone stays where somebody types, and a widget may show what the mouse is over.
            page.evaluate("document.activeElement?.blur()")
            page.mouse.move(0, 0)

    def go(self, slide: str) -> None:
        """Bring all pages to the widget's slide of this turn, or to the one after it."""
        self._move([*self._pages.values()], turn_of(slide, self._turn))
        for page in self._pages.values():
            TURNS[page] = self._turn
            # A screen says where it is before the slide is in sight, and what is hidden takes no
            # focus.
            in_sight(page, slide_of(page, slide), section(page, slide))

    @abstractmethod
    def _move(self, pages: Sequence[Page], slide: str) -> None:
        """Send the pages to a slide."""

    def _page(self, view: str, opening: Callable[[], Page]) -> Page:
        """Return the page of a view, which the first test opens on the slide of its turn."""
        if view not in self._pages:
            page = self._pages[view] = opening()
            TURNS[page] = self._turn
            at(page, slide_of(page))
        return rendered(self._pages[view])


class SharedHall(Turns, Hall):
    """A room for all tests of a module, and the screens before it."""

    def __init__(
        self, talk: Presented, kernel: ScriptedKernel | None, deck: Path, screens: Screens
    ) -> None:
        Turns.__init__(self)
        Hall.__init__(self, talk, kernel, deck, screens)
        self._presenter: Presenter | None = None
        """Who moves the room to the next turn."""
        self._others: list[Page] = []
        """Pages of this turn alone."""

    def next_turn(self, turn: int = 0) -> None:
        """Bring everybody to the next slide; its widget is the first to ask the kernel again."""
        # Each page that follows is rendered with every turn and every vote.
        while self._others:
            self._others.pop().close()
        self.release()
        for view in ("stage", "speaker"):
            if view in self._pages:
                # A move that came to the room after ours would take everybody back.
                moves_answered(self._pages[view])
        with Presenter.joined(self.talk) as self._presenter:
            self._leave()
            super().next_turn(turn)

    def _leave(self) -> None:
        """Leave the widget of the turn before, and have the kernel know nothing of it."""
        if self._kernel is None:
            return
        if self._turn:
            # Only when the widget is left does it ask for nothing more.
            self.go("after")
        self._kernel.renew()
        # The test before may have let it die.
        if not self._kernel.running:
            self._kernel.start()
            with Presenter.joined(self.talk) as presenter:
                presenter.until_live()
        self._kernel.until_idle()
        self._kernel.forget()

    def _move(self, pages: Sequence[Page], slide: str) -> None:
        assert self._presenter is not None
        self._presenter.go(slide)

    def stage(self) -> Page:
        return self._page("stage", lambda: self._presenter_page(self.talk.stage))

    def another_stage(self) -> Page:
        """Open a projector for this turn alone, which the test may close or stop."""
        return self._other(self.screens(self.talk.stage, PROJECTOR))

    def phone(self) -> Page:
        return self._page("phone", lambda: connected(self.screens.phone(self.talk.phone)))

    def phones(self, count: int) -> list[Page]:
        """Return the phone, with others for this turn alone."""
        others = (self._other(self.screens.phone(self.talk.phone)) for _ in range(1, count))
        return [self.phone(), *others]

    def _other(self, page: Page) -> Page:
        self._others.append(connected(page))
        TURNS[page] = self._turn
        at(page, slide_of(page))
        return rendered(page)

    def speaker(self) -> Page:
        return self._page("speaker", lambda: self._presenter_page(self.talk.speaker))

    def _presenter_page(self, address: str) -> Page:
        return connected(self.screens(address, PROJECTOR, prepare=count_moves))


@contextmanager
def shared_hall(loaded: Loaded, browser: Browser) -> Iterator[SharedHall]:
    """Present a deck without a kernel, to all tests of a module."""
    with presented(loaded) as talk:
        screens = Screens(browser)
        yield SharedHall(talk, None, loaded.deck.root, screens)
        screens.close()


class SharedSite(Turns):
    """A deck as `talk build` writes it, for all tests of a module."""

    def __init__(self, address: str, screens: Screens) -> None:
        super().__init__()
        self.screens = screens
        self._address = address
        self._paper: Page | None = None

    def _move(self, pages: Sequence[Page], slide: str) -> None:
        self.release()
        for page in pages:
            send_to(page, slide)

    def stage(self) -> Page:
        there = f"{self._address}index.html#/{turn_of('widget', self._turn)}"
        return self._page("stage", lambda: self.screens(there, PROJECTOR))

    def phone(self) -> Page:
        def opening() -> Page:
            page = self.screens.phone(self._address + "phone.html")
            page.wait_for_selector('html[data-slide="before"]', state="attached")
            send_to(page, turn_of("widget", self._turn))
            return page

        return self._page("phone", opening)

    def paper(self) -> Page:
        """Return the page for print, which has the widgets of all turns."""
        if self._paper is None:
            self._paper = on_paper(self.screens, self._address)
        TURNS[self._paper] = self._turn
        return self._paper


def send_to(page: Page, slide: str) -> None:
    page.evaluate(
        "(slide) => dispatchEvent(new CustomEvent('talk:go', { detail: { slide } }))", slide
    )


class Views:
    """Pages with the widget that a module's tests look at, each opened once.

    A test that presses, types or moves the deck has pages of its own.
    """

    def __init__(self, **opening: Callable[[], Page]) -> None:
        self._opening = opening
        self._pages: dict[str, Page] = {}

    @property
    def stage(self) -> Page:
        return self._page("stage")

    @property
    def phone(self) -> Page:
        return self._page("phone")

    @property
    def paper(self) -> Page:
        return self._page("paper")

    def _page(self, view: str) -> Page:
        if view not in self._pages:
            page = self._pages[view] = self._opening[view]()
            page.evaluate(
                """() => {
                  for (const type of ["pointerdown", "keydown", "input"])
                    addEventListener(type, () => { window.touched = type; }, true);
                }"""
            )
        return self._pages[view]

    def check(self) -> None:
        """Fail if one of the pages was touched, and would be another for the next test."""
        touched = {view: page.evaluate("window.touched") for view, page in self._pages.items()}
        assert not any(touched.values()), f"the test needs pages of its own: {touched}"


def section(page: Page, slide: str = "widget") -> str:
    """Return the selector of the widget's slide, or of the one before or after it."""
    return f'section[data-id="{slide_of(page, slide)}"]'


def rendered(page: Page) -> Page:
    """Wait until the widget has been rendered.

    Who types before that is overtaken by the text that it begins with.
    """
    present(page, f"{section(page)} [data-key][data-state]")
    return page


def leaving_cancels(kernel: ScriptedKernel, stage: Page, after: str = "after") -> None:
    """Check that the next slide, `after`, takes all of the widget's work back from the kernel.

    A request must be under way and held back; after the slide is left, none follows.
    """
    assert kernel.held.wait(timeout=20)
    kernel.cancelled.clear()
    stage.keyboard.press("PageDown")
    at(stage, after)
    assert kernel.cancelled.wait(timeout=20)
    kernel.until_idle()
    asked = kernel.work()
    # By then the widget has heard of it, and has had the time to ask for more.
    stage.keyboard.press("Home")
    at(stage, "before")
    kernel.until_idle()
    assert kernel.work() == asked
    # The request that was taken back is still held; its thread may end now.
    kernel.go.set()


def write_deck(folder: Path, live: dict[str, Any], **more: Any) -> Path:
    """Write a deck of three slides with the widget on the second.

    The deck can so be moved both ways. `more` goes to deck.yaml.
    """
    return _write_slides(folder, [("widget", "after", live)], **more)


def write_turns(folder: Path, lives: Sequence[dict[str, Any]], **more: Any) -> Path:
    """Write a deck for `Turns`, with the widget of each turn and a slide after it."""
    turns = enumerate(lives, 1)
    slides = [(turn_of("widget", turn), turn_of("after", turn), live) for turn, live in turns]
    return _write_slides(folder, slides, **more)


def _write_slides(folder: Path, lives: list[tuple[str, str, dict[str, Any]]], **more: Any) -> Path:
    slides: list[dict[str, Any]] = [{"id": "before", "title": "Before", "body": "Nothing here."}]
    for widget, after, live in lives:
        slides += [
            {"id": widget, "layout": "live", "title": "The widget", "live": live},
            {"id": after, "title": "After", "body": "Nothing here."},
        ]
    deck = {
        "title": "One widget",
        "theme": "lecture",
        "duration": "5 min",
        "chapters": ["one.yaml"],
        **more,
    }
    (folder / "deck.yaml").write_text(json.dumps(deck), encoding="utf-8")
    chapter = {"chapter": "One", "phase": "none", "slides": slides}
    (folder / "one.yaml").write_text(json.dumps(chapter), encoding="utf-8")
    return folder


def record(deck: Path, kernel: ScriptedKernel) -> None:
    """Record every demo of a deck as `talk record` does."""
    # Playwright's event loop runs in this thread, and `talk record` runs its own.
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(talk_record, deck, kernel=kernel.url, kernel_token=TOKEN)
        assert done.result() == 0


def recorded(folder: Path, live: dict[str, Any]) -> Path:
    """Write a deck of one widget with every demo recorded from a scripted kernel."""
    deck = write_deck(folder, live)
    with scripted_kernel() as kernel:
        record(deck, kernel)
    return deck


def with_turns(recording: Path, folder: Path, live: dict[str, Any], turns: int) -> Path:
    """Write a widget's deck for so many turns, with the recordings of its deck for one."""
    deck = write_turns(folder, [live] * turns)
    recordings = folder / "recordings"
    recordings.mkdir()
    # A widget that asks nothing has no recordings.
    for file in (recording / "recordings").glob("*"):
        copies = [turn_of(file.stem, turn) for turn in range(1, turns + 1)]
        # A slide's own file once for each turn; the manifest is the deck's.
        for name in copies if file.suffix == ".jsonl" else [file.stem]:
            shutil.copy(file, recordings / f"{name}{file.suffix}")
    return deck


@dataclass
class Crowd:
    """A room with two people in it: the presenter's screens and a phone for each of them."""

    stage: Page
    speaker: Page
    phones: list[Page]

    @property
    def screens(self) -> list[Page]:
        return [self.stage, self.speaker, *self.phones]


@contextmanager
def crowd_before(deck: Path, browser: Browser) -> Iterator[Crowd]:
    """Present a deck to a crowd whose screens are all joined."""
    with presented(deck) as talk:
        screens = Screens(browser)
        stage = connected(screens(talk.stage, PROJECTOR))
        stage.wait_for_selector(".reveal.ready")
        speaker = connected(screens(talk.speaker))
        yield Crowd(stage, speaker, [connected(screens.phone(talk.phone)) for _ in range(2)])
        screens.close()


def write_widgets(folder: Path, widgets: dict[str, dict[str, Any]]) -> Path:
    """Write a deck with a widget on each slide after the first; `widgets` are by slide id."""
    slides: list[dict[str, Any]] = [{"id": "start", "title": "Votes", "body": "Soon."}]
    slides += [
        {"id": name, "layout": "live", "title": f"About {name}", "live": live}
        for name, live in widgets.items()
    ]
    deck = {"title": "Votes", "theme": "lecture", "duration": "5 min", "chapters": ["one.yaml"]}
    (folder / "deck.yaml").write_text(json.dumps(deck), encoding="utf-8")
    chapter = {"chapter": "One", "phase": "none", "slides": slides}
    (folder / "one.yaml").write_text(json.dumps(chapter), encoding="utf-8")
    return folder


@contextmanager
def presented_with_kernel(deck: Path | Loaded) -> Iterator[tuple[Presented, ScriptedKernel]]:
    """Present a deck with a scripted kernel behind it."""
    with scripted_kernel() as kernel, presented(deck, Endpoint(kernel.url, TOKEN)) as talk:
        assert talk.kernel == "live"
        yield talk, kernel


@contextmanager
def live_hall(deck: Path | Loaded, browser: Browser) -> Iterator[Hall]:
    """Present a deck with a scripted kernel, before screens that are closed with the room."""
    folder = deck.deck.root if isinstance(deck, Loaded) else deck
    with presented_with_kernel(deck) as (talk, kernel):
        screens = Screens(browser)
        yield Hall(talk, kernel, folder, screens)
        screens.close()


@contextmanager
def built(
    deck: Path, folder: Path, views: Sequence[View] = ("stage", "phone", "print")
) -> Iterator[str]:
    """Serve the deck as `talk build` writes it, with its pages for print.

    The value is the address of a plain file server.
    """
    write(render(load(deck), views=views), folder)
    with served(folder) as address:
        yield address


def on_stage(screens: Screens, address: str) -> Page:
    """Open the built deck on a projector, at the widget."""
    page = screens(address + "index.html#/widget", PROJECTOR)
    at(page, "widget")
    return rendered(page)


def on_phone(screens: Screens, address: str) -> Page:
    """Open the built deck in the hand, at the widget."""
    page = screens.phone(address + "phone.html")
    page.wait_for_selector('html[data-slide="before"]', state="attached")
    send_to(page, "widget")
    at(page, "widget")
    return rendered(page)


def on_paper(screens: Screens, address: str) -> Page:
    page = screens(address + "print.html")
    page.wait_for_selector("html[data-ready]")
    return page


def widget(page: Page, name: str) -> Locator:
    """Return the widget on the slide that is up."""
    return page.locator(f"{section(page)} talk-{name}").first


def presser(name: str) -> Callable[[Page, str], None]:
    """Return a function that presses the button of this widget with exactly this name."""

    def press(page: Page, button: str) -> None:
        widget(page, name).get_by_role("button", name=button, exact=True).click()

    return press


def state(page: Page, name: str, wanted: str, *, timeout: float = 8000) -> None:
    expect(widget(page, name)).to_have_attribute("data-state", wanted, timeout=timeout)


def clean(page: Page, name: str) -> None:
    """Check that axe finds nothing wrong with the widget."""
    # Other slides and style sheets are looked at where test_walk.py looks at whole pages.
    found = violations(page, hidden=False, inside=f"{section(page)} talk-{name}")
    assert found == [], found


def smallest_text(page: Page, name: str) -> float:
    """Return the smallest size of any text that the widget shows.

    It is in CSS pixels, of the canvas or of the phone.
    """
    size: float = page.evaluate(
        """(selector) => {
          const widget = document.querySelector(selector);
          const walk = document.createTreeWalker(widget, NodeFilter.SHOW_TEXT);
          let least = Infinity;
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const parent = node.parentElement;
            if (!node.data.trim() || !parent.checkVisibility()) continue;
            if (parent.closest(".visually-hidden, option, svg")) continue;
            least = Math.min(least, parseFloat(getComputedStyle(parent).fontSize));
          }
          return least;
        }""",
        f"{section(page)} talk-{name}",
    )
    return size


def type_raw(field: Locator, text: str) -> None:
    """Put any text into a field, half characters too, which no driver can send as it is."""
    field.evaluate(
        """(field, text) => {
          field.value = JSON.parse(text);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        # As JSON: its escapes carry half characters, where the driver's own messages are UTF-8.
        json.dumps(text),
    )


def gives_the_keyboard_back(page: Page, name: str) -> None:
    """Check that after Escape the deck's keys move the deck, and only then."""
    page.keyboard.press("Escape")
    inside = page.evaluate("(tag) => document.activeElement?.closest(tag) !== null", f"talk-{name}")
    assert not inside, "Escape left the focus in the widget"
    page.keyboard.press("ArrowRight")
    at(page, slide_of(page, "after"))


def inside_the_slide(page: Page, name: str) -> None:
    """Check that nothing of the widget hangs out of the slide or lies over its foot."""
    found = page.evaluate(
        """(selector) => {
          const element = document.querySelector(selector);
          const slide = element.closest("section");
          const section = slide.getBoundingClientRect();
          const foot = slide.querySelector(".slide-foot").getBoundingClientRect();
          const out = ({ left, right, bottom }) =>
            right > section.right + 1 || left < section.left - 1 || bottom > foot.top + 1;
          return [...element.querySelectorAll("*")]
            .filter((item) => item.checkVisibility())
            .filter((item) => !item.closest(".visually-hidden, option, svg"))
            .filter((item) => !scrolled(item))
            .map((item) => [item.className, item.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && out(box))
            .map(([label, box]) => `${label} ${Math.round(box.right)}×${Math.round(box.bottom)}`);
          function scrolled(item) {
            for (let up = item.parentElement; up && up !== element; up = up.parentElement)
              if (getComputedStyle(up).overflow !== "visible") return true;
            return false;
          }
        }""",
        f"{section(page)} talk-{name}",
    )
    assert found == [], found
