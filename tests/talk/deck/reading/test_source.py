"""Marks in a file: where a value, a key, a part of a text and a character stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.reading.source import Source, Where
from talk.deck.reading.yaml_reader import read


def source(text: str) -> Source:
    return read(text.encode(), Path("x.yaml"))


def at_key(found: Source, where: Where) -> tuple[int, int]:
    problem = found.problem(where, "", key=True)
    return problem.line, problem.column


def test_marks_of_values_and_keys() -> None:
    found = source("a: 1\nb:\n  - c: x\n    d: [1, 22]\n")
    assert found.at(("b", 0, "c")) == (3, 8)
    assert at_key(found, ("b", 0, "d")) == (4, 5)
    assert found.at(("b", 0, "d", 1)) == (4, 12)


def test_the_mark_of_what_is_not_there_is_that_of_what_holds_it() -> None:
    found = source("a: 1\nb:\n  - c: x\n")
    assert found.at(("b", 0, "missing")) == (3, 5)


def test_columns_count_characters_not_bytes() -> None:
    assert at_key(source("{ä😀é: 1, b: 2}"), ("b",)) == (1, 10)


def test_lines_end_in_every_way_yaml_knows() -> None:
    found = read(b"a: 1\r\nb: 2\r\nc: 3\r\n", Path("x.yaml"))
    assert at_key(found, ("c",)) == (3, 1)
    assert found.line(3) == "c: 3"


def test_a_part_of_a_text_is_found_where_it_stands() -> None:
    found = source("a: x\nb: |\n  one two\n  two one\n")
    assert found.find(("b",), "two") == (3, 7)
    assert found.find(("b",), "three") == (2, 4)


WAYS_TO_WRITE = [
    ("a: plain X text", "plain X text"),
    ("a: 'it''s X'", "it's X"),
    ('a: "q\\"\\u00e9 \\n X"', 'q"é \n X'),
    ("a: |\n  first\n\n    indented\n  two X\n", "first\n\n  indented\ntwo X\n"),
    ("a: >-\n  folded\n  X more\n", "folded X more"),
    ("a: plain over\n  two X lines", "plain over two X lines"),
]


@pytest.mark.parametrize(("text", "value"), WAYS_TO_WRITE)
def test_a_character_of_a_text_is_found_in_the_file_however_it_is_written(
    text: str, value: str
) -> None:
    found = source(text)
    assert found.value == {"a": value}
    line, column = found.character(("a",), value.index("X"))
    assert found.line(line)[column - 1] == "X"
