"""A program on a slide is a part of its file, with the file's lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.checking.code_files import language_of, with_code
from talk.deck.schema.layouts import Code

PROGRAM = """import os

class Oven:
    # region heat
    def heat(self):
        return 250

    # endregion
"""


def shown(folder: Path, **fields: object) -> Code:
    (folder / "oven.py").write_text(PROGRAM)
    slide = {"id": "a", "title": "x", "layout": "code", "file": "oven.py", **fields}
    made = with_code(Code.model_validate(slide), folder / "oven.py")
    assert isinstance(made, Code)
    return made


def test_a_region_stands_at_the_margin_and_keeps_its_lines(tmp_path: Path) -> None:
    made = shown(tmp_path, region="heat")
    assert (made.code, made.first) == ("def heat(self):\n    return 250", 5)
    assert made.language == "python"


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    made = shown(tmp_path, lines="5-6")
    assert (made.code, made.first) == ("def heat(self):\n    return 250", 5)


def test_a_whole_file_has_no_marks_of_regions(tmp_path: Path) -> None:
    assert "region heat" not in shown(tmp_path).code


@pytest.mark.parametrize(
    ("name", "language"),
    [("a.py", "python"), ("a.rs", "rust"), ("a.yaml", "yaml"), ("a.unknown", "text")],
)
def test_a_file_names_its_language(name: str, language: str) -> None:
    assert language_of(name) == language
