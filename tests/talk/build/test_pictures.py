"""Grids of pictures, codes of addresses, and the logo in the foot."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import pytest

from talk import qr
from talk.build import html
from talk.build.html import Links, View
from talk.deck.load import load

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deck.yaml").write_text("title: Talk\nlogo: logo.svg\nchapters: [one.yaml]\n")
    (tmp_path / "logo.svg").write_text(PICTURE)
    (tmp_path / "a.svg").write_text(PICTURE)
    (tmp_path / "it's (a).svg").write_text(PICTURE)
    (tmp_path / "one.yaml").write_text(
        """
chapter: One
slides:
  - id: grid
    layout: pictures
    reveal: true
    pictures:
      - {image: a.svg, alt: one, caption: "*first*"}
      - {image: a.svg, alt: two}
  - {id: under, title: x, style: {paper: "#000", picture: "it's (a).svg"}}
  - {id: code, layout: qr, title: x, address: "https://bread.example/?a=1&b=2"}
"""
    )
    return tmp_path


def section(folder: Path, slide: str, view: View) -> str:
    deck = load(folder, widgets={})
    return str(html.section(deck, deck.slide(slide), view, Links(), 1))


def test_pictures_of_a_grid_come_one_by_one_with_their_words(folder: Path) -> None:
    assert load(folder, widgets={}).slide("grid").steps == 2
    page = section(folder, "grid", "stage")
    assert '<ul class="picture-grid" data-count="2" data-fit="contain">' in page
    assert re.findall(r'<li class="picture-place step" data-step="(\d)">', page) == ["1", "2"]
    assert "<figcaption><em>first</em></figcaption>" in page


def test_a_code_is_the_address_and_leads_there_by_a_tap(folder: Path) -> None:
    page = section(folder, "code", "phone")
    (code,) = re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page)
    assert b64decode(code) == qr.svg("https://bread.example/?a=1&b=2")
    assert '<a href="https://bread.example/?a=1&amp;b=2" target="_blank" rel="noopener' in page


@pytest.mark.parametrize(
    ("view", "count"), [("stage", 1), ("print", 1), ("speaker", 1), ("phone", 0), ("guide", 0)]
)
def test_the_logo_stands_in_the_foot_of_what_is_shown_large(
    folder: Path, view: View, count: int
) -> None:
    assert section(folder, "code", view).count('<img src="logo.svg" alt=""') == count
    assert (folder / "logo.svg") in load(folder, widgets={}).files


def test_a_picture_under_a_slide_lies_under_its_veil_whatever_its_name(folder: Path) -> None:
    page = section(folder, "under", "stage")
    assert (
        ";background:linear-gradient(var(--veil),var(--veil)),"
        "url(&#39;it%27s%20%28a%29.svg&#39;) center/cover;"
    ) in page
    assert "--veil:rgb(0 0 0 / 0.75);" in page
