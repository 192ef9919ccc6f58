"""Make the JSON Schema that editors use: one for deck.yaml and for chapter files alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Union

from pydantic import BaseModel, Field, TypeAdapter

from talk.deck.schema.deck_files import INCLUDE, ChapterFile, DeckFile
from talk.deck.schema.defaults import CHANGEABLE, NO_DEFAULTS
from talk.deck.schema.field_docstrings import DescribedSchema, summary
from talk.deck.schema.fields import ClassNames, OneOrMore
from talk.deck.schema.layouts import LAYOUTS, Slide
from talk.widgets.base import Widget
from talk.widgets.registry import all_widgets

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(
    widgets: Mapping[str, Widget] | None = None,
    layouts: Mapping[str, type[Slide]] | None = None,
) -> Schema:
    """Return the schema of deck files; a file with `chapters` is read as deck.yaml.

    `widgets` are those that slides may use; None stands for all that are installed. `layouts` are
    those that a deck brings beside talk's own.
    """
    widgets = all_widgets() if widgets is None else widgets
    defs: Schema = {}
    deck = _move_defs(
        DeckFile.model_json_schema(by_alias=True, schema_generator=DescribedSchema), defs
    )
    _allow_one(DeckFile, deck)
    chapter = _move_defs(ChapterFile.model_json_schema(schema_generator=DescribedSchema), defs)
    every = {**LAYOUTS, **(layouts or {})}
    defs["slide"] = _slide(defs, [*every.values()])
    chapter["properties"]["slides"] = {
        **chapter["properties"]["slides"],
        "items": {"anyOf": [{"$ref": "#/$defs/slide"}, _include(defs)]},
    }
    defs["defaults"] = _defaults(defs, every)
    for file in (deck, chapter):
        about = file["properties"]["defaults"]["description"]
        file["properties"]["defaults"] = {"$ref": "#/$defs/defaults", "description": about}
    defs["live"] = _live(widgets, defs)
    return {
        "$schema": DRAFT,
        "title": "talk: deck.yaml and chapter files",
        # By the content: a chapter file may have any name.
        "if": {"required": ["chapters"]},
        "then": {"$ref": "#/$defs/deck"},
        "else": {"$ref": "#/$defs/chapter"},
        "$defs": {"deck": deck, "chapter": chapter, **defs},
    }


def _slide(defs: Schema, layouts: list[type[Slide]]) -> Schema:
    """Return the schema of a slide: one of the layouts, told apart by `layout`."""
    either: Any = Union[tuple(layouts)]  # noqa: UP007  made at run time
    union: Any = Annotated[either, Field(discriminator="layout")]
    found = _move_defs(TypeAdapter(union).json_schema(schema_generator=DescribedSchema), defs)
    for layout in layouts:
        properties = defs[layout.__name__]["properties"]
        # All layouts share one schema of widgets, which would else stand in each of them.
        properties["live"] = {
            "$ref": "#/$defs/live",
            "description": properties["live"].get("description", ""),
        }
        # Editors show it beside each layout's name where one is chosen.
        properties["layout"]["description"] = summary(layout)
        _allow_one(layout, defs[layout.__name__])
    return found


def _include(defs: Schema) -> Schema:
    """Return the schema of `include:` in a list of slides, with the keys allowed beside it."""
    of_slide = defs[LAYOUTS["text"].__name__]["properties"]
    changes = {
        # An editor would offer the default as what is written, and here it is the slide's own
        # value.
        key: {name: one for name, one in of_slide[key].items() if name != "default"}
        for key in CHANGEABLE
    }
    return {**INCLUDE, "properties": {**INCLUDE["properties"], **changes}}


def _defaults(defs: Schema, layouts: Mapping[str, type[Slide]]) -> Schema:
    """Return the schema of `defaults`: what any slide may say, and nothing of it needed."""
    found: Schema = {}
    for model in layouts.values():
        for key, value in defs[model.__name__]["properties"].items():
            # The first layout that has a key is the one that most slides have.
            found.setdefault(key, {key: one for key, one in value.items() if key != "default"})
    found["layout"] = {"enum": [*layouts], "description": "Layout of slides that name none."}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: found[key] for key in found if key not in NO_DEFAULTS},
    }


def _live(widgets: Mapping[str, Widget], defs: Schema) -> Schema:
    """Return the schema of `live`: a widget, by its name under `widget`, or a list of them."""
    for name, widget in widgets.items():
        own = widget.options.model_json_schema(
            ref_template=f"#/$defs/{name}.{{model}}", schema_generator=DescribedSchema
        )
        defs.update({f"{name}.{key}": value for key, value in own.pop("$defs", {}).items()})
        const = {"const": name, "description": summary(widget.options)}
        own["properties"] = {"widget": const, **own.get("properties", {})}
        own["required"] = ["widget", *own.get("required", [])]
        defs[f"widget.{name}"] = own
    names = {
        "enum": list(widgets),
        "description": "Name of the widget.",
        # Editors show one beside each name. From the alternatives below they would offer only the
        # widgets that need no option.
        "enumDescriptions": [summary(widget.options) for widget in widgets.values()],
    }
    defs["widget"] = {
        "type": "object",
        "properties": {"widget": names},
        "required": ["widget"],
        "oneOf": [{"$ref": f"#/$defs/widget.{name}"} for name in widgets],
        "discriminator": {
            "propertyName": "widget",
            "mapping": {name: f"#/$defs/widget.{name}" for name in widgets},
        },
    }
    return _or_one({"type": "array", "items": {"$ref": "#/$defs/widget"}})


def _allow_one(model: type[BaseModel], schema: Schema) -> None:
    """Let the lists of a model's schema that an author may write as one item be one item."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        # `live` is a reference by now, to a schema that allows one widget.
        if key != "live" and not {OneOrMore, ClassNames}.isdisjoint(field.metadata):
            schema["properties"][key] = _or_one(schema["properties"][key])


def _or_one(schema: Schema) -> Schema:
    """Return the schema of a list, or of one of its items by itself."""
    rest: Schema = {
        key: schema[key] for key in ("description", "title", "default") if key in schema
    }
    items = {key: value for key, value in schema.items() if key not in rest}
    return {"anyOf": [schema["items"], items], **rest}


def _move_defs(schema: Schema, defs: Schema) -> Schema:
    """Move a schema's definitions to `defs`, which all share; return the schema."""
    defs.update(schema.pop("$defs", {}))
    return schema
