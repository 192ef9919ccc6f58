"""Chapters in Markdown: what is a slide, a field, a text, a note, and where each stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from talk.deck.reading.markdown_chapter import read_markdown, read_notes

HERE = Path("one.md")
FENCE = "~~~\n---\nNotes:\n```\n~~~"


def slides(text: str) -> list[dict[str, Any]]:
    source = read_markdown(text.encode(), HERE)
    assert source.problems == []
    found: list[dict[str, Any]] = source.value["slides"]
    return found


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("# A *b* {#c}\n\nd\n", {"title": "A *b*", "id": "c", "body": "d"}),
        ("# A {#c} e\n", {"title": "A {#c} e"}),
        ("## A\n", {"body": "## A"}),
        ("words\n\n\n# A\n", {"body": "words\n\n\n# A"}),
        ("---\nid: c\n---\nd\n", {"id": "c", "body": "d"}),
        ("---\n\nid: c\n", {"body": "id: c"}),
        ("# A\n\nd\n\nNotes:\n\ne\n\nf\n", {"title": "A", "body": "d", "notes": "e\n\nf"}),
        ("# A\n\nNotes: none\n", {"title": "A", "body": "Notes: none"}),
        (f"# A\n\n{FENCE}\nd", {"title": "A", "body": f"{FENCE}\nd"}),
    ],
)
def test_a_slide_is_read(text: str, read_as: dict[str, str]) -> None:
    assert slides(f"---\nchapter: One\n---\n\n{text}") == [read_as]


def test_the_text_is_what_the_layout_is_made_of() -> None:
    found = slides(
        "---\nchapter: One\n---\nlayout: statement\n---\na\n\n---\nlayout: quote\nby: b\n---\nc\n\n"
        "---\nlayout: quote\nquote: d\n---\ne\n"
    )
    assert found == [
        {"layout": "statement", "statement": "a"},
        {"layout": "quote", "by": "b", "quote": "c"},
        {"layout": "quote", "quote": "d", "body": "e"},
    ]


def test_rules_one_after_the_other_make_no_slides() -> None:
    assert slides("\n---\nchapter: One\n---\n\n---\n---\n\n# A\n---\n") == [{"title": "A"}]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_value_knows_its_place(end: str) -> None:
    text = "---\nchapter: One\n---\n\n# Title {#one}\n\nfirst\n\n- second\n\nNotes:\n\nthird\n"
    source = read_markdown(text.replace("\n", end).encode(), HERE)
    at = ("slides", 0)
    assert source.at(("chapter",)) == (2, 10)
    assert source.at((*at, "title")) == (5, 3)
    assert source.at((*at, "id")) == (5, 11)
    body = source.value["slides"][0]["body"]
    assert source.character((*at, "body"), body.index("second")) == (9, 3)
    assert source.character((*at, "notes"), 0) == (13, 1)


def test_a_broken_slide_hides_no_other() -> None:
    source = read_markdown(b"---\nchapter: One\n---\nid: [a\n---\n# A\n\n---\n\n# B\n", HERE)
    assert [problem.place for problem in source.problems] == ["one.md:4:5"]
    assert source.value == {"chapter": "One", "slides": [{"title": "B"}]}
    assert source.damaged


def test_a_file_of_notes_is_one_text() -> None:
    assert read_notes(b"\n\na\n\n---\n\nb\n", HERE).value == {"notes": "a\n\n---\n\nb"}
    assert [one.message for one in read_notes(b"\n", HERE).problems] == ["the file is empty"]
