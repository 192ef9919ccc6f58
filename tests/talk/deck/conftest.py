"""A small deck that is whole, and a widget for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from talk.deck.load import load
from talk.deck.model import Deck
from talk.widgets.base import Demo, InDeck, Widget, WidgetOptions


class Encoder(WidgetOptions):
    """A widget with a demo for each of its texts."""

    methods = ("tokens/encode",)

    texts: list[str] = Field(default=["a"])
    """What is encoded."""
    document: Annotated[str | None, InDeck("document")] = None
    """A file of the deck."""
    parts: int = 0
    """Parts that come with a step."""

    def step_count(self) -> int:
        return self.parts

    def demos(self) -> list[Demo]:
        return [
            Demo("tokens/encode", {"text": text, "vocabulary": None}, label=text, first=number == 0)
            for number, text in enumerate(self.texts)
        ]


WIDGETS = {"encoder": Widget("encoder", Encoder, Encoder.methods)}

DeckWriter = Callable[..., Deck]


@pytest.fixture
def write_deck(tmp_path: Path) -> DeckWriter:
    """Return a function that writes a deck, `chapters/one.yaml` from its slides, and loads it."""

    def write(slides: str = "  - {id: one, title: x}\n", head: str = "", **files: str) -> Deck:
        texts = {
            "deck.yaml": f"title: Talk\n{head}chapters: [chapters/one.yaml]\n",
            "chapters/one.yaml": f"chapter: One\nphase: training\nslides:\n{slides}",
            **files,
        }
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        return load(tmp_path, widgets=WIDGETS)

    return write
