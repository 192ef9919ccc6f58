"""What is told of a stylesheet.

The line, the mistake, what to do; and nothing of one that is right.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.checking.css_lint import css_problems
from talk.deck.reading.shipped import shipped_folders

FILE = Path("themes/mine/theme.css")
BEFORE = ":root { --paper: #fff; }\n"


@pytest.mark.parametrize(
    ("css", "line", "said"),
    [
        ("a {\n  color red;\n}", 3, "neither a rule nor a declaration"),
        ("a { color: red\nb { color: blue; }\nc {}", 2, "this block is not closed"),
        ("@media print {\n  a { color: red }\nb { color: blue }", 2, "this block is not closed"),
        ("a { color: red; }}\nb {}", 2, "this } closes nothing"),
        ("a { content: 'x\n; }", 2, "this text is not closed on its line"),
        ("a { background: url(x y) }", 2, "this address cannot be read"),
        ("a { width: calc(1px + 2px; }", 2, "this } closes nothing"),
        ("a { color: red; }\n/* never closed\nb {}", 3, "this comment is never closed"),
        ("a { & .b { colour } }", 2, "neither a rule nor a declaration"),
    ],
)
def test_a_mistake_is_told_with_its_line(css: str, line: int, said: str) -> None:
    problem = css_problems(BEFORE + css, FILE)[0]
    assert (problem.line, problem.path) == (line, FILE)
    assert said in problem.message
    assert problem.hint
    assert problem.source_line == (BEFORE + css).splitlines()[line - 1]


def test_rules_inside_rules_layers_and_names_of_ones_own_are_no_mistakes() -> None:
    css = (
        "@layer a, b;\n@layer a "
        "{ .x { --y: { z }; & > p:not(.q) { color: oklch(0.5 0.1 20 / 50%) } top: 1px } }"
    )
    assert css_problems(css, FILE) == []


def test_a_comment_does_not_begin_in_a_text() -> None:
    assert css_problems('a::before { content: \'/*\'; }\nb { content: "\\"/*"; }\n', FILE) == []


def test_the_themes_that_talk_brings_have_none() -> None:
    sheets = [file for folder in shipped_folders("themes") for file in folder.glob("*/theme.css")]
    assert len(sheets) >= 4
    assert [css_problems(sheet.read_text("utf-8"), sheet) for sheet in sheets] == [[]] * len(sheets)
