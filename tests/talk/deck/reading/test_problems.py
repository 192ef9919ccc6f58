"""How a problem is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.reading.problems import DeckErrors, Problem, did_you_mean, in_order

HERE = Path("chapters/one.yaml")


def test_a_problem_is_a_sentence_the_line_and_a_caret() -> None:
    problem = Problem(HERE, 14, 7, "'a' is not b", "did you mean 'c'?", "      a: 1")
    assert problem.render() == (
        "chapters/one.yaml:14:7: 'a' is not b (did you mean 'c'?)\n        a: 1\n        ^"
    )


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert Problem(HERE, 0, 0, "too large").render() == "chapters/one.yaml: too large"


def test_the_caret_stands_under_wide_characters_and_after_tabs() -> None:
    line, caret = Problem(HERE, 1, 4, "x", "", "日本\ta").render().split("\n")[1:]
    assert line == "  日本 a"
    assert caret == " " * (2 + 5) + "^"


def test_a_long_line_is_cut_round_the_caret() -> None:
    text = "a" * 500 + "X" + "b" * 500
    line, caret = Problem(HERE, 1, 501, "x", "", text).render().split("\n")[1:]
    assert len(line) < 110
    assert line[caret.index("^")] == "X"


def test_the_json_form_has_the_five_fields() -> None:
    problem = Problem(HERE, 14, 7, "m", "h", "l")
    assert problem.as_json() == {
        "path": "chapters/one.yaml",
        "line": 14,
        "column": 7,
        "message": "m",
        "hint": "h",
    }


def test_problems_come_by_file_line_and_column_with_the_deck_first() -> None:
    one, two = Problem(HERE, 2, 1, "x"), Problem(HERE, 10, 1, "x")
    deck = Problem(Path("deck.yaml"), 5, 1, "x")
    assert in_order([two, one, deck, one]) == [deck, one, two]


def test_the_error_of_a_deck_says_all_of_them() -> None:
    error = DeckErrors([Problem(HERE, 2, 1, "one"), Problem(HERE, 1, 1, "two")])
    assert str(error) == "chapters/one.yaml:1:1: two\nchapters/one.yaml:2:1: one"


def test_a_near_name_is_offered_whatever_its_case() -> None:
    assert did_you_mean("Vocabluary", ["text", "vocabulary"]) == "did you mean 'vocabulary'?"
    assert did_you_mean("zzz", ["text", "vocabulary"]) == ""


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("mermaid", "email"),
        ("sourdough", "source"),
        ("transition", "position"),
        ("plan", "paths"),
        ("alfa", "nabla"),
    ],
)
def test_a_name_that_is_only_a_little_like_another_is_not_offered(name: str, known: str) -> None:
    assert did_you_mean(name, [known]) == ""


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("tokns", "tokens"),
        ("colum", "column"),
        ("titel", "title"),
        ("cor", "core"),
        ("vocabluary", "vocabulary"),
    ],
)
def test_a_slip_of_the_fingers_is_offered(name: str, known: str) -> None:
    assert did_you_mean(name, [known]) == f"did you mean '{known}'?"
