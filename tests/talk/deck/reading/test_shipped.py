"""Decks and themes that come with talk, and a deck's own."""

from __future__ import annotations

from pathlib import Path

from talk.deck.reading.shipped import shipped_decks
from talk.deck.reading.themes import theme_folder, theme_names


def test_the_reference_deck_comes_with_talk() -> None:
    assert (shipped_decks()["llm-101"] / "deck.yaml").is_file()


def test_a_decks_own_theme_stands_beside_the_shipped_ones_and_before_them(tmp_path: Path) -> None:
    for name in ("mine", "plain", "empty"):
        (tmp_path / "themes" / name).mkdir(parents=True)
    for name in ("mine", "plain"):
        (tmp_path / "themes" / name / "theme.css").write_text("")
    assert {"mine", "plain", "lecture"} <= set(theme_names(tmp_path))
    assert "empty" not in theme_names(tmp_path)
    assert theme_folder("plain", tmp_path) == tmp_path / "themes" / "plain"
    assert theme_folder("../themes/mine", tmp_path) is None
