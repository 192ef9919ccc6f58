"""The JSON Schema that editors use agrees with what `load` accepts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from talk.deck.checking import own_widgets
from talk.deck.checking.own_layouts import layout_models
from talk.deck.reading.shipped import shipped_decks
from talk.deck.reading.yaml_reader import read
from talk.deck.schema.json_schema import schema
from talk.deck.schema.layouts import LAYOUTS
from talk.widgets.registry import all_widgets

Fits = Callable[[Any, Literal["file", "slide"]], bool]


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return schema()


def fits_of(whole: dict[str, Any]) -> Fits:
    """Return a function that says whether a value fits the schema of a file, or of a slide."""
    import jsonschema_rs

    file = jsonschema_rs.Draft202012Validator(whole)
    slide = jsonschema_rs.Draft202012Validator({"$ref": "#/$defs/slide", "$defs": whole["$defs"]})
    return lambda value, of: (slide if of == "slide" else file).is_valid(value)


@pytest.fixture(scope="module")
def fits(whole: dict[str, Any]) -> Fits:
    return fits_of(whole)


@pytest.mark.parametrize("deck", shipped_decks().values(), ids=lambda deck: deck.name)
def test_every_file_of_the_shipped_decks_fits(
    deck: Path, fits: Fits, monkeypatch: pytest.MonkeyPatch
) -> None:
    if (deck / "widgets").is_dir():
        monkeypatch.setattr(own_widgets, "is_trusted", lambda root: True)
        whole = schema(own_widgets.OwnWidgets(deck, all_widgets()), layout_models(deck))
        # As JSON has it: our reader's numbers know how they were written.
        fits = fits_of(json.loads(json.dumps(whole)))
    for file in (deck / "deck.yaml", *deck.glob("chapters/*.yaml")):
        value = json.loads(json.dumps(read(file.read_bytes(), file).value))
        own = [slide for slide in value.get("slides", []) if "include" not in slide]
        misfits = [slide["id"] for slide in own if not fits(slide, "slide")]
        assert misfits == [], file.name
        assert fits(value, "file"), file.name


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


def test_the_number_of_one_line_need_not_be_quoted(fits: Fits) -> None:
    code = {"id": "a", "title": "x", "layout": "code", "code": "a = 1"}
    assert fits({**code, "highlight": 1}, "slide")
    assert fits({**code, "highlight": "1|all"}, "slide")
    assert not fits({**code, "highlight": [1]}, "slide")


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
