"""Find the decks and themes that come with talk, in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import talk
from talk.deck.reading.problems import did_you_mean_or_list
from talk.failure import Failure

_PACKAGE = Path(talk.__file__).resolve().parent


def shipped_folders(what: str) -> list[Path]:
    """Return the folders named `what` (`themes`, `slides`), the checkout's before the package's."""
    places = [_PACKAGE / what]
    # A checkout has its themes and decks beside `src`; a wheel has them inside of the package.
    if _PACKAGE.parent.name == "src":
        places.insert(0, _PACKAGE.parents[1] / what)
    return [place for place in places if place.is_dir()]


def shipped_decks() -> dict[str, Path]:
    """Return the folder of every deck that comes with talk, by name."""
    found: dict[str, Path] = {}
    # Reversed, so that a deck of the checkout replaces its copy in the package.
    for place in reversed(shipped_folders("slides")):
        found.update({file.parent.name: file.parent for file in sorted(place.glob("*/deck.yaml"))})
    return found


def find_deck(name: str | Path) -> Path:
    """Return the folder of a deck, given as a folder, its deck.yaml, or the name of a shipped deck.

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
    # After the names: a folder `llm-101` without a deck.yaml must not hide the deck of that name.
    if path.is_dir():
        make_one = f"make one with `talk new {path}`"
        raise Failure(f"{path} has no deck.yaml: give the folder of a deck, or {make_one}")
    if path.is_file():
        raise Failure(f"{path} is not a deck: give the folder that has the deck.yaml")
    hint = did_you_mean_or_list(str(name), decks, "decks that come with talk")
    raise Failure(
        f"there is no deck at {path}: give the folder of a deck.yaml"
        + (f" ({hint})" if hint else "")
    )
