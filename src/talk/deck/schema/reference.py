"""Write the reference of all that an author may write, as Markdown.

It is made from the docstrings of files, layouts and widgets.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from talk.deck.schema.deck_files import ChapterFile, DeckFile
from talk.deck.schema.field_docstrings import field_docstrings
from talk.deck.schema.fields import Duration, Markdown, model_in
from talk.deck.schema.layouts import COMMON, LAYOUTS, Slide
from talk.widgets.base import InDeck, OrText, Widget

_LAYOUT_ROW = "| `layout` | name | `text` | How the slide is laid out; the layouts are below. |"


def files_reference() -> str:
    """Return the reference of deck.yaml and chapter files."""
    parts = ["### deck.yaml", _table(DeckFile, DeckFile.model_fields), "### A chapter file"]
    parts += [_table(ChapterFile, ChapterFile.model_fields), "### Every slide"]
    parts += [_table(Slide, Slide.model_fields, first={"layout": _LAYOUT_ROW})]
    return "\n\n".join(parts)


def layouts_reference(examples: Mapping[str, str]) -> str:
    """Return the reference of each layout: its own keys, and its example (YAML, by name)."""
    return "\n\n".join(
        f"{_layout(name, model)}\n\n```yaml\n{examples[name]}\n```"
        for name, model in LAYOUTS.items()
    )


def widgets_reference(widgets: Mapping[str, Widget]) -> str:
    """Return the reference of each widget: its options, methods and keys of the keyboard."""
    return "\n\n".join(widget_reference(widget) for widget in widgets.values())


def widget_reference(widget: Widget) -> str:
    """Return the reference of one widget."""
    parts = [f"### `{widget.name}`", _doc(widget.options)]
    if widget.methods:
        parts.append(
            "Asks the kernel: " + ", ".join(f"`{method}`" for method in widget.methods) + "."
        )
    if widget.options.model_fields:
        parts.append(_table(widget.options, widget.options.model_fields))
    parts += [
        f"```yaml\n{inspect.cleandoc(example)}\n```" for example in widget.options.yaml_examples
    ]
    if widget.options.keys:
        rows = "\n".join(f"| {key} | {what} |" for key, what in widget.options.keys.items())
        parts.append(f"| key | what it does |\n|---|---|\n{rows}")
    return "\n\n".join(parts)


def _layout(name: str, model: type[Slide]) -> str:
    # A key of every slide belongs here too where this layout needs it and others do not.
    own = {
        key: field
        for key, field in model.model_fields.items()
        if key not in COMMON
        or field.is_required() != Slide.model_fields.get(key, field).is_required()
    }
    own = {key: field for key, field in own.items() if key != "layout"}
    table = f"\n\n{_table(model, own)}" if own else ""
    return f"### `{name}`\n\n{_doc(model)}{table}"


def _table(
    model: type[BaseModel], fields: Mapping[str, FieldInfo], first: Mapping[str, str] | None = None
) -> str:
    texts = field_docstrings(model)
    rows = []
    for name, field in fields.items():
        # In a table of Markdown a `|` would end the cell.
        text = " ".join((field.description or texts.get(name, "")).split()).replace("|", "\\|")
        key = field.alias or name
        kind = _SPECIAL.get(key) or _kind(field.annotation, field.metadata)
        rows.append(f"| `{key}` | {kind} | {_default(field)} | {text} |")
    # Second: `layout` stands right behind `id`, as authors write it.
    rows[1:1] = (first or {}).values()
    parts = [f"| key | value | default | |\n|---|---|---|---|\n{chr(10).join(rows)}"]
    parts += [
        f"{name}\n\n{_table(part, part.model_fields)}"
        for name, part in _parts(fields)
        # A model that holds itself would have its table in its table, without end.
        if part is not model and part.model_fields
    ]
    return "\n\n".join(parts)


_SPECIAL = {
    "live": "widget or list of widgets",
    "slides": "list of slides",
    "chapters": "list of paths",
    "vars": "names with texts or numbers",
    "defaults": "keys of slides",
}
"""Words for values whose types are described elsewhere."""


def _parts(fields: Mapping[str, FieldInfo]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the models inside a model's fields, with the sentence that introduces their table."""
    # By model, so that two fields of one model (`left` and `right`) share a table.
    found: dict[tuple[type[BaseModel], str], list[str]] = {}
    for name, field in fields.items():
        part = model_in(field.annotation)
        if part is not None:
            listed = get_origin(_without_none(field.annotation)) in (list, dict)
            found.setdefault((part, "Each of" if listed else "The keys of"), []).append(
                f"`{field.alias or name}`"
            )
    for (part, what), names in found.items():
        yield f"{what} {' and '.join(names)}:", part


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.default
    if (
        value is None
        or value is PydanticUndefined
        # Nothing, by any of its names, is an empty cell: the text says what it stands for.
        or value in ("", [], {})
        or isinstance(value, BaseModel)
    ):
        return ""
    # As YAML writes them.
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list | tuple):
        return (
            ", ".join(f"`{item}`" for item in value)
            if all(isinstance(item, str) for item in value)
            else "some"
        )
    return f"`{value}`".replace("|", "\\|")


def _kind(annotation: Any, metadata: list[Any]) -> str:
    """Return the type of a value in an author's words."""
    for mark in metadata:
        if isinstance(mark, Markdown):
            return "Markdown" if mark.kind == "block" else "one line of Markdown"
        if isinstance(mark, InDeck):
            return f"path of {'an' if mark.what[0] in 'aeiou' else 'a'} {mark.what}"
    annotation = _without_none(annotation)
    origin = get_origin(annotation)
    # pydantic splits `Duration` into its type and its metadata where it is a field's whole type.
    of_duration = get_args(Duration)[1:]
    if annotation == Duration or (
        annotation is float and any(mark in of_duration for mark in metadata)
    ):
        return "time"
    if origin is Annotated:
        inner, *own = get_args(annotation)
        kind = _kind(inner, own)
        return f"{kind} or text" if any(isinstance(mark, OrText) for mark in own) else kind
    if origin is Literal:
        return " \\| ".join(f"`{choice}`" for choice in get_args(annotation))
    if origin in (list, tuple):
        items = get_args(annotation)
        return f"list of {_plural(_kind(items[0], []))}" if items else "list"
    if origin is dict:
        return "names with " + _kind(get_args(annotation)[1], [])
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(part, []) for part in get_args(annotation))
    names: dict[Any, str] = {
        str: "text",
        bool: "true or false",
        int: "whole number",
        float: "number",
        Any: "anything",
    }
    return names.get(annotation, "keys below")


def _plural(kind: str) -> str:
    irregular = {
        "keys below": "parts, see below",
        "keys below or text": "parts (see below) or texts",
        "one line of Markdown": "lines of Markdown",
        "list of lines of Markdown": "lists of lines of Markdown",
    }
    return irregular.get(kind, f"{kind}s" if kind.endswith(("number", "text")) else kind)


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        # None means "not written", which the column of defaults says.
        left = [part for part in get_args(annotation) if part is not type(None)]
        return left[0] if len(left) == 1 else Union[tuple(left)]  # noqa: UP007
    return annotation


def _doc(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "")
