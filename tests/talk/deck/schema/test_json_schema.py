"""The JSON Schema that editors use agrees with what `load` accepts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from talk.deck.reading.shipped import shipped_decks
from talk.deck.reading.yaml_reader import read
from talk.deck.schema.json_schema import schema
from talk.deck.schema.layouts import LAYOUTS
from talk.widgets.registry import all_widgets

WHOLE = schema()

VALIDATOR = Draft202012Validator(WHOLE)
SLIDE = VALIDATOR.evolve(schema={"$ref": "#/$defs/slide", "$defs": WHOLE["$defs"]})


def files() -> list[Path]:
    return [
        file
        for deck in shipped_decks().values()
        for file in (deck / "deck.yaml", *deck.glob("chapters/*"))
    ]


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_of_the_shipped_decks_fits(file: Path) -> None:
    value = read(file.read_bytes(), file).value
    slides = value.get("slides", [])
    assert not any("include" in slide for slide in slides)
    # Each slide by itself only to name the wrong one: a chapter that fits holds slides that fit,
    # and each look at one asks the schemas of all layouts.
    assert VALIDATOR.is_valid(value), [one["id"] for one in slides if not SLIDE.is_valid(one)]


@pytest.mark.parametrize(
    "slide",
    [
        {"id": "a", "title": "x", "colour": 1},
        {"id": "a", "title": "x", "layout": "tabel"},
        {"id": "a", "title": "x", "layout": "table", "columns": ["a"]},
        {"id": "A b", "title": "x"},
        {"id": "a", "title": "x", "live": {"widget": "nothing"}},
        {"id": "a", "title": "x", "live": {"widget": "tokenizer", "txt": "a"}},
        {"id": "a", "title": "x", "time": "soon"},
    ],
)
def test_a_slide_with_a_mistake_does_not_fit(slide: dict[str, Any]) -> None:
    assert SLIDE.is_valid({"id": "a", "title": "x"})
    assert not SLIDE.is_valid(slide)


def test_the_schema_itself_is_one() -> None:
    Draft202012Validator.check_schema(WHOLE)


def test_every_layout_and_widget_is_there_with_a_description_for_each_key() -> None:
    mapping = WHOLE["$defs"]["slide"]["discriminator"]["mapping"]
    assert set(mapping) == set(LAYOUTS)
    for reference in mapping.values():
        properties = WHOLE["$defs"][reference.removeprefix("#/$defs/")]["properties"]
        assert [
            name
            for name, one in properties.items()
            if name != "layout" and not one.get("description")
        ] == []
    assert set(WHOLE["$defs"]["widget"]["discriminator"]["mapping"]) == set(all_widgets())
