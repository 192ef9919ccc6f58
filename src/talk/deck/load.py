"""From a folder to a checked Deck, or to everything that is wrong with it, all at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from talk.deck.checking.markdown_lint import picture_fault, read_text
from talk.deck.checking.other_tools import (
    chapter_key_hint,
    deck_key_hint,
    layout_hint,
    slide_key_hint,
)
from talk.deck.checking.picture_files import fault_in
from talk.deck.checking.schema_errors import check, kind
from talk.deck.checking.slides import check_links, check_paths, check_slide, check_texts, overruns
from talk.deck.markup.markdown import step_count
from talk.deck.model import Chapter, Deck, Live, Mark, Slide
from talk.deck.reading.problems import DeckErrors, did_you_mean, did_you_mean_or_list
from talk.deck.reading.shipped import find_deck
from talk.deck.reading.source import Source, Where
from talk.deck.reading.themes import theme_classes, theme_folder, theme_names
from talk.deck.reading.yaml_reader import read
from talk.deck.schema import layouts
from talk.deck.schema.annotated_texts import marked
from talk.deck.schema.deck_files import ChapterFile, DeckFile
from talk.deck.schema.fields import Markdown
from talk.deck.schema.layouts import COMMON, LAYOUTS, REVEALED
from talk.widgets.base import InDeck, Widget, WidgetOptions
from talk.widgets.registry import all_widgets


def load(path: str | Path, *, widgets: Mapping[str, Widget] | None = None) -> Deck:
    """The deck in a folder, given as the folder, its deck.yaml, or the name of a deck that comes with talk.

    Raises DeckErrors with every problem of every file, Failure when there is no such deck. A deck whose slides are
    planned for too long loads all the same (`Deck.overruns`). `widgets` are those that slides may use (all that are
    installed).
    """
    root = find_deck(path)
    loader = _Loader(root, all_widgets() if widgets is None else widgets)
    deck = loader.load()
    problems = [problem for source in loader.sources for problem in source.distinct_problems()]
    if problems or deck is None:
        raise DeckErrors([*problems, *(deck.overruns if deck else ())])
    return deck


@dataclass
class _Written:
    """A slide as its author wrote it, with where it stands."""

    source: Source
    at: Where
    chapter: Chapter
    layout: str
    model: layouts.Slide
    live: tuple[Live, ...]


@dataclass
class _Loader:
    root: Path
    widgets: Mapping[str, Widget]
    sources: list[Source] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    """Every file that was read or is shown, without repetitions."""
    written: list[_Written] = field(default_factory=list)
    ids: dict[str, tuple[Source, Where]] = field(default_factory=dict)
    classes: set[str] | None = None

    def load(self) -> Deck | None:
        source = self._read(self.root / "deck.yaml")
        head = None
        if source.root is not None and (source.value is not None or not source.problems):
            head = check(DeckFile, source.value, source, (), "deck.yaml", elsewhere=deck_key_hint)
        if head is not None:
            check_texts(source, (), head, self._classes())
        self._check_theme(source)
        chapters = self._chapters(source)
        slides = [self._slide(one) for one in self.written]
        self._check_paths(source)
        if not any(one.damaged for one in self.sources):
            check_links([(one.source, one.at, one.model) for one in self.written], set(self.ids))
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
            language=head.language,
            theme=head.theme,
            duration_s=head.duration,
            paths={name: path.description for name, path in head.paths.items()},
            durations={name: path.duration for name, path in head.paths.items() if path.duration},
            overruns=tuple(overruns(source, head, slides)),
            files=tuple(self.files),
        )

    # Files

    def _read(self, file: Path) -> Source:
        source = read(file.read_bytes(), self._shown(file))
        self.sources.append(source)
        self._note_file(file)
        return source

    def _shown(self, file: Path) -> Path:
        return file.relative_to(self.root) if file.is_relative_to(self.root) else file

    def _note_file(self, file: Path) -> None:
        if file not in self.files:
            self.files.append(file)

    def _hash(self) -> str:
        """Of the names and contents of all files, and of the theme's name by way of deck.yaml."""
        total = hashlib.sha256()
        for file in sorted(self.files):
            status = file.stat()
            content = _hash_file(file, status.st_mtime_ns, status.st_size)
            total.update(f"{self._shown(file).as_posix()}\0{content}\0".encode())
        return total.hexdigest()[:16]

    def _find(self, source: Source, place: tuple[int, int], written: str, what: str) -> Path | None:
        """A file named in the deck, at that line and column; adds a problem when it is not there."""
        file = self.root / written

        def tell(message: str, hint: str) -> None:
            source.problems.append(source.problem_at(*place, message, hint))

        if what == "image" and (wrong_kind := picture_fault(written)):
            tell(*wrong_kind)
        elif "://" in written or written.startswith("//"):
            message = f"the {what} '{written}' is on another host: a hall has no internet"
            tell(message, "put the file into the deck's folder")
        elif not file.resolve().is_relative_to(self.root.resolve()):
            tell(f"the {what} '{written}' is outside the deck's folder", "move or copy it in")
        elif not file.is_file():
            what_is = "is a folder" if file.is_dir() else "does not exist"
            tell(
                f"the {what} '{written}' {what_is}",
                did_you_mean(written, self._neighbours(file, what)),
            )
        elif what == "image" and (fault := self._fault_in(file)):
            tell(
                f"the image '{written}' cannot be shown: {fault}",
                "export or copy the picture again",
            )
        else:
            return file
        return None

    @staticmethod
    def _fault_in(picture: Path) -> str:
        try:
            return fault_in(picture)
        except OSError as error:
            return f"{error.strerror}".lower()

    def _neighbours(self, file: Path, what: str) -> list[str]:
        """Files that may have been meant."""
        folder = file.parent if file.parent.is_dir() else self.root
        endings = {
            "chapter file": (".yaml", ".yml"),
            "image": (".png", ".svg", ".jpg", ".jpeg", ".webp", ".gif", ".avif"),
        }
        return sorted(
            one.relative_to(self.root).as_posix()
            for one in folder.iterdir()
            if one.is_file()
            and one.name != "deck.yaml"
            and one.name.endswith(endings.get(what, ""))
        )

    # Chapters

    def _chapters(self, deck: Source) -> list[Chapter]:
        listed = deck.value.get("chapters") if isinstance(deck.value, dict) else None
        chapters: list[Chapter] = []
        seen: dict[str, int] = {}
        for place, name in enumerate(listed if isinstance(listed, list) else []):
            if not isinstance(name, str):
                continue
            where = ("chapters", place)
            if name in seen:
                line = deck.at(("chapters", seen[name]))[0]
                deck.problems.append(
                    deck.problem(where, f"'{name}' is listed twice", f"first on line {line}")
                )
            elif file := self._find(deck, deck.find(where, name), name, "chapter file"):
                chapters.append(self._chapter(file, len(chapters)))
            seen.setdefault(name, place)
        return chapters

    def _chapter(self, file: Path, number: int) -> Chapter:
        source = self._read(file)
        value = source.value
        model = None
        if value is not None:
            model = check(
                ChapterFile, value, source, (), "a chapter file", elsewhere=chapter_key_hint
            )
        if model is not None:
            check_texts(source, (), model, self._classes())
        chapter = Chapter(
            title=model.chapter if model else file.stem,
            phase=model.phase if model else "none",
            number=number,
            path=file,
        )
        slides = value.get("slides") if isinstance(value, dict) else None
        for place, slide in enumerate(slides if isinstance(slides, list) else []):
            self._read_slide(source, ("slides", place), slide, chapter)
        return chapter

    # Slides

    def _read_slide(self, source: Source, at: Where, value: Any, chapter: Chapter) -> None:
        if not isinstance(value, dict):
            check(layouts.Text, value, source, at, "a slide")
            return
        self._note_id(source, at, value)
        live = tuple(self._live(source, at, value))
        layout = value.get("layout", "text")
        if not isinstance(layout, str):
            message = f"'layout' must be the name of a layout, not {kind(layout)}"
            source.problems.append(
                source.problem((*at, "layout"), message, f"layouts: {', '.join(LAYOUTS)}")
            )
            return
        if layout not in LAYOUTS:
            hint = (
                did_you_mean(layout, LAYOUTS)
                or layout_hint(layout)
                or f"layouts: {', '.join(LAYOUTS)}"
            )
            source.problems.append(
                source.problem((*at, "layout"), f"'{layout}' is not a layout", hint)
            )
            return
        model = check(
            LAYOUTS[layout], value, source, at, f"layout {layout}", elsewhere=slide_key_hint
        )
        if model is None:
            return
        written = _Written(source, at, chapter, layout, model, live)
        self.written.append(written)
        check_slide(source, at, model, self._classes())
        for place, name, mark in self._files_of(written):
            if file := self._find(source, place, name, mark.what):
                self._note_file(file)

    def _note_id(self, source: Source, at: Where, value: dict[str, Any]) -> None:
        id = value.get("id")
        if not isinstance(id, str):
            return
        if id in self.ids:
            first, where = self.ids[id]
            line = first.at((*where, "id"))[0]
            hint = f"first in {first.path.as_posix()} on line {line}"
            source.problems.append(
                source.problem((*at, "id"), f"the id '{id}' is there twice", hint)
            )
        else:
            self.ids[id] = (source, at)

    def _files_of(self, slide: _Written) -> Iterator[tuple[tuple[int, int], str, InDeck]]:
        """Line and column, path and kind of every file that a slide names."""
        source, at = slide.source, slide.at
        for way, path, mark in marked(slide.model, InDeck):
            yield source.find((*at, *way), path), path, mark
        for way, text, written in marked(slide.model, Markdown):
            for image in read_text(text, written.kind).images:
                yield source.character((*at, *way), image.at), image.text, InDeck("image")
        many = isinstance(source.value["slides"][at[1]].get("live"), list)
        for number, live in enumerate(slide.live):
            where = (*at, "live", number) if many else (*at, "live")
            for way, path, mark in marked(live.options, InDeck):
                yield source.find((*where, *way), path), path, mark

    def _classes(self) -> Set[str]:
        """What texts may have as a class: a step, and what the deck's themes have a rule for."""
        if self.classes is None:
            named = (
                self.sources[0].value.get("theme", "plain")
                if isinstance(self.sources[0].value, dict)
                else ""
            )
            self.classes = {"step"} | theme_classes(str(named), self.root)
        return self.classes

    def _live(self, source: Source, at: Where, slide: dict[str, Any]) -> Iterator[Live]:
        value = slide.get("live")
        if value is None:
            return
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
            source.problems.append(source.problem(where, message))
            return None
        name = item["widget"]
        if name not in self.widgets:
            hint = did_you_mean_or_list(name, self.widgets, "widgets")
            source.problems.append(
                source.problem((*where, "widget"), f"'{name}' is not a widget", hint)
            )
            return None
        options = {key: value for key, value in item.items() if key != "widget"}
        return check(
            self.widgets[name].options, options, source, where, name, word="option", root=self.root
        )

    def _slide(self, one: _Written) -> Slide:
        model = one.model
        line, column = one.source.at(one.at)
        return Slide(
            id=model.id,
            layout=one.layout,
            chapter=one.chapter,
            title=model.title,
            body=model.body,
            fields=model.model_dump(exclude=set(COMMON)),
            live=one.live,
            notes=model.notes,
            steps=_steps(one.layout, model, one.live),
            mark=Mark(one.source.path, line, column),
            time_s=model.time,
            paths=tuple(model.paths),
            phone=model.phone,
            hold=model.hold,
        )

    # The deck as a whole

    def _check_theme(self, source: Source) -> None:
        theme = source.value.get("theme", "plain") if isinstance(source.value, dict) else None
        if isinstance(theme, str) and theme_folder(theme, self.root) is None:
            hint = did_you_mean_or_list(theme, theme_names(self.root), "themes")
            source.problems.append(source.problem(("theme",), f"there is no theme '{theme}'", hint))

    def _check_paths(self, source: Source) -> None:
        named = source.value.get("paths", {}) if isinstance(source.value, dict) else None
        if not isinstance(named, dict):
            return
        if "full" in named:
            message = "the path 'full' is always there and means every slide"
            source.problems.append(
                source.problem(("paths", "full"), message, "take it out", key=True)
            )
        for slide in self.written:
            many = len(slide.model.paths) != 1 or isinstance(
                slide.source.value["slides"][slide.at[1]]["paths"],
                list,
            )
            for place, name in enumerate(slide.model.paths):
                if name not in named:
                    where = (*slide.at, "paths", place) if many else (*slide.at, "paths")
                    hint = did_you_mean_or_list(name, named, "paths")
                    message = f"'{name}' is not a path of this deck"
                    slide.source.problems.append(slide.source.problem(where, message, hint))


def _steps(layout: str, model: layouts.Slide, live: Sequence[Live]) -> int:
    """Steps of a slide: marks in its texts, with `reveal` one for each item, and those of its widgets."""
    count = sum(
        step_count(text)
        for way, text, mark in marked(model, Markdown)
        if mark.kind == "block" and way[0] not in ("notes", "phone")
    )
    if getattr(model, "reveal", False):
        shown = [getattr(model, name) for name in REVEALED[layout]]
        count += sum(len(items) if isinstance(items, list) else 1 for items in shown)
    return count + sum(one.options.step_count() for one in live)


@lru_cache(maxsize=4096)
def _hash_file(file: Path, modified_ns: int, size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
