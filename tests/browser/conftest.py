"""A real Chromium before rooms that really serve; no screen reaches another host.

The tests of a widget name its options as `LIVE`, and what the scripted kernel is to answer as
`KERNEL_METHODS`, at the top of their module; the fixtures here make its deck, its recordings, its
room and its built pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import find_chromium
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from talk.deck.model import Deck
from talk.present.loading import Loaded, load_deck

from .presenting import HOST, TOUR, Presented, Presenter, presented
from .screens import Screens
from .scripted_kernel import answering
from .widget_kit import (
    Crowd,
    Hall,
    Views,
    built,
    crowd_before,
    live_hall,
    on_paper,
    on_phone,
    on_stage,
    recorded,
    write_widgets,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Playwright's event loop runs until it is stopped, and no test outside this package may find it.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = find_chromium.find()
    if path is None:
        pytest.fail(find_chromium.ADVICE)
    with sync_playwright() as playwright:
        # No name but this machine's resolves: what a screen's listener misses goes nowhere either.
        rules = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}, EXCLUDE localhost"
        # One process for all the pages of a profile: each screen is alone in its own.
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--renderer-process-limit=1"]
        browser = playwright.chromium.launch(executable_path=path, args=[*flags, rules])
        yield browser
        browser.close()


@pytest.fixture
def screens(browser: Browser) -> Iterator[Screens]:
    screens = Screens(browser)
    yield screens
    screens.close()


# The tour


@pytest.fixture(scope="session")
def tour() -> Loaded:
    """Return the tour, loaded and rendered once for all rooms."""
    return load_deck(TOUR)


@pytest.fixture(scope="session")
def deck(tour: Loaded) -> Deck:
    return tour.deck


@pytest.fixture
def talk(tour: Loaded) -> Iterator[Presented]:
    """Present the tour in a room of this test's own, without a kernel."""
    with presented(tour) as talk:
        yield talk


@pytest.fixture
def presenter(talk: Presented, deck: Deck) -> Iterator[Presenter]:
    """Return who moves the talk, for a test that looks at no stage."""
    with Presenter.joined(talk, deck.slides) as presenter:
        yield presenter


@pytest.fixture(scope="session")
def made_deck(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Return a function that writes a deck of one chapter from the YAML of its slides."""

    def make(name: str, slides: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        deck = f"title: {name}\ntheme: plain\nduration: 5 min\nchapters: [one.yaml]\n"
        (folder / "deck.yaml").write_text(deck, encoding="utf-8")
        chapter = f"chapter: One\nphase: none\nslides:\n{slides}"
        (folder / "one.yaml").write_text(chapter, encoding="utf-8")
        return folder

    return make


# The widget of a module


@pytest.fixture(scope="module", autouse=True)
def methods(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let every scripted kernel of the module answer the methods in its `KERNEL_METHODS` too."""
    with answering(getattr(request.module, "KERNEL_METHODS", {})):
        yield


@pytest.fixture(scope="module")
def recording(
    request: pytest.FixtureRequest, methods: None, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write a deck of the module's widget, with every demo recorded from the scripted kernel."""
    return recorded(tmp_path_factory.mktemp("deck"), request.module.LIVE)


@pytest.fixture(scope="module")
def edition(recording: Path) -> Loaded:
    """Load and render the recorded deck once for all rooms of the module."""
    return load_deck(recording)


@pytest.fixture(scope="module")
def site(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the recorded deck as `talk build` writes it; the value is its address."""
    with built(recording, tmp_path_factory.mktemp("site") / "deck") as address:
        yield address


@pytest.fixture
def hall(edition: Loaded, browser: Browser) -> Iterator[Hall]:
    """Present the recorded deck without a kernel, so that recordings and the browser answer."""
    with presented(edition) as talk:
        screens = Screens(browser)
        yield Hall(talk, None, edition.deck.root, screens)
        screens.close()


@pytest.fixture
def live(edition: Loaded, browser: Browser) -> Iterator[Hall]:
    """Present the recorded deck with the kernel it was recorded from."""
    with live_hall(edition, browser) as hall:
        yield hall


# The widget of a module, on pages that several tests share


@pytest.fixture(scope="module")
def site_views(site: str, browser: Browser) -> Iterator[Views]:
    screens = Screens(browser)
    yield Views(
        stage=lambda: on_stage(screens, site),
        phone=lambda: on_phone(screens, site),
        paper=lambda: on_paper(screens, site),
    )
    screens.close()


@pytest.fixture
def views(site_views: Views) -> Iterator[Views]:
    """Return the recorded deck as `talk build` writes it, on a stage, on a phone and on paper."""
    yield site_views
    site_views.check()


@pytest.fixture(scope="module")
def hall_views(edition: Loaded, browser: Browser) -> Iterator[Views]:
    with presented(edition) as talk:
        screens = Screens(browser)
        hall = Hall(talk, None, edition.deck.root, screens)
        stage = cache(hall.stage)

        def phone() -> Page:
            stage()  # brings all phones to the widget
            return hall.phone()

        yield Views(stage=stage, phone=phone)
        screens.close()


@pytest.fixture(scope="module")
def used_stage(edition: Loaded, browser: Browser) -> Iterator[Page]:
    """Return a stage in a room without a kernel, for tests that set all they look at.

    They find the widget as the test before them left it.
    """
    with presented(edition) as talk:
        screens = Screens(browser)
        yield Hall(talk, None, edition.deck.root, screens).stage()
        screens.close()


@pytest.fixture
def room_views(hall_views: Views) -> Iterator[Views]:
    """Return the recorded deck in a room without a kernel, on a stage and on a phone."""
    yield hall_views
    hall_views.check()


# Several people


@pytest.fixture(scope="module")
def crowd(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crowd]:
    """Present the module's `WIDGETS`, one on each slide, to two phones, for all its tests."""
    deck = write_widgets(tmp_path_factory.mktemp("crowd"), request.module.WIDGETS)
    with crowd_before(deck, browser) as crowd:
        yield crowd
