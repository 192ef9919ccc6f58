"""The whole reference talk on paper: each slide a page with its title, each widget with its recorded figures."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import pypdf
import pytest

from talk.deck import markdown
from talk.deck.load import load
from talk.deck.model import Deck
from talk.deck.recordings import Recording, load_recordings
from talk.export.pdf import files, render
from talk.export.sheets import Layout

pytestmark = pytest.mark.browser

LONGEST_WAIT_S = 300
ANSWERS_SHOWN = {
    "tokenizer",
    "probability_map",
    "sampling_loop",
    "sft_chat",
    "tool_loop",
    "rlhf_ranking",
    "compare",
    "coin_flip",
    "checkpoint_slider",
}
"""Widgets that show the answer itself; the others draw something made of it."""


@pytest.fixture(scope="module")
def deck() -> Deck:
    return load("llm-101")


@pytest.fixture(scope="module")
def pages(deck: Deck) -> list[str]:
    """The text of each page, without the white space that a PDF does not keep."""
    data, _ = asyncio.run(render(files(deck, Layout(), slides=None, path=None, theme=None)))
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def letters(text: str) -> str:
    """Without marks: one glyph may stand for several of them, and a PDF names it by any."""
    return "".join(character for character in text if character.isascii() and character.isalnum())


def figures(recording: Recording) -> list[str]:
    """What a page must say of an answer, by the kind of answer."""
    result: dict[str, Any] = recording.result
    if recording.method == "tokens/encode":
        return [str(token["id"]) for token in result["tokens"][:20]]
    if recording.method == "next_token/predict":
        return [text(item) for item in result["candidates"][:3]]
    if recording.method == "text/generate":
        return [part for part in result["text"].split()[:3] if part.isalpha()]
    if recording.method == "chat/complete":
        return [part for part in result["message"]["content"].split()[:3] if part.isalpha()]
    if recording.method == "answers/sample":
        return [part for answer in result["answers"][:2] for part in answer["text"].split()[:2] if part.isalpha()]
    return []


def text(candidate: dict[str, Any]) -> str:
    """A candidate's word where it is one."""
    word = str(candidate["text"]).strip()
    return word if word.isalpha() else ""


@pytest.mark.timeout(LONGEST_WAIT_S)
def test_every_slide_is_a_page_with_its_title(deck: Deck, pages: list[str]) -> None:
    assert len(pages) == len(deck.slides)
    missing = [
        slide.id
        for slide, page in zip(deck.slides, pages, strict=True)
        if letters(markdown.plain(slide.title)) not in letters(page)
    ]
    assert missing == []


@pytest.mark.timeout(LONGEST_WAIT_S)
def test_every_widget_shows_its_recorded_figures(deck: Deck, pages: list[str]) -> None:
    recordings = load_recordings(deck)
    absent: dict[str, list[str]] = {}
    looked_at = 0
    for slide, page in zip(deck.slides, pages, strict=True):
        for live in (live for live in slide.live if live.widget in ANSWERS_SHOWN):
            for recording in recordings.get(live.key, []):
                drawn = live.widget == "compare" and recording.method == "next_token/predict"
                if recording.first is False or drawn:
                    continue
                wanted = [figure for figure in figures(recording) if figure]
                looked_at += len(wanted)
                if lost := [figure for figure in wanted if figure not in page]:
                    absent.setdefault(live.key, []).extend(lost)
    assert absent == {}
    assert looked_at > 100


@pytest.mark.timeout(LONGEST_WAIT_S)
def test_no_widget_is_blank(deck: Deck, pages: list[str]) -> None:
    for slide, page in zip(deck.slides, pages, strict=True):
        if slide.live:
            bare = "".join(markdown.plain(f"{slide.chapter.title}{slide.title}{slide.body}").split())
            assert len(page) > len(bare) + 20, slide.id
