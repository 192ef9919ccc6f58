"""Define the two kinds of file that a deck is written in: deck.yaml and chapter files."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from talk.deck.schema.fields import (
    Duration,
    Id,
    ImageFile,
    Inline,
    OneOrMore,
    Plain,
    Stylesheet,
    Written,
    raw,
)

_URL = r"https?://[^\s/?#]+\S*"
MAX_URL = 300
"""Most characters of an address: a QR code of more is hard to read off paper."""


def _url(value: Any) -> Any:
    if isinstance(value, str) and not (re.fullmatch(_URL, value) and len(value) <= MAX_URL):
        message = (
            "must be an address of at most {most} characters that starts with https:// or http://"
        )
        raise PydanticCustomError("url", message, {"most": MAX_URL})
    return value


Url = Annotated[
    str,
    BeforeValidator(_url),
    WithJsonSchema(
        {"type": "string", "format": "uri", "pattern": f"^{_URL}$", "maxLength": MAX_URL}
    ),
]

_LANGUAGE = r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*"


def _language(value: Any) -> Any:
    # The language goes into `lang` and decides quotes and hyphens; a wrong one reads aloud wrongly.
    if isinstance(value, str) and not re.fullmatch(_LANGUAGE, value):
        raise PydanticCustomError(
            "language", "must be a language tag such as 'en', 'de' or 'pt-BR'"
        )
    return value


Language = Annotated[
    str, BeforeValidator(_language), WithJsonSchema({"type": "string", "pattern": f"^{_LANGUAGE}$"})
]


class PathFile(Written):
    """A named way through the deck."""

    description: Plain = ""
    """Whom or what it is for."""
    duration: Duration | None = None
    """Its planned length; the deck's own where nothing is said."""


_PATH_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"description": {"type": "string"}, "duration": {"type": ["number", "string"]}},
}


def _path(value: Any) -> Any:
    return {"description": raw(value)} if isinstance(value, str | int | float) else value


class DeckFile(Written):
    """`deck.yaml`: the talk as a whole."""

    title: Annotated[Inline, Field(min_length=1)]
    """Title of the talk."""
    subtitle: Inline = ""
    """A line under the title."""
    author: Inline = ""
    """Who speaks."""
    url: Url | None = None
    """Where the talk can be found on the web. A copy without a room (PDF, single file, guide) shows
    it, with a QR code, where the talk shows how to join; without it such a copy shows nothing
    there."""
    canvas: Literal["16:9", "4:3", "1:1", "9:16"] = "16:9"
    """Shape of the slides on the projector, on paper and in pictures, width to height: `16:9` for
    most halls, `4:3` for older projectors, `1:1` and `9:16` for networks and upright screens. A
    phone reflows them as ever."""
    card: ImageFile | None = None
    """A picture of 1200 × 630 pixels, by its path from the deck's folder, which messengers and
    networks show beside a link to the built deck; without it `talk publish` makes one from the
    first slide."""
    guide_notes: bool = False
    """Print the notes of all slides as prose in the guide, where anybody can read them; a slide's
    own `guide_notes` decides otherwise for itself."""
    language: Language = "en"
    """Language of the words on the slides, as a BCP 47 tag: `en`, `de`, `pt-BR`."""
    theme: str = "plain"
    """Name of a theme: one of talk's, or a folder in the deck's own `themes/`."""
    css: Annotated[list[Stylesheet], OneOrMore] = Field(default=[])
    """A stylesheet of the deck's own, or a list of them; its rules win over the theme's."""
    duration: Duration | None = None
    """Planned length of the talk: `45 min`, `45:00` or a number of seconds."""
    paths: dict[
        Id,
        Annotated[
            PathFile,
            BeforeValidator(_path),
            WithJsonSchema({"anyOf": [{"type": "string"}, _PATH_SCHEMA]}),
        ],
    ] = Field(default={})
    """Named ways through the deck: name and description, or name and `description`, `duration`."""
    chapters: Annotated[list[str], Field(min_length=1)]
    """The chapter files in the order of the talk, by their path from the deck's folder."""


def _slides(value: Any) -> Any:
    if isinstance(value, list) and not value:
        raise PydanticCustomError(
            "no_slides", "the chapter has no slides: add one or take the chapter out"
        )
    return value


class ChapterFile(Written):
    """A chapter file: its title, its phase, its slides."""

    chapter: Annotated[Inline, Field(min_length=1)]
    """Title of the chapter."""
    phase: Literal["training", "inference", "none"] = "none"
    """Which phase of a model's life it is about; shown as a badge."""
    slides: Annotated[list[Any], BeforeValidator(_slides)]
    """The slides, in order."""
