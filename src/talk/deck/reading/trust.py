"""Remember which decks may run programs of their own: their widgets are such programs.

A deck without widgets needs no trust. One that talk brings has it. For any other the person at the
keyboard is asked once, by `talk.cli`, and the folder is written down in the user's settings.
"""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path

from talk.deck.reading.shipped import shipped_folders
from talk.failure import Failure


class NotTrusted(Failure):
    """A deck brings widgets, and nobody has said yet that they may run."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.question = (
            f"The deck brings widgets of its own, which are programs: they run on this machine and "
            f"on every phone. Do you trust {self.root / 'widgets'}?"
        )
        super().__init__(
            f"the deck brings widgets of its own, which are programs: look at "
            f"{self.root / 'widgets'}, and run the command again with --trust if you trust them"
        )


def is_trusted(root: Path) -> bool:
    """Return whether the widgets of the deck in this folder may run."""
    # Resolved, so that no link and no `..` passes another folder off as one of talk's.
    folder = root.resolve()
    if any(place.resolve() in folder.parents for place in shipped_folders("slides")):
        return True
    return str(folder) in _trusted()


def trust(root: Path) -> None:
    """Write down that the widgets of the deck in this folder may run."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    # Of a dict's keys each is there once, in the order in which they came.
    folders = dict.fromkeys([*_trusted(), str(root.resolve())])
    file.write_text("".join(f"{folder}\n" for folder in folders), "utf-8")


def _trusted() -> list[str]:
    try:
        return _file().read_text("utf-8").splitlines()
    except OSError:
        return []


def _file() -> Path:
    # Never in the deck's own folder: whoever sends the deck could write the answer into it.
    return user_config_path("talk") / "trusted_decks.txt"
