"""A new deck is whole, alive and explains itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talk import cli
from talk.build import site
from talk.deck.load import load
from talk.deck.schema.json_schema import schema
from talk.failure import Failure
from talk.scaffold.deck import SCHEMA_FILE, new_deck


def test_a_new_deck_has_no_problems_and_two_live_widgets_that_ask_the_kernel(
    tmp_path: Path,
) -> None:
    new_deck(tmp_path / "my-first_talk")
    deck = load(tmp_path / "my-first_talk")
    assert deck.title == "My first talk"
    assert [live.widget for slide in deck.slides for live in slide.live if live.demos] == [
        "tokenizer",
        "probability_map",
    ]
    assert sum(slide.time_s or 0 for slide in deck.slides) <= (deck.duration_s or 0)


def test_a_new_deck_can_be_built(tmp_path: Path) -> None:
    new_deck(tmp_path / "a")
    assert b"Two live widgets" in site.render(load(tmp_path / "a"), room=False).page("stage")


def test_editors_find_the_schema_from_every_file(tmp_path: Path) -> None:
    new_deck(tmp_path)
    assert json.loads((tmp_path / SCHEMA_FILE).read_text()) == schema()
    for file in tmp_path.rglob("*.yaml"):
        first = file.read_text().split("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve() == (tmp_path / SCHEMA_FILE).resolve()


@pytest.mark.parametrize("name", ["it's: a #talk", "on", "9.11", 'a "quoted" one'])
def test_any_name_of_a_folder_makes_a_title(tmp_path: Path, name: str) -> None:
    new_deck(tmp_path / name)
    assert load(tmp_path / name).title.lower() == name.lower()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Failure, match="is there and is not empty"):
        new_deck(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    assert cli.run(["new", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_command_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["new", str(tmp_path / "a")]) == 0
    assert f"talk present {tmp_path / 'a'}" in capsys.readouterr().out
