"""Render a deck as a set of files in memory, to be served or written.

`write` is all that writes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from pydantic_core import to_json

from talk import messages, qr
from talk.build import html
from talk.build.assets import Assets, File, content_type
from talk.build.front_end import front_end, manifest
from talk.build.html import SECTIONS, Links, View
from talk.build.theme import Theme, of_deck
from talk.build.widget_modules import modules, together, widgets_on
from talk.deck.model import Deck, Slide
from talk.failure import Failure
from talk.widgets.registry import all_widgets

if TYPE_CHECKING:
    from talk.deck.recordings.transcripts import Recording

PAGES: dict[View, str] = {
    "stage": "index.html",
    "phone": "phone.html",
    "speaker": "speaker.html",
    "print": "print.html",
    "remote": "remote.html",
}
"""File of each view. A server has its own addresses for them."""


@dataclass(frozen=True)
class Site:
    """Everything that a browser may request."""

    files: dict[str, File]
    """By path from the site's root, e.g. `index.html`, `assets/stage.HASH.js`."""
    held: dict[str, bytes] = field(default_factory=dict)
    """Phone sections of slides on hold, by slide id; to be sent only once the slide was shown."""
    frames: tuple[str, ...] = ()
    """Origins whose pages stand inside of slides on the stage."""

    def page(self, view: View) -> bytes:
        """Return the page of a view. Raises KeyError for a view that was not rendered."""
        return self.files[PAGES[view]].data


def render(
    deck: Deck,
    *,
    path: str | None = None,
    room: bool = False,
    theme: str | None = None,
    views: Sequence[View] = ("stage", "phone"),
    recordings: Mapping[str, Sequence[Recording]] | None = None,
    card: bytes | None = None,
    with_notes: bool = False,
) -> Site:
    """Return every page and asset of a deck.

    With a room, URLs start at the server's root, pages know its WebSocket, and slides on hold are
    kept apart. Every slide is in the pages, whatever the path: `path` is the run that *next*
    follows. `recordings` are by widget key; they are loaded where they are not given. `card` is
    the social card as PNG, where the deck names none. With `with_notes` there is a speaker view,
    whose page holds the speaker's notes. Raises Failure when the path, the theme or a file is
    missing.
    """
    slides_of(deck, path)  # only for its Failure
    slides = deck.slides
    if with_notes:
        views = [*views, "speaker"]
    # A built deck may lie in any folder of a web server, so its URLs are relative.
    prefix = "/assets/" if room else "assets/"
    assets = Assets(prefix)
    chosen = of_deck(deck, theme)
    style = chosen.publish(assets)
    shown = recordings_of(deck, slides, recordings)
    # A phone must not find in a file what its page holds back.
    hold = {slide.id for slide in slides if slide.hold}
    public = {key: value for key, value in shown.items() if key.rpartition("/")[0] not in hold}
    # Encoded once: the transcripts of a talk are megabytes.
    whole = add_recordings(assets, shown) if any(view != "phone" for view in views) else None
    by_slide = add_recordings_by_slide(assets, public) if "phone" in views else {}
    social_card = "" if room else add_card(assets, deck, card)
    pages: dict[str, File] = {}
    held: dict[str, bytes] = {}
    for view in views:
        # A phone loads the recordings of the slide it shows; the others need all of them at once.
        recorded = by_slide if view == "phone" else whole
        links = replace(
            links_of(deck, view, slides, assets, chosen, style, recorded, room=room),
            card=social_card,
            speaker=PAGES["speaker"] if with_notes and view == "stage" else "",
        )
        notes = html.notes_of(deck, path) if with_notes and view == "speaker" else None
        text = html.page(deck, view, links, path=path, notes=notes)
        pages[PAGES[view]] = File(text.encode(), "text/html; charset=utf-8")
        if view == "phone":
            held = {
                slide.id: held_section(deck, slide, links, number, shown)
                for number, slide in enumerate(slides, 1)
                if slide.hold
            }
    add_front_end(assets, paper="print" in views)
    files = pages | {f"assets/{name}": file for name, file in assets.files.items()}
    return Site(files, held, deck.frames)


def slides_of(deck: Deck, path: str | None) -> tuple[Slide, ...]:
    """Return the slides of a path's run. Raises Failure when no slide is on it."""
    slides = deck.path(path)
    if not slides:
        known = ", ".join(["full", *deck.paths])
        named = path or "full"
        raise Failure(f"no slide of this deck is on the path '{named}': choose one of {known}")
    return slides


def links_of(
    deck: Deck,
    view: View,
    slides: Sequence[Slide],
    assets: Assets,
    theme: Theme,
    style: str,
    recordings: str | Mapping[str, str] | None,
    *,
    room: bool,
) -> Links:
    """Return the URLs of what the page of a view needs.

    `style` is the URL of the theme's style, `recordings` that of all recordings, or one URL a
    slide.

    Raises Failure when the front end has no such view.
    """
    bundle = manifest()
    script, shell_style = bundle.get(f"{view}.js"), bundle.get(f"{view}.css")
    if script is None or shell_style is None:
        raise Failure(
            f"the front end has no {view} view: build it with `python tools/build_front_end.py`"
        )
    first = widgets_on(slides[:1])
    at_once = list(dict.fromkeys([*bundle["preload"].get(f"{view}.js", []), *modules(first)]))
    others = [name for name in widgets_on(slides) if name not in first]
    module, imported = together(others, assets)
    later = [assets.prefix + name for name in imported if name not in at_once]
    return Links(
        styles=(assets.prefix + shell_style, style),
        scripts=(assets.prefix + script,),
        preload=[assets.prefix + name for name in at_once],
        together=module,
        later=[module, *later] if module else [],
        # Phones use the system's fonts, and paper has static faces of its own.
        fonts=[assets.prefix + name for name in fonts_of(theme)]
        if view not in ("phone", "print")
        else (),
        recordings=recordings if isinstance(recordings, str) else None,
        recordings_by_slide=recordings if isinstance(recordings, Mapping) else {},
        room="/ws" if room else None,
        url_code=assets.add("url.svg", qr.svg(deck.url)) if deck.url else "",
        theme=theme.name,
        scheme=theme.scheme,
        picture=lambda name: assets.picture(deck.root / name),
        media=lambda name: assets.media(deck.root / name),
        ground=lambda name: assets.media(deck.root / name),
        widgets=add_own_widgets(assets, deck, slides),
        messages=add_messages(assets) if view == "phone" else {},
    )


def add_card(assets: Assets, deck: Deck, made: bytes | None) -> str:
    """Add the deck's social card, else the one that was `made`; return its address or ""."""
    if deck.card is not None:
        try:
            url = assets.add(deck.card.name, deck.card.read_bytes())
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise Failure(f"the card '{deck.card.name}' cannot be read: {why}") from error
    elif made is not None:
        url = assets.add("social_card.png", made)
    else:
        return ""
    return card_address(deck, url)


def card_address(deck: Deck, url: str) -> str:
    """Return the address of the social card whose URL in the built folder is `url`.

    It is whole where the deck has a `url`: networks read no other.
    """
    return urljoin(folder_of(deck.url), url) if deck.url else url


def folder_of(url: str) -> str:
    """Return the URL of the folder that a page lies in; a name without a dot is a folder."""
    last = urlsplit(url).path.rpartition("/")[2]
    return url if not last or "." in last else f"{url}/"


def add_messages(assets: Assets) -> dict[str, str]:
    """Add what a phone may say in each language; return URLs by language.

    Each file has the messages of every widget, so that it is the same in all talks.
    """
    names = (*SECTIONS["phone"], *all_widgets())
    return {
        language: assets.add(f"{language}.ftl", messages.text(language, names).encode())
        for language in messages.LANGUAGES
    }


def add_own_widgets(assets: Assets, deck: Deck, slides: Iterable[Slide]) -> dict[str, str]:
    """Add the modules of these slides' widgets that are not talk's own; return URLs by tag."""
    named = dict.fromkeys(live.widget for slide in slides for live in slide.live)
    own = [deck.widgets[name] for name in named if name in deck.widgets]
    return {one.tag: assets.add(f"{one.name}.js", one.module.encode()) for one in own}


def fonts_of(theme: Theme) -> Iterable[str]:
    """Return the files of the shipped families that a theme names, to be loaded with the page.

    The family for code is not among them: it is loaded when a slide shows some.
    """
    fonts: dict[str, str] = manifest()["fonts"]
    # Files are called `source-serif-4`, families "Source Serif 4".
    css = theme.whole.lower()
    return [
        file for name, file in fonts.items() if name.replace("-", " ") in css and "mono" not in name
    ]


def held_section(
    deck: Deck, slide: Slide, links: Links, number: int, recordings: dict[str, Any]
) -> bytes:
    """Return a slide on hold as phones receive it once it is shown.

    That is its section, then its recordings as data.
    """
    section = html.section(deck, slide, "phone", links, number, held=False)
    own = {key: value for key, value in recordings.items() if key.rpartition("/")[0] == slide.id}
    return f"{section}\n{html.data_script(own, 'recordings')}\n".encode()


def recordings_of(
    deck: Deck, slides: Iterable[Slide], known: Mapping[str, Sequence[Recording]] | None = None
) -> dict[str, Any]:
    """Return the recordings of the slides shown, by widget key, as JSON.

    `known` are those of the whole deck; they are loaded where they are not given.
    """
    keys = {live.key for slide in slides for live in slide.live}
    if known is None and keys:
        from talk.deck.recordings.transcripts import load_recordings  # with it the whole wire

        known = load_recordings(deck)
    return {
        # Only of these slides: a path's page must not carry what it does not show.
        key: [as_json(item) for item in items]
        for key, items in (known or {}).items()
        if key in keys and items
    }


def add_recordings(assets: Assets, recordings: dict[str, Any]) -> str | None:
    """Add recordings as one file; return its URL, None where there are none."""
    return assets.add("recordings.json", to_json(recordings)) if recordings else None


def add_recordings_by_slide(assets: Assets, recordings: dict[str, Any]) -> dict[str, str]:
    """Add the recordings of each slide as a file of its own; return the URLs by slide.

    A phone requests only what it shows: all recordings of a talk are hundreds of kilobytes, and a
    hall has hundreds of phones.
    """
    slides: dict[str, dict[str, Any]] = {}
    for key, items in recordings.items():
        slides.setdefault(key.rpartition("/")[0], {})[key] = items
    return {
        slide: assets.add(f"recordings.{slide}.json", to_json(own)) for slide, own in slides.items()
    }


def as_json(recording: Recording) -> dict[str, Any]:
    """Return a recording as the browser reads it (web/host.ts)."""
    # Not dataclasses.asdict: it copies every list and mapping of the transcript, which takes a
    # second for a whole talk.
    return {key: value for key, value in vars(recording).items() if value is not None}


def add_front_end(assets: Assets, *, paper: bool) -> None:
    """Add all bundles and fonts, whose names contain their hashes already, and their licences.

    With `paper` the print view's own fonts are among them.
    """
    bundle = manifest()
    # These travel inside a page.
    left_out = {bundle.get(name) for name in ("file.js", "file.css", "guide.css")}
    if not paper:
        left_out |= set(bundle["paper"])
    for name in bundle["files"]:
        if name not in left_out:
            assets.files[name] = front_end_file(name)
    assets.add_as_is("LICENSES.txt", (front_end() / "LICENSES.txt").read_bytes())


@cache
def front_end_file(name: str) -> File:
    """Return a file of the front end, whose name contains its hash, read once a process."""
    return File((front_end() / name).read_bytes(), content_type(name))


def write(site: Site, folder: Path) -> None:
    """Write a site into a folder, whole or not at all.

    What an earlier build left there is replaced.

    Raises Failure when the folder holds something that no build made.
    """
    write_files(site.files, folder, "talk build")


MARKS = {
    "talk build": ".talk-site",
    "talk images": ".talk-images",
    "talk publish": ".talk-published",
}
"""Command → the file that marks a folder as its work: only such a folder may be replaced."""


def check_replaceable(folder: Path, command: str) -> None:
    """Raise Failure when a folder holds something that the command did not make."""
    # `-o .` must not delete somebody's home.
    if folder.exists() and (
        not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKS[command]).exists())
    ):
        raise Failure(
            f"{folder} holds other files: choose an empty folder or one that {command} made"
        )


def write_files(files: Mapping[str, File], folder: Path, command: str) -> None:
    """Write files by their path into a folder, whole or not at all.

    What an earlier run of the command left there is replaced.

    Raises Failure when the folder holds something that the command did not make.
    """
    # `.` has neither a name nor a parent that a folder could be made beside.
    folder = folder.absolute()
    check_replaceable(folder, command)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that on the same disk a rename puts it there at once.
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        made.chmod(0o755)  # mkdtemp's folders are for this user only; a web server reads it too
        for name, file in files.items():
            target = made / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
        (made / MARKS[command]).touch()
        _move(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _move_inside(made: Path, folder: Path, old: Path) -> None:
    """Put what is in the finished folder in the place of what is in the old one."""
    old.mkdir()
    moves = [(entry, old / entry.name) for entry in folder.iterdir()]
    moves += [(entry, folder / entry.name) for entry in made.iterdir()]
    done: list[tuple[Path, Path]] = []
    try:
        for before, after in moves:
            before.rename(after)
            done.append((before, after))
    except OSError:
        # Backwards, so that every name is free again when something returns to it.
        for before, after in reversed(done):
            after.rename(before)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)


def _move(made: Path, folder: Path) -> None:
    """Move the finished folder to where the old one is."""
    if not folder.exists():
        made.rename(folder)
        return
    old = made.with_name(made.name + ".old")
    if folder in (Path.cwd(), *Path.cwd().parents):
        # A shell that stands in the folder would stand in one that is gone.
        _move_inside(made, folder, old)
        return
    # A folder cannot replace one that is not empty, so the old one steps aside for a moment.
    folder.rename(old)
    try:
        made.replace(folder)
    except OSError:
        old.rename(folder)  # not at all rather than gone
        raise
    shutil.rmtree(old, ignore_errors=True)
