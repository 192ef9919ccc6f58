"""Small decks, written where a test wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from talk.deck.load import load
from talk.deck.model import Deck

DeckMaker = Callable[[str], Deck]


@pytest.fixture
def deck(tmp_path: Path) -> DeckMaker:
    """Return a function that loads a deck of one chapter, Tokens of training, with its slides."""

    def make(slides: str) -> Deck:
        folder = tmp_path / "deck"
        folder.mkdir(exist_ok=True)
        (folder / "deck.yaml").write_text("title: A deck\ntheme: plain\nchapters: [a.yaml]\n")
        body = "".join(f"  {line}\n" for line in dedent(slides).strip().splitlines())
        (folder / "a.yaml").write_text(f"chapter: Tokens\nphase: training\nslides:\n{body}")
        (folder / "dot.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"></svg>'
        )
        return load(folder)

    return make


@pytest.fixture(scope="session")
def tour() -> Deck:
    return load("tour")
