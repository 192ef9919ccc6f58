"""Hints for names of other tools do not say what is not so."""

from __future__ import annotations

import re

from talk.deck.checking import other_tools as names
from talk.deck.schema.deck_files import ChapterFile, DeckFile
from talk.deck.schema.layouts import LAYOUTS, Slide


def test_no_hint_is_for_a_key_that_there_is() -> None:
    assert not names._DECK.keys() & DeckFile.model_fields.keys()
    assert not names._CHAPTER.keys() & ChapterFile.model_fields.keys()
    assert not names._SLIDE.keys() & Slide.model_fields.keys()


def test_keys_and_layouts_that_hints_name_are_there() -> None:
    known = {*DeckFile.model_fields, *ChapterFile.model_fields}
    known |= {"figure", "highlight", "include", "reveal"}
    for layout in LAYOUTS.values():
        known |= {field.alias or name for name, field in layout.model_fields.items()}
    for hint in (*names._DECK.values(), *names._CHAPTER.values(), *names._SLIDE.values()):
        assert set(re.findall(r"(?<!\w)'(\w+):", hint)) <= known, hint
        assert set(re.findall(r"layout (?!of|has|is)(\w+)", hint)) <= LAYOUTS.keys(), hint
    assert set(names._LAYOUTS.values()) <= LAYOUTS.keys()


def test_lines_can_be_numbered() -> None:
    assert "'numbers: true'" in names.deck_key_hint("line-numbers")


def test_a_name_is_known_in_every_spelling() -> None:
    hints = {
        names.slide_key_hint(key) for key in ("speakerNotes", "speaker-notes", "speaker_notes")
    }
    assert hints == {"write 'notes:'"}
