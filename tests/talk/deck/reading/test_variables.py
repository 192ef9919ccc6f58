"""Variables in texts, and the places of what stands around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from talk.deck.reading.variables import usable, with_variables
from talk.deck.reading.yaml_reader import read

VARIABLES = {"city": "Győr", "price": 5.4, "open": True, "n": 3}


def put(yaml: str) -> tuple[Any, list[str]]:
    """Return the value of a text in YAML with the variables, and what is said about it."""
    source = read(f"text: {yaml}\n".encode(), Path("a.yaml"))
    value = with_variables(source, (), source.value, VARIABLES)
    return value["text"], [problem.message for problem in source.problems]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("in {{city}} and {{ city }}", "in Győr and Győr"),
        ("'{{n}}'", 3),
        ("'{{n}} loaves, {{open}}'", "3 loaves, true"),
        (r"'\{{city}} in {{city}}'", "{{city}} in Győr"),
        ("'`{{city}}` and ``a ` {{city}}``'", "`{{city}}` and ``a ` {{city}}``"),
        ("'$x_{{n}}$ costs $5 and {{price}}'", "$x_{{n}}$ costs $5 and 5.4"),
        ("'$$ {{n}} $$ {{n}}'", "$$ {{n}} $$ 3"),
        ('"```\\n{{city}}\\n```\\n{{city}}"', "```\n{{city}}\n```\nGyőr"),
        ('"~~~\\n{{city}}"', "~~~\n{{city}}"),
        ("'{{not one}} {{1}} {{}}'", "{{not one}} {{1}} {{}}"),
        ("{a: ['{{city}}'], code: '{{city}}'}", {"a": ["Győr"], "code": "{{city}}"}),
    ],
)
def test_a_variable_stands_for_its_value_but_in_code_and_formulas(
    written: str, read_as: object
) -> None:
    assert put(written) == (read_as, [])


def test_a_number_is_shown_as_it_was_written() -> None:
    written = read(b"price: 5.40\n", Path("deck.yaml")).value
    source = read(b"text: '{{price}} each'\n", Path("a.yaml"))
    assert with_variables(source, (), source.value, usable(written)) == {"text": "5.40 each"}


def test_places_after_a_variable_are_those_in_the_file() -> None:
    source = read(b"text: |\n  {{long}} a\n  {{n}} b {{long}} c\n", Path("a.yaml"))
    variables = {"long": "many words\nin two lines", "n": 1}
    text = with_variables(source, (), source.value, variables)["text"]
    assert source.character(("text",), text.index(" a") + 1) == (2, 12)
    assert source.character(("text",), text.index("b ")) == (3, 9)
    assert source.character(("text",), text.index("c")) == (3, 20)
    assert source.character(("text",), text.index("words")) == (2, 3), "inside of one: its place"


def test_only_values_that_a_text_can_hold_are_usable() -> None:
    assert usable({"a": "x", "1a": "x", "b": ["x"], "c": None, "d": 1}) == {"a": "x", "d": 1}
    assert usable(["a"]) == {}
