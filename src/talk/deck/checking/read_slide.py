"""Hold a slide as its author wrote it, and make the slide of the deck of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from talk.deck.checking.markdown_lint import read_text
from talk.deck.markup.markdown import step_count
from talk.deck.markup.safe_html import HtmlPicture, html_faults
from talk.deck.model import Chapter, Live, Mark, Slide
from talk.deck.reading.source import Source, Where
from talk.deck.schema import layouts
from talk.deck.schema.annotated_texts import annotated_texts
from talk.deck.schema.deck_files import NotesFile
from talk.deck.schema.fields import HtmlText, Markdown
from talk.deck.schema.layouts import COMMON, Audio, Chart, Code, Video
from talk.deck.schema.styles import tokens_of
from talk.widgets.base import InDeck


@dataclass(frozen=True)
class Home:
    """The deck that a file was written for: this one, or one that it includes slides of."""

    root: Path
    source: Source
    """Its deck.yaml."""
    variables: Mapping[str, Any]
    defaults: Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """What is said otherwise of a slide where it is included."""

    source: Source
    at: Where
    model: BaseModel

    @property
    def values(self) -> dict[str, Any]:
        """The keys that are written, with their values."""
        return {name: getattr(self.model, name) for name in self.model.model_fields_set}


@dataclass
class ReadSlide:
    """A slide as its author wrote it, validated by itself, with the place where it stands."""

    source: Source
    at: Where
    chapter: Chapter
    layout: str
    model: layouts.Slide
    live: tuple[Live, ...]
    home: Home
    notes: tuple[Source, NotesFile] | None = None
    """Its notes, where they stand in a file of their own."""
    changes: Changes | None = None

    @property
    def changed(self) -> layouts.Slide:
        """The slide as this deck has it."""
        return self.model.model_copy(update=self.changes.values) if self.changes else self.model


def written_value(one: ReadSlide) -> dict[str, Any]:
    """Return the raw value of a slide, before validation."""
    value: dict[str, Any] = one.source.value["slides"][one.at[1]]
    return value


def files_of(one: ReadSlide) -> Iterator[tuple[Source, tuple[int, int], str, InDeck]]:
    """Yield source, position, path and kind of every file that a slide names."""
    source, at = one.source, one.at
    for way, path, mark in annotated_texts(one.model, InDeck):
        if way != ("notes_file",):  # it has been read
            yield source, source.find((*at, *way), path), path, mark
    texts: list[tuple[Source, Where, BaseModel]] = [(source, at, one.model)]
    for of, place, model in [*texts, *([(one.notes[0], (), one.notes[1])] if one.notes else [])]:
        for way, text, written in annotated_texts(model, Markdown):
            for image in read_text(text, written.kind).images:
                yield of, of.character((*place, *way), image.at), image.text, InDeck("image")
    for way, text, _ in annotated_texts(one.model, HtmlText):
        for found in html_faults(text):
            if isinstance(found, HtmlPicture):
                position = source.character((*at, *way), found.at)
                yield source, position, found.path, InDeck("image")
    # One widget may be written without a list, and its place has no number then.
    many = isinstance(written_value(one).get("live"), list)
    for number, live in enumerate(one.live):
        where = (*at, "live", number) if many else (*at, "live")
        for way, path, mark in annotated_texts(live.options, InDeck):
            yield source, source.find((*where, *way), path), path, mark


def slide_of(
    one: ReadSlide,
    revealed: Sequence[str],
    paths: Set[str],
    *,
    is_own: bool,
    guide_notes: bool,
) -> Slide:
    """Return a slide of the deck; of another deck's slide the `paths` that this deck has too."""
    model = one.changed
    own_notes = one.notes[1].notes if one.notes else one.model.notes
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
        notes=one.changes.values.get("notes", own_notes) if one.changes else own_notes,
        steps=steps_of(revealed, model, one.live),
        mark=Mark(one.source.path, line, column),
        time_s=model.time,
        paths=tuple(path for path in model.paths if is_own or path in paths),
        phone=model.phone,
        hold=model.hold,
        classes=tuple(model.classes),
        style=tokens_of(model.style) if model.style else {},
        background=(model.style.picture or "") if model.style else "",
        film=(model.style.video or "") if model.style else "",
        skip=model.skip,
        guide_notes=guide_notes if model.guide_notes is None else model.guide_notes,
        sources=tuple(model.sources),
        transition=model.transition,
        # Files that an included slide names lie in the folder of the deck that it was written for.
        root=None if is_own else one.home.root,
    )


def steps_of(revealed: Sequence[str], model: layouts.Slide, live: Sequence[Live]) -> int:
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
        # The first part and the first state are there from the beginning; each further one is a
        # step.
        count += model.highlight.count("|") + len(model.states or [None]) - 1
    if isinstance(model, Video | Audio):
        count += 1  # it runs
    if isinstance(model, Chart) and model.reveal == "series":
        count += len(model.series or model.data[0][1:])
    elif isinstance(model, Chart) and model.reveal == "categories":
        count += len(model.data) - 1
    return count + sum(one.options.step_count() for one in live)
