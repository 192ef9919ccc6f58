"""A film is where it runs, its poster everywhere else, and one file holds only so much."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.build import html, single_file
from talk.build.html import Links, View
from talk.deck.load import load
from talk.failure import Failure

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deck.yaml").write_text("title: Talk\nchapters: [one.yaml]\n")
    (tmp_path / "film.webm").write_bytes(b"\x1aE\xdf\xa3....webm" + b"film" * 400)
    (tmp_path / "song.mp3").write_bytes(b"ID3" + b"song" * 300)
    (tmp_path / "poster.svg").write_text(PICTURE)
    (tmp_path / "one.yaml").write_text(
        """
chapter: One
slides:
  - id: film
    layout: video
    video: film.webm
    poster: poster.svg
    alt: A "loaf" grows.
    muted: true
  - {id: under, title: x, style: {paper: "#000", picture: poster.svg, video: film.webm}}
  - {id: song, layout: audio, audio: song.mp3, alt: It crackles., body: "First {.step}"}
"""
    )
    return tmp_path


def section(folder: Path, slide: str, view: View) -> str:
    deck = load(folder, widgets={})
    return str(html.section(deck, deck.slide(slide), view, Links(), 1))


def test_a_film_runs_on_the_stage_by_its_own_step(folder: Path) -> None:
    assert load(folder, widgets={}).slide("film").steps == 1
    page = section(folder, "film", "stage")
    assert '<span class="step media-run" data-step="1" hidden></span>' in page
    assert (
        '<video class="media" src="film.webm" aria-label="A &#34;loaf&#34; grows." controls '
        'preload="none" playsinline poster="poster.svg" muted></video>'
    ) in page


def test_a_sound_comes_after_the_steps_of_the_body(folder: Path) -> None:
    assert load(folder, widgets={}).slide("song").steps == 2
    assert 'media-run" data-step="2"' in section(folder, "song", "file")


@pytest.mark.parametrize("view", ["phone", "print", "speaker", "guide"])
def test_only_the_hall_s_screen_has_the_film_and_the_sound(folder: Path, view: View) -> None:
    film, song = section(folder, "film", view), section(folder, "song", view)
    for page in (film, song):
        assert "<video" not in page
        assert "<audio" not in page
        assert "film.webm" not in page
    assert '<img src="poster.svg" alt="A &#34;loaf&#34; grows."' in film
    assert "It crackles." in song


def test_one_file_holds_films_and_says_when_they_are_too_many(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = load(folder, widgets={})
    page = single_file.render(deck).decode()
    assert 'src="data:video/webm;base64,' in page
    assert 'src="data:audio/mpeg;base64,' in page
    monkeypatch.setattr(single_file, "MEDIA_BYTES", 2000)
    with pytest.raises(Failure, match=r"which one file does not hold: make them smaller, or build"):
        single_file.render(deck)
    assert b"data:video" not in single_file.render(deck, guide=True)


@pytest.mark.parametrize("view", ["stage", "file", "phone", "print", "speaker", "guide"])
def test_a_film_in_the_ground_runs_over_its_picture_on_the_hall_s_screen(
    folder: Path, view: View
) -> None:
    page = section(folder, "under", view)
    film = '<video src="film.webm" muted loop playsinline preload="none"></video>'
    assert (film in page) == (view in ("stage", "file"))
    assert "poster.svg" in page
    assert load(folder, widgets={}).slide("under").steps == 0


def test_one_file_holds_only_small_films_of_grounds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = b'muted loop playsinline preload="none"'
    deck = load(folder, widgets={})
    assert film in single_file.render(deck)
    monkeypatch.setattr(single_file, "GROUND_BYTES", 1000)
    assert film not in single_file.render(deck)
