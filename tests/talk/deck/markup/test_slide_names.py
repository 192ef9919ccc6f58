"""A slide without a title is called by what it shows, never by its id."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.load import load
from talk.deck.markup.slide_names import first_words, name_of

SLIDES = """chapter: A
slides:
  - {id: s-1, title: A *set* title}
  - {id: s-2, layout: statement,
      statement: "A slide is **one idea**, set large, with one object that moves now."}
  - {id: s-3, layout: quote, quote: "- Nothing is faked {.step}", by: Somebody}
  - {id: s-4, layout: image, image: dot.svg, alt: A black dot}
  - {id: s-5, layout: image, image: dot.svg, alt: A black dot, caption: Where it begins}
  - {id: s-6, layout: statement, statement: "…"}
"""


def test_the_title_else_the_first_words_else_the_number(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("title: A deck\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(SLIDES)
    (tmp_path / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>')
    names = [name_of(slide, number) for number, slide in enumerate(load(tmp_path).slides, 1)]
    assert names == [
        "A set title",
        "A slide is one idea, set large, with one object that moves…",
        "Nothing is faked",
        "A black dot",
        "Where it begins",
        "Slide 6",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n## Why it works\n\nBecause.", "Why it works"),
        ("> 1. said", "1. said"),
        ("---\n\n```\nx = 1\n```", "x = 1"),
        ("", ""),
    ],
)
def test_first_words_have_no_markup(text: str, words: str) -> None:
    assert first_words(text) == words
