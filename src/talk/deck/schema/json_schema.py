"""The JSON Schema that editors use: one for deck.yaml and for chapter files alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter

from talk.deck.schema.deck_files import ChapterFile, DeckFile
from talk.deck.schema.field_docstrings import DescribedSchema
from talk.deck.schema.layouts import LAYOUTS
from talk.widgets.base import Widget
from talk.widgets.registry import all_widgets

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(widgets: Mapping[str, Widget] | None = None) -> Schema:
    """A file with `chapters` is read as deck.yaml, any other as a chapter file."""
    widgets = all_widgets() if widgets is None else widgets
    defs: Schema = {}
    deck = _take_defs(
        DeckFile.model_json_schema(by_alias=True, schema_generator=DescribedSchema), defs
    )
    chapter = _take_defs(ChapterFile.model_json_schema(schema_generator=DescribedSchema), defs)
    chapter["properties"]["slides"] = {
        **chapter["properties"]["slides"],
        "items": {"$ref": "#/$defs/slide"},
    }
    defs["slide"] = _slide(defs)
    defs["live"] = _live(widgets, defs)
    return {
        "$schema": DRAFT,
        "title": "talk: deck.yaml and chapter files",
        "if": {"required": ["chapters"]},
        "then": {"$ref": "#/$defs/deck"},
        "else": {"$ref": "#/$defs/chapter"},
        "$defs": {"deck": deck, "chapter": chapter, **defs},
    }


def _slide(defs: Schema) -> Schema:
    union: Any = Annotated[Union[tuple(LAYOUTS.values())], Field(discriminator="layout")]  # noqa: UP007
    found = _take_defs(TypeAdapter(union).json_schema(schema_generator=DescribedSchema), defs)
    for layout in LAYOUTS.values():
        properties = defs[layout.__name__]["properties"]
        properties["live"] = {
            "$ref": "#/$defs/live",
            "description": properties["live"].get("description", ""),
        }
        properties["paths"] = _or_one(properties["paths"])
    return found


def _live(widgets: Mapping[str, Widget], defs: Schema) -> Schema:
    for name, widget in widgets.items():
        own = widget.options.model_json_schema(
            ref_template=f"#/$defs/{name}.{{model}}", schema_generator=DescribedSchema
        )
        defs.update({f"{name}.{key}": value for key, value in own.pop("$defs", {}).items()})
        const = {"const": name, "description": "Name of the widget."}
        own["properties"] = {"widget": const, **own.get("properties", {})}
        own["required"] = ["widget", *own.get("required", [])]
        defs[f"widget.{name}"] = own
    defs["widget"] = {
        "oneOf": [{"$ref": f"#/$defs/widget.{name}"} for name in widgets],
        "discriminator": {
            "propertyName": "widget",
            "mapping": {name: f"#/$defs/widget.{name}" for name in widgets},
        },
    }
    return _or_one({"type": "array", "items": {"$ref": "#/$defs/widget"}})


def _or_one(schema: Schema) -> Schema:
    """A list, or one of its items by itself."""
    rest: Schema = {
        key: schema[key] for key in ("description", "title", "default") if key in schema
    }
    items = {key: value for key, value in schema.items() if key not in rest}
    return {"anyOf": [schema["items"], items], **rest}


def _take_defs(schema: Schema, defs: Schema) -> Schema:
    defs.update(schema.pop("$defs", {}))
    return schema
