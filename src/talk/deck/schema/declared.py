"""Make pydantic models of what a deck declares itself: fields of its layouts, options of widgets.

The language is JSON Schema, of which this reads the part that a form of keys and values needs; what
it does not read is reported at its place. A word such as `line` stands for a whole schema, and a
list with one schema in it for a list of such values.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from types import GenericAlias
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, TypeAdapter, create_model
from pydantic_core import SchemaError

from talk.deck.reading.problems import did_you_mean, did_you_mean_or_list
from talk.deck.reading.source import Source, Where
from talk.deck.schema.fields import (
    Block,
    Colour,
    Duration,
    Html,
    ImageFile,
    Inline,
    Plain,
    Written,
)
from talk.widgets.base import InDeck

FORMATS: dict[str, Any] = {
    "line": Inline,
    "markdown": Block,
    "text": Plain,
    "html": Html,
    "image": ImageFile,
    "document": Annotated[str, InDeck("document")],
    "color": Colour,
    "duration": Duration,
}
"""`format` of a text → its type: what it means, and how it is checked."""


def _as_written(value: float) -> float:
    return int(value) if value.is_integer() else value


# A template shows `price: 3` as 3.
_Number = Annotated[float, AfterValidator(_as_written)]
_TYPES: dict[str, Any] = {"integer": int, "number": _Number, "boolean": bool, "string": Plain}
WORDS = (*FORMATS, "integer", "number", "boolean")
"""Words that stand for a whole schema."""
_KEYS = {
    "string": {"format", "enum", "minLength", "maxLength", "pattern"},
    "integer": {"enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
    "number": {"enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
    "boolean": set(),
    "array": {"items", "minItems", "maxItems"},
    "object": {"properties", "required", "additionalProperties"},
}
"""Type → the keywords that are read beside those of every type."""
_EVERY = {"type", "description", "default", "title", "examples", "$comment"}
_LIMITS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "minItems": "min_length",
    "maxItems": "max_length",
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def declared_model(
    name: str,
    properties: Any,
    source: Source,
    at: Where,
    *,
    base: type[BaseModel] = Written,
    required: list[str] | None = None,
    about: str = "",
    further: dict[str, Any] | None = None,
) -> type[Any] | None:
    """Return the model with a field for each of `properties`; None where they cannot be read.

    Their problems are added to `source`, where they stand at `at`. `required` names the fields that
    are needed; None stands for all without a default. `further` are fields that are added.
    """
    # The file may have problems of other parts, which do not make these fields unreadable.
    before = len(source.problems)
    maker = _Maker(source)
    fields = maker.fields(properties, at, base, required)
    if len(source.problems) > before:
        return None
    return create_model(name, __base__=base, __doc__=about, **fields, **(further or {}))


@dataclass
class _Maker:
    """Turns schemas into types; problems go to the source."""

    source: Source

    def fields(
        self,
        properties: Any,
        at: Where,
        base: type[BaseModel],
        required: list[str] | None,
    ) -> dict[str, Any]:
        """Return the fields of a model, as `create_model` takes them."""
        if not isinstance(properties, dict):
            message = "fields must be a mapping: the name of each, and what it holds"
            self.source.add_problem(at, message)
            return {}
        if required is not None and not isinstance(required, list):
            message = "'required' must be a list of names"
            self.source.add_problem((*at[:-1], "required"), message)
            required = None
        taken = {field.alias or name for name, field in base.model_fields.items()}
        found = {}
        for name, schema in properties.items():
            where = (*at, name)
            if name in taken:
                message = f"every slide has '{name}' already"
                self.source.add_problem(where, message, "choose another name", key=True)
            # Jinja reads `fields.items` as the method of a dict, pydantic a field as its own.
            elif not _NAME.fullmatch(name) or hasattr(BaseModel, name) or hasattr(dict, name):
                message = f"'{name}' cannot be the name of a field"
                hint = "small letters, digits and underscores; not a word of Python's own"
                self.source.add_problem(where, message, hint, key=True)
            else:
                needed = None if required is None else name in required
                found[name] = self.field(schema, where, needed)
        for place, name in enumerate(required or []):
            if name not in properties:
                hint = did_you_mean(str(name), properties)
                message = f"'{name}' is required and not among the properties"
                self.source.add_problem((*at[:-1], "required", place), message, hint)
        return found

    def field(self, schema: Any, at: Where, needed: bool | None) -> Any:
        """Return type and default of a field; `needed` is None where a default decides."""
        annotation = self.kind(schema, at)
        try:
            TypeAdapter(annotation)
        except SchemaError as error:
            # JSON Schema allows what pydantic does not: a pattern with look-around, since its
            # expressions are Rust's, or half a character as a length. Found only with the first
            # slide, this would end `talk check` with a trace.
            reason = str(error).strip().splitlines()[-1]
            self.source.add_problem(at, f"the values of '{at[-1]}' cannot be checked: {reason}")
            # A stand-in until all fields are checked; the problem drops the whole model.
            return Any, None
        given = isinstance(schema, dict) and "default" in schema
        description = schema.get("description") if isinstance(schema, dict) else None
        about = " ".join(description.split()) if isinstance(description, str) else None
        if given:
            # The reader's own numbers, which know how they were written, are no JSON.
            default = json.loads(json.dumps(schema["default"]))
            return annotation, Field(default, description=about, validate_default=True)
        if needed or needed is None:
            return annotation, Field(description=about)
        return annotation | None, Field(None, description=about)

    def kind(self, schema: Any, at: Where) -> Any:
        """Return the type that a schema describes; `Any` with a problem where it cannot be read."""
        if isinstance(schema, str):
            if schema in FORMATS or schema in _TYPES:
                return FORMATS.get(schema) or _TYPES[schema]
            hint = did_you_mean_or_list(schema, WORDS, "kinds of value")
            self.source.add_problem(at, f"'{schema}' is no kind of value", hint)
            return Any
        if isinstance(schema, list) and len(schema) == 1:
            # `list[…]` with a call inside is no type to mypy.
            return GenericAlias(list, (self.kind(schema[0], (*at, 0)),))
        if not isinstance(schema, dict):
            message = "a kind of value is a word, a list with one kind in it, or a JSON Schema"
            self.source.add_problem(at, message, f"words: {', '.join(WORDS)}")
            return Any
        # JSON Schema lets `type` out; most fields of a layout are texts.
        name = schema.get("type", "object" if "properties" in schema else "string")
        if name not in _KEYS:
            hint = did_you_mean_or_list(str(name), _KEYS, "types")
            self.source.add_problem((*at, "type"), f"'{name}' is no type of JSON Schema", hint)
            return Any
        for key in schema:
            if key not in _KEYS[name] | _EVERY:
                hint = did_you_mean_or_list(key, sorted(_KEYS[name] | _EVERY), "keywords")
                message = f"'{key}' is not read for the type {name}"
                self.source.add_problem((*at, key), message, hint, key=True)
        # One method for each name in `_KEYS`, which `name` is among.
        return getattr(self, f"_{name}")(schema, at)

    def _string(self, schema: dict[str, Any], at: Where) -> Any:
        if "enum" in schema:
            return self._choice(schema, at)
        name = schema.get("format", "text")
        if name not in FORMATS:
            hint = did_you_mean_or_list(str(name), FORMATS, "formats")
            self.source.add_problem((*at, "format"), f"'{name}' is no format of a text", hint)
            return Any
        pattern = schema.get("pattern")
        # Python's expressions and Rust's are not the same; `field` asks pydantic for the second.
        try:
            re.compile(pattern or "")
        except (re.error, TypeError):
            message = f"'{pattern}' is no regular expression"
            self.source.add_problem((*at, "pattern"), message)
            return Any
        if not {"minLength", "maxLength", "pattern"} & schema.keys():
            return FORMATS[name]
        limits = StringConstraints(
            min_length=schema.get("minLength"), max_length=schema.get("maxLength"), pattern=pattern
        )
        return Annotated[FORMATS[name], limits]

    def _choice(self, schema: dict[str, Any], at: Where) -> Any:
        choices = schema["enum"]
        if not isinstance(choices, list) or not choices:
            self.source.add_problem((*at, "enum"), "'enum' must be a list of what may be chosen")
            return Any
        # An index that is a tuple means its items: `Literal["a", "b"]`.
        return Literal[tuple(choices)]

    def _integer(self, schema: dict[str, Any], at: Where) -> Any:
        return self._limited(int, schema, at)

    def _number(self, schema: dict[str, Any], at: Where) -> Any:
        return self._limited(_Number, schema, at)

    def _limited(self, kind: Any, schema: dict[str, Any], at: Where) -> Any:
        if "enum" in schema:
            return self._choice(schema, at)
        limits = {_LIMITS[key]: schema[key] for key in _LIMITS if key in schema}
        for key in _LIMITS:
            if key in schema and not isinstance(schema[key], int | float):
                self.source.add_problem((*at, key), f"'{key}' must be a number")
                return Any
        return Annotated[kind, Field(**limits)] if limits else kind

    def _boolean(self, schema: dict[str, Any], at: Where) -> Any:
        return bool

    def _array(self, schema: dict[str, Any], at: Where) -> Any:
        items: Any = GenericAlias(list, (self.kind(schema.get("items", "text"), (*at, "items")),))
        limits = {_LIMITS[key]: schema[key] for key in ("minItems", "maxItems") if key in schema}
        return Annotated[items, Field(**limits)] if limits else items

    def _object(self, schema: dict[str, Any], at: Where) -> Any:
        fields = self.fields(
            schema.get("properties"), (*at, "properties"), Written, schema.get("required")
        )
        return create_model(str(at[-1]), __base__=Written, **fields)
