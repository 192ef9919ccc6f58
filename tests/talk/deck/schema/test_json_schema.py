"""The JSON Schema that editors use agrees with what `load` accepts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from talk.deck.reading.shipped import shipped_decks
from talk.deck.reading.yaml_reader import read
from talk.deck.schema.json_schema import schema
from talk.deck.schema.layouts import LAYOUTS
from talk.widgets.registry import all_widgets

WHOLE = schema()

KINDS: dict[str, Any] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def valid(value: Any, part: dict[str, Any]) -> bool:
    """The parts of JSON Schema that ours uses (json-schema.org, draft 2020-12)."""
    if "$ref" in part and not valid(value, WHOLE["$defs"][part["$ref"].removeprefix("#/$defs/")]):
        return False
    if "if" in part:
        return valid(value, part["then"] if valid(value, part["if"]) else part["else"])
    if "const" in part and value != part["const"]:
        return False
    if "enum" in part and value not in part["enum"]:
        return False
    if "anyOf" in part and not any(valid(value, one) for one in part["anyOf"]):
        return False
    if "oneOf" in part and sum(valid(value, one) for one in part["oneOf"]) != 1:
        return False
    return _type(value, part) and _object(value, part) and _bounds(value, part)


def _type(value: Any, part: dict[str, Any]) -> bool:
    names = part.get("type", [])
    names = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return not names or "boolean" in names
    return not names or any(isinstance(value, KINDS[name]) for name in names)


def _object(value: Any, part: dict[str, Any]) -> bool:
    if isinstance(value, dict):
        known = part.get("properties", {})
        extra = part.get("additionalProperties", True)
        if not set(part.get("required", [])) <= set(value):
            return False
        for key, item in value.items():
            if key in known:
                if not valid(item, known[key]):
                    return False
            elif extra is False or (isinstance(extra, dict) and not valid(item, extra)):
                return False
    if isinstance(value, list) and "items" in part:
        return all(valid(item, part["items"]) for item in value)
    return True


def _bounds(value: Any, part: dict[str, Any]) -> bool:
    if isinstance(value, str):
        return bool(re.search(part.get("pattern", ""), value)) and len(value) >= int(
            part.get("minLength", 0)
        )
    if isinstance(value, list):
        return len(value) >= int(part.get("minItems", 0))
    return True


def files() -> list[Path]:
    return [
        file
        for deck in shipped_decks().values()
        for file in (deck / "deck.yaml", *deck.glob("chapters/*"))
    ]


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_of_the_shipped_decks_fits(file: Path) -> None:
    value = read(file.read_bytes(), file).value
    for slide in value.get("slides", []):
        assert valid(slide, WHOLE["$defs"]["slide"]), slide["id"]
    assert valid(value, WHOLE)


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
    assert valid({"id": "a", "title": "x"}, WHOLE["$defs"]["slide"])
    assert not valid(slide, WHOLE["$defs"]["slide"])


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
