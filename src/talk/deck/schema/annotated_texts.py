"""Find the texts below a validated model whose annotations carry a mark.

A mark says that a text is Markdown, or the path of a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import PurePath
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel

T = TypeVar("T")

Found = tuple[tuple[str | int, ...], str, T]
"""The way to a text, the text, its mark."""


def annotated_texts(model: BaseModel, mark: type[T]) -> Iterator[Found[T]]:
    """Yield every text below `model` whose type carries a `mark`, in the order of the fields."""
    # The cast is for mypy, to which every argument of a cached function is a Hashable.
    for name, own, annotation in _fields(type(model), cast("Any", mark)):
        yield from _walk(getattr(model, name), annotation, own, mark, (name,))


@cache
def _fields(model: type[BaseModel], mark: Any) -> list[tuple[str, Any, Any]]:
    """Return name, mark (or None) and annotation of each field that may hold a marked text."""
    found = [
        (
            name,
            next((one for one in field.metadata if isinstance(one, mark)), None),
            field.annotation,
        )
        for name, field in model.model_fields.items()
    ]
    # Most fields cannot, and each of them was asked for each mark on every slide.
    return [one for one in found if one[1] is not None or _may_hold(one[2], mark)]


_PLAIN = (str, int, float, bytes, NoneType, Enum, PurePath)
"""Types whose values hold no other; bool is an int."""


def _may_hold(annotation: Any, mark: Any) -> bool:
    """Return whether a value of this annotation may be or hold a marked text."""
    if _mark_of(annotation, mark) is not None:
        return True
    if get_origin(annotation) is Literal:
        return False
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        parts = parts[:1]  # the others are marks
    if parts:
        return any(_may_hold(part, mark) for part in parts if part is not ...)
    # A model may: the value may be of a class below it, which has fields of its own.
    return not (isinstance(annotation, type) and issubclass(annotation, _PLAIN))


def _walk(
    value: Any, annotation: Any, own: T | None, mark: type[T], way: tuple[str | int, ...]
) -> Iterator[Found[T]]:
    """Yield the marked texts in a value; `own` is the mark of the field that holds it."""
    if value is None:
        return
    if isinstance(value, str):
        # pydantic moves the metadata of a field's whole type to the field; in a list's items it
        # stays.
        found = own or _mark_of(annotation, cast("Any", mark))
        if found is not None:
            yield way, value, found
    elif isinstance(value, list | tuple):
        # A bare `list` says nothing of its items.
        inner = (get_args(annotation) or (Any,))[0]
        for place, item in enumerate(value):
            yield from _walk(item, inner, None, mark, (*way, place))
    elif isinstance(value, BaseModel):
        for name, field_mark, inner in _fields(type(value), cast("Any", mark)):
            yield from _walk(getattr(value, name), inner, field_mark, mark, (*way, name))


@cache
def _mark_of(annotation: Any, mark: Any) -> Any:
    """Return the first mark in an annotation such as `Annotated[str, Markdown("block")] | None`."""
    if get_origin(annotation) is Annotated:
        found = next((one for one in annotation.__metadata__ if isinstance(one, mark)), None)
        return found or _mark_of(get_args(annotation)[0], mark)
    return next(filter(None, (_mark_of(part, mark) for part in get_args(annotation))), None)
