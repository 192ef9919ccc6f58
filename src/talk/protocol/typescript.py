"""Generates the wire's types in TypeScript.

`python -m talk.protocol.typescript` writes web/protocol.gen.ts, which is committed.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import types
import typing
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from talk.protocol import jsonrpc, method, methods, wire
from talk.protocol.method import Method
from talk.protocol.registry import METHODS

TARGET = Path(__file__).resolve().parents[1] / "web" / "protocol.gen.ts"

HEAD = """\
// Written by `python -m talk.protocol.typescript` from src/talk/protocol; do not edit.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
"""

SCALARS = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    Any: "Json",
}


def generate() -> str:
    """Return the whole file.

    Fields with a default are optional, because either side may leave them out. Raises TypeError for
    a field's type that has no TypeScript here.
    """
    found = pkgutil.iter_modules(methods.__path__)
    nouns = [importlib.import_module(f"{methods.__name__}.{info.name}") for info in found]
    modules: list[types.ModuleType] = [wire, method, *nouns]
    names = [
        f"export type {name} = {_type(value)};"
        for module in modules
        for name, value in _aliases(module)
    ]
    models = [_model(item) for module in modules for item in _models(module)]
    return "\n".join([HEAD, *names, "", *models, _codes(), _methods()])


def _models(module: types.ModuleType) -> list[type[BaseModel]]:
    """Return the models that a module defines, without the bases that have no fields."""
    bases = (wire.Wire, wire.Params, wire.Result, wire.Event)
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and value.__module__ == module.__name__
        and issubclass(value, BaseModel)
        and value not in bases
    ]


def _aliases(module: types.ModuleType) -> list[tuple[str, Any]]:
    """Return the named Literals and the named unions of models that a module defines."""
    # An alias does not know its module: only the source tells it from one that is imported.
    source = inspect.getsource(module)
    return [
        (name, value)
        for name, value in vars(module).items()
        if f"\n{name} = " in source and (_is_literal(value) or _is_union_of_models(value))
    ]


def _is_literal(value: Any) -> bool:
    return typing.get_origin(value) is typing.Literal


def _is_union_of_models(value: Any) -> bool:
    if typing.get_origin(value) is typing.Annotated:
        value = typing.get_args(value)[0]
    members = typing.get_args(value) if isinstance(value, types.UnionType) else ()
    return bool(members) and all(
        inspect.isclass(item) and issubclass(item, BaseModel) for item in members
    )


def _model(model: type[BaseModel]) -> str:
    # A model without a docstring would inherit its base's.
    text = vars(model).get("__doc__")
    doc = f"/** {' '.join(text.split())} */\n" if text else ""
    fields = [_field(name, field) for name, field in model.model_fields.items()]
    if not fields:
        # An empty type in braces would accept any value.
        return f"{doc}export type {model.__name__} = Record<string, never>;\n"
    body = "\n".join(fields)
    return f"{doc}export type {model.__name__} = {{\n{body}\n}};\n"


def _field(name: str, field: FieldInfo) -> str:
    kind = _type(field.annotation)
    # What tells a union's members apart is always there, though it has a default.
    fixed = field.annotation is not None and _is_literal(field.annotation) and name == "kind"
    mark = "" if field.is_required() or fixed else "?"
    return f"  {name}{mark}: {kind};"


def _type(kind: Any) -> str:
    """Return a type's TypeScript. Raises TypeError where none is known."""
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin is typing.Literal:
        return " | ".join(json.dumps(value) for value in arguments)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(_type(item) for item in arguments)
    if origin is list:
        item = _type(arguments[0])
        return f"({item})[]" if " | " in item else f"{item}[]"
    if origin is dict:
        return f"Record<string, {_type(arguments[1])}>"
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return kind.__name__
    try:
        return SCALARS[kind]
    except (KeyError, TypeError):
        raise TypeError(
            f"protocol.gen.ts cannot say {kind!r}; teach talk.protocol.typescript this type"
        ) from None


def _codes() -> str:
    codes = [
        (name, value)
        for name, value in vars(jsonrpc).items()
        if isinstance(value, int) and value < 0
    ]
    lines = "\n".join(f"  {name}: {value}," for name, value in codes)
    doc = "/** Error codes; talk.protocol.jsonrpc says what each means. */"
    return f"{doc}\nexport const CODES = {{\n{lines}\n}} as const;\n"


def _methods() -> str:
    lines = "\n".join(_method(item) for item in METHODS.values())
    return f"/** Every method by name. */\nexport type Methods = {{\n{lines}\n}};\n"


def _method(item: Method) -> str:
    event = item.event.__name__ if item.event else "never"
    params, result = item.params.__name__, item.result.__name__
    return f'  "{item.name}": {{ params: {params}; result: {result}; event: {event} }};'


def main() -> None:
    TARGET.write_text(generate(), encoding="utf-8")


if __name__ == "__main__":
    main()
