"""Define the two kinds of file that a deck is written in: deck.yaml and chapter files."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from talk.deck.reading.variables import NAME as VARIABLE
from talk.deck.schema.fields import (
    Block,
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
from talk.widgets.base import InDeck

_URL = r"https?://[^\s/?#]+\S*"
# Pattern and length are given twice: an editor reads them, and here the message says them in words.
MAX_URL = 300
"""Most characters of an address: a QR code of more is hard to read off paper."""


def _url(value: Any) -> Any:
    # What is no text is left to pydantic, whose error says so; so in all validators below.
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

_ORIGIN = r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?"


def _origin(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(_ORIGIN, value):
        message = "must be a host such as 'https://example.org', with no path behind it"
        raise PydanticCustomError("origin", message)
    return value


Origin = Annotated[
    str,
    Field(max_length=MAX_URL),
    BeforeValidator(_origin),
    WithJsonSchema(
        {"type": "string", "format": "uri", "pattern": f"^{_ORIGIN}$", "maxLength": MAX_URL}
    ),
]
"""Scheme and host of an address, with its port where it names one (RFC 6454)."""

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


BibliographyFile = Annotated[str, Field(min_length=1), InDeck("bibliography")]
Name = Annotated[Plain, Field(min_length=1, max_length=200)]


class PathFile(Written):
    """A named way through the deck."""

    description: Plain = ""
    """Whom or what it is for."""
    duration: Duration | None = None
    """Its planned length; the deck's own where nothing is said."""


# Written out: the schema of `PathFile` itself would say nothing of `duration` as a text.
_PATH_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"description": {"type": "string"}, "duration": {"type": ["number", "string"]}},
}


def _path(value: Any) -> Any:
    # A path that is one text has its description only.
    return {"description": raw(value)} if isinstance(value, str | int | float) else value


def _variable_name(value: Any) -> Any:
    value = raw(value)
    if isinstance(value, str) and not re.fullmatch(VARIABLE, value):
        raise PydanticCustomError(
            "id_form",
            "'{id}' cannot be a variable: letters, digits, '-' and '_', a letter first",
            {"id": value[:80]},
        )
    return value


def _variable(value: Any) -> Any:
    # No lists and mappings: a variable is put into the middle of a text. `bool` is an `int`.
    if not isinstance(value, str | int | float):
        raise PydanticCustomError("variable", "must be text, a number, or true or false")
    return value


Variables = dict[
    Annotated[str, BeforeValidator(_variable_name)],
    Annotated[
        Any,
        BeforeValidator(_variable),
        WithJsonSchema({"type": ["string", "number", "boolean"]}),
    ],
]


def _chapter(value: Any) -> Any:
    # Nothing may stand beside `include:` here, as it may in a list of slides: a chapter has no keys
    # to change.
    whole = isinstance(value, dict) and set(value) == {"include"}
    path = value["include"] if whole else value
    if not isinstance(path, str) or not path:
        raise PydanticCustomError(
            "chapter", "must be the path of a chapter file, or 'include:' and one of another deck"
        )
    return value


INCLUDE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["include"],
    "properties": {
        "include": {
            "type": "string",
            "description": "Path of a chapter file of this deck or of another one; in a list of "
            "slides `#id` behind it takes one slide, which keys beside it change.",
        }
    },
}
"""Schema of `include:` in a list of chapters; in a list of slides some keys may stand beside it."""


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
    # pydantic copies a list that is a default for each model, so no two decks share one.
    css: Annotated[list[Stylesheet], OneOrMore] = Field(default=[])
    """A stylesheet of the deck's own, or a list of them; its rules win over the theme's."""
    logo: ImageFile | None = None
    """A picture for the foot of every slide on the projector and on paper, by its path from the
    deck's folder."""
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
    bibliography: Annotated[list[BibliographyFile], OneOrMore] = Field(default=[])
    """A BibTeX file with the sources that slides cite as `[@key]`, or a list of such files."""
    citation_style: Annotated[str | None, InDeck("citation style")] = None
    """A CSL file by which citations are set; Harvard's way where none is named."""
    abbreviations: dict[Name, Name] = Field(default={})
    """Abbreviations and what they stand for: a reader who points at one is shown it."""
    frames: Annotated[list[Origin], OneOrMore] = Field(default=[])
    """Hosts whose pages slides of the layout `frame` may show, or one of them:
    `https://example.org`. The projector's page may ask no other host for anything."""
    vars: Variables = Field(default={})
    """Variables: `{{name}}` in a text becomes the value that stands here."""
    defaults: dict[str, Any] = Field(default={})
    """Keys of slides that have this value on every slide that says nothing else."""
    # `Any`, since an entry is a path or a mapping: a union would be reported twice, once for each.
    chapters: Annotated[
        list[
            Annotated[
                Any,
                BeforeValidator(_chapter),
                WithJsonSchema({"anyOf": [{"type": "string"}, INCLUDE]}),
            ]
        ],
        Field(min_length=1),
    ]
    """The chapter files in the order of the talk, YAML or Markdown, by their path from the deck's
    folder; `include:` and a path for one of another deck."""


def _slides(value: Any) -> Any:
    # Not by `min_length`, whose message would not say what to do.
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
    defaults: dict[str, Any] = Field(default={})
    """Keys of slides that have this value on every slide of the chapter that says nothing else."""
    slides: Annotated[list[Any], BeforeValidator(_slides)]
    """The slides, in order; `include:` takes those of another file, or one of them."""


class NotesFile(Written):
    """A file of notes, which belongs to one slide."""

    notes: Block
    """Its text, in Markdown."""
