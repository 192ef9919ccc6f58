"""A published folder: every address in it is relative and leads somewhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from talk.build import site
from talk.deck.load import load
from talk.deck.model import Deck
from talk.export.publish import published
from talk.export.publish_command import publish
from talk.failure import Failure

ADDRESS = re.compile(r'(?:href|src|content)="(?!data:|#)([^"]+)"')
ENTRY = ("index.html", "slides.html", "phone.html", "404.html")


@pytest.fixture(scope="module")
def tour() -> Deck:
    return load("tour")


def addresses(page: bytes) -> set[str]:
    named = ADDRESS.findall(page.decode())
    found = {address.partition("#")[0] for several in named for address in several.split()}
    return {one for one in found if re.search(r"\.(html|css|js|png|pdf|woff2)$", one)}


def test_every_address_is_relative_and_leads_to_a_file(tour: Deck) -> None:
    files = published(tour, card=b"card", pdf=b"%PDF")
    for name in ENTRY:
        for address in addresses(files[name].data):
            assert address in files, f"{name} names {address}"
    index = addresses(files["index.html"].data)
    ways = {"slides.html", "guide.html", "phone.html", "tour.pdf", "tour.html"}
    assert index >= ways
    assert any(address.startswith("assets/social_card.") for address in index)


def test_a_deck_that_is_the_current_folder_lends_its_name_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Über Brot"
    folder.mkdir()
    (folder / "deck.yaml").write_text("title: Bread\nchapters: [one.yaml]\n")
    (folder / "one.yaml").write_text("chapter: One\nslides:\n  - {id: one, title: One}\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert publish(Path()) == 0
    made = folder / "Über Brot-site"
    assert (made / "Über Brot.html").is_file()
    assert 'href="Über Brot.html"' in (made / "index.html").read_text("utf-8")


def test_what_was_not_made_is_not_named(tour: Deck) -> None:
    files = published(tour)
    assert "tour.pdf" not in files
    index = files["index.html"].data.decode()
    assert ".pdf" not in index
    assert "og:image" not in index
    assert "speaker.html" not in files
    assert "speaker.html" not in index


def test_an_address_makes_the_card_whole_and_leads_home_from_a_lost_page(tour: Deck) -> None:
    deck = replace(tour, url="https://example.org/tour")
    files = published(deck, card=b"card")
    for name in ("index.html", "slides.html", "phone.html"):
        assert b'og:image" content="https://example.org/tour/assets/social_card.' in (
            files[name].data
        )
    assert b'<a href="https://example.org/tour/">' in files["404.html"].data
    # A lost page may lie in any folder, where a relative address would lead nowhere.
    assert b"<link rel=" not in files["404.html"].data.replace(b'<link rel="icon"', b"")
    assert b"<a " not in published(tour)["404.html"].data


def test_notes_are_in_the_speaker_view_alone_and_only_where_it_is_asked_for(tour: Deck) -> None:
    said = "a word for nobody else"
    slides = (replace(tour.slides[0], notes=f"Say *{said}*."), *tour.slides[1:])
    deck = replace(tour, slides=slides)
    assert not any(said.encode() in file.data for file in published(deck).values())
    files = published(deck, with_notes=True)
    assert {name for name, file in files.items() if said.encode() in file.data} == {"speaker.html"}
    assert b'data-speaker="speaker.html"' in files["slides.html"].data
    assert b"data-speaker" not in files["phone.html"].data
    assert b"speaker.html" in files["index.html"].data


def test_a_guide_prints_the_notes_of_the_slides_whose_author_says_so(tour: Deck) -> None:
    one, two, *rest = tour.slides
    slides = (
        replace(one, notes="Read **this**.", guide_notes=True),
        replace(two, notes="Not this."),
        *rest,
    )
    guide = published(replace(tour, slides=slides))["guide.html"].data.decode()
    assert '<div class="guide-notes prose"><p>Read <strong>this</strong>.</p>' in guide
    assert "Not this." not in guide


def test_each_chapter_of_a_guide_leads_to_its_neighbours(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    (tmp_path / "deck.yaml").write_text("title: T\nchapters: [a.yaml, b.yaml, c.yaml]\n")
    for name in names:
        slides = f"  - {{id: {name}-1, title: x}}\n  - {{id: {name}-2, title: y}}\n"
        (tmp_path / f"{name}.yaml").write_text(f"chapter: The {name} & more\nslides:\n{slides}")
    guide = published(load(tmp_path))["guide.html"].data.decode()
    turns = re.findall(r'</section>\n<nav class="turns"[^>]*>(.*?)</nav>', guide)
    assert [re.findall(r'rel="(\w+)" href="#([^"]+)"', turn) for turn in turns] == [
        [("next", "b-1")],
        [("prev", "a-1"), ("next", "c-1")],
        [("prev", "b-1")],
    ]
    assert "The b &amp; more" in turns[0]


def test_a_folder_of_somebodys_own_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any) -> AsyncIterator[bytes]:
        raise AssertionError("work was begun")

    monkeypatch.setattr("talk.export.publish_command.social_card", refuse)
    site.write_files({}, tmp_path / "site", "talk build")
    for folder in (tmp_path, tmp_path / "site"):
        with pytest.raises(Failure, match="an empty folder or one that talk publish made"):
            publish(Path("tour"), folder)


def test_a_speaker_view_does_not_fit_into_one_file(tmp_path: Path) -> None:
    from talk.build.command import build

    pages: list[Any] = [{"single_file": True}, {"guide": True}]
    for options in pages:
        with pytest.raises(Failure, match="a speaker view is a page of its own"):
            build(Path("tour"), tmp_path / "one.html", with_notes=True, **options)


def test_the_folder_s_own_pages_speak_the_deck_s_language(tour: Deck) -> None:
    files = published(replace(tour, language="ar"), card=b"card")
    for name, words in (("index.html", "المحتويات"), ("404.html", "لا توجد صفحة كهذه")):
        page = files[name].data.decode()
        assert 'lang="ar" dir="rtl"' in page
        assert words in page
    # One that the interface does not speak is met in English, which is marked as such.
    index = published(replace(tour, language="it"))["index.html"].data.decode()
    assert '<ul class="ways" lang="en">' in index
