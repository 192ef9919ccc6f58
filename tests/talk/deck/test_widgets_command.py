"""`talk widgets`: the list, one widget's page, and where a deck uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk import cli
from talk.widgets.registry import all_widgets


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "deck.yaml").write_text("title: Talk\nchapters: [one.yaml]\n")
    (folder / "one.yaml").write_text(
        "chapter: One\nslides:\n  - {id: one, title: x, live: {widget: tokenizer}}\n"
    )
    return folder


def test_every_widget_is_listed_with_its_methods_and_slides(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["widgets", "--deck", str(deck)]) == 0
    told = capsys.readouterr().out
    assert [name for name in all_widgets() if f"\n{name}: " not in f"\n{told}"] == []
    page = told[told.index("\ntokenizer: ") :].split("\n")[1:4]
    assert page[1].startswith("  asks tokens/encode")
    assert page[2] == "  on mine#one"


def test_one_widget_is_told_with_its_options(
    deck: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["widgets", "tokenizer", "--deck", str(deck)]) == 0
    told = capsys.readouterr().out
    assert "| `vocabulary` | text | `cl100k_base` |" in told
    assert told.endswith("on mine#one\n")


def test_an_unknown_widget_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["widgets", "tokeniser"]) == 1
    assert (
        capsys.readouterr().err
        == "talk: there is no widget 'tokeniser' (did you mean 'tokenizer'?)\n"
    )
