"""Reading YAML: values by the core schema of YAML 1.2."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talk.deck.reading.source import Source
from talk.deck.reading.yaml_reader import MAX_BYTES, read


def source(text: str) -> Source:
    return read(text.encode(), Path("x.yaml"))


def value(text: str) -> object:
    found = source(f"a: {text}\n")
    assert found.problems == []
    return found.value["a"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("3:20", "3:20"),
        ("1_000", "1_000"),
        ("2024-05-01", "2024-05-01"),
        ("0b11", "0b11"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("-3", -3),
        ("+3", 3),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("'3'", "3"),
        ('"true"', "true"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_plain_scalars_are_read_by_the_core_schema(written: str, meant: object) -> None:
    found = value(written)
    assert found == meant
    assert isinstance(found, bool) == isinstance(meant, bool)


def test_infinity_and_not_a_number_are_numbers() -> None:
    assert value("-.inf") == -math.inf
    assert math.isnan(float(str(value(".nan"))))


def test_a_number_remembers_how_it_was_written() -> None:
    found = source("a: [9.10, 007, 0x1F]").value["a"]
    assert [number.raw for number in found] == ["9.10", "007", "0x1F"]


def test_a_number_of_a_thousand_digits_stays_text() -> None:
    assert value("9" * 1000) == "9" * 1000


def test_a_byte_order_mark_at_the_start_is_skipped() -> None:
    found = read(b"\xef\xbb\xbfa: 1\n", Path("x.yaml"))
    assert (found.value, found.problems) == ({"a": 1}, [])


def test_aliases_are_followed() -> None:
    found = source("a: &x [1, 2]\nb: *x\n")
    assert (found.value, found.problems) == ({"a": [1, 2], "b": [1, 2]}, [])


def test_a_file_that_is_too_large_is_not_read() -> None:
    found = read(b"a: " + b"x" * MAX_BYTES, Path("x.yaml"))
    assert found.value is None
    assert "bytes, more than" in found.problems[0].message


def test_a_thousand_brackets_are_one_problem() -> None:
    assert len(source("[" * 1000).problems) == 1


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_otherwise_than_by_a_problem(data: bytes) -> None:
    found = read(data, Path("x.yaml"))
    assert found.problems or found.root is not None
    for problem in found.problems:
        assert problem.render().startswith("x.yaml")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@` \n\t,?0", max_size=60))
def test_no_text_of_yaml_signs_makes_it_fail_otherwise_than_by_a_problem(text: str) -> None:
    found = source("slides:\n" + text)
    assert found.problems or found.root is not None
