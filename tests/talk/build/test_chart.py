"""A chart on a page: a key, a drawing with words for those who do not see it, and its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.build import html
from talk.build.html import Links, View
from talk.deck.load import load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deck.yaml").write_text("title: Talk\nchapters: [one.yaml]\n")
    (tmp_path / "sold.csv").write_text("Day,Rye,<b>\nMon,14,22\nSat,31,\n")
    (tmp_path / "one.yaml").write_text(
        """
chapter: One
slides:
  - id: sold
    layout: chart
    title: Sold
    kind: stacked
    file: sold.csv
    reveal: series
    y: {label: loaves, unit: "&"}
    alt: A "week" of bars.
    body: |
      First. {.step}
"""
    )
    return tmp_path


def section(folder: Path, view: View) -> str:
    deck = load(folder, widgets={})
    return str(html.section(deck, deck.slide("sold"), view, Links(), 1))


def test_steps_go_on_from_those_of_the_body_and_come_with_key_and_numbers(folder: Path) -> None:
    assert load(folder, widgets={}).slide("sold").steps == 3
    page = section(folder, "stage")
    assert '<th scope="col" class="step" data-step="2">Rye</th>' in page
    assert '<li class="step" data-step="3">' in page
    assert 'class="mark-rect role-mark step" data-step="2"' in page


def test_the_numbers_are_there_for_screen_readers_and_open_in_the_hand(folder: Path) -> None:
    stage, phone = section(folder, "stage"), section(folder, "phone")
    assert '<div class="visually-hidden"><table>' in stage
    assert "<details" not in stage
    assert '<details class="chart-data"><summary>The numbers</summary><table>' in phone
    assert 'viewBox="0 0 1728 640"' in stage
    assert 'viewBox="0 0 400 380"' in phone


def test_on_a_narrow_canvas_it_is_drawn_for_its_width(folder: Path) -> None:
    """A chart of the usual canvas would have letters of 14 px there."""
    head = folder / "deck.yaml"
    head.write_text(f'canvas: "9:16"\n{head.read_text()}')
    assert 'viewBox="0 0 936 1150"' in section(folder, "stage")
    assert 'viewBox="0 0 400 380"' in section(folder, "phone")


def test_names_from_a_file_are_no_html(folder: Path) -> None:
    page = section(folder, "phone")
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert 'aria-label="A &quot;week&quot; of bars."' in page
    assert "22 &amp;" in page
