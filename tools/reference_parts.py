"""Write the parts of the documentation's pages that are made from the code.

A part stands in its page between `<!-- part: NAME -->` and `<!-- end -->`, so that the page is
whole wherever it is read. `python tools/reference_parts.py` writes all of them; with `--check` it
writes nothing and fails where a page is old, as a test does. `docs/conf.py` puts the parts in once
more when it builds the site.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from demo_kernel.__main__ import parser as kernel_parser
from talk.cli import app
from talk.deck.markup.ready_classes import READY_CLASSES
from talk.deck.schema.field_docstrings import DescribedSchema
from talk.deck.schema.reference import files_reference, layouts_reference, widgets_reference
from talk.protocol import jsonrpc
from talk.protocol.method import Method
from talk.protocol.methods.room import Change, PresenterState, PublicChange, PublicSnapshot
from talk.protocol.registry import KERNEL_METHODS, ROOM_METHODS
from talk.scaffold.widget import scaffold_widget
from talk.widgets.registry import all_widgets

ROOT = Path(__file__).resolve().parents[1]
MARKER = re.compile(r"<!-- part: (\w+) -->.*?<!-- end -->", re.DOTALL)
"""Where a part stands, with the part as it was when the page was written last."""

Schema = dict[str, Any]


def filled(text: str) -> str:
    """Return a page with every part made anew. Raises KeyError for an unknown part."""
    return MARKER.sub(
        lambda match: f"<!-- part: {match[1]} -->\n\n{PARTS[match[1]]()}\n\n<!-- end -->", text
    )


# The deck


def layouts() -> str:
    """Return every layout: what it is for, its own fields, and a slide that uses it.

    The slide is one of the tour, else one of the ordinary deck: the tour cites nothing.
    """
    examples: dict[str, str] = {}
    decks = [ROOT / "slides" / "tour", ROOT / "tests" / "decks" / "sourdough"]
    for chapter in [file for deck in decks for file in sorted(deck.glob("chapters/*.yaml"))]:
        for source in re.split(r"(?m)^(?=  - id:)", chapter.read_text("utf-8"))[1:]:
            layout = re.search(r"(?m)^    layout: (\w+)", source)
            # The first of each layout; in YAML a slide without one is of the layout text.
            examples.setdefault(layout[1] if layout else "text", textwrap.dedent(source).rstrip())
    return layouts_reference(examples)


def ready_classes() -> str:
    """Return the classes that are there in every theme, as a table."""
    rows = "\n".join(f"| `{name}` | {what} |" for name, what in READY_CLASSES.items())
    return f"| class | |\n|---|---|\n{rows}"


def scaffolded(file: str) -> str:
    """Return a file as `talk scaffold widget` writes it, in a fence of its language."""
    with tempfile.TemporaryDirectory() as folder:
        made = {path.name: path for path in scaffold_widget("letter_count", Path(folder))}
        text = made[file].read_text("utf-8").rstrip()
    return f"```{_LANGUAGES[made[file].suffix]}\n{text}\n```"


# Pygments' lexer of CSS does not know nested rules; that of SCSS does.
_LANGUAGES = {".py": "python", ".ts": "typescript", ".css": "scss"}


# Command lines


def commands() -> str:
    """Return every command of `talk` with its arguments and options."""
    return "\n\n".join(_command(name, command) for name, command in _commands(app, "talk"))


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    # A group of commands has no row of its own.
    if inner is None:
        yield name, command
        return
    for word, child in inner.items():
        yield from _commands(child, f"{name} {word}")


def _command(name: str, command: Any) -> str:
    arguments = [item for item in command.params if item.param_type_name == "argument"]
    options = [
        item for item in command.params if item.param_type_name == "option" and not item.hidden
    ]
    usage = [name, *map(_value, arguments), *(["[OPTIONS]"] if options else [])]
    rows = [_row(f"`{_value(item)}`", item.help or "", "") for item in arguments]
    rows += [_row(_option_names(item), item.help or "", _option_default(item)) for item in options]
    parts = [
        f"### `{name}`",
        inspect.cleandoc(command.help or ""),
        f"```text\n{' '.join(usage)}\n```",
    ]
    if rows:
        parts.append(_table(("argument or option", "what it does", "default"), rows))
    return "\n\n".join(parts)


def _value(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _option_names(option: Any) -> str:
    # A switch has no value.
    names = ", ".join(f"`{name}`" for name in option.opts)
    return names if option.is_flag else f"{names} `{_value(option)}`"


def _option_default(option: Any) -> str:
    value = option.default
    return (
        f"`{value}`"
        if isinstance(value, str | int) and not isinstance(value, bool) and value != ""
        else ""
    )


def kernel_options() -> str:
    """Return the options of `python -m demo_kernel`."""
    rows = []
    for action in kernel_parser()._actions:
        if not action.option_strings or action.help == argparse.SUPPRESS:
            continue
        names = ", ".join(f"`{name}`" for name in action.option_strings)
        # Without a metavar as argparse writes it itself in its usage.
        value = action.metavar or (
            "|".join(action.choices) if action.choices else action.dest.upper()
        )
        # nargs is 0 for a switch, which has no value.
        names += f" `{value}`" if action.nargs != 0 else ""
        rows.append(_row(names, action.help or ""))
    return _table(("option", "what it does"), rows)


# The wire


def kernel_methods() -> str:
    """Return every method of the kernel, by noun, with the types of all that it sends."""
    return _by_noun(KERNEL_METHODS)


def room_methods() -> str:
    """Return every method of the room, with who may call it, and the types of all that it sends."""
    return _by_noun(ROOM_METHODS)


def room_changes() -> str:
    """Return the kinds of change that `room/changed` carries."""
    # Twice: both are unions inside of Annotated, which holds their discriminator.
    public = set(get_args(get_args(PublicChange)[0]))
    rows = []
    for kind in get_args(get_args(Change)[0]):
        schema = _schema(kind)
        fields = ", ".join(f"`{name}`" for name in schema["properties"] if name != "kind")
        readers = "everyone" if kind in public else "presenters"
        rows.append(
            _row(
                f"`{kind.model_fields['kind'].default}`",
                fields,
                readers,
                schema.get("description", ""),
            )
        )
    return _table(("kind", "fields", "sent to", "meaning"), rows)


def room_snapshots() -> str:
    """Return the fields of the two snapshots of the room."""
    own = [
        f"### `{model.__name__}`\n\n{_fields(_schema(model))}"
        for model in (PublicSnapshot, PresenterState)
    ]
    return "\n\n".join(own)


def error_codes() -> str:
    """Return every error code of the wire with its meaning."""
    rows = []
    for name, text in _documented_constants(jsonrpc):
        value = getattr(jsonrpc, name)
        # JSON-RPC's codes are negative; the module's other numbers are limits.
        if isinstance(value, int) and value < 0:
            rows.append(_row(f"−{-value}", name, text))
    return _table(("code", "name", "when"), rows)


def _by_noun(methods: Mapping[str, Method]) -> str:
    nouns: dict[str, list[Method]] = {}
    for method in methods.values():
        # By the module of the types, which is the noun's: see `check_noun`.
        nouns.setdefault(method.params.__module__, []).append(method)
    models: list[type[BaseModel]] = []
    for method in methods.values():
        models += [method.params, *([method.event] if method.event else []), method.result]
    if methods is ROOM_METHODS:
        # The room's methods hold these as text that is made once for all phones (see SNAPSHOT), so
        # no model refers to them.
        models += [PublicSnapshot, PresenterState, *get_args(get_args(Change)[0])]
    parts = [_noun(module, listed) for module, listed in nouns.items()]
    return "\n\n".join([*parts, "## Types", _types(models)])


def _noun(module: str, methods: list[Method]) -> str:
    noun = module.rpartition(".")[2]
    purpose = inspect.cleandoc(import_module(module).__doc__ or "").partition("\n\n")[0]
    return "\n\n".join([f"## {noun}", purpose, *map(_method, methods)])


def _method(method: Method) -> str:
    parts = [f"### `{method.name}`", _own_docstring(method.params)]
    if method.server == "room":
        parts.append(f"Who may call it: {', '.join(sorted(method.who))}.")
    parts.append(_titled("Parameters", method.params))
    if method.event is not None:
        parts.append(_titled("Events", method.event, _own_docstring(method.event)))
    parts.append(_titled("Result", method.result, _own_docstring(method.result)))
    return "\n\n".join(filter(None, parts))


def _titled(title: str, model: type[BaseModel], note: str = "") -> str:
    fields = _fields(_schema(model))
    return f"**{title}** {note}".rstrip() + f"\n\n{fields}" if fields else f"**{title}:** none."


def _own_docstring(model: type[BaseModel]) -> str:
    # `model.__doc__` would also find the base class's: "The parameters of a request."
    return inspect.cleandoc(vars(model).get("__doc__") or "")


def _types(models: Iterable[type[BaseModel]]) -> str:
    """Return the types that occur inside these models, each once, in the order of their names."""
    found: dict[str, Schema] = {}
    for model in models:
        found |= _schema(model).get("$defs", {})
    parts = []
    for name, schema in sorted(found.items()):
        text = inspect.cleandoc(schema.get("description", ""))
        body = _fields(schema) if "properties" in schema else _kind(schema)
        parts += [f"### Type `{name}`", text, body]
    return "\n\n".join(filter(None, parts))


@cache  # a type is asked for once as a parameter, and again for what lies in it
def _schema(model: type[BaseModel]) -> Schema:
    return model.model_json_schema(schema_generator=DescribedSchema, mode="validation")


def _fields(schema: Schema) -> str:
    required = set(schema.get("required", ()))
    rows = [
        _row(
            f"`{name}`",
            _kind(field),
            "needed" if name in required else _default(field),
            field.get("description", ""),
        )
        for name, field in schema.get("properties", {}).items()
    ]
    return _table(("field", "type", "default", "meaning"), rows) if rows else ""


def _default(field: Schema) -> str:
    value = field.get("default")
    if value is None or value in ("", [], {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(schema: Schema) -> str:
    """Return the type of a field in words, with its bounds."""
    if "$ref" in schema:
        # The address that Sphinx and GitHub give the heading which `_types` writes.
        name = schema["$ref"].rpartition("/")[2]
        return f"[`{name}`](#type-{name.lower()})"
    for key in ("anyOf", "oneOf"):
        if key in schema:
            # null says only that the field may be left out, which stands in another column.
            kinds = [_kind(part) for part in schema[key] if part.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " \\| ".join(f"`{choice}`" for choice in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_kind(schema['items'])}{_bounds(schema)}" if "items" in schema else "list"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"object of {_kind(inner)}" if isinstance(inner, dict) and inner else "object"
    return f"{kind or 'any'}{_bounds(schema)}"


def _bounds(schema: Schema) -> str:
    """Return the bounds of a value in brackets, or nothing."""
    said = [
        f"{sign} {schema[key]:,}"
        for key, sign in (
            ("minimum", "≥"),
            ("exclusiveMinimum", ">"),
            ("maximum", "≤"),
            ("exclusiveMaximum", "<"),
        )
        if key in schema
    ]
    for low, high, unit in (
        ("minLength", "maxLength", "characters"),
        ("minItems", "maxItems", "items"),
    ):
        if high in schema and schema.get(low, 0) == 0:
            said.append(f"at most {schema[high]:,} {unit}")
        elif high in schema:
            said.append(f"{schema[low]} to {schema[high]:,} {unit}")
        elif low in schema:
            said.append(f"at least {schema[low]} {unit}")
    return f" ({', '.join(said)})" if said else ""


def _documented_constants(module: Any) -> Iterator[tuple[str, str]]:
    """Yield the names of a module's constants that have a docstring below them, with it."""
    body = ast.parse(inspect.getsource(module)).body
    # Read from the source: a constant's docstring is no attribute of anything.
    for line, below in pairwise(body):
        if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            yield line.targets[0].id, inspect.cleandoc(str(below.value.value))


# Markdown


def _table(heads: Iterable[str], rows: Iterable[str]) -> str:
    heads = list(heads)
    return "\n".join([_row(*heads), "|" + "---|" * len(heads), *rows])


def _row(*cells: str) -> str:
    """Return a row of a table; a cell's own bars are escaped, and its lines joined."""
    texts = (re.sub(r"(?<!\\)\|", r"\\|", " ".join(cell.split())) for cell in cells)
    return f"| {' | '.join(texts)} |"


PARTS: dict[str, Callable[[], str]] = {
    "files": files_reference,
    "layouts": layouts,
    "ready_classes": ready_classes,
    "widgets": lambda: widgets_reference(all_widgets()),
    "widget_options": lambda: scaffolded("options.py"),
    "widget_element": lambda: scaffolded("element.ts"),
    "widget_look": lambda: scaffolded("look.css"),
    "commands": commands,
    "kernel_options": kernel_options,
    "kernel_methods": kernel_methods,
    "room_methods": room_methods,
    "room_changes": room_changes,
    "room_snapshots": room_snapshots,
    "error_codes": error_codes,
}


def pages() -> dict[Path, str]:
    """Return the text that each page with a part should have, by its path."""
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}
    return {path: filled(text) for path, text in texts.items() if MARKER.search(text)}


def main() -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description="Write the parts of docs/ made from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where one is old")
    check = parser.parse_args().check
    made = pages()
    old = [path for path, text in made.items() if path.read_text("utf-8") != text]
    for path in old:
        if check:
            print(f"{path.relative_to(ROOT)} is old: run `python tools/reference_parts.py`")
        else:
            path.write_text(made[path], encoding="utf-8")
    return 1 if check and old else 0


if __name__ == "__main__":
    sys.exit(main())
