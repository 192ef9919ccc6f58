"""A real Chromium before rooms that really serve; no screen reaches another host.

The tests of a widget name its options as `LIVE`, and what the scripted kernel is to answer as
`KERNEL_METHODS`, at the top of their module; the fixtures here make its deck, its recordings, its
room and its built pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

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
    SharedHall,
    SharedSite,
    Turns,
    Views,
    built,
    crowd_before,
    live_hall,
    on_paper,
    on_phone,
    on_stage,
    presented_with_kernel,
    recorded,
    shared_hall,
    with_turns,
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
def own_hall(edition: Loaded, browser: Browser) -> Iterator[Hall]:
    """Present the widget as `hall` does, in a room and on pages of this test's own."""
    with presented(edition) as talk:
        screens = Screens(browser)
        yield Hall(talk, None, edition.deck.root, screens)
        screens.close()


@pytest.fixture
def own_live(edition: Loaded, browser: Browser) -> Iterator[Hall]:
    """Present the widget as `live` does, in a room and on pages of this test's own."""
    with live_hall(edition, browser) as hall:
        yield hall


# The widget of a module, on pages that several tests share


@pytest.fixture(scope="module")
def shared_edition(
    request: pytest.FixtureRequest, recording: Path, tmp_path_factory: pytest.TempPathFactory
) -> Loaded:
    """Load and render a deck with a slide for each test of the module that shares a hall."""
    # Those that will run: with -k, and for one worker of several, fewer than the module has.
    items = [item for item in request.session.items if item.path == request.path]
    sharing = [item for item in items if {*SHARED} & {*getattr(item, "fixturenames", ())}]
    folder = tmp_path_factory.mktemp("shared")
    return load_deck(with_turns(recording, folder, request.module.LIVE, len(sharing)))


@pytest.fixture(scope="module")
def module_hall(shared_edition: Loaded, browser: Browser) -> Iterator[SharedHall]:
    with shared_hall(shared_edition, browser) as hall:
        yield hall


@pytest.fixture(scope="module")
def module_live(shared_edition: Loaded, browser: Browser) -> Iterator[SharedHall]:
    with presented_with_kernel(shared_edition) as (talk, kernel):
        screens = Screens(browser)
        yield SharedHall(talk, kernel, shared_edition.deck.root, screens)
        screens.close()


@pytest.fixture(scope="module")
def module_site(
    shared_edition: Loaded, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SharedSite]:
    root, folder = shared_edition.deck.root, tmp_path_factory.mktemp("shared_site") / "deck"
    with built(root, folder, views=("stage", "phone")) as address:
        screens = Screens(browser)
        yield SharedSite(address, screens)
        screens.close()


SHARED = ("hall", "live", "built_deck")
"""Fixtures of which each test has a slide of its own."""


@pytest.fixture
def hall(module_hall: SharedHall) -> Iterator[SharedHall]:
    """Present the recorded deck without a kernel, so that recordings and the browser answer.

    Room and pages are those of the module, on a slide where no test was.
    """
    yield from turn(module_hall)


@pytest.fixture
def live(module_live: SharedHall) -> Iterator[SharedHall]:
    """Present the recorded deck with the kernel it was recorded from, in the module's room."""
    yield from turn(module_live)


@pytest.fixture
def built_deck(module_site: SharedSite) -> Iterator[SharedSite]:
    """Return the recorded deck as `talk build` writes it, on a slide where no test was."""
    yield from turn(module_site)


Pages = TypeVar("Pages", bound=Turns)


def turn(pages: Pages) -> Iterator[Pages]:
    pages.next_turn()
    yield pages
    # Now and not when the screens are closed, so that it is told of the test in which it happened.
    assert pages.screens.errors == []


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
def used_stage(edition: Loaded, browser: Browser) -> Iterator[Page]:
    """Return a stage in a room without a kernel, for tests that set all they look at.

    They find the widget as the test before them left it.
    """
    with presented(edition) as talk:
        screens = Screens(browser)
        yield Hall(talk, None, edition.deck.root, screens).stage()
        screens.close()


# Several people


@pytest.fixture(scope="module")
def crowd(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crowd]:
    """Present the module's `WIDGETS`, one on each slide, to two phones, for all its tests."""
    deck = write_widgets(tmp_path_factory.mktemp("crowd"), request.module.WIDGETS)
    with crowd_before(deck, browser) as crowd:
        yield crowd
