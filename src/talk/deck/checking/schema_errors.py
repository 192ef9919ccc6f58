"""A value against its model: pydantic's errors become problems at the place where the value stands."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from talk.deck.reading.problems import Problem, did_you_mean, did_you_mean_or_list
from talk.deck.reading.source import Source, Where
from talk.deck.schema.fields import raw

M = TypeVar("M", bound=BaseModel)

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping (keys and values)",
    "model_type": "a mapping (keys and values)",
    "model_attributes_type": "a mapping (keys and values)",
}
"""pydantic's name of a wrong type → what should stand there."""


def check(
    model: type[M],
    value: Any,
    source: Source,
    at: Where,
    owner: str,
    *,
    word: str = "key",
    root: Path | None = None,
    elsewhere: Callable[[str], str] = lambda key: "",
) -> M | None:
    """The value as `model` reads it; None when it has mistakes, which the source's problems then tell.

    `owner` names what the keys belong to in messages (`layout table`), `word` what they are (`option`);
    `root` is the deck's folder, for models that read files of it (pydantic's context);
    `elsewhere` says where a key that does not belong here does.
    """
    if not isinstance(value, dict):
        source.problems.append(
            source.problem(at, f"{owner} must be a mapping (keys and values), not {kind(value)}")
        )
        return None
    context = {"root": root}
    try:
        return model.model_validate(value, context=context)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    if corrected := _with_numbers_as_text(value, errors):
        try:
            return model.model_validate(corrected, context=context)
        except ValidationError as error:
            errors = error.errors(include_url=False)
    told: dict[tuple[int, int], list[str]] = {}
    for one in _without_misspelt(errors):
        problem = _problem(one, model, value, source, at, owner, word)
        if (
            one["type"] == "extra_forbidden"
            and len(one["loc"]) == 1
            and (place := elsewhere(str(one["loc"][0])))
        ):
            problem = replace(problem, hint=place)
        wants = told.setdefault((problem.line, problem.column), [])
        # members of a union complain one after the other at the same place; the first is enough
        if problem.message not in wants and (
            not wants or one["type"] in ("extra_forbidden", "missing")
        ):
            wants.append(problem.message)
            source.problems.append(problem)
    return None


def _without_misspelt(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the keys that are missing only because they are there under a wrong spelling."""
    unknown: dict[tuple[int | str, ...], list[str]] = {}
    for one in errors:
        if one["type"] == "extra_forbidden":
            unknown.setdefault(one["loc"][:-1], []).append(str(one["loc"][-1]))
    return [
        one
        for one in errors
        if one["type"] != "missing"
        or not did_you_mean(str(one["loc"][-1]), unknown.get(one["loc"][:-1], []))
    ]


def kind(value: Any) -> str:
    """What a value is, in an author's words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "a mapping"


def _with_numbers_as_text(value: Any, errors: list[ErrorDetails]) -> Any:
    """A copy where numbers that should be text are the text that was written; None when there are none."""
    wanted = [
        one for one in errors if one["type"] == "string_type" and hasattr(one["input"], "raw")
    ]
    if not wanted:
        return None
    value = copy.deepcopy(value)
    for one in wanted:
        parent, last = _parent(value, [step for step in one["loc"] if not _is_union_member(step)])
        parent[last] = raw(one["input"])
    return value


def _parent(value: Any, way: list[str | int]) -> tuple[Any, Any]:
    """The list or mapping that holds the value at `way`, and where in it.

    The way may go one step further than the value: into the list that a single value was taken for.
    """
    parent: Any = None
    last: Any = None
    for step in way:
        if not isinstance(value, list | dict):
            break
        parent, last, value = value, step, value[step]  # type: ignore[index]
    return parent, last


def _is_union_member(step: str | int) -> bool:
    return isinstance(step, str) and (step in ("str", "int", "float", "bool") or "[" in step)


def _problem(
    error: ErrorDetails,
    model: type[BaseModel],
    value: Any,
    source: Source,
    at: Where,
    owner: str,
    word: str,
) -> Problem:
    way = error["loc"]
    place = (*at, *way)
    type_, found, context = error["type"], error["input"], error.get("ctx", {})
    name = _name(way, owner)
    if type_ == "extra_forbidden":
        inner = _model_at(model, way[:-1])
        known = _keys(inner) if inner else []
        whose = owner if len(way) == 1 else _name(way[:-1], owner)
        return source.problem(
            place,
            f"'{way[-1]}' is not {'an' if word[0] in 'aeiou' else 'a'} {word} of {whose}",
            did_you_mean_or_list(str(way[-1]), known, f"{word}s"),
            key=True,
        )
    if type_ == "missing":
        whose = owner if len(way) == 1 else _name(way[:-1], owner)
        message = f"'{way[-1]}' is missing: {whose} needs it"
        return source.problem(place[:-1], message, _missing_hint(way[-1], found))
    if found is None and type_ in _WANTED:
        return source.problem(
            place, f"{name} is empty", f"give it {_WANTED[type_]}, or remove the line", key=True
        )
    if type_ in _WANTED:
        hint = (
            f"put it in quotes: '{found}'"
            if type_ == "string_type" and isinstance(found, bool)
            else ""
        )
        return source.problem(
            place,
            f"{name} must be {_WANTED[type_]}, not {kind(found)}",
            hint.replace("T", "t").replace("F", "f"),
        )
    if type_ in ("literal_error", "enum"):
        choices = _choices(str(context["expected"]))
        if found is None:
            return source.problem(
                place, f"{name} is empty", f"choose one of {', '.join(choices)}", key=True
            )
        return source.problem(
            place,
            f"{name} cannot be '{found}'"
            if isinstance(found, str | int | float)
            else f"{name} cannot be {kind(found)}",
            did_you_mean(str(found), choices) or f"choose one of {', '.join(choices)}",
        )
    if type_ in ("string_too_short", "too_short"):
        return source.problem(place, f"{name} is empty" if not found else f"{name} is too short")
    if type_ in ("string_too_long", "too_long"):
        unit = "characters" if type_ == "string_too_long" else "items"
        limit = context["max_length"]
        return source.problem(place, f"{name} is longer than {limit:,} {unit}")
    if type_ == "string_pattern_mismatch":
        return source.problem(
            place, f"{name} has not the form it needs: '{found}'", f"pattern {context['pattern']}"
        )
    if type_ == "id_form":
        return source.problem(
            place, error["msg"], _slug_hint(str(raw(found))), key=way[-1] == "[key]"
        )
    if type_ in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return source.problem(
            place,
            f"{name} {error['msg'].removeprefix('Input ')}, not {raw(found)}".replace(
                "should", "must"
            ),
        )
    message = str(context["error"]) if "error" in context else error["msg"]
    if type_ == "value_error" or not message.startswith("must"):
        return source.problem(place, message[:1].lower() + message[1:])
    return source.problem(place, f"{name} {message}")


def _name(way: tuple[int | str, ...], owner: str) -> str:
    """`'rows'`, `item 2 of 'rows'`, `'title' in item 1 of 'cards'`."""
    parts: list[str] = []
    for step in way:
        if isinstance(step, int):
            parts.append(f"item {step + 1} of {parts.pop()}" if parts else f"item {step + 1}")
        elif not (
            _is_union_member(step)
            or step.startswith(("function-", "constrained-"))
            or step == "[key]"
        ):
            parts.append(f"'{step}'")
    return " in ".join(reversed(parts)) if parts else owner


def _model_at(model: type[BaseModel], way: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model of the value at `way`."""
    for step in way:
        if isinstance(step, str) and step in model.model_fields:
            inner = _inner_model(model.model_fields[step].annotation)
            if inner is None:
                return None
            model = inner
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (_inner_model(part) for part in get_args(annotation))), None)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _choices(expected: str) -> list[str]:
    """pydantic's `'a', 'b' or 'c'` → [a, b, c]."""
    return [
        part.strip("' ") for part in expected.replace(" or ", ", ").split(",") if part.strip("' ")
    ]


def _missing_hint(name: str | int, holder: Any) -> str:
    title = holder.get("title") if isinstance(holder, dict) else None
    if name == "id" and isinstance(title, str) and (slug := _slug(title)):
        return f"for example 'id: {slug}'"
    return ""


def _slug_hint(text: str) -> str:
    slug = _slug(text)
    return f"for example '{slug}'" if slug else ""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:60].strip("-")
