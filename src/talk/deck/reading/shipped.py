"""What talk brings with it: decks and themes, from a checkout or from an installed wheel."""

from __future__ import annotations

from pathlib import Path

import talk
from talk.deck.reading.problems import did_you_mean_or_list
from talk.failure import Failure

_PACKAGE = Path(talk.__file__).resolve().parent


def shipped_folders(what: str) -> list[Path]:
    """The folders `what` (`themes`, `slides`): of the checkout that talk runs from, of the package."""
    places = [_PACKAGE / what]
    if _PACKAGE.parent.name == "src":
        places.insert(0, _PACKAGE.parents[1] / what)
    return [place for place in places if place.is_dir()]


def shipped_decks() -> dict[str, Path]:
    """Name to folder of every deck that comes with talk."""
    found: dict[str, Path] = {}
    for place in reversed(shipped_folders("slides")):
        found.update({file.parent.name: file.parent for file in sorted(place.glob("*/deck.yaml"))})
    return found


def find_deck(name: str | Path) -> Path:
    """The folder of a deck: given as a folder, as its deck.yaml, or as the name of one that comes with talk.

    Raises Failure when there is none.
    """
    path = Path(name)
    if path.is_file() and path.name == "deck.yaml":
        return path.parent
    if (path / "deck.yaml").is_file():
        return path
    decks = shipped_decks()
    if str(name) in decks:
        return decks[str(name)]
    if path.is_dir():
        raise Failure(
            f"{path} has no deck.yaml: give the folder of a deck, or make one with `talk new {path}`"
        )
    if path.is_file():
        raise Failure(f"{path} is not a deck: give the folder that has the deck.yaml")
    hint = did_you_mean_or_list(str(name), decks, "decks that come with talk")
    raise Failure(
        f"there is no deck at {path}: give the folder of a deck.yaml"
        + (f" ({hint})" if hint else "")
    )
