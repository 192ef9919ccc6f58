"""Find themes: beside the deck, in the user's settings, then those that come with talk."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path

from talk.deck.reading.shipped import shipped_folders
from talk.deck.reading.stylesheets import classes_in


def theme_folders(deck_root: Path) -> list[Path]:
    """Return the folders that hold themes; a theme in an earlier one hides its namesakes."""
    return [deck_root / "themes", user_config_path("talk") / "themes", *shipped_folders("themes")]


def theme_names(deck_root: Path) -> list[str]:
    """Return the names of all themes that a deck may have, sorted."""
    found = {
        folder.name
        for place in theme_folders(deck_root)
        if place.is_dir()
        for folder in place.iterdir()
        if (folder / "theme.css").is_file()
    }
    return sorted(found)


def theme_folder(name: str, deck_root: Path) -> Path | None:
    """Return a theme's folder; None when there is no such theme."""
    if name not in theme_names(deck_root):
        return None
    # Only after its name was found in a list of folders: `../x` is no name, so no path leads out.
    return next(place / name for place in theme_folders(deck_root) if (place / name).is_dir())


def theme_classes(name: str, deck_root: Path) -> set[str]:
    """Return the classes that the named theme and the deck's own themes have rules for."""
    folders = [theme_folder(name, deck_root), *(deck_root / "themes").glob("*")]
    found: set[str] = set()
    for file in (folder / "theme.css" for folder in folders if folder):
        try:
            css = file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue  # `build.theme` reports it, with the theme's name
        found.update(classes_in(css))
    return found
