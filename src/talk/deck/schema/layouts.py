"""Define the layouts: for each one a model of what an author may write on its slides.

A class docstring is the layout's page in docs/reference/layouts.md, a field's docstring its line
there and in editors. Structure (HTML) is in talk/layouts/<layout>.html.j2, looks are in the themes.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from talk.deck.schema.fields import (
    Block,
    Cell,
    ClassNames,
    Colour,
    Duration,
    Id,
    ImageFile,
    Inline,
    OneOrMore,
    Plain,
    Written,
)
from talk.deck.schema.fields import Html as HtmlField
from talk.widgets.base import InDeck

Name = Annotated[Inline, Field(min_length=1)]
Alt = Annotated[Plain, Field(min_length=1)]
"""What the picture shows, for people who do not see it."""

Fonts = Annotated[str, StringConstraints(pattern=r"""^[\w ,'"-]+$""")]


class Style(Written):
    """Colours and fonts of one slide, instead of the theme's."""

    paper: Colour | None = None
    """Ground of the slide; ink, accent and the other colours on it follow where none is given."""
    ink: Colour | None = None
    """Colour of the text."""
    quiet: Colour | None = None
    """Colour of captions and of the foot."""
    accent: Colour | None = None
    """The colour that points."""
    font_display: Annotated[Fonts | None, Field(alias="font-display")] = None
    """Font of titles: names of families, the first that a machine has is used."""
    font_text: Annotated[Fonts | None, Field(alias="font-text")] = None
    """Font of the text."""


class Slide(Written):
    """Keys that every slide has, whatever its layout."""

    id: Id
    """Stable name of the slide, used in links, recordings and votes; once only in a deck."""
    title: Name
    """The title, one line of Markdown."""
    body: Block = ""
    """The text, in Markdown; `{.step}` at the end of a list item or paragraph makes that a step."""
    live: Annotated[list[Any], OneOrMore] = Field(default=[])
    """A widget (`widget: name` and its options), or a list of widgets."""
    notes: Block = ""
    """For the speaker's eyes only, in Markdown; `{.step}` marks where the words for the next step
    begin."""
    guide_notes: bool | None = None
    """Print the notes as prose under the slide in the guide, where anybody can read them (`true`),
    or leave them out (`false`); unset, deck.yaml decides."""
    notes_file: Annotated[str | None, InDeck("file of notes")] = None
    """A Markdown file of the deck that has the notes, instead of `notes`."""
    time: Duration | None = None
    """Time planned for the slide: `1:30`, `90 s`, `2 min` or a number of seconds."""
    paths: Annotated[list[str], OneOrMore] = Field(default=[])
    """The deck's named paths that this slide belongs to."""
    phone: Block | None = None
    """What phones show instead of the body, in Markdown."""
    hold: bool = False
    """Phones get this slide only when it is shown."""
    skip: bool = False
    """The slide is in no run: *next* passes it by; lists, links and its address lead to it."""
    draft: bool = False
    """The slide is not built and, but for its id, not checked; `talk check` names it."""
    sources: Annotated[list[Inline], OneOrMore] = Field(default=[])
    """Where what the slide says comes from: one line of Markdown or several, shown small at its
    foot."""
    transition: Literal["none", "fade", "slide", "move"] = "none"
    """How the slide before gives way to this one on the stage: `fade`, `slide`, or `move`, by which
    what both name with `{#name}` moves to its new place."""
    classes: Annotated[list[str], ClassNames, Field(alias="class")] = Field(default=[])
    """Classes of the whole slide: `accent`, `quiet`, `small`, `large`, `centre`, `columns`, and
    those that the theme or the deck's own `css:` has rules for."""
    style: Style | None = None
    """Colours and fonts of this slide, instead of the theme's."""


class Title(Slide):
    """The opening slide: title, subtitle, and while a room is open the address to join."""

    layout: Literal["title"]
    subtitle: Inline = ""
    """A line under the title."""


class Section(Slide):
    """The first slide of a chapter; its number comes by itself."""

    layout: Literal["section"]


class Statement(Slide):
    """One sentence, set large."""

    layout: Literal["statement"]
    title: Inline = ""
    """Shown small above the statement; may be left out."""
    statement: Annotated[Block, Field(min_length=1)]
    """The sentence, in Markdown."""


class Figure(Written):
    """A picture beside text."""

    image: ImageFile
    """Path of the picture from the deck's folder."""
    alt: Alt
    """What the picture shows, for people who do not see it."""
    caption: Inline = ""
    """A line under the picture."""


class Text(Slide):
    """A title and text, with a picture beside it if there is one.

    It is the layout of a slide that names none.
    """

    layout: Literal["text"] = "text"
    figure: Figure | None = None
    """A picture beside the text."""


class Column(Written):
    """One of two columns."""

    title: Inline = ""
    """Heading of the column."""
    body: Block
    """Its text, in Markdown."""


Share = Annotated[float, Field(ge=1, le=12)]


class TwoColumns(Slide):
    """Two texts side by side, to be compared; the body stands above both."""

    layout: Literal["two_columns"]
    left: Column
    """The left column."""
    right: Column
    """The right column."""
    widths: Annotated[list[Share], Field(min_length=2, max_length=2)] = Field(default=[1, 1])
    """How wide the columns are to each other: `[2, 1]` makes the left one twice as wide."""
    reveal: bool = False
    """Show the columns one after the other."""


class Live(Slide):
    """A slide whose one large object is a widget; the body is a line or two above it."""

    layout: Literal["live"]
    live: Annotated[list[Any], OneOrMore, Field(min_length=1)]
    """A widget (`widget: name` and its options), or a list of widgets."""


class Step(Written):
    """One step of a procedure."""

    title: Name
    """What is done."""
    body: Block = ""
    """More about it, in Markdown."""


class Steps(Slide):
    """A procedure: numbered steps in their order."""

    layout: Literal["steps"]
    steps: Annotated[list[Step], Field(min_length=1)]
    """The steps, each with `title` and perhaps `body`."""
    reveal: bool = False
    """Show them one by one."""


class Table(Slide):
    """Rows and columns."""

    layout: Literal["table"]
    columns: Annotated[list[Cell], Field(min_length=1)]
    """The columns' names."""
    rows: Annotated[list[list[Cell]], Field(min_length=1)]
    """The rows, each with a cell for every column; cells are one line of Markdown."""
    caption: Inline = ""
    """A line under the table."""
    highlight: Plain | None = None
    """Name of the column to point out."""
    align: list[Literal["left", "right", "center"]] = Field(default=[])
    """How each column is aligned; left where nothing is said."""
    reveal: bool = False
    """Show the rows one by one."""


class Event(Written):
    """One point in time."""

    date: Inline
    """When: a year, a date, or any short text."""
    title: Name
    """What happened."""
    body: Block = ""
    """More about it, in Markdown."""


class Timeline(Slide):
    """Events in the order of time."""

    layout: Literal["timeline"]
    events: Annotated[list[Event], Field(min_length=1)]
    """The events, each with `date`, `title` and perhaps `body`."""
    reveal: bool = False
    """Show them one by one."""


class Card(Written):
    """One of several equal things."""

    title: Name
    """Its name."""
    body: Block = ""
    """More about it, in Markdown."""


class Cards(Slide):
    """Several things of equal weight, each on a card."""

    layout: Literal["cards"]
    cards: Annotated[list[Card], Field(min_length=1)]
    """The cards, each with `title` and perhaps `body`."""
    reveal: bool = False
    """Show them one by one."""


class Image(Slide):
    """A picture as large as the slide allows, alone or with the title and the body beside it."""

    layout: Literal["image"]
    title: Inline = ""
    """Shown above the picture; may be left out."""
    image: ImageFile
    """Path of the picture from the deck's folder."""
    alt: Alt
    """What the picture shows, for people who do not see it."""
    caption: Inline = ""
    """A line under the picture."""
    fit: Literal["contain", "cover"] = "contain"
    """The whole picture with room round it (`contain`), or a picture that fills its part of the
    slide and may lose its rim (`cover`)."""
    side: Literal["left", "right"] | None = None
    """The half of the slide that the picture takes; title and body take the other half."""


class Quote(Slide):
    """Somebody's words."""

    layout: Literal["quote"]
    title: Inline = ""
    """Shown small above the quote; may be left out."""
    quote: Annotated[Block, Field(min_length=1)]
    """The words, in Markdown, without quotation marks."""
    by: Name
    """Who said it."""
    source: Inline = ""
    """Where and when."""


class Code(Slide):
    """A piece of a program, coloured."""

    layout: Literal["code"]
    code: str = ""
    """The program; write it after `|` so that its lines stay."""
    file: Annotated[str | None, InDeck("program")] = None
    """A file of the deck that has the program, instead of `code`."""
    lines: Annotated[str, BeforeValidator(lambda value: getattr(value, "raw", value))] = ""
    """Lines of the file that are shown: `10-24`."""
    region: Plain = ""
    """Part of the file that is shown: the lines between `region NAME` and `endregion`, which stand
    in comments."""
    language: str = "text"
    """The language's name as Pygments has it: python, yaml, c++, …; a file's name says it too."""
    numbers: bool = False
    """Number the lines; those of a file have its numbers."""
    first: Annotated[int, Field(ge=1, le=99999)] = 1
    """Number of the first line; a file has its own."""
    caption: Inline = ""
    """A line under the code."""
    highlight: Annotated[str, BeforeValidator(lambda value: getattr(value, "raw", value))] = ""
    """Lines to point out: `3`, `2-4`, `2-4,7`. One step after the other: `1|2-4|all`."""

    @model_validator(mode="after")
    def _has_one_program(self) -> Self:
        if bool(self.code) == (self.file is not None):
            raise ValueError("a slide of the layout code has either 'code' or 'file'")
        if self.file is None and (self.lines or self.region):
            raise ValueError("'lines' and 'region' choose a part of a 'file'")
        if self.lines and self.region:
            raise ValueError("give 'lines' or 'region', not both")
        return self


class Html(Slide):
    """HTML of the author's own, where Markdown ends; no script, no form, nothing from outside."""

    layout: Literal["html"]
    html: Annotated[HtmlField, Field(min_length=1)]
    """The HTML, after `|`: elements of text and of drawings (SVG), with `class` and `style`."""
    caption: Inline = ""
    """A line under it."""


class Bibliography(Slide):
    """The sources that the talk cites as `[@key]`, from the deck's `bibliography:`."""

    layout: Literal["bibliography"]


LAYOUTS: dict[str, type[Slide]] = {
    "title": Title,
    "section": Section,
    "statement": Statement,
    "text": Text,
    "two_columns": TwoColumns,
    "live": Live,
    "steps": Steps,
    "table": Table,
    "timeline": Timeline,
    "cards": Cards,
    "image": Image,
    "quote": Quote,
    "code": Code,
    "html": Html,
    "bibliography": Bibliography,
}

REVEALED: dict[str, tuple[str, ...]] = {
    "two_columns": ("left", "right"),
    "steps": ("steps",),
    "table": ("rows",),
    "timeline": ("events",),
    "cards": ("cards",),
}
"""Layout → the fields that `reveal: true` shows one by one; of a list, its items."""

COMMON = frozenset(Slide.model_fields) | {"layout"}
"""Keys that are not the layout's own."""
