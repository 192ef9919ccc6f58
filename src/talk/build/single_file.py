"""Render one `.html` with everything in it, which opens by double click and needs no network."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from talk import qr
from talk.build import html, site
from talk.build.assets import Assets, File, Picture, content_type
from talk.build.front_end import front_end, manifest
from talk.build.html import Links
from talk.build.theme import Theme, of_deck
from talk.deck.model import Deck
from talk.failure import Failure

# Neither what is inside already (`data:`) nor a part of the page itself (`#`) is a file.
URL = re.compile(r'url\("?(?!data:|#)(?:\./)?([^")]+)"?\)')
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FAMILY = re.compile(r'font-family:\s*"?([^;"}]+)')


def render(
    deck: Deck, *, guide: bool = False, path: str | None = None, theme: str | None = None
) -> bytes:
    """Return the deck as on the stage, or with `guide` as an article to read.

    The stage holds every slide and follows the path's run; the article is the run alone.

    Raises Failure when something it needs is missing.
    """
    run = site.slides_of(deck, path)
    slides = run if guide else deck.slides
    chosen = of_deck(deck, theme)
    links = Links(
        picture=lambda name: picture(deck, name),
        theme=chosen.name,
        scheme=chosen.scheme,
        media=_Embedded(deck),
        ground=_Grounds(deck),
        url_code=data_url(File(qr.svg(deck.url), content_type("url.svg"))) if deck.url else "",
    )
    page = html.page(deck, "guide" if guide else "file", links, path=path)
    shell = bundle("guide.css") if guide else with_faces(bundle("file.css"), families(chosen, page))
    # The theme after the shell: of two equal rules the last one wins.
    head = "".join(f"<style>{style}</style>\n" for style in (with_files(shell), own_style(chosen)))
    recordings = html.data_script(site.recordings_of(deck, slides), "recordings")
    script = in_page(bundle("file.js"))
    # Modules run in the order of the page, so widgets come after the script that serves their
    # imports.
    own = "".join(
        f'<script type="module">{in_page(widget.module)}</script>\n'
        for widget in deck.widgets.values()
    )
    licences = (front_end() / "LICENSES.txt").read_text("utf-8").replace("<", "&lt;")
    tail = (
        f'{recordings}\n<script type="module">{script}</script>\n{own}'
        f'<template class="licences">{licences}</template>\n'
    )
    # The first: a text of the deck may hold the same letters further down.
    page = page.replace("</head>", f"{head}</head>", 1)
    # The last, for the same reason.
    body, end, rest = page.rpartition("</body>")
    return (body + tail + end + rest).encode()


def in_page(script: str) -> str:
    """Return a script that neither ends its element nor opens a comment in it."""
    # JavaScript reads `\/` in a text as `/`, and the front end has such words in texts only.
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def families(theme: Theme, page: str) -> list[str]:
    """Return the shipped families of fonts that these slides are set in."""
    named = [
        family for family in ("Inter", "Source Serif 4", "JetBrains Mono") if family in theme.whole
    ]
    return [*named, "STIX Two Math"] if "<math" in page else named


def own_style(theme: Theme) -> str:
    """Return the theme with every file that it names inside it."""
    assets = Assets("")
    style = assets.files[theme.publish(assets)].data.decode()
    return URL.sub(lambda found: f'url("{data_url(assets.files[found.group(1)])}")', style)


def bundle(name: str) -> str:
    """Return the text of a bundle of the front end. Raises Failure."""
    files = manifest()
    if name not in files:
        raise Failure(
            f"the front end has no {name}: build it with `python tools/build_front_end.py`"
        )
    return site.front_end_file(files[name]).data.decode()


def with_faces(css: str, families: list[str]) -> str:
    """Return the style without the fonts that nothing on these slides is set in."""

    def keep(found: re.Match[str]) -> str:
        family = FAMILY.search(found.group())
        # A deck carries only what it shows: all families are megabytes in base64.
        return found.group() if family and family.group(1).strip() in families else ""

    return FACE.sub(keep, css)


def with_files(css: str) -> str:
    """Return the style with every file that it names inside it."""

    def inside(found: re.Match[str]) -> str:
        return f'url("{data_url(site.front_end_file(found.group(1)))}")'

    return URL.sub(inside, css)


def picture(deck: Deck, name: str) -> Picture:
    """Return an image of the deck, with a data URL. Raises OSError."""
    assets = Assets("")
    found = assets.picture(deck.root / name)
    return found._replace(url=data_url(assets.files[found.url]))


MEDIA_BYTES = 40_000_000
"""Most bytes of films and sounds in one file: browsers open a page of 60 MB, not one of 600."""


class _Embedded:
    """Function from the path of a film or sound to a URL that holds it."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._total = 0

    def __call__(self, name: str) -> str:
        data = (self._deck.root / name).read_bytes()
        # Each time: a film on two slides is in the page twice.
        self._total += len(data)
        if self._total > MEDIA_BYTES:
            raise Failure(
                f"the films and sounds of this deck have more than {MEDIA_BYTES / 1e6:.0f} MB "
                f"({self._total / 1e6:.0f} MB with '{name}'), which one file does not hold: "
                "make them smaller, or build a folder (without --single-file)"
            )
        return data_url(File(data, content_type(name)))


GROUND_BYTES = 10_000_000
"""Most bytes of films in the grounds of slides in one file; the rest have their pictures."""


class _Grounds:
    """Function from the path of a film in a ground to a URL that holds it; "" for one too many."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._sizes: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        data = (self._deck.root / name).read_bytes()
        if sum((self._sizes | {name: len(data)}).values()) > GROUND_BYTES:
            return ""
        self._sizes[name] = len(data)
        return data_url(File(data, content_type(name)))


def data_url(file: File) -> str:
    """Return a URL that holds the file itself."""
    # A URL has no blanks, as in `text/css; charset=utf-8`.
    return f"data:{file.content_type.replace(' ', '')};base64,{b64encode(file.data).decode()}"


def write(page: bytes, file: Path) -> None:
    """Write a file, whole or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # A file of many megabytes that is half written opens, and its slides are missing.
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(page)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
