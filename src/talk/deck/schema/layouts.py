"""Define the layouts: for each one a model of what an author may write on its slides.

A class docstring is the layout's page in docs/reference/layouts.md, a field's docstring its line
there and in editors. Structure (HTML) is in talk/layouts/<layout>.html.j2, looks are in the themes.

The file is long because an author's whole language is declared in it, a layout after the other.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from talk.deck.schema.deck_files import Url
from talk.deck.schema.fields import (
    Block,
    Cell,
    ClassNames,
    Colour,
    Datum,
    Duration,
    Id,
    ImageFile,
    Inline,
    OneOrMore,
    Plain,
    SoundFile,
    VideoFile,
    Written,
)
from talk.deck.schema.fields import Html as HtmlField
from talk.widgets.base import InDeck, plain_number

Name = Annotated[Inline, Field(min_length=1)]
Alt = Annotated[Plain, Field(min_length=1)]
"""What the picture shows, for people who do not see it."""

# No sign that could end the declaration in `style="…"` which the names are written into.
Fonts = Annotated[str, StringConstraints(pattern=r"""^[\w ,'"-]+$""")]


class Style(Written):
    """Colours and fonts of one slide, instead of the theme's."""

    paper: Colour | None = None
    """Ground of the slide; ink, accent and the other colours on it follow where none is given."""
    gradient: Colour | None = None
    """Second colour of the ground, which runs from `paper` at the top to it at the bottom."""
    picture: ImageFile | None = None
    """Picture that fills the ground, under a veil of `paper`."""
    video: VideoFile | None = None
    """Film that runs in the ground on the projector, without sound and over and over, while the
    slide is in sight; everywhere else, and where somebody wants no motion, `picture` stands."""
    veil: Annotated[float, Field(ge=0, le=1)] = 0.75
    """How much of the picture and the film the veil hides, from 0 to 1; `talk check` says how much
    its text needs."""
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
    what both name with `{#name}`, tokens and rows of tables move to their new places."""
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


Lines = Plain
"""Numbers of lines. One alone is a number to YAML, and is read as it was written."""
# Five digits, as in `highlight` (markup/code.py).
LineNumber = Annotated[int, Field(ge=1, le=99999)]


class CodeState(Written):
    """A program as it is at one step of its slide."""

    code: str = ""
    """The program at this step; write it after `|` so that its lines stay."""
    file: Annotated[str | None, InDeck("program")] = None
    """A file of the deck that has the program, instead of `code`."""
    lines: Lines = ""
    """Lines of the file that are shown: `10-24`."""
    region: Plain = ""
    """Part of the file that is shown: the lines between `region NAME` and `endregion`."""
    first: LineNumber = 1
    """Number of the first line; a file has its own."""
    highlight: Lines = ""
    """Lines to point out: `3`, `2-4`, `2-4,7`."""

    @model_validator(mode="after")
    def _has_one_program(self) -> Self:
        # Equal where both are given, or neither.
        if bool(self.code) == (self.file is not None):
            raise ValueError("a state of a program has either 'code' or 'file'")
        _check_part_of_file(self)
        return self


class Code(Slide):
    """A piece of a program, coloured.

    With `states` the program changes at each step: on the projector the lines that stay glide to
    their new places, new ones fade in and the others out. Phones and paper change without motion.
    """

    layout: Literal["code"]
    code: str = ""
    """The program; write it after `|` so that its lines stay."""
    file: Annotated[str | None, InDeck("program")] = None
    """A file of the deck that has the program, instead of `code`."""
    states: Annotated[list[CodeState], Field(min_length=2, max_length=12)] | None = None
    """The program from step to step, instead of `code`: from 2 to 12 states of it."""
    lines: Lines = ""
    """Lines of the file that are shown: `10-24`."""
    region: Plain = ""
    """Part of the file that is shown: the lines between `region NAME` and `endregion`, which stand
    in comments."""
    language: str = "text"
    """The language's name as Pygments has it: python, yaml, c++, …; a file's name says it too."""
    numbers: bool = False
    """Number the lines; those of a file have its numbers."""
    first: LineNumber = 1
    """Number of the first line; a file has its own."""
    caption: Inline = ""
    """A line under the code."""
    highlight: Lines = ""
    """Lines to point out: `3`, `2-4`, `2-4,7`. One step after the other: `1|2-4|all`."""

    @model_validator(mode="after")
    def _has_one_program(self) -> Self:
        given = [bool(self.code), self.file is not None, self.states is not None]
        if sum(given) != 1:
            raise ValueError("a slide of the layout code has either 'code', 'file' or 'states'")
        for name in ("highlight", "lines", "region"):
            if self.states is not None and getattr(self, name):
                raise ValueError(f"with 'states' each state has a '{name}' of its own")
        _check_part_of_file(self)
        return self


def _check_part_of_file(part: Code | CodeState) -> None:
    """Raise ValueError where what chooses a part of a file has no file or is there twice."""
    if part.file is None and (part.lines or part.region):
        raise ValueError("'lines' and 'region' choose a part of a 'file'")
    if part.lines and part.region:
        raise ValueError("give 'lines' or 'region', not both")


class ChartAxis(Written):
    """An axis of a chart."""

    label: Plain = ""
    """What is measured along the axis."""
    unit: Plain = ""
    """Unit, written after each number of the axis: `g`, `%`, `°C`."""
    min: float | None = None
    """Start of the axis; when left out, 0, or the smallest value where that is negative. The x axis
    starts at its smallest value."""
    max: float | None = None
    """End of the axis; the next round number above the largest value when left out."""
    log: bool = False
    """Whether the axis is logarithmic."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError(
                f"the axis ends at {plain_number(self.max)} before it begins at "
                f"{plain_number(self.min)}: "
                "'min' must be under 'max'"
            )
        return self


class Chart(Slide):
    """Numbers of your own as bars, lines or points, drawn when the deck is built.

    Curves that a slider reads, and those of a model, are the widget `chart`.
    """

    layout: Literal["chart"]
    kind: Literal["bar", "grouped", "stacked", "line", "scatter"] = "bar"
    """Bars of one series (`bar`), of several side by side (`grouped`) or on each other (`stacked`),
    a line for each series (`line`), or points (`scatter`)."""
    data: list[list[Datum]] = Field(default=[])
    """The numbers as a table: the first row has the names of the columns, the first column the
    places on the x axis (names, numbers or days such as `2026-11-29` or `29.11.2026`), each further
    column a series. A cell may be empty."""
    file: Annotated[str | None, InDeck("table")] = None
    """A CSV file of the deck that has the table, instead of `data`; between its cells stand commas,
    semicolons or tabs."""
    series: Annotated[list[Plain], OneOrMore] = Field(default=[])
    """Columns that are shown, in this order; all when left out."""
    alt: Alt
    """What the chart shows, for people who do not see it; they also get the numbers as a table."""
    x: ChartAxis = Field(default_factory=ChartAxis)
    """The axis of the places."""
    y: ChartAxis = Field(default_factory=ChartAxis)
    """The axis of the values."""
    accent: Plain = ""
    """Name of a series to point out; in a chart of one series that of a place on the x axis."""
    horizontal: bool = False
    """Lay bars on their side; long names under upright bars do so by themselves."""
    values: bool = False
    """Write the value at each bar or point."""
    reveal: Literal["series", "categories"] | None = None
    """Show the series one by one, or the places on the x axis."""
    caption: Inline = ""
    """A line under the chart, such as where the numbers come from."""

    @model_validator(mode="after")
    def _has_one_table(self) -> Self:
        if bool(self.data) == (self.file is not None):
            raise ValueError("a slide of the layout chart has either 'data' or 'file'")
        return self


class Diagram(Slide):
    """A diagram that is written as text and drawn when the deck is built, by Graphviz.

    In a text a fence of the language `dot` does the same: what stands behind `dot` is its `alt`.
    Nodes and edges with `class=accent` are pointed out.
    """

    layout: Literal["diagram"]
    diagram: str = ""
    """The diagram in Graphviz's language, after `|`: `digraph { flour -> dough }`."""
    file: Annotated[str | None, InDeck("diagram")] = None
    """A file of the deck that has the text (`.dot` or `.gv`), instead of `diagram`."""
    alt: Alt
    """What the diagram shows, for people who do not see it."""
    caption: Inline = ""
    """A line under the diagram."""

    @model_validator(mode="after")
    def _has_one_text(self) -> Self:
        if bool(self.diagram) == (self.file is not None):
            raise ValueError("a slide of the layout diagram has either 'diagram' or 'file'")
        return self


class Pictures(Slide):
    """Several pictures of equal weight, side by side."""

    layout: Literal["pictures"]
    title: Inline = ""
    """Shown above the pictures; may be left out."""
    pictures: Annotated[list[Figure], Field(min_length=2, max_length=12)]
    """The pictures, from 2 to 12, each with `image`, `alt` and perhaps `caption`."""
    fit: Literal["contain", "cover"] = "contain"
    """Show each picture whole (`contain`), or fill its place and cut its rim off (`cover`)."""
    reveal: bool = False
    """Show them one by one."""


class Qr(Slide):
    """A QR code of any address, with the address under it."""

    layout: Literal["qr"]
    address: Url
    """The address, with `https://` or `http://`."""
    caption: Inline = ""
    """A line under the code instead of the address."""


class Video(Slide):
    """A film. The step *next* starts it on the projector, and only there.

    Phones, paper, the speaker view and a guide have its poster.
    """

    layout: Literal["video"]
    title: Inline = ""
    """Shown above the film; may be left out."""
    video: VideoFile
    """Path of the film from the deck's folder: MP4 or WebM, of up to 300 MB."""
    poster: ImageFile
    """Path of the picture that is there before the film runs, and wherever it does not."""
    alt: Alt
    """What the film shows, for people who do not see it."""
    caption: Inline = ""
    """A line under the film."""
    loop: bool = False
    """Start it again at its end."""
    muted: bool = False
    """Play it without its sound."""


class Audio(Slide):
    """A sound. The step *next* starts it on the projector, and only there."""

    layout: Literal["audio"]
    title: Inline = ""
    """Shown above it; may be left out."""
    audio: SoundFile
    """Path of the sound from the deck's folder: MP3, M4A, Ogg or WAV, of up to 300 MB."""
    poster: ImageFile | None = None
    """Path of a picture that belongs to it."""
    alt: Alt
    """What is heard, for people who do not hear it: shown on phones and on paper."""
    caption: Inline = ""
    """A line under it."""
    loop: bool = False
    """Start it again at its end."""


class Frame(Slide):
    """A page of another host inside a slide, from a host that deck.yaml names under `frames:`.

    Only the projector asks for the page, while the slide is in sight. Its picture stands there
    where the host cannot be reached, and on phones, on paper and in a guide, with a link to it.
    """

    layout: Literal["frame"]
    title: Inline = ""
    """Shown above the page; may be left out."""
    address: Url
    """Address of the page, with `https://` or `http://`."""
    picture: ImageFile
    """Path of a picture of the page, from the deck's folder."""
    alt: Alt
    """What the page shows, for people who do not see it."""
    caption: Inline = ""
    """A line under it, before its address."""


class Html(Slide):
    """HTML of the author's own, where Markdown ends; no script, no form, nothing from outside."""

    layout: Literal["html"]
    html: Annotated[HtmlField, Field(min_length=1)]
    """The HTML, after `|`: elements of text and of drawings (SVG), with `class` and `style`."""
    caption: Inline = ""
    """A line under it."""


class Bibliography(Slide):
    """The sources that the talk cites as `[@key]`, from the deck's `bibliography:`.

    Several such slides share the list.
    """

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
    "chart": Chart,
    "diagram": Diagram,
    "pictures": Pictures,
    "qr": Qr,
    "video": Video,
    "audio": Audio,
    "frame": Frame,
    "html": Html,
    "bibliography": Bibliography,
}

REVEALED: dict[str, tuple[str, ...]] = {
    "two_columns": ("left", "right"),
    "steps": ("steps",),
    "table": ("rows",),
    "timeline": ("events",),
    "cards": ("cards",),
    "pictures": ("pictures",),
}
"""Layout → the fields that `reveal: true` shows one by one; of a list, its items."""

COMMON = frozenset(Slide.model_fields) | {"layout"}
"""Keys that are not the layout's own."""
