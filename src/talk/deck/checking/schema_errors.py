"""Validate values with pydantic, and turn its errors into problems at the place of the value."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from talk.deck.reading.problems import Problem, did_you_mean, did_you_mean_or_list
from talk.deck.reading.source import Source, Where
from talk.deck.schema.fields import model_in, raw

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


def validate(
    model: type[M],
    value: Any,
    source: Source,
    at: Where,
    owner: str,
    *,
    word: str = "key",
    root: Path | None = None,
    unknown_key_hint: Callable[[str], str] = lambda key: "",
) -> M | None:
    """Return the value as `model` reads it; None where it is not valid.

    Its problems are added to `source`, where the value stands at `at`. `owner` names what the keys
    belong to in messages (`layout table`), `word` what they are (`option`). `root` is the deck's
    folder, for models that read files of it; it is their validation context. `unknown_key_hint`
    says what to write instead of a key that does not belong here, "" for nothing.
    """
    if not isinstance(value, dict):
        message = f"{owner} must be a mapping (keys and values), not {kind_of(value)}"
        source.add_problem(at, message)
        return None
    # Options that name a file read it while they are validated (widgets/claims.py, chart).
    context = {"root": root}
    try:
        return model.model_validate(value, context=context)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    # A title such as 2024 or 9.10 is a number to YAML: once more, with what the author wrote.
    if corrected := _with_numbers_as_text(value, errors):
        try:
            return model.model_validate(corrected, context=context)
        except ValidationError as error:
            errors = error.errors(include_url=False)
    messages: dict[tuple[int, int], list[str]] = {}
    for one in _without_misspelt(errors):
        problem = _problem(one, model, source, at, owner, word, unknown_key_hint)
        here = messages.setdefault((problem.line, problem.column), [])
        # The members of a union complain one after the other at the same place; the first is
        # enough. Keys are another matter: several may be missing from one mapping.
        if problem.message not in here and (
            not here or one["type"] in ("extra_forbidden", "missing")
        ):
            here.append(problem.message)
            source.problems.append(problem)
    return None


def _without_misspelt(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return the errors without those of missing keys that are there under a wrong spelling."""
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


def kind_of(value: Any) -> str:
    """Return what a value is, in an author's words."""
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
    """Return a copy in which numbers that should be text are as written; None without such."""
    wanted = [
        one for one in errors if one["type"] == "string_type" and hasattr(one["input"], "raw")
    ]
    if not wanted:
        return None
    # A copy: the source keeps what was written, for its other checks.
    value = copy.deepcopy(value)
    for one in wanted:
        parent: Any = None
        last: Any = None
        found = value
        for step in one["loc"]:
            # The location may go one step further than the value: into the list that a validator
            # made of a single value.
            if not isinstance(found, list | dict):
                break
            if not _is_union_member(step):
                parent, last = found, step
                found = parent[last]
        parent[last] = raw(one["input"])
    return value


def _is_union_member(step: str | int) -> bool:
    """Return whether a step of a location is none of the deck, but a name of pydantic's.

    It names the member of a union that was tried.
    """
    return isinstance(step, str) and (step in ("str", "int", "float", "bool") or "[" in step)


def _problem(
    error: ErrorDetails,
    model: type[BaseModel],
    source: Source,
    at: Where,
    owner: str,
    word: str,
    unknown_key_hint: Callable[[str], str],
) -> Problem:
    """Return the problem for one of pydantic's errors; its parameters are those of `validate`."""
    way = error["loc"]
    place = (*at, *way)
    type_, found, context = error["type"], error["input"], error.get("ctx", {})
    name = _name(way, owner)
    if type_ == "extra_forbidden":
        key = str(way[-1])
        inner = _model_at(model, way[:-1])
        known = [field.alias or name for name, field in inner.model_fields.items()] if inner else []
        whose = owner if len(way) == 1 else _name(way[:-1], owner)
        # Hints know the keys of other tools, which stand at the top of a slide or a file.
        hint = unknown_key_hint(key) if len(way) == 1 else ""
        return source.problem(
            place,
            f"'{key}' is not {'an' if word[0] in 'aeiou' else 'a'} {word} of {whose}",
            hint or did_you_mean_or_list(key, known, f"{word}s"),
            key=True,
        )
    if type_ == "missing":
        whose = owner if len(way) == 1 else _name(way[:-1], owner)
        message = f"'{way[-1]}' is missing: {whose} needs it"
        title = found.get("title") if isinstance(found, dict) else None
        slug = _slug(title) if way[-1] == "id" and isinstance(title, str) else ""
        hint = f"for example 'id: {slug}'" if slug else ""
        hint = source.hints.get(str(way[-1]), hint)
        # At the mapping: what is missing has no place of its own.
        return source.problem(place[:-1], message, hint)
    if found is None and type_ in _WANTED:
        return source.problem(
            place, f"{name} is empty", f"give it {_WANTED[type_]}, or remove the line", key=True
        )
    if type_ in _WANTED:
        hint = ""
        # `title: True` is a truth value to YAML, and a word to its author.
        if type_ == "string_type" and isinstance(found, bool):
            hint = f"put it in quotes: '{str(found).lower()}'"
        message = f"{name} must be {_WANTED[type_]}, not {kind_of(found)}"
        return source.problem(place, message, hint)
    if type_ in ("literal_error", "enum"):
        # pydantic lists them as `'a', 'b' or 'c'`.
        listed = str(context["expected"]).replace(" or ", ", ").split(",")
        choices = [part.strip("' ") for part in listed if part.strip("' ")]
        if found is None:
            return source.problem(
                place, f"{name} is empty", f"choose one of {', '.join(choices)}", key=True
            )
        shown = f"'{found}'" if isinstance(found, str | int | float) else kind_of(found)
        hint = did_you_mean(str(found), choices) or f"choose one of {', '.join(choices)}"
        return source.problem(place, f"{name} cannot be {shown}", hint)
    if type_ in ("string_too_short", "too_short"):
        if not found:
            return source.problem(place, f"{name} is empty")
        least, unit = context["min_length"], "items" if type_ == "too_short" else "characters"
        message = f"{name} needs at least {least:,} {unit}, and has {len(found):,}"
        return source.problem(place, message)
    if type_ in ("string_too_long", "too_long"):
        unit = "characters" if type_ == "string_too_long" else "items"
        limit = context["max_length"]
        return source.problem(place, f"{name} is longer than {limit:,} {unit}")
    if type_ == "string_pattern_mismatch":
        return source.problem(
            place, f"{name} has not the form it needs: '{found}'", f"pattern {context['pattern']}"
        )
    if type_ == "id_form":
        slug = _slug(str(raw(found)))
        hint = f"for example '{slug}'" if slug and slug != raw(found) else ""
        return source.problem(place, error["msg"], hint, key=way[-1] == "[key]")
    if type_ in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        # pydantic's own words: "Input should be less than or equal to 10".
        wanted = error["msg"].removeprefix("Input ").replace("should", "must")
        return source.problem(place, f"{name} {wanted}, not {raw(found)}")
    # A validator of ours raised a ValueError; pydantic puts "Value error, " before its sentence.
    message = str(context["error"]) if "error" in context else error["msg"]
    if type_ == "value_error" or not message.startswith("must"):
        return source.problem(place, message[:1].lower() + message[1:])
    return source.problem(place, f"{name} {message}")


def _name(way: tuple[int | str, ...], owner: str) -> str:
    """Return the words for a location, e.g. `item 2 of 'rows'`, `'title' in item 1 of 'cards'`."""
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
    """Return the model of the value at a location; None where it has none."""
    for step in way:
        # Places in lists and names of union members lead no further down.
        if isinstance(step, str) and step in model.model_fields:
            inner = model_in(model.model_fields[step].annotation)
            if inner is None:
                return None
            model = inner
    return model


def _slug(text: str) -> str:
    """Return an id made of a text's letters and digits."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:60].strip("-")
