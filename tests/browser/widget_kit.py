"""What the widgets' tests share: a deck with one widget, its recordings, its room, its looks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from talk.build.html import View
from talk.build.site import render, write
from talk.deck.load import load
from talk.present.kernel.link import Endpoint
from talk.present.loading import Loaded
from talk.record import record as talk_record

from .file_server import served
from .presenting import Presented, Presenter, presented
from .screens import PROJECTOR, Screens, at, connected, load_axe
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


def rendered(page: Page) -> Page:
    """Wait until the widget has been rendered.

    Who types before that is overtaken by the text that it begins with.
    """
    page.wait_for_selector('section[data-id="widget"] [data-key][data-state]', state="attached")
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
    kernel.go.set()


def write_deck(folder: Path, live: dict[str, Any], **more: Any) -> Path:
    """Write a deck of three slides with the widget on the second.

    The deck can so be moved both ways. `more` goes to deck.yaml.
    """
    slides = [
        {"id": "before", "title": "Before", "body": "Nothing here."},
        {"id": "widget", "layout": "live", "title": "The widget", "live": live},
        {"id": "after", "title": "After", "body": "Nothing here."},
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
    page.evaluate("dispatchEvent(new CustomEvent('talk:go', { detail: { slide: 'widget' } }))")
    at(page, "widget")
    return rendered(page)


def on_paper(screens: Screens, address: str) -> Page:
    page = screens(address + "print.html")
    page.wait_for_selector("html[data-ready]")
    return page


def widget(page: Page, name: str) -> Locator:
    """Return the widget on the slide that is up."""
    return page.locator(f'section[data-id="widget"] talk-{name}').first


def presser(name: str) -> Callable[[Page, str], None]:
    """Return a function that presses the button of this widget with exactly this name."""

    def press(page: Page, button: str) -> None:
        widget(page, name).get_by_role("button", name=button, exact=True).click()

    return press


def state(page: Page, name: str, wanted: str, *, timeout: float = 8000) -> None:
    expect(widget(page, name)).to_have_attribute("data-state", wanted, timeout=timeout)


def clean(page: Page, name: str) -> None:
    """Check that axe finds nothing wrong with the widget."""
    load_axe(page)
    found = page.evaluate(
        """async (selector) => {
          // Style sheets are read where test_walk.py looks at whole pages.
          const options = { resultTypes: ["violations"], selectors: false, elementRef: true,
            preload: false };
          const { violations } = await axe.run(selector, options);
          const why = (node) => node.any.concat(node.all).map((check) => check.message).join("; ");
          const place = (node) => `${node.element.outerHTML.slice(0, 300)} ${why(node)}`;
          const places = (item) => item.nodes.slice(0, 3).map(place);
          return violations.map((item) => `${item.id}: ${places(item).join(" | ")}`);
        }""",
        f'section[data-id="widget"] talk-{name}',
    )
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
        f'section[data-id="widget"] talk-{name}',
    )
    return size


def type_raw(field: Locator, text: str) -> None:
    """Put any text into a field, half characters too, which no driver can send as it is."""
    field.evaluate(
        """(field, text) => {
          field.value = JSON.parse(text);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        json.dumps(text),
    )


def gives_the_keyboard_back(page: Page, name: str) -> None:
    """Check that after Escape the deck's keys move the deck, and only then."""
    page.keyboard.press("Escape")
    inside = page.evaluate("(tag) => document.activeElement?.closest(tag) !== null", f"talk-{name}")
    assert not inside, "Escape left the focus in the widget"
    page.keyboard.press("ArrowRight")
    at(page, "after")


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
        f'section[data-id="widget"] talk-{name}',
    )
    assert found == [], found
