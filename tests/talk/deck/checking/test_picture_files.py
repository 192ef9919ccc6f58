"""A picture that browsers would not show whole is a problem, with the line that names it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from talk.deck.checking.picture_files import ending_fault, fault_of
from talk.deck.load import load
from talk.deck.reading.problems import DeckErrors

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h9v9z"/></svg>'


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 80).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "ICO"])
def test_every_kind_that_browsers_show_is_sound(kind: str) -> None:
    assert fault_of(picture(kind)) == ""


@pytest.mark.parametrize("text", [SVG, f"\ufeff<?xml version='1.0'?>\n<!-- drawn -->\n{SVG}"])
def test_an_svg_is_sound(text: str) -> None:
    assert fault_of(text.encode()) == ""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_file_that_breaks_off_is_found_wherever_it_does(kind: str) -> None:
    data = picture(kind)
    cuts = range(16, len(data) - 1, 97)
    assert [fault_of(data[:cut]) for cut in cuts] == ["the file breaks off"] * len(cuts)


def changed(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "the file is empty"),
        (b"only words", "it is not a PNG, JPEG, GIF, WebP, AVIF or SVG"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "it is not a PNG, JPEG, GIF, WebP, AVIF or SVG"),
        (changed(picture("PNG")), "the file is damaged"),
        (SVG.replace("/></", "></").encode(), "its XML breaks on line 1 (mismatched tag)"),
        (
            SVG.replace(' xmlns="http://www.w3.org/2000/svg"', "").encode(),
            'needs xmlns="http://www.w3.org/2000/svg"',
        ),
        (b"<html><body>Not found</body></html>", "it is not an SVG"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, fault: str) -> None:
    assert fault in fault_of(data)


@pytest.fixture
def deck(tmp_path: Path) -> Callable[[bytes], Path]:
    def make(data: bytes) -> Path:
        (tmp_path / "deck.yaml").write_text("title: A deck\nchapters: [a.yaml]\n")
        (tmp_path / "a.yaml").write_text(
            "chapter: A\nslides:\n"
            "  - {id: one, title: One, body: 'See ![a jar](jar.png)'}\n"
            "  - {id: two, layout: image, image: jar.png, alt: a jar}\n"
        )
        (tmp_path / "jar.png").write_bytes(data)
        return tmp_path

    return make


def test_the_problem_stands_where_the_picture_is_named(deck: Callable[[bytes], Path]) -> None:
    with pytest.raises(DeckErrors) as raised:
        load(deck(picture("PNG")[:-20]))
    first, second = raised.value.problems
    assert first.place == "a.yaml:3:47"
    assert first.sentence == (
        "the image 'jar.png' cannot be shown: the file breaks off (export or copy the picture "
        "again)"
    )
    assert first.source_line[first.column - 1 :].startswith("jar.png")
    assert second.place == "a.yaml:4:37"
    assert len(load(deck(picture("PNG"))).slides) == 2


@pytest.mark.parametrize(
    "path", ["a.png", "a.SVG", "a b.jpeg", "a.webp?x", "https://example.org/a", "folder.d/a", "a.1"]
)
def test_pictures_are_taken_for_pictures(path: str) -> None:
    assert ending_fault(path) is None
