"""A real deck damaged in every small way.

It loads, or its problems are told; nothing else ever happens.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talk.deck.load import load
from talk.deck.reading.problems import DeckErrors
from talk.deck.reading.shipped import shipped_decks

TOUR = shipped_decks()["tour"]
FILES = sorted(file.relative_to(TOUR).as_posix() for file in TOUR.rglob("*.yaml"))
SCRAPS = [
    "",
    "-",
    ": ",
    "'",
    '"',
    "{",
    "[",
    "&a ",
    "*a",
    "!",
    "|",
    "\t",
    "- ",
    "null",
    "7",
    "[]",
    "{}",
    "true",
    "$",
    "{.step}",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deck") / "tour"
    shutil.copytree(TOUR, folder)
    return folder


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(FILES),
    line=st.integers(0, 200),
    column=st.integers(0, 60),
    scrap=st.sampled_from(SCRAPS),
    how=st.sampled_from(["drop line", "repeat line", "put in", "cut off", "replace value"]),
)
def test_damage_is_told(
    folder: Path, name: str, line: int, column: int, scrap: str, how: str
) -> None:
    lines = (TOUR / name).read_text("utf-8").split("\n")
    line %= len(lines)
    text = lines[line]
    if how == "drop line":
        del lines[line]
    elif how == "repeat line":
        lines.insert(line, text)
    elif how == "put in":
        lines[line] = text[:column] + scrap + text[column:]
    elif how == "cut off":
        del lines[line:]
    else:
        key, colon, _ = text.partition(":")
        lines[line] = f"{key}{colon} {scrap}"
    (folder / name).write_text("\n".join(lines), "utf-8")
    try:
        problems = []
        load(folder)
    except DeckErrors as errors:
        problems = errors.problems
        assert problems, "an error without a problem"
    finally:
        shutil.copy(TOUR / name, folder / name)
    for problem in problems:
        source = (folder / problem.path).read_text("utf-8").split("\n")
        assert problem.render().startswith(problem.path.as_posix())
        assert 1 <= problem.line <= len(source) + 1
        assert len(problem.message) < 300
