"""Screens for the browser tests: pages in contexts of their own, and waits for where they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, Request, ViewportSize

from talk.deck.model import Deck

from .presenting import HOST, ROOT

AXE = ROOT / "src" / "talk" / "web" / "node_modules" / "axe-core" / "axe.min.js"
WAIT_MS = 20_000
"""For things that happen at once on a machine that has nothing else to do."""
NARROW: ViewportSize = {"width": 360, "height": 740}
PORTRAIT: ViewportSize = {"width": 390, "height": 844}
LANDSCAPE: ViewportSize = {"width": 844, "height": 390}
PROJECTOR: ViewportSize = {"width": 1920, "height": 1080}
DESK: ViewportSize = {"width": 1440, "height": 900}
PREFERENCES = ("reduced_motion", "color_scheme")
"""What a person has asked of their system."""


class Profile:
    """A profile of a browser, on which one screen after another is opened.

    All of them are in one process, which has compiled our scripts, read our styles and decoded our
    fonts already: in a new profile that is half of what a page costs.
    """

    def __init__(self, browser: Browser, options: dict[str, Any]) -> None:
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(WAIT_MS)
        # A process ends with its last page, and this one stays.
        self._keeper = self.context.new_page()
        self._keeper.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
        self._keeper.goto(f"http://{HOST}/")
        self._tool = self.context.new_cdp_session(self._keeper)
        self.servers: set[str] = set()
        """Host and port of each server of which it keeps files."""

    def open(self, size: ViewportSize) -> Page:
        page = self.context.new_page()
        page.set_viewport_size(size)
        return page

    def clear(self, origins: set[str]) -> None:
        """Close its pages, and forget what they stored, as a new profile has nothing."""
        for page in self.context.pages:
            if page is not self._keeper:
                page.close()
        # A test may have taken the network away.
        self.context.set_offline(False)
        self.context.clear_cookies()
        for origin in origins:
            # What a page stored, and not the cache: its files are what a profile is kept for.
            self._tool.send(
                "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"}
            )


FREE: WeakKeyDictionary[Browser, dict[str, list[Profile]]] = WeakKeyDictionary()
"""Profiles that no screen is on, by browser and by their options."""


def free_profiles(browser: Browser, options: dict[str, Any]) -> list[Profile]:
    return FREE.setdefault(browser, {}).setdefault(repr(sorted(options.items())), [])


@dataclass
class Screens:
    """Opens screens, each in a profile of its own as if on a machine of its own."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    """Contexts that no other test uses."""
    clocked: list[BrowserContext] = field(default_factory=list)
    """Contexts whose pages have no time of their own any more, which Playwright cannot undo."""
    strayed: list[str] = field(default_factory=list)
    """Requests to other hosts."""
    errors: list[str] = field(default_factory=list)
    _profiles: list[tuple[Profile, dict[str, Any]]] = field(default_factory=list)
    _origins: set[str] = field(default_factory=set)

    def __call__(
        self,
        url: str,
        size: ViewportSize | None = None,
        *,
        first: bool = False,
        prepare: Callable[[Page], object] | None = None,
        **context: Any,
    ) -> Page:
        """Open an address on a new screen; phones have touch.

        With `first`, its browser has no file of ours and has shown no token: a test of what is
        loaded must see it load. `prepare` is called with the page before it asks for anything.
        """
        size = size or {"width": 1280, "height": 720}
        # A page can have these too, so that they need no profile of their own.
        media = {name: context.pop(name) for name in PREFERENCES if name in context}
        if first:
            made = self.browser.new_context(viewport=size, **context)
            self.contexts.append(made)
            made.set_default_timeout(WAIT_MS)
            page = made.new_page()
        else:
            free, server = free_profiles(self.browser, context), urlsplit(url).netloc
            # Where there is one that knows the server, it loads and compiles nothing again.
            free.sort(key=lambda one: server in one.servers)
            profile = free.pop() if free else Profile(self.browser, context)
            profile.servers.add(server)
            self._profiles.append((profile, context))
            made, page = profile.context, profile.open(size)
        if media:
            page.emulate_media(**media)
        # In the tests' browser no name of another host resolves, so that what asks one fails; to
        # hear of every request costs a tenth of what a screen does.
        made.on("requestfailed", self._keep_stray)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("framenavigated", self._keep_origin)
        address, _, token = url.partition("#token=")
        if token and not first:
            # As a browser that was here before: the page that asks for the token, and loads the
            # view again, is a seventh of what a stage costs.
            page.request.post(address, data=token)
        if prepare is not None:
            prepare(page)
        page.goto(url)
        return page

    def set_own_clock(self, page: Page) -> None:
        """Let `page.clock` send a screen's time ahead; no other test uses its profile.

        Between that its time goes on. Without it no frame would be painted.
        """
        page.clock.install()
        self.clocked.append(page.context)

    def phone(self, url: str, size: ViewportSize | None = None, **context: Any) -> Page:
        """Open an address on a new phone, upright unless a size is given."""
        return self(url, size or PORTRAIT, has_touch=True, is_mobile=True, **context)

    def _keep_stray(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != HOST:
            self.strayed.append(request.url)

    def _keep_origin(self, frame: Frame) -> None:
        parts = urlsplit(frame.url)
        if parts.netloc:
            self._origins.add(f"{parts.scheme}://{parts.netloc}")

    def close(self) -> None:
        """Close every screen. Fails when one asked another host or threw an error."""
        for context in self.contexts:
            context.close()
        for profile, options in self._profiles:
            if profile.context in self.clocked:
                profile.context.close()
                continue
            profile.clear(self._origins)
            profile.context.remove_listener("requestfailed", self._keep_stray)
            free_profiles(self.browser, options).append(profile)
        assert self.strayed == [], "a screen asked another host"
        assert self.errors == []


ARRIVED = """([slide, step, wait]) => new Promise((done) => {
  const { documentElement } = document;
  const there = () => documentElement.dataset.slide === slide
    && documentElement.dataset.step === step;
  if (there()) {
    done(true);
    return;
  }
  const end = (arrived) => { watch.disconnect(); clearTimeout(timer); done(arrived); };
  const watch = new MutationObserver(() => there() && end(true));
  watch.observe(documentElement, { attributeFilter: ["data-slide", "data-step"] });
  const timer = setTimeout(end, wait, false);
})"""
"""Whether a screen says within some milliseconds that it is at a slide and a step."""


def at(page: Page, slide: str, step: int = 0, *, timeout: float = WAIT_MS) -> None:
    """Wait until the screen says that it is there."""
    # Playwright's own wait looks at each frame, at three times the cost. It is for a document that
    # is left meanwhile, and says what was waited for in vain.
    with suppress(Error):
        if page.evaluate(ARRIVED, [slide, str(step), timeout]):
            return
        # Waited for in vain: what follows is only to say for what.
        timeout = 1
    selector = f'html[data-slide="{slide}"][data-step="{step}"]'
    page.wait_for_selector(selector, state="attached", timeout=timeout)


PAINTED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = done; port2.postMessage(0); })))"""


def painted(page: Page) -> None:
    """Wait until the browser has painted what it laid out: two frames and the tasks after them."""
    page.evaluate(PAINTED)


IN_SIGHT = f"""async ([slide, selector, wait]) => {{
  if (!await ({ARRIVED})([slide, "0", wait])) return false;
  const end = performance.now() + wait;
  const seen = (section) => {{
    if (!section) return false;
    const {{ width, height }} = section.getBoundingClientRect();
    return width > 0 && height > 0 && section.checkVisibility({{ visibilityProperty: true }});
  }};
  while (!seen(document.querySelector(selector))) {{
    if (performance.now() > end) return false;
    await new Promise(requestAnimationFrame);
  }}
  await ({PAINTED})();
  return true;
}}"""
"""Whether a slide is reached, seen and painted within some milliseconds."""


def in_sight(page: Page, slide: str, selector: str) -> None:
    """Wait until the screen shows a slide, which has this selector, and has painted it."""
    # All at once: each of the three would cost a third of what it costs to go to a slide.
    with suppress(Error):
        if page.evaluate(IN_SIGHT, [slide, selector, WAIT_MS]):
            return
    # As in `at`.
    at(page, slide, timeout=1)
    page.locator(selector).first.wait_for(timeout=1)


PRESENT = """([selector, wait]) => new Promise((done) => {
  const there = () => document.querySelector(selector) !== null;
  if (there()) {
    done(true);
    return;
  }
  const end = (present) => { watch.disconnect(); clearTimeout(timer); done(present); };
  const watch = new MutationObserver(() => there() && end(true));
  watch.observe(document, { subtree: true, childList: true, attributes: true });
  const timer = setTimeout(end, wait, false);
})"""
"""Whether the document has an element within some milliseconds."""


def present(page: Page, selector: str) -> None:
    """Wait until the document has an element with this selector of CSS, seen or not."""
    # Playwright looks at every frame, so that the page has to make them.
    with suppress(Error):
        if page.evaluate(PRESENT, [selector, WAIT_MS]):
            return
    # As in `at`.
    page.wait_for_selector(selector, state="attached", timeout=1)


JOINED = """(wait) => new Promise((done) => {
  const { documentElement } = document;
  const there = () => documentElement.dataset.connection === "connected"
    && performance.getEntriesByType("paint").length > 0;
  if (there()) {
    done(true);
    return;
  }
  const end = (joined) => {
    watch.disconnect(); paints.disconnect(); clearTimeout(timer); done(joined); };
  const look = () => there() && end(true);
  const watch = new MutationObserver(look);
  const paints = new PerformanceObserver(look);
  watch.observe(documentElement, { attributeFilter: ["data-connection"] });
  paints.observe({ type: "paint", buffered: true });
  const timer = setTimeout(end, wait, false);
})"""
"""Whether a screen joins the room, and has painted, within some milliseconds."""


def connected(page: Page, *, timeout: float = WAIT_MS) -> Page:
    """Wait until the screen has joined the room; returns it."""
    # Chromium drops keys and taps until a page has painted; nobody presses a key before that.
    with suppress(Error):
        if page.evaluate(JOINED, timeout):
            return page
        timeout = 1
    # As in `at`: a page that shows its token is loaded twice.
    page.wait_for_selector('html[data-connection="connected"]', state="attached", timeout=timeout)
    # A function, not an expression: Playwright parses an expression anew at each poll, and the
    # page's policy allows that for the first only.
    painted = "() => performance.getEntriesByType('paint').length > 0"
    page.wait_for_function(painted, timeout=timeout)
    return page


def count_moves(page: Page) -> None:
    """Have a page count its moves that the room has not answered yet, for `moves_answered`."""
    page.add_init_script(
        """{
          const open = window.movesUnderWay = new Set();
          window.WebSocket = class extends WebSocket {
            constructor(...given) {
              super(...given);
              this.addEventListener("message", ({ data }) => open.delete(JSON.parse(data).id));
              this.addEventListener("close", () => open.clear());
            }
            send(data) {
              const { id, method } = JSON.parse(data);
              if (method === "room/navigate") open.add(id);
              super.send(data);
            }
          };
        }"""
    )


def moves_answered(page: Page) -> None:
    """Wait until the room knows of every move of this screen, which itself is there at once."""
    page.wait_for_function("() => window.movesUnderWay.size === 0")


VISIBLE = """() => [...document.querySelectorAll('main.deck > section')]
  .filter((section) => section.checkVisibility())
  .map((section) => [section.dataset.id, Math.max(0, ...[...section.querySelectorAll('.step')]
  .filter((step) => step.checkVisibility()).map((step) => Number(step.dataset.step)))])"""
"""Sections a phone shows, with the highest step that can be seen."""


def places(deck: Deck) -> list[tuple[str, int]]:
    """Return every place of the talk, in order."""
    return [(slide.id, step) for slide in deck.slides for step in range(slide.steps + 1)]


def place(page: Page) -> tuple[str, int]:
    """Return the slide and the step that the screen shows."""
    slide, step = page.evaluate(
        "[document.documentElement.dataset.slide, document.documentElement.dataset.step]"
    )
    return slide, int(step)


def home(stage: Page, first: str) -> None:
    """Bring a stage to its first slide, whose id is `first`."""
    connected(stage)
    stage.wait_for_selector(".reveal.ready")  # before that no key is heard
    stage.keyboard.press("Home")
    at(stage, first)


def go(stage: Page, slide: str) -> None:
    """Go to a slide past all others, whose widgets would ask for something."""
    stage.wait_for_selector(".reveal.ready")  # before that nothing listens
    stage.evaluate(
        "(slide) => dispatchEvent(new CustomEvent('talk:go', { detail: { slide } }))", slide
    )
    at(stage, slide)


def show(stage: Page, slide: str, *, first: str | None = None) -> None:
    """Go forward from the first slide, step by step, until the stage shows this one."""
    connected(stage)
    stage.keyboard.press("Home")
    if first is not None:
        at(stage, first)
    while place(stage)[0] != slide:
        stage.keyboard.press("ArrowRight")


def shrunk(page: Page) -> Page:
    """Have the screen painted at a tenth of its size, for a walk that looks at no pixel.

    Its layout, and all that a script can measure there, stays as it is.
    """
    assert page.viewport_size is not None
    page.context.new_cdp_session(page).send(
        "Emulation.setDeviceMetricsOverride",
        {
            **page.viewport_size,
            "deviceScaleFactor": 1,
            "mobile": page.evaluate("navigator.maxTouchPoints > 0"),
            "scale": 0.1,
        },
    )
    return page


def load_axe(page: Page) -> None:
    """Load axe into the page, unless it is there; the page's policy is not asked."""
    if not page.evaluate("() => 'axe' in window"):
        # Where a rule asks of the whole document, axe would write all of it down with each answer.
        page.evaluate(AXE.read_text(encoding="utf-8") + "; axe.configure({ noHtml: true });")


AXE_FINDS = """async ([hidden, runOnly, inside]) => {
  if (!("axe" in window)) return null;
  // A colour on its way has another contrast: a phone's slide fades in.
  const ends = ({ playState, effect }) =>
    playState === "running" && effect.getComputedTiming().endTime < Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
  const deck = hidden ? null : document.querySelector(".reveal > .slides, main.deck");
  const unseen = (node) => node.parentNode === deck && node instanceof Element
    && node.matches("section:not(.present, .current)");
  if (deck) {
    const nodes = [...deck.childNodes].filter((node) => !unseen(node));
    Object.defineProperty(deck, "childNodes", { configurable: true, value: nodes });
    document.createTreeWalker = (root, show) =>
      Document.prototype.createTreeWalker.call(document, root, show, (node) =>
        unseen(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    // For selectors, which it makes ready though none is asked for.
    document.querySelectorAll = (selector) => {
      const found = Document.prototype.querySelectorAll.call(document, selector);
      return selector === "*" ? [...found].filter((node) => {
        const slide = node.closest("section");
        return !slide || !unseen(slide);
      }) : found;
    };
  }
  try {
    const options = { resultTypes: ["violations"], selectors: false, elementRef: true,
      preload: hidden, ...(runOnly && { runOnly }) };
    const { violations } = await axe.run(inside || document, options);
    return violations.map((one) => [one.id, one.nodes.map((node) =>
      `${node.element.outerHTML.slice(0, 300)}: ${
      node.any.concat(node.all).map((check) => check.message).join("; ")}`)]);
  } finally {
    delete deck?.childNodes;
    delete document.createTreeWalker;
    delete document.querySelectorAll;
  }
}"""
"""What axe finds, null where it is not loaded; see `violations`."""


def violations(
    page: Page, *, hidden: bool = True, rules: list[str] | None = None, inside: str = ""
) -> list[object]:
    """Return what axe finds wrong with the page, or inside the elements of a selector.

    `rules` are ids of axe's; None means those that are on by default. Without `hidden`, axe sees of
    the slides only the one in sight, and no style sheets: it asks for the style of every element of
    the page, and the sixty slides that are not rendered take five times as long as the one that is.
    """
    look, asked = AXE_FINDS, [hidden, rules, inside]
    found: list[object] | None = page.evaluate(look, asked)
    if found is None:
        load_axe(page)
        found = page.evaluate(look, asked)
    assert found is not None
    return found


def recordings_asked(page: Page) -> list[str]:
    """Return the names of the files of recordings that a page has asked for, in order."""
    names: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    return [name.rpartition("/")[2] for name in names if "/recordings." in name]


def quickest(act: Callable[[], None], enough: float, tries: int = 3) -> float:
    """Return the seconds that `act` takes, the best of a few tries.

    A busy machine makes a try slow and proves nothing about the code.
    """
    best = float("inf")
    for _ in range(tries):
        started = time.monotonic()
        act()
        best = min(best, time.monotonic() - started)
        if best < enough:
            break
    return best
