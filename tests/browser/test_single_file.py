"""The single file opens from a stick: `file://`, no network, every slide and step to the end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from talk.build import single_file
from talk.deck.load import load
from talk.deck.markup import markdown
from talk.deck.model import Deck

from .screens import at, shrunk

LARGEST_BYTES = 12_000_000
"""Fits an old stick, and a mail."""


@pytest.mark.parametrize("name", ["tour", "llm-101"])
def test_the_file_is_walked_to_its_end_with_no_network(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    deck = load(name)
    file = tmp_path / "deck.html"
    single_file.write(single_file.render(deck), file)
    assert file.stat().st_size <= LARGEST_BYTES
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    asked: list[str] = []
    failed: list[str] = []
    page = shrunk(context.new_page())
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(file.as_uri())
    for slide in deck.slides:
        for step in range(slide.steps + 1):
            at(page, slide.id, step, timeout=30_000)
            page.keyboard.press("PageDown")
    assert failed == []
    assert [url for url in asked if not url.startswith((file.as_uri(), "data:", "blob:"))] == []
    assert (
        page.evaluate("[...document.fonts].filter((font) => font.status === 'error').length") == 0
    )
    context.close()


@dataclass(frozen=True)
class Guide:
    """The tour's guide on a page, which the tests share."""

    page: Page
    failed: list[str]
    """Errors that the page threw."""


@pytest.fixture(scope="module")
def guide(
    browser: Browser, deck: Deck, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Guide]:
    file = tmp_path_factory.mktemp("guide") / "guide.html"
    single_file.write(single_file.render(deck, guide=True), file)
    context = browser.new_context(offline=True, reduced_motion="reduce")
    guide = Guide(context.new_page(), [])
    guide.page.on("pageerror", lambda error: guide.failed.append(str(error)))
    guide.page.goto(file.as_uri())
    yield guide
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_guide_shows_every_slide_and_step_and_follows_its_reader(
    width: int, deck: Deck, guide: Guide
) -> None:
    page = guide.page
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_selector(f'html[data-slide="{deck.slides[0].id}"]')
    for slide in deck.slides:
        assert page.locator(f"#{slide.id}").is_visible()
        for step in range(1, slide.steps + 1):
            shown = page.locator(f'#{slide.id} [data-step="{step}"]').first
            # What a step only starts, a film or a sound, is not there to see.
            runs = "media-run" in (shown.get_attribute("class") or "")
            assert shown.is_visible() != runs, (slide.id, step)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click(f'.contents a[href="#{deck.slides[-1].id}"]')
    page.wait_for_selector(f'html[data-slide="{deck.slides[-1].id}"]')
    assert guide.failed == []


def test_the_guide_prints_in_full(deck: Deck, guide: Guide) -> None:
    guide.page.wait_for_selector("html[data-slide]")
    paper = pypdf.PdfReader(io.BytesIO(guide.page.pdf(format="A4")))
    text = "".join("".join(sheet.extract_text().split()) for sheet in paper.pages).replace("’", "'")
    lost = [
        slide.id
        for slide in deck.slides
        if "".join(markdown.plain(slide.title).split()).replace("’", "'") not in text
    ]
    assert lost == []
    assert len(paper.pages) > 3
