"""Load a deck for `talk present`: checked, rendered, and as the room sees it. All or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from talk import messages
from talk.build import site
from talk.build.front_end import manifest
from talk.build.html import View
from talk.build.site import Site
from talk.build.theme import find as find_theme
from talk.deck.load import load
from talk.deck.markup import markdown
from talk.deck.markup.slide_names import name_of
from talk.deck.model import Deck, Slide
from talk.deck.recordings.transcripts import Recording, load_recordings, recordings_hash
from talk.present.documents import documents_of
from talk.present.room.deck import RecordedRun, RoomDeck, RoomSlide, RoomWidget
from talk.protocol.methods.documents import Document
from talk.protocol.methods.room import SlideNotes
from talk.widgets.base import PreparedBallot, WidgetOptions

VIEWS: tuple[View, ...] = ("stage", "speaker", "phone", "print", "remote")


@dataclass(frozen=True)
class Loaded:
    """One edition of a deck.

    `deck.hash` is of all that is served: deck, theme, front end and recordings.
    """

    deck: Deck
    room_deck: RoomDeck
    site: Site
    documents: list[Document] = field(default_factory=list)
    """Documents that the kernel's search looks through."""


def load_deck(folder: Path, *, path: str | None = None, theme: str | None = None) -> Loaded:
    """Read, check and render a deck. Raises Failure, of which DeckErrors has every problem."""
    deck = load(folder)
    recordings = load_recordings(deck)
    # Before it is rendered: the pages carry the hash, and a browser compares it with the room's.
    deck = replace(deck, hash=_edition(deck, theme))
    rendered = site.render(
        deck, path=path, room=True, theme=theme, views=VIEWS, recordings=recordings
    )
    return Loaded(
        deck, room_deck_of(deck, recordings, path=path), rendered, documents_of(deck.root)
    )


def room_deck_of(
    deck: Deck, recordings: Mapping[str, Iterable[Recording]], *, path: str | None = None
) -> RoomDeck:
    """Return the deck as the room sees it. `recordings` are by widget key."""
    return RoomDeck(
        hash=deck.hash,
        title=markdown.plain(deck.title),
        slides=tuple(
            _room_slide(deck, slide, number) for number, slide in enumerate(deck.slides, 1)
        ),
        recordings=tuple(
            RecordedRun(item.method, item.params, item.result, tuple(item.events), item.latency_ms)
            for items in recordings.values()
            for item in items
        ),
        duration_s=deck.duration(path),
        path=path or "full",
        on_path=tuple(slide.id for slide in deck.path(path)),
    )


def _room_slide(deck: Deck, slide: Slide, number: int) -> RoomSlide:
    return RoomSlide(
        id=slide.id,
        steps=slide.steps,
        widgets=tuple(
            RoomWidget(
                live.key,
                live.widget,
                frozenset(live.options.methods),
                tuple(live.demos),
                _ballot(live.options, deck.language),
                live.options.takes_prompts,
            )
            for live in slide.live
        ),
        notes=SlideNotes(
            title=name_of(slide, number, deck.language),
            notes=markdown.block(slide.notes, language=deck.language, words=deck.words)
            if slide.notes
            else "",
            time_s=slide.time_s,
            chapter=markdown.plain(slide.chapter.title),
        ),
    )


def _ballot(options: WidgetOptions, language: str) -> PreparedBallot | None:
    """Return what a widget asks the room; a question of ours is in the deck's language."""
    plan = options.ballot()
    if plan is None or plan.question or not plan.context:
        return plan
    question = messages.message(language, "flip-question", context=plan.context)
    return replace(plan, question=question)


def _edition(deck: Deck, theme: str | None) -> str:
    """Return a hash that changes with anything that a browser would have to load again."""
    digest = hashlib.sha256(deck.hash.encode())
    # The deck's own hash is of the files in its folder; a theme may be one of ours.
    digest.update(find_theme(theme or deck.theme, deck.root).css.encode())
    # Names of built files hold hashes of their content, so the names tell of every change.
    digest.update(repr(sorted(manifest().get("files", ()))).encode())
    digest.update(repr(messages.sections(messages.closest(deck.language))).encode())
    digest.update(recordings_hash(deck).encode())
    return digest.hexdigest()[:16]
