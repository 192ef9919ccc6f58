"""Read the docstrings under the fields of a model, where documentation is made.

pydantic's own `use_attribute_docstrings` parses the source of every model when the model is
defined: a quarter of a second at each start of talk.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue


@cache
def field_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring of each field that has one, by the field's name.

    Inherited fields are among them.
    """
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if not issubclass(kind, BaseModel) or kind is BaseModel:
            continue
        if kind.__module__ == "talk.deck.schema.declared":
            continue  # made of a schema, with its descriptions
        definition = _classes(kind.__module__).get(kind.__qualname__)
        if definition is None:  # made inside a function
            (definition,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        assert isinstance(definition, ast.ClassDef)
        for line, below in pairwise([*definition.body, ast.Pass()]):
            if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
                continue
            # A field that is defined anew does not mean what its base class said of it.
            found.pop(line.target.id, None)
            if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                found[line.target.id] = inspect.cleandoc(str(below.value.value))
    return found


def summary(model: type[BaseModel]) -> str:
    """Return the first paragraph of a model's own docstring, on one line."""
    return " ".join((model.__doc__ or "").strip().partition("\n\n")[0].split())


@cache  # `inspect.getsource` parses the whole file for each class in it
def _classes(module: str) -> dict[str, ast.stmt]:
    """Return the definitions of the classes of a module's top level, by their names."""
    body = ast.parse(inspect.getsource(sys.modules[module])).body
    return {line.name: line for line in body if isinstance(line, ast.ClassDef)}


class DescribedSchema(GenerateJsonSchema):
    """Generator of a JSON Schema with the docstrings of the fields as descriptions."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the schema of a model, with descriptions."""
        found = super().model_schema(schema)
        for name, text in field_docstrings(schema["cls"]).items():
            field = schema["cls"].model_fields.get(name)
            if field is not None and (key := field.alias or name) in found.get("properties", {}):
                found["properties"][key].setdefault("description", text)
        return found
