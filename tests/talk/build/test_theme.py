"""Themes are found on a path, and what they name travels with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.build import theme
from talk.build.assets import Assets
from talk.failure import Failure


def a_theme(folder: Path, css: str, meta: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "theme.css").write_text(css)
    if meta:
        (folder / "theme.yaml").write_text(meta)
    return folder


def test_a_theme_beside_the_deck_wins_over_a_shipped_one(tmp_path: Path) -> None:
    a_theme(tmp_path / "themes" / "plain", ":root{--ink:red}", "description: Mine\nscheme: dark")
    found = theme.find("plain", tmp_path)
    assert (found.css, found.description, found.scheme) == (":root{--ink:red}", "Mine", "dark")


def test_shipped_themes_are_found_from_any_deck(tmp_path: Path) -> None:
    assert theme.find("lecture", tmp_path).folder.name == "lecture"


def test_a_theme_that_is_not_there_is_named_with_a_near_one(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"there is no theme 'lectur' \(did you mean 'lecture'\?\)"):
        theme.find("lectur", tmp_path)


def test_files_a_theme_names_become_hashed_assets(tmp_path: Path) -> None:
    folder = a_theme(
        tmp_path / "mine",
        'a{background:url("paper.png")} b{background:url(data:x)} /* url(gone.png) */',
    )
    (folder / "paper.png").write_bytes(b"p")
    assets = Assets()
    style = assets.files[theme.read(folder).publish(assets).removeprefix("assets/")].data.decode()
    paper = next(name for name in assets.files if name.startswith("paper."))
    assert f'url("{paper}")' in style
    assert "url(data:x)" in style


def test_a_file_that_is_missing_from_a_theme_is_named(tmp_path: Path) -> None:
    folder = a_theme(tmp_path / "mine", "a{background:url(gone.png)}")
    with pytest.raises(Failure, match=r"theme 'mine' names gone\.png, which cannot be read"):
        theme.read(folder).publish(Assets())


def test_a_broken_description_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="theme 'mine' cannot be read"):
        theme.read(a_theme(tmp_path / "mine", "", "description: [\n"))
