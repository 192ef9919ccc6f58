"""The whole reference talk on paper.

Each slide a page with its title and text, each widget with its figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from talk.deck.load import load
from talk.deck.markup import markdown
from talk.deck.model import Deck
from talk.deck.recordings.transcripts import load_recordings
from talk.export.browser import Page
from talk.export.pdf import unread
from talk.export.sheets import Layout
from talk.widgets.registry import all_widgets

from .figures import FIGURES, WITHOUT_FIGURES
from .printed import (
    drawn_letter_by_letter,
    left_to_the_reader,
    links,
    printed,
    titles,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LOOK = Path(__file__).with_name("paper.js")
MOST_BYTES = 5_000_000
"""Small enough for any mail; without pictures it is mostly fonts and the tags."""
MEANT = {"align", "highlight", "reveal"}
"""Fields of layouts that say how something looks."""


@pytest.fixture(scope="module")
def deck() -> Deck:
    return load("llm-101")


@pytest.fixture(scope="module")
def paper(deck: Deck) -> tuple[pypdf.PdfReader, list[list[str]]]:
    """Print the deck; return the PDF, and what paper.js finds on the page that is printed."""
    looks: list[list[list[str]]] = []

    async def look_too(page: Page, deck: Deck) -> list[tuple[str, str]]:
        looks.append(await page.evaluate(LOOK.read_text("utf-8")))
        return await unread(page, deck)

    # To set all slides once more for paper.js would take four seconds.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("talk.export.pdf.unread", look_too)
        pdf = printed(deck, Layout())
    (found,) = looks
    return pdf, found


@pytest.fixture(scope="module")
def pdf(paper: tuple[pypdf.PdfReader, list[list[str]]]) -> pypdf.PdfReader:
    return paper[0]


@pytest.fixture(scope="module")
def pages(pdf: pypdf.PdfReader) -> list[str]:
    return [page.extract_text() for page in pdf.pages]


def letters(text: str) -> str:
    """Without marks: one glyph may stand for several of them, and a PDF names it by any."""
    return "".join(character for character in text if character.isascii() and character.isalnum())


def bare(text: str) -> str:
    """Return a text without white space and without the mark that stands for it in tokens.

    A PDF does not keep white space, and a page has a minus sign where the text has a hyphen.
    """
    return "".join(text.replace("·", "").replace("ʼ", "'").replace("−", "-").split())


def said(fields: Any) -> Iterator[str]:
    """Every text in the fields of a layout."""
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, list):
        for value in fields:
            yield from said(value)
    elif isinstance(fields, dict):
        for key, value in fields.items():
            yield from said(None if key in MEANT else value)


def test_every_slide_is_a_page_with_its_title(deck: Deck, pages: list[str]) -> None:
    assert len(pages) == len(deck.slides)
    missing = [
        slide.id
        for slide, page in zip(deck.slides, pages, strict=True)
        if letters(markdown.plain(slide.title)) not in letters(page)
    ]
    assert missing == []


def test_every_slide_says_what_the_deck_says(deck: Deck, pages: list[str]) -> None:
    """Bodies, cards, columns, tables, events of the time line."""
    absent: dict[str, list[str]] = {}
    for slide, page in zip(deck.slides, pages, strict=True):
        texts = [
            markdown.plain(text.replace("{.step}", "")) for text in said([slide.body, slide.fields])
        ]
        if lost := [text for text in texts if letters(text) not in letters(page)]:
            absent[slide.id] = lost
    assert absent == {}


def test_every_step_is_a_page(deck: Deck) -> None:
    assert len(printed(deck, Layout(steps=True)).pages) == sum(
        slide.steps + 1 for slide in deck.slides
    )


def test_every_widget_of_the_deck_is_compared_or_says_why_not(deck: Deck) -> None:
    used = {live.widget for slide in deck.slides for live in slide.live}
    assert used - {*FIGURES, *WITHOUT_FIGURES} == set()
    assert {*FIGURES, *WITHOUT_FIGURES} <= set(all_widgets())
    assert FIGURES.keys() & WITHOUT_FIGURES.keys() == set()


def test_every_widget_shows_its_figures(deck: Deck, pages: list[str]) -> None:
    recordings = load_recordings(deck)
    absent: dict[str, list[str]] = {}
    looked_at: Counter[str] = Counter()
    for slide, page in zip(deck.slides, pages, strict=True):
        for live in (live for live in slide.live if live.widget in FIGURES):
            figures = FIGURES[live.widget](live.options, recordings.get(live.key, []))
            wanted = [figure for figure in map(bare, figures) if figure]
            looked_at[live.key] = len(wanted)
            if lost := [figure for figure in wanted if figure not in bare(page)]:
                absent[live.key] = lost
    assert absent == {}
    assert [key for key, count in looked_at.items() if count == 0] == []
    assert looked_at.total() > 400


def test_what_was_measured_stands_under_the_figures_of_it(deck: Deck, pages: list[str]) -> None:
    """Check that each claim that a slide asks for has its sentence.

    No figure of `claims.json` is then lost on the way.
    """
    asked = [
        (
            slide.id,
            getattr(live.options, "measured", "") or getattr(live.options, "figure", ""),
            page,
        )
        for slide, page in zip(deck.slides, pages, strict=True)
        for live in slide.live
        if getattr(live.options, "claim", None) is not None
    ]
    assert len(asked) > 10
    assert [
        id for id, sentence, page in asked if not sentence or bare(sentence) not in bare(page)
    ] == []


def test_no_widget_is_blank(deck: Deck, pages: list[str]) -> None:
    for slide, page in zip(deck.slides, pages, strict=True):
        if slide.live:
            text = bare(markdown.plain(f"{slide.chapter.title}{slide.title}{slide.body}"))
            assert len(bare(page)) > len(text) + 20, slide.id


def test_the_map_leads_to_its_chapters(deck: Deck, pdf: pypdf.PdfReader) -> None:
    """Every link of the deck is a link of the PDF, to the page of its slide."""
    numbers = {slide.id: number for number, slide in enumerate(deck.slides)}
    found = {slide.id: links(page) for slide, page in zip(deck.slides, pdf.pages, strict=True)}
    wanted = {
        slide.id: [
            f"#{jump}"
            for live in slide.live
            for jump in getattr(live.options, "jumps", {}).values()
        ]
        for slide in deck.slides
    }
    assert found == wanted
    assert sum(map(len, found.values())) > 10
    places = pdf.named_destinations
    for target in {link.removeprefix("#") for those in found.values() for link in those}:
        assert pdf.get_destination_page_number(places[f"/{target}"]) == numbers[target]


def test_the_outline_has_every_chapter_and_under_it_its_slides(
    deck: Deck, pdf: pypdf.PdfReader
) -> None:
    """A chapter is its first slide where that is made to open one, else a bookmark over it."""
    wanted: list[tuple[int, str, int]] = []
    chapter = None
    for number, slide in enumerate(deck.slides):
        opens = slide.layout in ("title", "section")
        if slide.chapter is not chapter and not opens:
            wanted.append((0, letters(markdown.plain(slide.chapter.title)), number))
        chapter = slide.chapter
        wanted.append((0 if opens else 1, letters(markdown.plain(slide.title)), number))
    found = [
        (depth, letters(bookmark.title), pdf.get_destination_page_number(bookmark))
        for depth, bookmark in titles(pdf.outline)
        if depth < 2
    ]
    assert found == wanted
    assert len([depth for depth, _, _ in found if depth == 0]) == len(deck.chapters)


def test_it_is_tagged_says_its_language_and_brings_its_fonts(
    deck: Deck, pdf: pypdf.PdfReader
) -> None:
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == deck.language
    assert pdf.metadata is not None
    assert pdf.metadata.title == deck.title
    assert left_to_the_reader(pdf) == drawn_letter_by_letter(pdf) == set()


def test_it_is_small(pdf: pypdf.PdfReader) -> None:
    assert pdf.stream.seek(0, 2) < MOST_BYTES


def test_nothing_is_cut_and_no_text_lies_on_another(
    paper: tuple[pypdf.PdfReader, list[list[str]]],
) -> None:
    """Paper has no scroll bars: what does not fit there is lost, or runs into what stands below."""
    assert paper[1] == []
