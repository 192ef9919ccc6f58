"""Broken decks and what is said about them: readable text pairs in broken/*.txt.

A case is a title, `.`, the deck, `.`, the problems, `.`. The deck is the text of chapters/one.yaml,
or several files, each after a line `@ path`; what is not given is taken from WHOLE. `⟨09⟩` is a
byte in hex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from talk.deck.load import load
from talk.deck.reading.problems import DeckErrors, Problem
from talk.widgets.base import InDeck, Widget, WidgetOptions

FOLDER = Path(__file__).parent / "broken"

WHOLE = {
    "deck.yaml": b"title: Talk\nchapters: [chapters/one.yaml]\n",
    "chapters/one.yaml": b"chapter: One\nslides:\n  - {id: one, title: x}\n",
    "picture.png": b"GIF89a",
    "documents/toast.md": b"",
}


class Example(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str


class Sampler(WidgetOptions):
    """A widget for tests, with an option of each kind."""

    text: str = "a"
    vocabulary: str = "talk-4k"
    top_k: Annotated[int, Field(ge=1, le=200)] = 10
    temperature: Annotated[float, Field(gt=0, le=10)] = 1.0
    mode: Literal["greedy", "random"] = "random"
    examples: list[Example] = Field(default=[])
    document: Annotated[str | None, InDeck("document")] = None

    @model_validator(mode="after")
    def _needs_text(self) -> Sampler:
        if not self.text:
            raise ValueError("give 'text' some words to start from")
        return self


WIDGETS = {"sampler": Widget("sampler", Sampler)}


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.txt")):
        parts = re.split(r"^\.\n", file.read_text("utf-8"), flags=re.MULTILINE)
        for title, deck, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
            yield pytest.param(deck, expected, id=f"{file.stem}: {title.strip()}")


def write(deck: str, folder: Path) -> None:
    """Write the files of a case, and those of a whole deck that the case does not give."""
    files = dict(WHOLE)
    parts = re.split(r"^@ (.+)\n", deck, flags=re.MULTILINE)
    given = (
        dict(zip(parts[1::2], parts[2::2], strict=True))
        if len(parts) > 1
        else {"chapters/one.yaml": deck}
    )
    files.update({name: _bytes(text) for name, text in given.items()})
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _bytes(text: str) -> bytes:
    pieces = re.split(r"⟨([0-9a-f ]+)⟩", text)
    return b"".join(
        bytes.fromhex(piece) if number % 2 else piece.encode()
        for number, piece in enumerate(pieces)
    )


def problems_of(folder: Path) -> str:
    try:
        problems: Sequence[Problem] = load(folder, widgets=WIDGETS).overruns
    except DeckErrors as errors:
        problems = errors.problems
    return "".join(problem.render() + "\n" for problem in problems)


def test_there_are_at_least_forty_cases() -> None:
    assert len(list(cases())) >= 40


@pytest.mark.parametrize(("deck", "expected"), list(cases()))
def test_a_broken_deck_is_told_as_expected(deck: str, expected: str, tmp_path: Path) -> None:
    write(deck, tmp_path)
    assert problems_of(tmp_path) == expected


def test_the_deck_that_the_cases_break_is_whole(tmp_path: Path) -> None:
    write("@ notes.txt\n", tmp_path)
    assert load(tmp_path, widgets=WIDGETS).title == "Talk"
