"""A real Chromium before a real `talk present`. No screen reaches another host, and one that asks fails its test."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import find_chromium
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
WAIT_MS = 20_000
"""For things that happen at once on a machine that has nothing else to do."""
PORTRAIT = {"width": 390, "height": 844}
LANDSCAPE = {"width": 844, "height": 390}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Presented:
    """A presentation under way."""

    process: subprocess.Popen[str]
    phone: str
    stage: str
    speaker: str
    kernel: str

    @property
    def token(self) -> str:
        return self.stage.partition("#token=")[2]


@contextmanager
def presented(deck: Path | str, *options: str, kernel: str = "none") -> Iterator[Presented]:
    """`talk present` on a free port of this machine, without a kernel unless one is named."""
    command = [sys.executable, "-m", "talk", "present", str(deck), "--json", "--no-open", "--fresh"]
    command += ["--host", HOST, "--port", "0", "--kernel", kernel, *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        yield Presented(process, facts["phone"], facts["stage"], facts["speaker"], facts["kernel"])
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture(
    scope="package"
)  # Playwright's loop runs until it is stopped, and no other test can have one meanwhile
def browser() -> Iterator[Browser]:
    path = find_chromium.find()
    if path is None:
        pytest.fail(find_chromium.ADVICE)
    with sync_playwright() as playwright:
        # No name but this machine's resolves: what slips through the listener below still goes nowhere.
        rules = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}, EXCLUDE localhost"
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-quic", rules]
        )
        yield browser
        browser.close()


@dataclass
class Screens:
    """Opens screens, each in a context of its own as if on a machine of its own."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)
    """Requests to other hosts."""
    errors: list[str] = field(default_factory=list)

    def __call__(self, url: str, size: dict[str, int] | None = None, **context: Any) -> Page:
        """A screen that has opened the address; phones have touch."""
        size = size or {"width": 1280, "height": 720}
        made = self.browser.new_context(viewport=size, **context)  # type: ignore[arg-type]
        self.contexts.append(made)
        made.set_default_timeout(WAIT_MS)
        made.on("request", self._check)
        page = made.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{url}: {error}"))
        page.goto(url)
        return page

    def phone(self, url: str, size: dict[str, int] | None = None, **context: Any) -> Page:
        return self(url, size or PORTRAIT, has_touch=True, is_mobile=True, **context)

    def _check(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != HOST:
            self.strayed.append(request.url)


@pytest.fixture
def screens(browser: Browser) -> Iterator[Screens]:
    screens = Screens(browser)
    yield screens
    for context in screens.contexts:
        context.close()
    assert screens.strayed == [], "a screen asked another host"
    assert screens.errors == []


def at(page: Page, slide: str, step: int = 0, *, timeout: float = WAIT_MS) -> None:
    """Wait until the screen says that it is there."""
    selector = f'html[data-slide="{slide}"][data-step="{step}"]'
    page.wait_for_selector(selector, state="attached", timeout=timeout)


def connected(page: Page, *, timeout: float = WAIT_MS) -> Page:
    page.wait_for_selector('html[data-connection="connected"]', state="attached", timeout=timeout)
    # Chromium drops keys and taps until a page has painted; nobody presses a key before that.
    page.wait_for_function("performance.getEntriesByType('paint').length > 0", timeout=timeout)
    return page


def recordings_asked(page: Page) -> list[str]:
    """Return the names of the files of recordings that a page has asked for, in order."""
    names: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    return [name.rpartition("/")[2] for name in names if "/recordings." in name]


def quickest(act: Callable[[], None], enough: float, tries: int = 3) -> float:
    """Seconds that `act` takes, the best of a few tries: a busy machine proves nothing about the code."""
    best = float("inf")
    for _ in range(tries):
        started = time.monotonic()
        act()
        best = min(best, time.monotonic() - started)
        if best < enough:
            break
    return best


def place(page: Page) -> tuple[str, int]:
    slide, step = page.evaluate(
        "[document.documentElement.dataset.slide, document.documentElement.dataset.step]"
    )
    return slide, int(step)


@pytest.fixture(scope="session")
def made_deck(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Writes a deck of one chapter: its name and the YAML of its slides."""

    def make(name: str, slides: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        deck = f"title: {name}\ntheme: plain\nduration: 5 min\nchapters: [one.yaml]\n"
        (folder / "deck.yaml").write_text(deck, encoding="utf-8")
        chapter = f"chapter: One\nphase: none\nslides:\n{slides}"
        (folder / "one.yaml").write_text(chapter, encoding="utf-8")
        return folder

    return make
