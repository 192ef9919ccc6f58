"""The JSON Schema that editors use agrees with what `load` accepts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from talk.deck.reading.shipped import shipped_decks
from talk.deck.reading.yaml_reader import read
from talk.deck.schema.json_schema import schema
from talk.deck.schema.layouts import LAYOUTS
from talk.widgets.registry import all_widgets

Fits = Callable[[Any, Literal["file", "slide"]], bool]


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return schema()


@pytest.fixture(scope="module")
def fits(whole: dict[str, Any]) -> Fits:
    """Return a function that says whether a value fits the schema of a file, or of a slide."""
    import jsonschema_rs

    definitions = {"$defs": whole["$defs"]}
    file = jsonschema_rs.Draft202012Validator(whole)
    slide = jsonschema_rs.Draft202012Validator({"$ref": "#/$defs/slide", **definitions})
    return lambda value, of: (slide if of == "slide" else file).is_valid(value)


def files() -> list[Path]:
    return [
        file
        for deck in shipped_decks().values()
        for file in (deck / "deck.yaml", *deck.glob("chapters/*"))
    ]


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_of_the_shipped_decks_fits(file: Path, fits: Fits) -> None:
    # As JSON has it: our reader's numbers know how they were written.
    value = json.loads(json.dumps(read(file.read_bytes(), file).value))
    slides = value.get("slides", [])
    assert not any("include" in slide for slide in slides)
    assert fits(value, "file"), [one["id"] for one in slides if not fits(one, "slide")]


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
def test_a_slide_with_a_mistake_does_not_fit(slide: dict[str, Any], fits: Fits) -> None:
    assert fits({"id": "a", "title": "x"}, "slide")
    assert not fits(slide, "slide")


def test_the_schema_itself_is_one(whole: dict[str, Any]) -> None:
    import jsonschema_rs

    jsonschema_rs.meta.validate(whole)


def test_every_layout_and_widget_is_there_with_a_description_for_each_key(
    whole: dict[str, Any],
) -> None:
    mapping = whole["$defs"]["slide"]["discriminator"]["mapping"]
    assert set(mapping) == set(LAYOUTS)
    for reference in mapping.values():
        properties = whole["$defs"][reference.removeprefix("#/$defs/")]["properties"]
        assert [
            name
            for name, one in properties.items()
            if name != "layout" and not one.get("description")
        ] == []
    assert set(whole["$defs"]["widget"]["discriminator"]["mapping"]) == set(all_widgets())
