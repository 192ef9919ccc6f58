"""A page of another host is asked for on the hall's screen alone; the rest have its picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.build import html, site
from talk.build.html import Links, View
from talk.deck.load import load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deck.yaml").write_text(
        "title: Talk\nframes: https://Example.org:443\nchapters: [one.yaml]\n"
    )
    (tmp_path / "page.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    )
    (tmp_path / "one.yaml").write_text(
        """
chapter: One
slides:
  - id: order
    layout: frame
    address: https://example.org/order?a=1&b=2
    picture: page.svg
    alt: A "form".
    caption: Ours
"""
    )
    return tmp_path


@pytest.mark.parametrize("view", ["stage", "file", "phone", "print", "speaker", "guide"])
def test_every_view_has_the_picture_and_the_address(folder: Path, view: View) -> None:
    deck = load(folder, widgets={})
    page = str(html.section(deck, deck.slide("order"), view, Links(), 1))
    asked = 'data-address="https://example.org/order?a=1&amp;b=2" data-label="A &#34;form&#34;."'
    assert (asked in page) == (view in ("stage", "file"))
    assert "<iframe" not in page
    assert '<img src="page.svg" alt="A &#34;form&#34;."' in page
    link = '<a href="https://example.org/order?a=1&amp;b=2" target="_blank" rel="noopener noref'
    assert link in page
    assert ">example.org/order?a=1&amp;b=2</a>" in page


def test_the_site_names_the_origins_as_browsers_compare_them(folder: Path) -> None:
    assert site.render(load(folder, widgets={}), room=True).frames == ("https://example.org",)
