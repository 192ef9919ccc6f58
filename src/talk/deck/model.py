"""Define the deck as everything after loading sees it.

It is checked, immutable, and in the order of the talk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from talk.deck.reading.problems import Problem
from talk.deck.reading.words import NO_WORDS, Words
from talk.widgets.base import Demo, Widget, WidgetOptions

Phase = Literal["training", "inference", "none"]

CANVASES: dict[str, tuple[int, int]] = {
    "16:9": (1920, 1080),
    "4:3": (1440, 1080),
    "1:1": (1080, 1080),
    "9:16": (1080, 1920),
}
"""Shape of the slides → width and height of the canvas that they are set on, in CSS pixels."""


@dataclass(frozen=True)
class Mark:
    """The place of a value in its file; line and column count from 1."""

    path: Path
    line: int
    column: int


@dataclass(frozen=True)
class Live:
    """A widget on a slide."""

    widget: str
    options: WidgetOptions
    key: str
    """`<slide id>/<n>`, with n from 0: the widget's number on the slide."""
    mark: Mark

    @property
    def demos(self) -> list[Demo]:
        """The widget's prepared requests."""
        return self.options.demos()


@dataclass(frozen=True)
class Chapter:
    """A chapter's title and place in the talk; its slides name it."""

    title: str
    phase: Phase
    number: int
    """From 0, in the order of deck.yaml."""
    path: Path


@dataclass(frozen=True)
class OwnLayout:
    """A layout that a deck brings in its folder `layouts/`."""

    name: str
    template: str
    """Jinja for the part between the head and the foot of a slide."""
    path: Path
    revealed: tuple[str, ...] = ()
    """Fields that `reveal: true` shows one by one."""


@dataclass(frozen=True)
class Slide:
    """A slide, with the texts as its author wrote them."""

    id: str
    layout: str
    chapter: Chapter
    title: str
    """Markdown, one line."""
    body: str
    """Markdown."""
    fields: dict[str, Any]
    """The layout's own fields, as its schema reads them (deck/schema/layouts.py)."""
    live: tuple[Live, ...]
    notes: str
    """Markdown; for the speaker only."""
    steps: int
    """Number of steps after the first view; a slide without steps has 0."""
    mark: Mark
    time_s: float | None = None
    paths: tuple[str, ...] = ()
    phone: str | None = None
    """Markdown shown on phones instead of the body."""
    hold: bool = False
    """Phones get the slide only when it is shown."""
    classes: tuple[str, ...] = ()
    style: dict[str, str] = field(default_factory=dict)
    """Tokens of the theme that the slide sets: name without `--` → value."""
    background: str = ""
    """Picture that fills the slide's ground, by its path from the deck's folder; may be empty."""
    film: str = ""
    """Film that runs over that picture, by its path from the deck's folder; may be empty."""
    skip: bool = False
    """The slide is in no run; lists, links and addresses lead to it."""
    guide_notes: bool = False
    """The guide prints the notes as prose."""
    sources: tuple[str, ...] = ()
    """Where what it says comes from, each one line of Markdown."""
    transition: str = "none"
    """How the stage goes from the slide before to this one: none | fade | slide | move."""
    root: Path | None = None
    """Folder that the paths of its pictures start at, where it is not the deck's."""


@dataclass(frozen=True)
class Draft:
    """A slide with `draft: true`, which is in no page."""

    name: str
    """Its id; empty where it has none."""
    mark: Mark


def planned_s(slides: Iterable[Slide]) -> float:
    """Return the sum of the slides' planned times in seconds; a slide without one counts as 0."""
    return sum(slide.time_s or 0 for slide in slides)


@dataclass(frozen=True)
class Deck:
    """A whole talk."""

    title: str
    root: Path
    """Folder of deck.yaml; relative files (images, documents) start here."""
    chapters: tuple[Chapter, ...]
    slides: tuple[Slide, ...]
    hash: str
    """Hash of all sources; changes when any file of the deck changes."""
    subtitle: str = ""
    author: str = ""
    url: str = ""
    """Where the talk can be found on the web."""
    canvas: str = "16:9"
    """Shape of its slides, a name in CANVASES."""
    card: Path | None = None
    """Picture that messengers and networks show beside a link to the built deck."""
    language: str = "en"
    theme: str = "plain"
    layouts: dict[str, OwnLayout] = field(default_factory=dict)
    """The deck's own layouts, by name."""
    widgets: dict[str, Widget] = field(default_factory=dict)
    """Widgets on its slides that are not talk's own, by name."""
    css: tuple[Path, ...] = ()
    """The deck's own stylesheets, in the order of the cascade."""
    frames: tuple[str, ...] = ()
    """Origins (`https://example.org`) whose pages may stand inside of slides."""
    words: Words = NO_WORDS
    """Citations and abbreviations, which its texts share."""
    references: tuple[str, ...] = ()
    """HTML of the sources that it cites, in the order of the list."""
    logo: str = ""
    """Picture in the foot of every slide, by its path from the deck's folder; may be empty."""
    duration_s: float | None = None
    paths: dict[str, str] = field(default_factory=dict)
    """Named paths with their description."""
    durations: dict[str, float] = field(default_factory=dict)
    """Planned length, in seconds, of the named paths that have their own."""
    overruns: tuple[Problem, ...] = ()
    """Paths whose planned times exceed their length.

    They are problems for `talk check` and warnings for a presentation.
    """
    files: tuple[Path, ...] = ()
    """Every file that was read; what live reload watches."""
    drafts: tuple[Draft, ...] = ()
    """Slides that are not built."""

    @property
    def name(self) -> str:
        """The name of its folder, by which files that are made of it are called."""
        # `talk pdf .` has no name in its path.
        return self.root.resolve().name

    @property
    def canvas_size(self) -> tuple[int, int]:
        """Width and height of the canvas in CSS pixels."""
        return CANVASES[self.canvas]

    def slide(self, id: str) -> Slide:
        """Return the slide with an id. Raises KeyError."""
        for slide in self.slides:
            if slide.id == id:
                return slide
        raise KeyError(id)

    def duration(self, path: str | None = None) -> float | None:
        """Return the planned length in seconds of a named path, or of the deck."""
        # A path without a length of its own has the deck's; no path is called "".
        return self.durations.get(path or "", self.duration_s)

    def path(self, name: str | None) -> tuple[Slide, ...]:
        """Return the run of a named path: the slides that *next* goes through, in order.

        None and 'full' mean the whole deck. Slides with `skip` are in no run.
        """
        whole = name is None or name == "full"
        return tuple(
            slide for slide in self.slides if not slide.skip and (whole or name in slide.paths)
        )
