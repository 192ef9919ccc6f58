"""Diagrams: Graphviz's drawing in the page's font and colours, and its complaints with a line."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from talk.drawings.diagram import DiagramFault, faults, svg
from talk.drawings.engine import DrawingError


def test_a_drawing_has_text_as_text_in_the_font_and_colour_of_the_page() -> None:
    drawn = svg('digraph { a [label="Brötchen"]; a -> b [color=red] }')
    root = ElementTree.fromstring(drawn)
    texts = [one for one in root.iter() if one.tag.endswith("text")]
    assert ["".join(one.itertext()) for one in texts] == ["Brötchen", "b"]
    assert {(one.get("fill"), one.get("font-family")) for one in texts} == {
        ("currentColor", "inherit")
    }
    assert set(re.findall(r'stroke="([^"]+)"', drawn)) == {"currentColor", "red"}


def test_two_diagrams_on_a_page_share_no_id_and_show_no_tooltip() -> None:
    drawn = svg("digraph { a -> b }")
    assert " id=" not in drawn
    assert "<title" not in drawn


def test_labels_with_markup_are_drawn() -> None:
    assert ">hot<" in svg("digraph { a [label=<<b>hot</b>>] }")


@pytest.mark.parametrize(
    ("text", "line", "near", "said"),
    [
        ("digraph {\n  a -> -> b\n}", 1, "->", "the diagram cannot be read near '->'"),
        ("digraph {\n  a -> b\n", 1, "", "the diagram cannot be read at its end"),
        ("digraph {\n  a [color=nope]\n}", 1, "nope", "nope is not a known color"),
        ("", 0, "", "the diagram is empty"),
    ],
    ids=["twice an arrow", "no end", "no such colour", "nothing"],
)
def test_a_mistake_has_its_line(text: str, line: int, near: str, said: str) -> None:
    (found,) = faults(text)
    assert (found.line, found.near, found.message) == (line, near, said)


def test_letters_of_other_languages_are_no_mistake() -> None:
    assert faults('digraph { "ekşi maya" -> "kovász" -> "パン" }') == list[DiagramFault]()


def test_what_cannot_be_drawn_is_an_error() -> None:
    with pytest.raises(DrawingError):
        svg("digraph {")
