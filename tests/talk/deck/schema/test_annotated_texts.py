"""Finding the marked texts of a checked value, however deep they are."""

from __future__ import annotations

from talk.deck.schema.annotated_texts import annotated_texts
from talk.deck.schema.fields import Markdown
from talk.deck.schema.layouts import LAYOUTS
from talk.widgets.base import InDeck

SLIDE = {"id": "a", "title": "T"}


def markdown(layout: str, **own: object) -> list[tuple[tuple[str | int, ...], str, str]]:
    slide = LAYOUTS[layout].model_validate({**SLIDE, "layout": layout, **own})
    return [(way, text, mark.kind) for way, text, mark in annotated_texts(slide, Markdown) if text]


def test_texts_of_the_slide_itself() -> None:
    assert markdown("text", body="b", phone="p") == [
        (("title",), "T", "inline"),
        (("body",), "b", "block"),
        (("phone",), "p", "block"),
    ]


def test_texts_in_a_part_in_a_list_and_in_a_list_of_lists() -> None:
    assert (("left", "body"), "l", "block") in markdown(
        "two_columns", left={"body": "l"}, right={"body": "r"}
    )
    assert (("cards", 1, "title"), "d", "inline") in markdown(
        "cards", cards=[{"title": "c"}, {"title": "d"}]
    )
    assert (("rows", 1, 0), "x", "inline") in markdown("table", columns=["a"], rows=[["w"], ["x"]])


def test_a_number_is_the_text_that_was_written() -> None:
    from talk.deck.reading.yaml_reader import Fraction

    number = Fraction(9.1)
    number.raw = "9.10"
    assert (("rows", 0, 0), "9.10", "inline") in markdown("table", columns=["a"], rows=[[number]])


def test_files_are_found_by_their_own_mark() -> None:
    slide = LAYOUTS["text"].model_validate({**SLIDE, "figure": {"image": "a.png", "alt": "x"}})
    assert [(way, text, mark.what) for way, text, mark in annotated_texts(slide, InDeck)] == [
        (("figure", "image"), "a.png", "image")
    ]
