"""Load a deck: from a folder to a checked `Deck`, or to every problem it has, all at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talk.deck.checking.css_lint import css_problems
from talk.deck.checking.markdown_lint import read_text
from talk.deck.checking.other_tools import (
    chapter_key_hint,
    deck_key_hint,
    layout_hint,
    slide_key_hint,
)
from talk.deck.checking.picture_files import ending_fault, fault_in
from talk.deck.checking.schema_errors import kind_of, validate
from talk.deck.checking.slides import (
    check_links,
    check_note_marks,
    check_paths,
    check_slide,
    check_texts,
    overruns,
)
from talk.deck.markup.markdown import step_count
from talk.deck.markup.ready_classes import READY_CLASSES
from talk.deck.markup.safe_html import HtmlPicture, html_faults
from talk.deck.model import Chapter, Deck, Draft, Live, Mark, Slide
from talk.deck.reading.problems import DeckErrors, Problem, did_you_mean, did_you_mean_or_list
from talk.deck.reading.shipped import find_deck
from talk.deck.reading.source import Source, Where
from talk.deck.reading.stylesheets import classes_in, files_in
from talk.deck.reading.themes import theme_classes, theme_folder, theme_names
from talk.deck.reading.yaml_reader import read
from talk.deck.schema import layouts
from talk.deck.schema.annotated_texts import annotated_texts
from talk.deck.schema.deck_files import ChapterFile, DeckFile
from talk.deck.schema.fields import HtmlText, Markdown
from talk.deck.schema.layouts import COMMON, LAYOUTS, REVEALED, Code
from talk.deck.schema.styles import tokens_of
from talk.widgets.base import InDeck, Widget, WidgetOptions
from talk.widgets.registry import all_widgets

if TYPE_CHECKING:
    from talk.deck.checking.own_layouts import Declared
    from talk.deck.checking.own_widgets import OwnWidgets

_ENDINGS = {
    "chapter file": (".yaml", ".yml"),
    "stylesheet": (".css",),
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
    loader = _Loader(root, all_widgets() if widgets is None else widgets, widgets is None)
    if widgets is None and (root / "widgets").is_dir():
        loader.read_own_widgets()
    deck = loader.load()
    problems = [problem for source in loader.sources for problem in source.distinct_problems()]
    if problems or deck is None:
        raise DeckErrors([*problems, *(deck.overruns if deck else ())])
    return deck


@dataclass
class _ReadSlide:
    """A slide as its author wrote it, validated by itself, with the place where it stands."""

    source: Source
    at: Where
    chapter: Chapter
    layout: str
    model: layouts.Slide
    live: tuple[Live, ...]


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
    read_slides: list[_ReadSlide] = field(default_factory=list)
    unbuilt: list[Draft] = field(default_factory=list)
    """Slides with `draft: true`."""
    ids: dict[str, tuple[Source, Where]] = field(default_factory=dict)
    """Where each slide's id was first given."""
    classes: set[str] | None = None
    own_classes: set[str] = field(default_factory=set)
    """Classes that the deck's own stylesheets have rules for."""
    layouts: dict[str, Declared] = field(default_factory=dict)
    """The deck's own layouts, by name."""
    broken_layouts: set[str] = field(default_factory=set)
    """Names of its layouts that could not be read: their slides are not judged."""

    def load(self) -> Deck | None:
        """Return the deck; None where deck.yaml is not valid."""
        # First, so that `sources[0]` is deck.yaml wherever a later step asks for the theme.
        source = self._read(self.root / "deck.yaml")
        head = None
        # An unreadable deck.yaml has its problem already; that it is "not a mapping" adds nothing.
        if source.root is not None and (source.value is not None or not source.problems):
            head = validate(
                DeckFile, source.value, source, (), "deck.yaml", unknown_key_hint=deck_key_hint
            )
        css = self._stylesheets(source, head)
        card = self._card(source, head)
        self._read_layouts()
        if head is not None:
            check_texts(source, (), head, self._classes())
        # Each step reads the raw values by itself, so that a mistake in one part hides none in
        # another.
        self._check_theme(source)
        chapters = self._chapters(source)
        slides = [
            _slide(one, self._revealed(one.layout), guide_notes=bool(head and head.guide_notes))
            for one in self.read_slides
        ]
        self._add_own_files()
        self._check_path_names(source)
        # A slide that could not be read may be the target of a link that seems to lead nowhere.
        if not any(source.damaged for source in self.sources):
            read = [(one.source, one.at, one.model) for one in self.read_slides]
            check_links(read, set(self.ids), unbuilt={one.name for one in self.unbuilt})
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
            duration_s=head.duration,
            paths={name: path.description for name, path in head.paths.items()},
            durations={name: path.duration for name, path in head.paths.items() if path.duration},
            overruns=tuple(overruns(source, head, slides)),
            files=tuple(self.files),
            drafts=tuple(self.unbuilt),
        )

    # Files

    def _read(self, file: Path) -> Source:
        source = read(file.read_bytes(), self._relative(file))
        self.sources.append(source)
        self._add_file(file)
        return source

    def _relative(self, file: Path) -> Path:
        """Return a file's path as messages show it: from the deck's folder where it is inside."""
        return file.relative_to(self.root) if file.is_relative_to(self.root) else file

    def _add_file(self, file: Path) -> None:
        # A logo that is on every slide is watched and hashed once.
        if file not in self.files:
            self.files.append(file)

    def _hash(self) -> str:
        """Return a hash of the names and contents of all files.

        The theme's name is in it by way of deck.yaml, its files are not.
        """
        total = hashlib.sha256()
        for file in sorted(self.files):
            status = file.stat()
            # Of each file's hash, so that only changed files are read after a save.
            content = _hash_of_file(file, status.st_mtime_ns, status.st_size)
            total.update(f"{self._relative(file).as_posix()}\0{content}\0".encode())
        return total.hexdigest()[:16]

    def _existing_file(
        self, source: Source, position: tuple[int, int], written: str, what: str
    ) -> Path | None:
        """Return a file that the deck names; add a problem at `position` where it cannot be used.

        `what` is the kind of file in an author's words: `image`, `chapter file`, `document`.
        """
        file = self.root / written
        if what == "image" and (wrong_kind := ending_fault(written)):
            source.add_problem_at(*position, *wrong_kind)
        elif "://" in written or written.startswith("//"):
            message = f"the {what} '{written}' is on another host: a hall has no internet"
            source.add_problem_at(*position, message, "put the file into the deck's folder")
        # With links followed: what a deck names is served to the hall, and must not be any file of
        # the machine.
        elif not file.resolve().is_relative_to(self.root.resolve()):
            message = f"the {what} '{written}' is outside the deck's folder"
            source.add_problem_at(*position, message, "move or copy it in")
        elif not file.is_file():
            state = "is a folder" if file.is_dir() else "does not exist"
            hint = did_you_mean(written, self._neighbours(file, what))
            source.add_problem_at(*position, f"the {what} '{written}' {state}", hint)
        elif what == "image" and (fault := fault_in(file)):
            message = f"the image '{written}' cannot be shown: {fault}"
            source.add_problem_at(*position, message, "export or copy the picture again")
        else:
            return file
        return None

    def _neighbours(self, file: Path, what: str) -> list[str]:
        """Return the files in the same folder that may have been meant."""
        # A mistake in the folder's name leaves the deck's own files to suggest.
        folder = file.parent if file.parent.is_dir() else self.root
        return sorted(
            one.relative_to(self.root).as_posix()
            for one in folder.iterdir()
            if one.is_file()
            and one.name != "deck.yaml"
            and one.name.endswith(_ENDINGS.get(what, ""))
        )

    def _card(self, source: Source, head: DeckFile | None) -> Path | None:
        """Return the deck's social card; add a problem where it cannot be shown."""
        if head is None or head.card is None:
            return None
        file = self._existing_file(source, source.find(("card",), head.card), head.card, "image")
        # Networks draw no vector pictures, whatever a browser does.
        if file and file.suffix.lower() not in (".png", ".jpg", ".jpeg", ".webp"):
            message = f"the card '{head.card}' is no PNG, JPEG or WebP"
            source.add_problem(("card",), message, "networks show no other kind")
            return None
        if file:
            self._add_file(file)
        return file

    # Stylesheets

    def _stylesheets(self, source: Source, head: DeckFile | None) -> tuple[Path, ...]:
        """Return the deck's own stylesheets; add their problems to a source for each of them."""
        named = head.css if head is not None else []
        found = []
        for name in named:
            if file := self._existing_file(source, source.find(("css",), name), name, "stylesheet"):
                found.append(file)
                self._read_stylesheet(file)
        return tuple(found)

    def _read_stylesheet(self, file: Path) -> None:
        """Check a stylesheet of the deck, and the files that it names."""
        self._add_file(file)
        path = self._relative(file)
        try:
            css = file.read_text("utf-8")
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
            inside = "://" in name or name.startswith("//")
            written = name if inside else self._relative(file.parent / bare).as_posix()
            if found := self._existing_file(source, position, written, "file"):
                self._add_file(found)

    # Widgets

    def read_own_widgets(self) -> None:
        """Let slides use the deck's own widgets, and those of installed packages, as well."""
        from talk.deck.checking.own_widgets import OwnWidgets  # most decks do not wait for it

        self.widgets = self.own = OwnWidgets(self.root, self.widgets)

    def _add_own_files(self) -> None:
        """Add the files of the widgets that were read, with their problems."""
        for source in self.own.sources if self.own else ():
            self.sources.append(source)
        for file in self.own.files if self.own else ():
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

    def _chapters(self, deck: Source) -> list[Chapter]:
        # Read from the raw value, so that a mistake elsewhere in deck.yaml does not hide those of
        # the chapters.
        listed = deck.value.get("chapters") if isinstance(deck.value, dict) else None
        chapters: list[Chapter] = []
        seen: dict[str, int] = {}
        for place, name in enumerate(listed if isinstance(listed, list) else []):
            if not isinstance(name, str):
                continue
            where = ("chapters", place)
            if name in seen:
                line, _ = deck.at(("chapters", seen[name]))
                deck.add_problem(where, f"'{name}' is listed twice", f"first on line {line}")
            elif file := self._existing_file(deck, deck.find(where, name), name, "chapter file"):
                chapters.append(self._chapter(file, len(chapters)))
            # The first place, which the hint of every later one names.
            seen.setdefault(name, place)
        return chapters

    def _chapter(self, file: Path, number: int) -> Chapter:
        source = self._read(file)
        value = source.value
        model = None
        if value is not None:
            model = validate(
                ChapterFile, value, source, (), "a chapter file", unknown_key_hint=chapter_key_hint
            )
        if model is not None:
            check_texts(source, (), model, self._classes())
        chapter = Chapter(
            title=model.chapter if model else file.stem,
            phase=model.phase if model else "none",
            number=number,
            path=file,
        )
        # Raw as well: slides are checked one by one although another one is not valid.
        slides = value.get("slides") if isinstance(value, dict) else None
        for place, slide in enumerate(slides if isinstance(slides, list) else []):
            self._read_slide(source, ("slides", place), slide, chapter)
        return chapter

    # Slides

    def _read_slide(self, source: Source, at: Where, value: Any, chapter: Chapter) -> None:
        """Append the slide as it was read, or the problems that keep it from being one."""
        if not isinstance(value, dict):
            # Any layout will do: that a slide is a mapping is the same for all.
            validate(layouts.Text, value, source, at, "a slide")
            return
        # Ids and widgets are read even where the layout is not valid, so that links to the slide
        # and mistakes in its widgets are judged in the same run.
        self._add_id(source, at, value)
        if value.get("draft") is True:
            # Half a slide is no mistake: an author parks it here and presents the others.
            line, column = source.at(at)
            name = value.get("id")
            place = Mark(source.path, line, column)
            self.unbuilt.append(Draft(name if isinstance(name, str) else "", place))
            return
        live = tuple(self._live(source, at, value))
        layout = value.get("layout", "text")
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
        model = validate(
            models[layout],
            value,
            source,
            at,
            f"layout {layout}",
            unknown_key_hint=slide_key_hint,
        )
        if isinstance(model, Code) and model.file is not None:
            model = self._with_code(source, at, model)
        if model is None:
            return
        one = _ReadSlide(source, at, chapter, layout, model, live)
        self.read_slides.append(one)
        check_slide(source, at, model, self._classes())
        steps = _step_count(self._revealed(layout), model, live)
        check_note_marks(source, at, model.notes, steps)
        for position, name, mark in _files_of(one):
            if file := self._existing_file(source, position, name, mark.what):
                self._add_file(file)

    def _revealed(self, layout: str) -> Sequence[str]:
        """Return the fields whose items `reveal: true` shows one by one."""
        own = self.layouts.get(layout)
        return own.layout.revealed if own else REVEALED.get(layout, ())

    def _with_code(self, source: Source, at: Where, slide: Code) -> Code | None:
        """Return a slide with the program of its file; None with a problem where there is none."""
        from talk.deck.checking.code_files import CodeFault, with_code

        name = slide.file or ""
        file = self._existing_file(source, source.find((*at, "file"), name), name, "program")
        if file is None:
            return None
        self._add_file(file)
        read_one = with_code(slide, file)
        if isinstance(read_one, CodeFault):
            source.add_problem((*at, read_one.field), read_one.message, read_one.hint)
            return None
        return read_one

    def _add_id(self, source: Source, at: Where, value: dict[str, Any]) -> None:
        id = value.get("id")
        if not isinstance(id, str):
            return
        if id in self.ids:
            first, where = self.ids[id]
            line, _ = first.at((*where, "id"))
            hint = f"first in {first.path.as_posix()} on line {line}"
            source.add_problem((*at, "id"), f"the id '{id}' is there twice", hint)
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
            self.classes = {"step", *READY_CLASSES, *self.own_classes} | theme_classes(
                str(theme), self.root
            )
        return self.classes

    def _live(self, source: Source, at: Where, slide: dict[str, Any]) -> Iterator[Live]:
        """Yield the widgets of a slide whose options are valid."""
        value = slide.get("live")
        if value is None:
            return
        # One widget may stand under `live:` by itself, without a list around it.
        many = isinstance(value, list)
        for place, item in enumerate(value if many else [value]):
            where = (*at, "live", place) if many else (*at, "live")
            options = self._options(source, where, item)
            if options is not None:
                line, column = source.at(where)
                mark = Mark(source.path, line, column)
                yield Live(item["widget"], options, f"{slide.get('id')}/{place}", mark)

    def _options(self, source: Source, where: Where, item: Any) -> WidgetOptions | None:
        if not isinstance(item, dict) or not isinstance(item.get("widget"), str):
            message = "a live part must be a mapping with 'widget: <name>' and its options"
            source.add_problem(where, message)
            return None
        name = item["widget"]
        if name not in self.widgets and self.may_bring and self.own is None:
            self.read_own_widgets()
        if self.own is not None and name not in self.widgets and name in self.own.broken:
            return None
        if name not in self.widgets:
            hint = did_you_mean_or_list(name, self.widgets, "widgets")
            source.add_problem((*where, "widget"), f"'{name}' is not a widget", hint)
            return None
        options = {key: value for key, value in item.items() if key != "widget"}
        return validate(
            self.widgets[name].options, options, source, where, name, word="option", root=self.root
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
            paths = one.model.paths
            # `paths: short` may stand without brackets, and then has no list to point into.
            many = len(paths) != 1 or isinstance(_written(one)["paths"], list)
            for place, name in enumerate(paths):
                if name not in named:
                    where = (*one.at, "paths", place) if many else (*one.at, "paths")
                    hint = did_you_mean_or_list(name, named, "paths")
                    message = f"'{name}' is not a path of this deck"
                    one.source.add_problem(where, message, hint)


def _written(one: _ReadSlide) -> dict[str, Any]:
    """Return the raw value of a slide, before validation."""
    value: dict[str, Any] = one.source.value["slides"][one.at[1]]
    return value


def _files_of(one: _ReadSlide) -> Iterator[tuple[tuple[int, int], str, InDeck]]:
    """Yield the position, path and kind of every file that a slide names."""
    source, at = one.source, one.at
    for way, path, mark in annotated_texts(one.model, InDeck):
        yield source.find((*at, *way), path), path, mark
    for way, text, written in annotated_texts(one.model, Markdown):
        for image in read_text(text, written.kind).images:
            yield source.character((*at, *way), image.at), image.text, InDeck("image")
    for way, text, _ in annotated_texts(one.model, HtmlText):
        for found in html_faults(text):
            if isinstance(found, HtmlPicture):
                yield source.character((*at, *way), found.at), found.path, InDeck("image")
    many = isinstance(_written(one).get("live"), list)
    for number, live in enumerate(one.live):
        where = (*at, "live", number) if many else (*at, "live")
        for way, path, mark in annotated_texts(live.options, InDeck):
            yield source.find((*where, *way), path), path, mark


def _slide(one: _ReadSlide, revealed: Sequence[str], *, guide_notes: bool) -> Slide:
    model = one.model
    line, column = one.source.at(one.at)
    return Slide(
        id=model.id,
        layout=one.layout,
        chapter=one.chapter,
        title=model.title,
        body=model.body,
        # The common fields are attributes of Slide; a template gets only its layout's own here.
        fields=model.model_dump(exclude=set(COMMON)),
        live=one.live,
        notes=model.notes,
        steps=_step_count(revealed, model, one.live),
        mark=Mark(one.source.path, line, column),
        time_s=model.time,
        paths=tuple(model.paths),
        phone=model.phone,
        hold=model.hold,
        classes=tuple(model.classes),
        style=tokens_of(model.style) if model.style else {},
        skip=model.skip,
        guide_notes=guide_notes if model.guide_notes is None else model.guide_notes,
    )


def _step_count(revealed: Sequence[str], model: layouts.Slide, live: Sequence[Live]) -> int:
    """Return the number of a slide's steps.

    They are the marks in its texts, with `reveal` one for each item of the fields `revealed`, and
    those of its widgets.
    """
    count = sum(
        step_count(text)
        for way, text, mark in annotated_texts(model, Markdown)
        # Notes are not on the slide, and what phones show instead of the body has no steps of its
        # own.
        if mark.kind == "block" and way[0] not in ("notes", "phone")
    )
    if getattr(model, "reveal", False):  # not every layout has it
        shown = [getattr(model, name) for name in revealed]
        count += sum(len(items) if isinstance(items, list) else 1 for items in shown)
    if isinstance(model, Code):
        count += model.highlight.count("|")
    return count + sum(one.options.step_count() for one in live)


@lru_cache(maxsize=4096)
def _hash_of_file(file: Path, modified_ns: int, size: int) -> str:
    """Return the SHA-256 of a file; time and size make it read again only after a change."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
