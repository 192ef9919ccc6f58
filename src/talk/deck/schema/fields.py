"""Define the kinds of value in deck files, as pydantic types that know their JSON Schema."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from talk.deck.reading.colours import colour_of
from talk.widgets.base import InDeck


class Written(BaseModel):
    """Base of everything that an author writes; an unknown key is a mistake."""

    # Frozen: models are shared by all that reads the deck. Built at first use, as most commands use
    # few of them.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Markdown:
    """Mark of a text as Markdown: one line (`inline`) or any number of paragraphs (`block`)."""

    def __init__(self, kind: Literal["inline", "block"]) -> None:
        self.kind = kind


class HtmlText:
    """Mark of a text as HTML."""


def raw(value: Any) -> Any:
    """Return a number as it was written, where text is wanted: `9.10` stays `9.10`."""
    # Numbers read from YAML carry how they were written (reading/yaml_reader.py).
    return getattr(value, "raw", value)


def _cell(value: Any) -> Any:
    # In YAML an empty cell of a list is null.
    return "" if value is None else raw(value)


_TEXT = WithJsonSchema({"type": ["string", "number"]})

Plain = Annotated[str, BeforeValidator(raw), _TEXT]
"""Text without markup."""
Inline = Annotated[str, BeforeValidator(raw), _TEXT, Markdown("inline")]
Block = Annotated[str, BeforeValidator(raw), _TEXT, Markdown("block")]
Cell = Annotated[
    str,
    BeforeValidator(_cell),
    WithJsonSchema({"type": ["string", "number", "null"]}),
    Markdown("inline"),
]
"""A cell of a table; may be empty."""
Datum = Annotated[
    str,
    BeforeValidator(_cell),
    WithJsonSchema({"type": ["string", "number", "null"]}),
]
"""A cell of a chart's data, as it was written: a name, a number or a day; may be empty."""
Html = Annotated[str, HtmlText()]
"""HTML, of which the elements and attributes in markup/safe_html.py are read."""
ImageFile = Annotated[str, StringConstraints(min_length=1), InDeck("image")]
"""A picture, by its path from the deck's folder."""

VideoFile = Annotated[str, StringConstraints(min_length=1), InDeck("video")]
"""A film that browsers play, by its path from the deck's folder."""

SoundFile = Annotated[str, StringConstraints(min_length=1), InDeck("sound")]
"""A sound that browsers play, by its path from the deck's folder."""

Stylesheet = Annotated[str, StringConstraints(min_length=1), InDeck("stylesheet")]
"""A CSS file, by its path from the deck's folder."""


def _colour(value: Any) -> Any:
    if isinstance(value, str) and colour_of(value) is None:
        raise PydanticCustomError(
            "colour", "must be a colour such as '#0b3d2e', 'teal' or 'rgb(10 60 40)'"
        )
    return value


Colour = Annotated[
    str, BeforeValidator(_colour), WithJsonSchema({"type": "string", "format": "color"})
]
"""An opaque colour, as CSS writes it."""


def _class_names(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


ClassNames = BeforeValidator(_class_names)
"""Lets an author write class names as HTML does, with blanks between them."""

# Three digits of minutes: speakers write `90:00` for an hour and a half.
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_WORDS = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*h(?:ours?)?)?\s*"
    r"(?:(\d+(?:\.\d+)?)\s*m(?:in|inutes?)?)?\s*"
    r"(?:(\d+(?:\.\d+)?)\s*s(?:ec|econds?)?)?"
)


def seconds(value: Any) -> float:
    """Return the seconds that `90`, `90 s`, `1:30`, `1.5 min`, `1 h 10 min` or `1:05:00` mean.

    Raises PydanticCustomError for anything else.
    """
    found: float | None = None
    # `time: true` is a mistake, although Python counts a bool as an int.
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = float(value)
    elif isinstance(value, str):
        found = _seconds_of_text(value.strip())
    # Up to a day: more is a number of minutes or milliseconds by mistake.
    if found is None or not 0 < found <= 86_400:
        raise PydanticCustomError("duration", "must be a time such as '1:30', '90 s' or '2 min'")
    return found


def _seconds_of_text(text: str) -> float | None:
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + rest)
    if text and (words := _WORDS.fullmatch(text)):
        hours_, minutes_, rest_ = (float(part or 0) for part in words.groups())
        return hours_ * 3600 + minutes_ * 60 + rest_
    return None


Duration = Annotated[
    float,
    BeforeValidator(seconds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": r"^[0-9][0-9:.hmins ]*"},
            ]
        }
    ),
]
"""A length of time, in seconds once read: `1:30`, `90 s`, `2 min`, or a number of seconds."""

ID_FORM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID = 60
"""Most characters of an id."""


def _id(value: Any) -> Any:
    value = raw(value)
    # Ids stand in addresses, in file names of recordings and in attributes of HTML, without
    # escapes.
    if isinstance(value, str) and not (ID_FORM.fullmatch(value) and len(value) <= MAX_ID):
        raise PydanticCustomError(
            "id_form",
            "'{id}' is not an id: small letters a–z, digits and single dashes only",
            {"id": value[:80]},
        )
    return value


Id = Annotated[
    str,
    BeforeValidator(_id),
    WithJsonSchema({"type": "string", "pattern": f"^{ID_FORM.pattern}$", "maxLength": MAX_ID}),
]
"""A stable name: small letters, digits and dashes."""


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


OneOrMore = BeforeValidator(_as_list)
"""Lets an author write one value where a list is meant."""


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside a field's type, e.g. that of a list's items."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (model_in(part) for part in get_args(annotation))), None)
