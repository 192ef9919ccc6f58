"""A site is rendered in memory and written whole or not at all."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from talk.build import site
from talk.deck.model import Deck
from talk.deck.recordings.transcripts import Recording
from talk.failure import Failure

from .conftest import DeckMaker

URL = re.compile(rb'<(?!a )[^>]*?(?:href|src)="(?!data:|#)([^"]+)"')
"""What a browser asks for by itself; a link that a reader may follow is not among it."""

HELD = """
    - {id: one, title: One, live: {widget: tokenizer, text: Hello}}
    - {id: two, title: Two, hold: true, live: {widget: tokenizer, text: Secret}}
"""


def a_recording(deck: Deck) -> dict[str, list[Recording]]:
    return {
        live.key: [
            Recording(
                "tokens/encode",
                {"text": slide.id},
                [],
                {"tokens": [{"text": f"result of {slide.id}"}]},
            )
        ]
        for slide in deck.slides
        for live in slide.live
    }


def test_every_file_a_page_names_is_there(tour: Deck) -> None:
    made = site.render(tour, views=tuple(site.PAGES))
    for name in site.PAGES.values():
        for url in URL.findall(made.files[name].data):
            assert url.decode() in made.files, url


def test_a_room_serves_from_its_root(tour: Deck) -> None:
    made = site.render(tour, room=True)
    urls = [url for url in URL.findall(made.page("phone")) if not url.startswith(b"#")]
    assert urls
    assert all(url.startswith(b"/assets/") and url[1:].decode() in made.files for url in urls)


def test_no_page_names_another_host(tour: Deck) -> None:
    made = site.render(tour, views=tuple(site.PAGES))
    for name in site.PAGES.values():
        assert not re.search(rb'<(?!a )[^>]*(?:href|src)="(?:https?:)?//', made.files[name].data)


def test_phones_ask_for_no_font(tour: Deck) -> None:
    made = site.render(tour)
    assert b"woff2" not in made.page("phone")
    styles = [url.decode() for url in URL.findall(made.page("phone")) if url.endswith(b".css")]
    assert styles
    assert all(b"@font-face" not in made.files[style].data for style in styles)


def test_recordings_of_slides_on_hold_stay_away_from_phones(
    deck: DeckMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talk.deck.recordings.transcripts.load_recordings", a_recording)
    made = site.render(deck(HELD), room=True)

    def keys(url: str) -> set[str]:
        return set(json.loads(made.files[url.removeprefix("/")].data))

    whole = re.search(rb'data-recordings="([^"]+)"', made.page("stage"))
    assert whole
    assert keys(whole.group(1).decode()) == {"one/0", "two/0"}
    assert b"data-recordings=" not in made.page("phone")
    by_slide = re.search(rb"data-recordings-by-slide='([^']+)'", made.page("phone"))
    assert by_slide
    urls = json.loads(by_slide.group(1))
    assert {slide: keys(url) for slide, url in urls.items()} == {"one": {"one/0"}}
    assert b"Secret" not in made.page("phone")
    assert b"Secret" in made.held["two"]
    assert b"result of two" in made.held["two"]


def test_the_same_deck_gives_the_same_bytes(tour: Deck) -> None:
    assert site.render(tour) == site.render(tour)


def test_a_path_nobody_is_on_is_named(deck: DeckMaker) -> None:
    with pytest.raises(
        Failure, match=r"no slide of this deck is on the path 'core': choose one of full"
    ):
        site.render(deck("- {id: one, title: One}"), path="core")


def test_writing_twice_leaves_only_the_second_site(tour: Deck, tmp_path: Path) -> None:
    made = site.render(tour)
    folder = tmp_path / "out"
    site.write(made, folder)
    (folder / "assets" / "stale.js").touch()
    site.write(made, folder)
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == {*made.files, ".talk-site"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(tour: Deck, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(Failure, match="holds other files"):
        site.write(site.render(tour), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_folder_that_one_stands_in_keeps_its_name(
    tour: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    made = site.render(tour)
    stands = folder.stat().st_ino
    for _ in range(2):  # an empty folder, and one that a build made
        site.write(made, Path())
        assert [path.name for path in tmp_path.iterdir()] == ["out"]
        assert Path().stat().st_ino == stands
        assert Path("index.html").read_bytes() == made.page("stage")
    (folder / "assets" / "old.js").touch()
    monkeypatch.setattr(Path, "rename", fails_at(Path.rename, 3))
    with pytest.raises(OSError, match="busy"):
        site.write(made, Path())
    assert (folder / "assets" / "old.js").exists(), "the old site is whole again"


def fails_at(rename: Callable[..., Path], call: int) -> Callable[..., Path]:
    """Return a `Path.rename` whose nth call fails."""
    calls = itertools.count(1)

    def renamed(self: Path, target: Path) -> Path:
        if next(calls) == call:
            raise OSError("device or resource busy")
        return rename(self, target)

    return renamed


def test_a_write_that_fails_leaves_the_old_site(
    tour: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = site.render(tour)
    folder = tmp_path / "out"
    site.write(made, folder)

    def full(self: Path, data: bytes) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        site.write(made, folder)
    assert (folder / "index.html").read_bytes() == made.page("stage")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_rename_that_fails_puts_the_old_site_back(
    tour: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    made = site.render(tour)
    site.write(made, folder)
    before = sorted(tmp_path.iterdir())

    def busy(self: Path, target: Path) -> Path:
        raise OSError("device or resource busy")

    monkeypatch.setattr(Path, "replace", busy)
    with pytest.raises(OSError, match="busy"):
        site.write(made, folder)
    assert sorted(tmp_path.iterdir()) == before
    assert (folder / "index.html").read_bytes() == made.page("stage")


def test_the_fonts_for_paper_come_only_with_the_print_view(tour: Deck) -> None:
    """They are of one weight each, so a PDF can embed them; screens have the variable ones."""

    def fonts(made: site.Site) -> set[str]:
        return {
            name.rpartition("/")[2].partition(".")[0]
            for name in made.files
            if name.endswith(".woff2")
        }

    screens = fonts(site.render(tour))
    paper = fonts(site.render(tour, room=True, views=("print",))) - screens
    assert len(screens) == 4
    assert {name.partition("-latin-")[0] for name in paper} == {
        "inter",
        "source-serif-4",
        "jetbrains-mono",
    }
    assert all("wght" not in name for name in paper)


CARD = re.compile(r'<meta property="og:image" content="([^"]*)">')


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("", "assets/"),
        ("https://example.org/bread", "https://example.org/bread/assets/"),
        ("https://example.org/bread/", "https://example.org/bread/assets/"),
        ("https://example.org/bread/index.html", "https://example.org/bread/assets/"),
    ],
)
def test_a_built_page_names_its_social_card_by_an_address_that_networks_read(
    tour: Deck, url: str, address: str
) -> None:
    made = site.render(replace(tour, url=url), card=b"a picture")
    for view in ("index.html", "phone.html"):
        (found,) = CARD.findall(made.files[view].data.decode())
        assert found.startswith(f"{address}social_card.")
        assert made.files[f"assets/{found.rpartition('/')[2]}"].data == b"a picture"


def test_the_decks_own_card_comes_first_and_a_room_shows_none(tour: Deck, tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(b"own")
    deck = replace(tour, card=tmp_path / "own.png")
    (found,) = CARD.findall(site.render(deck, card=b"made").files["index.html"].data.decode())
    assert site.render(deck).files[found].data == b"own"
    assert not CARD.search(site.render(deck, room=True).page("phone").decode())
    assert not CARD.search(site.render(tour).files["index.html"].data.decode())
    (tmp_path / "own.png").unlink()
    with pytest.raises(Failure, match=r"the card 'own.png' cannot be read: no such file"):
        site.render(deck)
