"""Load a deck: from a folder to a checked `Deck`, or to every problem it has, all at once.

The file is long because one pass reads everything: the files, ids and classes that one part has
found are what the next is checked against. What can be judged without them is in `checking`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from talk.deck.checking.bibliography import References, StyleError, set_references, shares
from talk.deck.checking.css_lint import css_problems
from talk.deck.checking.frames import check_frames, origin_of
from talk.deck.checking.markdown_lint import read_text
from talk.deck.checking.media_files import media_fault
from talk.deck.checking.other_tools import (
    chapter_key_hint,
    deck_key_hint,
    layout_hint,
    slide_key_hint,
)
from talk.deck.checking.picture_files import ending_fault, fault_in
from talk.deck.checking.read_slide import (
    Changes,
    Home,
    ReadSlide,
    files_of,
    slide_of,
    steps_of,
    written_value,
)
from talk.deck.checking.schema_errors import kind_of, validate
from talk.deck.checking.slide_files import SlideFiles, with_diagram, with_programs, with_table
from talk.deck.checking.slides import (
    check_links,
    check_look,
    check_moves,
    check_note_marks,
    check_paths,
    check_slide,
    check_texts,
    overruns,
)
from talk.deck.markup.citations import BEGINS, Cited, cited
from talk.deck.markup.ready_classes import READY_CLASSES
from talk.deck.markup.step_marks import STEP_KINDS
from talk.deck.model import Chapter, Deck, Draft, Live, Mark, Slide
from talk.deck.reading import markdown_chapter
from talk.deck.reading.problems import DeckErrors, Problem, did_you_mean, did_you_mean_or_list
from talk.deck.reading.shipped import find_deck
from talk.deck.reading.source import Source, Where
from talk.deck.reading.stylesheets import classes_in, files_in
from talk.deck.reading.themes import theme_classes, theme_folder, theme_names
from talk.deck.reading.trust import is_trusted
from talk.deck.reading.variables import usable, with_variables
from talk.deck.reading.words import Words
from talk.deck.reading.yaml_reader import read
from talk.deck.schema import layouts
from talk.deck.schema.annotated_texts import annotated_texts
from talk.deck.schema.deck_files import ChapterFile, DeckFile, NotesFile
from talk.deck.schema.defaults import NO_DEFAULTS, changes_model, defaults_model, keys_of
from talk.deck.schema.fields import Markdown
from talk.deck.schema.layouts import (
    LAYOUTS,
    REVEALED,
    Chart,
    Code,
    Diagram,
)
from talk.widgets.base import Widget, WidgetOptions
from talk.widgets.registry import all_widgets

if TYPE_CHECKING:
    from talk.deck.checking.own_layouts import Declared
    from talk.deck.checking.own_widgets import OwnWidgets
    from talk.deck.reading.bibliography import Bibliography

_ENDINGS = {
    "chapter file": (".yaml", ".yml", *markdown_chapter.ENDINGS),
    "file of notes": markdown_chapter.ENDINGS,
    "bibliography": (".bib",),
    "citation style": (".csl",),
    "stylesheet": (".css",),
    "table": (".csv", ".tsv", ".txt"),
    "diagram": (".dot", ".gv"),
    "video": (".mp4", ".webm", ".m4v", ".ogv"),
    "sound": (".mp3", ".m4a", ".ogg", ".oga", ".wav", ".flac"),
    "image": (".png", ".svg", ".jpg", ".jpeg", ".webp", ".gif", ".avif"),
}
"""Endings of the files that may have been meant where one does not exist, by the kind of file."""


def load(path: str | Path, *, widgets: Mapping[str, Widget] | None = None) -> Deck:
    """Return the deck at a path.

    The path is its folder, its deck.yaml, or the name of a deck that comes with talk. `widgets` are
    those that slides may use; None stands for all that are installed.

    A deck whose slides are planned for too long loads all the same (`Deck.overruns`).

    Raises DeckErrors with every problem of every file, Failure when there is no such deck, and
    NotTrusted where it brings widgets that nobody has trusted yet.
    """
    root = find_deck(path)
    # A caller that passes widgets gets a deck of these alone; no program of the deck is run.
    loader = _Loader(root, all_widgets() if widgets is None else widgets, widgets is None)
    if widgets is None and (root / "widgets").is_dir():
        loader.read_own_widgets()
    deck = loader.load()
    problems = [problem for source in loader.sources for problem in source.distinct_problems()]
    if problems or deck is None:
        raise DeckErrors([*problems, *(deck.overruns if deck else ())])
    return deck


@dataclass(frozen=True)
class _Reading:
    """What the slides of one file are read with."""

    source: Source
    home: Home
    chapter: Chapter
    defaults: Mapping[str, Any]
    """Those of the deck and of the chapter."""
    files: tuple[Path, ...] = ()
    """The file, after those that include it."""
    include: tuple[Source, Where] | None = None
    """The place in this deck's own files that includes the file."""
    changes: Changes | None = None
    """What the item that takes one slide of the file says of it."""


@dataclass
class _Loader:
    """Reads one deck. Problems are added to the sources; what can be read goes on being read."""

    root: Path
    widgets: Mapping[str, Widget]
    may_bring: bool = True
    """Whether the deck and installed packages may add widgets."""
    own: OwnWidgets | None = None
    sources: list[Source] = field(default_factory=list)
    """deck.yaml first, then the chapter files."""
    files: list[Path] = field(default_factory=list)
    """Every file that was read or is shown, without repetitions."""
    read_slides: list[ReadSlide] = field(default_factory=list)
    unbuilt: list[Draft] = field(default_factory=list)
    """Slides with `draft: true`."""
    ids: dict[str, tuple[Source, Where]] = field(default_factory=dict)
    """Where each slide's id was first given."""
    classes: set[str] | None = None
    own_classes: set[str] = field(default_factory=set)
    """Classes that the deck's own stylesheets have rules for."""
    homes: dict[Path, Home] = field(default_factory=dict)
    """The decks that slides were taken from, by folder; this one is the first."""
    layouts: dict[str, Declared] = field(default_factory=dict)
    """The deck's own layouts, by name."""
    broken_layouts: set[str] = field(default_factory=set)
    """Names of its layouts that could not be read: their slides are not judged."""

    @cached_property
    def is_trusted(self) -> bool:
        """Whether the user trusts the deck."""
        return is_trusted(self.root)

    def load(self) -> Deck | None:
        """Return the deck; None where deck.yaml is not valid."""
        # First, so that `sources[0]` is deck.yaml wherever a later step asks for the theme.
        source = self._read(self.root / "deck.yaml")
        variables = usable(_part(source, "vars"))
        if isinstance(source.value, dict):
            # Its own texts have them as well: a title page says what the slides say.
            source.value = source.value | {
                key: with_variables(source, (key,), one, variables)
                for key, one in source.value.items()
                if key not in ("vars", "paths", "chapters")
            }
        head = None
        # An unreadable deck.yaml has its problem already; that it is "not a mapping" adds nothing.
        if source.root is not None and (source.value is not None or not source.problems):
            head = validate(
                DeckFile, source.value, source, (), "deck.yaml", unknown_key_hint=deck_key_hint
            )
        # Stylesheets and layouts come before all texts and defaults, which name their classes and
        # fields.
        css = self._stylesheets(source, head)
        card = self._card(source, head)
        if head is not None and head.logo:
            self._named_file(source, ("logo",), head.logo, "image")
        self._read_layouts()
        if head is not None:
            check_texts(source, (), head, self._classes())
        # Each step reads the raw values by itself, so that a mistake in one part hides none in
        # another.
        self._check_theme(source)
        home = Home(self.root, source, variables, self._defaults(source))
        self.homes[self.root.resolve()] = home
        chapters = self._chapters(home)
        paths = set(named) if isinstance(named := _part(source, "paths"), dict) else set()
        slides = [
            slide_of(
                one,
                self._revealed(one.layout),
                paths,
                is_own=one.home is home,
                guide_notes=bool(head and head.guide_notes),
            )
            for one in self.read_slides
        ]
        self._add_own_files()
        references = self._references(head)
        slides = _with_shares(slides, len(references.sources))
        abbreviations = head.abbreviations if head else {}
        self._check_abbreviations(source, abbreviations)
        self._check_path_names(source)
        # A slide that could not be read may be the target of a link that seems to lead nowhere.
        if not any(source.damaged for source in self.sources):
            unbuilt = {one.name for one in self.unbuilt}
            check_links(self._texts(), set(self.ids), unbuilt=unbuilt)
            check_moves(
                [
                    # Of what was changed only the transition: places are those of the own texts.
                    (one.source, one.at, one.model.model_copy(update={"transition": moves}))
                    for one in self.read_slides
                    for moves in [one.changed.transition]
                ]
            )
            if head is not None:
                read_slides = [(one.source, one.at, one.model) for one in self.read_slides]
                whole = not any(one.problems for one in self.sources)
                check_frames(source, head.frames, read_slides, whole=whole)
        # After all checks: the chapters' problems are told together with those of deck.yaml.
        if head is None:
            return None
        check_paths(source, head, slides)
        return Deck(
            title=head.title,
            root=self.root,
            chapters=tuple(chapters),
            slides=tuple(slides),
            hash=self._hash(),
            subtitle=head.subtitle,
            author=head.author,
            url=head.url or "",
            canvas=head.canvas,
            card=card,
            language=head.language,
            theme=head.theme,
            layouts={name: one.layout for name, one in self.layouts.items()},
            widgets={
                live.widget: self.widgets[live.widget]
                for slide in slides
                for live in slide.live
                if self.widgets[live.widget].module
            },
            css=css,
            frames=tuple(origin_of(one) for one in head.frames),
            words=Words(references.citations, abbreviations, trusted=self.is_trusted),
            references=references.sources,
            logo=head.logo or "",
            duration_s=head.duration,
            paths={name: path.description for name, path in head.paths.items()},
            durations={name: path.duration for name, path in head.paths.items() if path.duration},
            overruns=tuple(overruns(source, head, slides)),
            files=tuple(self.files),
            drafts=tuple(self.unbuilt),
        )

    # Files

    def _read(self, file: Path) -> Source:
        is_markdown = file.suffix.lower() in markdown_chapter.ENDINGS
        reader = markdown_chapter.read_markdown if is_markdown else read
        source = reader(file.read_bytes(), self._relative(file))
        self.sources.append(source)
        self._add_file(file)
        return source

    def _relative(self, file: Path) -> Path:
        """Return a file's path as messages show it: from the deck's folder."""
        if file.is_relative_to(self.root):
            return file.relative_to(self.root)
        # A slide of another deck is as far from this one on every machine.
        return Path(os.path.relpath(file, self.root))

    def _add_file(self, file: Path) -> None:
        # A logo that is on every slide is watched and hashed once.
        if file not in self.files:
            self.files.append(file)

    def _hash(self) -> str:
        """Return a hash of the names and contents of all files.

        The theme's name is in it by way of deck.yaml, its files are not.
        """
        # Sorted: the order in which files are found says nothing of their content.
        total = hashlib.sha256()
        for file in sorted(self.files):
            status = file.stat()
            # Of each file's hash, so that only changed files are read after a save.
            content = _hash_of_file(file, status.st_mtime_ns, status.st_size)
            total.update(f"{self._relative(file).as_posix()}\0{content}\0".encode())
        return total.hexdigest()[:16]

    def _existing_file(
        self,
        source: Source,
        position: tuple[int, int],
        written: str,
        what: str,
        root: Path | None = None,
    ) -> Path | None:
        """Return a file that the deck names; add a problem at `position` where it cannot be used.

        `what` is the kind of file in an author's words: `image`, `chapter file`, `document`. `root`
        is the folder of the deck that the path was written for, None this deck's.
        """
        root = root or self.root
        file = root / written
        # By the name first: it tells more than that the file does not exist, or is no picture.
        if what == "image" and (wrong_kind := ending_fault(written)):
            source.add_problem_at(*position, *wrong_kind)
        elif "://" in written or written.startswith("//"):
            message = f"the {what} '{written}' is on another host: a hall has no internet"
            source.add_problem_at(*position, message, "put the file into the deck's folder")
        # With links followed: what a deck names is served to the hall, and must not be any file of
        # the machine.
        elif not file.resolve().is_relative_to(root.resolve()):
            message = f"the {what} '{written}' is outside the deck's folder"
            hint = f"write 'include: {written}'" if what == "chapter file" else "move or copy it in"
            source.add_problem_at(*position, message, hint)
        elif not file.is_file():
            state = "is a folder" if file.is_dir() else "does not exist"
            hint = did_you_mean(written, _neighbours(root, file, what))
            source.add_problem_at(*position, f"the {what} '{written}' {state}", hint)
        elif what == "image" and (fault := fault_in(file)):
            message = f"the image '{written}' cannot be shown: {fault}"
            source.add_problem_at(*position, message, "export or copy the picture again")
        elif what in ("video", "sound") and any(found := media_fault(file, what)):
            message = f"the {what} '{written}' cannot be played: {found[0]}"
            source.add_problem_at(*position, message, found[1])
        else:
            return file
        return None

    def _named_file(
        self, source: Source, where: Where, written: str, what: str, root: Path | None = None
    ) -> Path | None:
        """Return the file that a value names, as one of the deck's; None where it cannot be used.

        `what` and `root` are those of `_existing_file`, which adds the problem.
        """
        file = self._existing_file(source, source.find(where, written), written, what, root)
        if file is not None:
            self._add_file(file)
        return file

    def _add_source(self, file: Path, text: str) -> Source:
        """Return a source for the problems of a file that was read, as one of the deck's."""
        source = Source(self._relative(file), text)
        self.sources.append(source)
        return source

    # Sources

    def _references(self, head: DeckFile | None) -> References:
        """Return the deck's citations and sources; add a problem for each that is not known."""
        cited_at: list[tuple[Source, tuple[int, int], Cited]] = []
        citations: list[str] = []
        for source, at, model in self._texts():
            for way, text, mark in annotated_texts(model, Markdown):
                for part in read_text(text, mark.kind).citations if BEGINS in text else ():
                    citations.append(part.text)
                    for wanted in cited(part.text):
                        position = source.character((*at, *way), part.at + wanted.at)
                        cited_at.append((source, position, wanted))
        lists = [one for one in self.read_slides if one.layout == "bibliography"]
        for one in lists if not citations else ():
            message = "no slide cites anything, so there is no source to list"
            hint = "cite one as [@key], or take this slide out"
            one.source.add_problem((*one.at, "layout"), message, hint)
        found = [found for home in self.homes.values() for found in self._bibliographies(home)]
        known = {key for bibliography in found for key in bibliography.entries}
        keys = [key for bibliography in found for key in bibliography.places]
        unknown = False
        for source, position, one_cited in cited_at:
            if one_cited.key.lower() in known:
                continue
            unknown = True
            message = f"no bibliography has a source '{one_cited.key}'"
            hint = did_you_mean_or_list(one_cited.key, keys, "sources", most=12)
            named = hint or "name a BibTeX file as 'bibliography:' in deck.yaml"
            source.add_problem_at(*position, message, named)
        # Read although nothing may be cited: a style that does not exist is a mistake by itself.
        name, style = _part(self.sources[0], "citation_style"), None
        if isinstance(name, str):
            style = self._named_file(self.sources[0], ("citation_style",), name, "citation style")
        # Each of these has its problem already, or there is nothing to set.
        if unknown or not citations or head is None or (name and style is None):
            return References({}, ())
        try:
            targets = [one.model.id for one in lists]
            return set_references(citations, found, style, head.language, targets)
        except StyleError:
            message = f"'{name}' is no CSL style"
            hint = "take one from the Zotero style repository: a file that ends in .csl"
            self.sources[0].add_problem(("citation_style",), message, hint)
            return References({}, ())

    def _bibliographies(self, home: Home) -> Iterator[Bibliography]:
        """Yield the bibliographies of a deck, with their problems among those of the sources."""
        named = _part(home.source, "bibliography")
        for name in named if isinstance(named, list) else [named]:
            if not isinstance(name, str):
                continue
            where = ("bibliography",)
            file = self._named_file(home.source, where, name, "bibliography", home.root)
            if file is None:
                continue
            from talk.deck.reading.bibliography import read_bibliography  # most decks cite nothing

            found = read_bibliography(file, self._relative(file))
            self.sources.append(found.source)
            yield found

    def _check_abbreviations(self, source: Source, abbreviations: Mapping[str, str]) -> None:
        """Add a problem for each abbreviation that no text has."""
        if not abbreviations:
            return
        texts = [
            text for _, _, model in self._texts() for _, text, _ in annotated_texts(model, Markdown)
        ]
        # With no slide that could be read there is none that could have it.
        for name, meaning in abbreviations.items() if texts else ():
            words = Words(abbreviations={name: meaning})
            if not any(words.abbreviated(text) for text in texts):
                message = f"no slide has the abbreviation '{name}'"
                hint = "write it as the slides do, or take it out"
                source.add_problem(("abbreviations", name), message, hint, key=True)

    def _texts(self) -> Iterator[tuple[Source, Where, BaseModel]]:
        """Yield every slide that was read, and its notes where they have a file of their own."""
        for one in self.read_slides:
            yield one.source, one.at, one.model
            if one.notes:
                yield one.notes[0], (), one.notes[1]
            if one.changes:
                yield one.changes.source, one.changes.at, one.changes.model

    def _card(self, source: Source, head: DeckFile | None) -> Path | None:
        """Return the deck's social card; add a problem where it cannot be shown."""
        if head is None or head.card is None:
            return None
        file = self._named_file(source, ("card",), head.card, "image")
        # Networks draw no vector pictures, whatever a browser does.
        if file and file.suffix.lower() not in (".png", ".jpg", ".jpeg", ".webp"):
            message = f"the card '{head.card}' is no PNG, JPEG or WebP"
            source.add_problem(("card",), message, "networks show no other kind")
            return None
        return file

    # Stylesheets

    def _stylesheets(self, source: Source, head: DeckFile | None) -> tuple[Path, ...]:
        """Return the deck's own stylesheets; add their problems to a source for each of them."""
        named = head.css if head is not None else []
        found = []
        for name in named:
            if file := self._named_file(source, ("css",), name, "stylesheet"):
                found.append(file)
                self._read_stylesheet(file)
        return tuple(found)

    def _read_stylesheet(self, file: Path) -> None:
        """Check a stylesheet of the deck, and the files that it names."""
        path = self._relative(file)
        try:
            css = file.read_text("utf-8-sig")
        except UnicodeDecodeError:
            message = "this stylesheet is not UTF-8 text"
            self.sources.append(Source(path, problems=[Problem(path, 0, 0, message)]))
            return
        source = Source(path, css, problems=css_problems(css, path))
        self.sources.append(source)
        self.own_classes |= classes_in(css)
        for at, name in files_in(css):
            before = css[:at]
            position = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
            # `font.woff2?v=2` and `icons.svg#star` are files without what follows.
            bare = name.split("?")[0].split("#")[0]
            elsewhere = "://" in name or name.startswith("//")
            written = name if elsewhere else self._relative(file.parent / bare).as_posix()
            if found := self._existing_file(source, position, written, "file"):
                self._add_file(found)

    # Widgets

    def read_own_widgets(self) -> None:
        """Let slides use the deck's own widgets, and those of installed packages, as well."""
        from talk.deck.checking.own_widgets import OwnWidgets  # most decks do not wait for it

        self.widgets = self.own = OwnWidgets(self.root, self.widgets)

    def _add_own_files(self) -> None:
        """Add the files of the widgets that were read, with their problems."""
        # Not by its truth: it is a mapping, whose length is asked of all installed packages.
        if self.own is None:
            return
        self.sources += self.own.sources
        for file in self.own.files:
            self._add_file(file)

    # Layouts

    def _read_layouts(self) -> None:
        """Read the deck's own layouts; add a source for each of them."""
        files = sorted((self.root / "layouts").glob("*.html.j2"))
        if not files:
            return
        from talk.deck.checking.own_layouts import ENDING, read_layout  # jinja2 takes its time

        for file in files:
            source, declared = read_layout(file, self._relative(file))
            self.sources.append(source)
            self._add_file(file)
            if declared is None:
                self.broken_layouts.add(file.name.removesuffix(ENDING))
            else:
                self.layouts[declared.layout.name] = declared

    # Chapters

    def _chapters(self, home: Home) -> list[Chapter]:
        # Read from the raw value, so that a mistake elsewhere in deck.yaml does not hide those of
        # the chapters.
        deck = home.source
        listed = _part(deck, "chapters")
        chapters: list[Chapter] = []
        seen: dict[str, int] = {}
        for place, entry in enumerate(listed if isinstance(listed, list) else []):
            where: Where = ("chapters", place)
            if isinstance(entry, dict) and isinstance(entry.get("include"), str):
                found = self._included(deck, (*where, "include"), entry["include"], home, ())
                if found is not None:
                    file, of, _ = found
                    include = (deck, (*where, "include"))
                    chapters.append(self._chapter(file, len(chapters), of, include))
                continue
            if not isinstance(entry, str):
                continue
            if entry in seen:
                line, _ = deck.at(("chapters", seen[entry]))
                deck.add_problem(where, f"'{entry}' is listed twice", f"first on line {line}")
            elif file_ := self._existing_file(deck, deck.find(where, entry), entry, "chapter file"):
                chapters.append(self._chapter(file_, len(chapters), home))
            # The first place, which the hint of every later one names.
            seen.setdefault(entry, place)
        return chapters

    def _chapter(
        self, file: Path, number: int, home: Home, include: tuple[Source, Where] | None = None
    ) -> Chapter:
        source, model, defaults = self._chapter_file(file, home)
        chapter = Chapter(
            title=model.chapter if model else file.stem,
            phase=model.phase if model else "none",
            number=number,
            path=file,
        )
        reading = _Reading(source, home, chapter, defaults, (file,), include)
        self._read_slides(reading)
        return chapter

    def _chapter_file(
        self, file: Path, home: Home
    ) -> tuple[Source, ChapterFile | None, Mapping[str, Any]]:
        """Return a chapter file, its model (None where it is not valid), and its defaults."""
        source = self._read(file)
        model = None
        if isinstance(source.value, dict):
            source.value = source.value | {
                key: with_variables(source, (key,), one, home.variables)
                for key, one in source.value.items()
                if key != "slides"
            }
        if source.value is not None:
            model = validate(
                ChapterFile,
                source.value,
                source,
                (),
                "a chapter file",
                unknown_key_hint=chapter_key_hint,
            )
        if model is not None:
            check_texts(source, (), model, self._classes())
        return source, model, {**home.defaults, **self._defaults(source)}

    def _defaults(self, source: Source) -> Mapping[str, Any]:
        """Return the defaults of a file; nothing, with their problems, where they have any."""
        written = _part(source, "defaults")
        if not isinstance(written, dict) or not written:
            return {}
        before, at = len(source.problems), ("defaults",)
        models = LAYOUTS | {name: one.model for name, one in self.layouts.items()}
        model = validate(
            defaults_model(models),
            {key: one for key, one in written.items() if key not in NO_DEFAULTS},
            source,
            at,
            "'defaults'",
            unknown_key_hint=slide_key_hint,
        )
        for key in NO_DEFAULTS.keys() & written.keys():
            message = f"'{key}' can have no default: {NO_DEFAULTS[key]}"
            source.add_problem((*at, key), message, key=True)
        if model is not None:
            check_texts(source, at, model, self._classes())
            check_look(source, at, model.classes or (), model.style, self._classes())
            for name in model.paths or ():
                self._check_path_name(source, source.find((*at, "paths"), name), name)
        # Told once here, and not again on every slide.
        return written if len(source.problems) == before else {}

    # Includes

    def _included(
        self, source: Source, where: Where, written: str, home: Home, files: tuple[Path, ...]
    ) -> tuple[Path, Home, str] | None:
        """Return the file that is included, its deck, and the id of the one slide that is meant.

        None, with a problem, where it cannot be included. `files` are those that are being read.
        """
        name, _, id = written.partition("#")
        position = source.find(where, written)
        file = home.root / name
        if not file.is_file():
            state = "is a folder" if file.is_dir() else "does not exist"
            hint = did_you_mean(name, _neighbours(home.root, file, "chapter file"))
            source.add_problem_at(*position, f"the included file '{name}' {state}", hint)
            return None
        # With links followed, as the circle below is one of files and not of names.
        file = file.resolve()
        if not file.name.endswith(_ENDINGS["chapter file"]) or file.name == "deck.yaml":
            message = f"'{name}' is no chapter file: only chapters and their slides are included"
            source.add_problem_at(*position, message, "name a file that a deck.yaml lists")
            return None
        if file in [one.resolve() for one in files]:
            circle = " → ".join(one.name for one in (*files, file))
            message = f"'{name}' includes itself: {circle}"
            source.add_problem_at(*position, message, "take one of these includes out")
            return None
        root = next((one for one in file.parents if (one / "deck.yaml").is_file()), None)
        if root is None:
            # Whatever a deck names is shown to a hall, and must not be any file of the machine.
            message = f"'{name}' belongs to no deck: no folder above it has a deck.yaml"
            source.add_problem_at(*position, message, "copy it into the deck's folder")
            return None
        return file, self._home(root), id

    def _home(self, root: Path) -> Home:
        """Return a deck that slides are taken from; its deck.yaml is read once."""
        if root not in self.homes:
            source = self._read(root / "deck.yaml")
            # A talk that takes a slide decides what its variables say.
            here = self.homes[self.root.resolve()].variables
            variables = {**usable(_part(source, "vars")), **here}
            self.homes[root] = Home(root, source, variables, self._defaults(source))
        return self.homes[root]

    def _read_included(self, reading: _Reading, at: Where, value: dict[str, Any]) -> None:
        """Append the slides of another file, or the one slide of it that is named."""
        written, where = value["include"], (*at, "include")
        if not isinstance(written, str):
            message = "'include' is a path, and perhaps '#' and the id of a slide"
            reading.source.add_problem(where, message)
            return
        changes = self._changes(reading, at, value)
        found = self._included(reading.source, where, written, reading.home, reading.files)
        if found is None:
            return
        file, home, id = found
        source, _, defaults = self._chapter_file(file, home)
        # The outermost include: it is the one in this deck's own file, where the author can act.
        include = reading.include or (reading.source, where)
        files = (*reading.files, file)
        inner = _Reading(source, home, reading.chapter, defaults, files, include, changes)
        if not id:
            self._read_slides(inner)
            return
        listed = _part(source, "slides")
        slides = listed if isinstance(listed, list) else []
        ids = [one.get("id") if isinstance(one, dict) else None for one in slides]
        if id in ids:
            place = ids.index(id)
            self._read_slide(inner, ("slides", place), slides[place])
        elif not source.damaged:
            hint = did_you_mean_or_list(id, [one for one in ids if isinstance(one, str)], "slides")
            position = reading.source.find(where, id)
            message = f"'{written.partition('#')[0]}' has no slide '{id}'"
            reading.source.add_problem_at(*position, message, hint)

    def _changes(self, reading: _Reading, at: Where, value: dict[str, Any]) -> Changes | None:
        """Return what an item `include:` says of its slide; None where it says nothing."""
        source = reading.source
        written = {key: one for key, one in value.items() if key != "include"}
        if not written:
            return None
        if "#" not in value["include"]:
            message = f"'{next(iter(written))}' cannot be said of all slides of a file"
            hint = "take one slide, by '#' and its id behind the path"
            source.add_problem((*at, next(iter(written))), message, hint, key=True)
            return None
        model = validate(
            changes_model(),
            with_variables(source, at, written, reading.home.variables),
            source,
            at,
            "an included slide",
            unknown_key_hint=_included_key_hint,
        )
        if model is None:
            return None
        check_texts(source, at, model, self._classes())
        for way, text, mark in annotated_texts(model, Markdown):
            for image in read_text(text, mark.kind).images:
                message = "a picture cannot be added to an included slide"
                hint = "its pictures are those of its own deck"
                source.add_problem_at(*source.character((*at, *way), image.at), message, hint)
        if reading.home.root == self.root:
            for name in model.paths or ():
                self._check_path_name(source, source.find((*at, "paths"), name), name)
        return Changes(source, at, model)

    # Slides

    def _read_slides(self, reading: _Reading) -> None:
        """Append the slides of a file."""
        # Raw: slides are checked one by one although another one is not valid.
        slides = _part(reading.source, "slides")
        for place, slide in enumerate(slides if isinstance(slides, list) else []):
            self._read_slide(reading, ("slides", place), slide)

    def _read_slide(self, reading: _Reading, at: Where, value: Any) -> None:
        """Append the slide as it was read, or the problems that keep it from being one."""
        source, home = reading.source, reading.home
        if not isinstance(value, dict):
            # Any layout will do: that a slide is a mapping is the same for all.
            validate(layouts.Text, value, source, at, "a slide")
            return
        if "include" in value:
            self._read_included(reading, at, value)
            return
        # Ids and widgets are read even where the layout is not valid, so that links to the slide
        # and mistakes in its widgets are judged in the same run.
        self._add_id(reading, at, value)
        if value.get("draft") is True:
            # Half a slide is no mistake: an author parks it here and presents the others.
            line, column = source.at(at)
            name = value.get("id")
            place = Mark(source.path, line, column)
            self.unbuilt.append(Draft(name if isinstance(name, str) else "", place))
            return
        value = with_variables(source, at, value, home.variables)
        live = tuple(self._live(source, at, value, home.root))
        layout = value.get("layout", reading.defaults.get("layout", "text"))
        models = LAYOUTS | {name: one.model for name, one in self.layouts.items()}
        all_layouts = f"layouts: {', '.join(models)}"
        if not isinstance(layout, str):
            message = f"'layout' must be the name of a layout, not {kind_of(layout)}"
            source.add_problem((*at, "layout"), message, all_layouts)
            return
        if layout in self.broken_layouts:
            return
        if layout not in models:
            hint = did_you_mean(layout, models) or layout_hint(layout) or all_layouts
            source.add_problem((*at, "layout"), f"'{layout}' is not a layout", hint)
            return
        known = keys_of(models[layout])
        defaults = {key: one for key, one in reading.defaults.items() if key in known}
        if "notes_file" in value:
            # Beside a file of notes they would be a mistake that the author of the slide did not
            # make.
            defaults.pop("notes", None)
        model = validate(
            models[layout],
            {**defaults, **value, "layout": layout},
            source,
            at,
            f"layout {layout}",
            unknown_key_hint=slide_key_hint,
        )
        files = SlideFiles(
            lambda source, where, name, what: self._named_file(
                source, where, name, what, home.root
            ),
            self._add_source,
        )
        if isinstance(model, Code):
            model = with_programs(source, at, model, files)
        if isinstance(model, Chart):
            model = with_table(source, at, model, files)
        if isinstance(model, Diagram):
            model = with_diagram(source, at, model, files)
        if model is None:
            return
        changes = reading.changes
        one = ReadSlide(source, at, reading.chapter, layout, model, live, home, changes=changes)
        one.notes = self._notes(one)
        self.read_slides.append(one)
        check_slide(source, at, model, self._classes(), trusted=self.is_trusted)
        steps = steps_of(self._revealed(layout), model, live)
        if one.notes is None:
            check_note_marks(source, (*at, "notes"), model.notes, steps)
        else:
            check_note_marks(one.notes[0], ("notes",), one.notes[1].notes, steps)
        if changes and "notes" in changes.values:
            check_note_marks(changes.source, (*changes.at, "notes"), one.changed.notes, steps)
        for written, position, name, mark in files_of(one):
            if file := self._existing_file(written, position, name, mark.what, home.root):
                self._add_file(file)

    def _notes(self, one: ReadSlide) -> tuple[Source, NotesFile] | None:
        """Return the notes of a slide that stand in a file of their own."""
        name, source = one.model.notes_file, one.source
        if name is None:
            return None
        where = (*one.at, "notes_file")
        if one.model.notes:
            message = "a slide has either 'notes' or 'notes_file'"
            source.add_problem(where, message, "take one of them out", key=True)
            return None
        file = self._named_file(source, where, name, "file of notes", one.home.root)
        if file is None:
            return None
        notes = markdown_chapter.read_notes(file.read_bytes(), self._relative(file))
        self.sources.append(notes)
        if not isinstance(notes.value, dict):
            return None
        text = with_variables(notes, ("notes",), notes.value["notes"], one.home.variables)
        model = NotesFile(notes=text)
        check_texts(notes, (), model, self._classes())
        return notes, model

    def _revealed(self, layout: str) -> Sequence[str]:
        """Return the fields whose items `reveal: true` shows one by one."""
        own = self.layouts.get(layout)
        return own.layout.revealed if own else REVEALED.get(layout, ())

    def _add_id(self, reading: _Reading, at: Where, value: dict[str, Any]) -> None:
        source, id = reading.source, value.get("id")
        if not isinstance(id, str):
            return
        if id in self.ids:
            first, where = self.ids[id]
            line, _ = first.at((*where, "id"))
            hint = f"first in {first.path.as_posix()} on line {line}"
            if reading.include is None:
                source.add_problem((*at, "id"), f"the id '{id}' is there twice", hint)
            else:
                # At the include: the slide itself is right in its own deck.
                including, place = reading.include
                message = f"this includes a slide '{id}', and the deck has one already"
                including.add_problem(place, message, hint)
        else:
            # Ids of all chapters together: links and votes know a slide by nothing else.
            self.ids[id] = (source, at)

    def _classes(self) -> Set[str]:
        """Return the classes that texts may use: `step`, the ready ones, and those with a rule."""
        if self.classes is None:
            deck = self.sources[0].value
            # Read raw: a mistake elsewhere in deck.yaml must not make every class of the theme
            # unknown.
            theme = deck.get("theme", "plain") if isinstance(deck, dict) else ""
            self.classes = {"step", *STEP_KINDS, *READY_CLASSES, *self.own_classes} | theme_classes(
                str(theme), self.root
            )
        return self.classes

    def _live(self, source: Source, at: Where, slide: dict[str, Any], root: Path) -> Iterator[Live]:
        """Yield the widgets of a slide whose options are valid."""
        value = slide.get("live")
        if value is None:
            return
        # One widget may stand under `live:` by itself, without a list around it.
        many = isinstance(value, list)
        for place, item in enumerate(value if many else [value]):
            where = (*at, "live", place) if many else (*at, "live")
            options = self._options(source, where, item, root)
            if options is not None:
                line, column = source.at(where)
                mark = Mark(source.path, line, column)
                yield Live(item["widget"], options, f"{slide.get('id')}/{place}", mark)

    def _options(self, source: Source, where: Where, item: Any, root: Path) -> WidgetOptions | None:
        if not isinstance(item, dict) or not isinstance(item.get("widget"), str):
            message = "a live part must be a mapping with 'widget: <name>' and its options"
            source.add_problem(where, message)
            return None
        name = item["widget"]
        # Only for a name that talk does not have: all installed packages are looked through for it.
        if name not in self.widgets and self.may_bring and self.own is None:
            self.read_own_widgets()
        # The widget's own problems say why it is not there.
        if self.own is not None and name not in self.widgets and name in self.own.broken:
            return None
        if name not in self.widgets:
            hint = did_you_mean_or_list(name, self.widgets, "widgets")
            source.add_problem((*where, "widget"), f"'{name}' is not a widget", hint)
            return None
        options = {key: value for key, value in item.items() if key != "widget"}
        return validate(
            self.widgets[name].options, options, source, where, name, word="option", root=root
        )

    # The deck as a whole

    def _check_theme(self, source: Source) -> None:
        theme = source.value.get("theme", "plain") if isinstance(source.value, dict) else None
        if isinstance(theme, str) and theme_folder(theme, self.root) is None:
            hint = did_you_mean_or_list(theme, theme_names(self.root), "themes")
            source.add_problem(("theme",), f"there is no theme '{theme}'", hint)

    def _check_path_names(self, source: Source) -> None:
        """Add a problem for each path that a slide names and deck.yaml does not."""
        named = source.value.get("paths", {}) if isinstance(source.value, dict) else None
        if not isinstance(named, dict):
            return
        if "full" in named:
            message = "the path 'full' is always there and means every slide"
            source.add_problem(("paths", "full"), message, "take it out", key=True)
        for one in self.read_slides:
            if one.home.root != self.root:
                continue  # the paths of another deck are its own
            # Those of `defaults:` are checked once, where they are written.
            paths = one.model.paths if "paths" in written_value(one) else []
            # `paths: short` may stand without brackets, and then has no list to point into.
            many = len(paths) != 1 or isinstance(written_value(one)["paths"], list)
            for place, name in enumerate(paths):
                where = (*one.at, "paths", place) if many else (*one.at, "paths")
                self._check_path_name(one.source, one.source.at(where), name)

    def _check_path_name(self, source: Source, position: tuple[int, int], name: str) -> None:
        named = _part(self.sources[0], "paths") or {}
        if isinstance(named, dict) and name not in named:
            hint = did_you_mean_or_list(name, named, "paths")
            source.add_problem_at(*position, f"'{name}' is not a path of this deck", hint)


def _neighbours(root: Path, file: Path, what: str) -> list[str]:
    """Return the files in the same folder that may have been meant."""
    # A mistake in the folder's name leaves the deck's own files to suggest.
    folder = file.parent if file.parent.is_dir() else root
    return sorted(
        Path(os.path.relpath(one, root)).as_posix()
        for one in folder.iterdir()
        # A kind without endings of its own may be any file.
        if one.is_file() and one.name != "deck.yaml" and one.name.endswith(_ENDINGS.get(what, ""))
    )


def _with_shares(slides: list[Slide], sources: int) -> list[Slide]:
    """Return the slides, of which those that list the sources know which of them are theirs."""
    lists = [slide.id for slide in slides if slide.layout == "bibliography"]
    own = dict(zip(lists, shares(sources, len(lists)), strict=True))
    return [
        replace(slide, fields={"first": own[slide.id][0], "last": own[slide.id][1]})
        if slide.id in own
        else slide
        for slide in slides
    ]


def _part(source: Source, key: str) -> Any:
    """Return what stands under a key of a file, whatever else is wrong with it."""
    return source.value.get(key) if isinstance(source.value, dict) else None


def _included_key_hint(key: str) -> str:
    """Return why a key cannot be changed where a slide is included; "" for one that is none."""
    if key in keys_of(layouts.Slide):
        return "it is changed in the slide's own file"
    return slide_key_hint(key)


@lru_cache(maxsize=4096)
def _hash_of_file(file: Path, modified_ns: int, size: int) -> str:
    """Return the SHA-256 of a file; time and size make it read again only after a change."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
