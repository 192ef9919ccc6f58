"""`talk images DECK`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from talk.build import html, site
from talk.build.assets import File
from talk.deck.load import load
from talk.deck.model import Deck
from talk.export.images import images as taken
from talk.export.images import opened
from talk.export.pdf import files
from talk.export.sheets import Layout, Picture, chosen, pictures
from talk.export.vector import program
from talk.failure import Failure
from talk.progress import ShowProgress, progress

WIDTHS_PX = (160, 7680)
"""Least and greatest width of a picture."""
TYPES = {"png": "image/png", "svg": "image/svg+xml"}
"""Media type of each form of picture."""


def images(
    deck: Path,
    out: Path | None = None,
    *,
    width: int = 1920,
    form: str = "png",
    steps: bool = False,
    slides: str | None = None,
    theme: str | None = None,
    path: str | None = None,
) -> int:
    """Write a picture of every slide, a contact sheet and a social card into a folder; return 0.

    `width` is that of a slide's picture in pixels, `form` its form, png or svg. Raises Failure
    (DeckErrors for problems of the deck).
    """
    if form not in TYPES:
        raise Failure(f"'{form}' is no form that talk images writes: write --format png or svg")
    if form == "svg":
        program()  # before the browser is started in vain
    least, most = WIDTHS_PX
    if not least <= width <= most:
        raise Failure(f"a picture cannot be {width} pixels wide: write --width {least} to {most}")
    with progress() as show:
        show(f"reading {deck}")
        loaded = load(deck)
        out = out or Path(f"{loaded.name}-images")
        site.check_replaceable(out, "talk images")
        wanted = chosen(html.numbered(loaded, path), slides)
        shown = list(pictures(wanted, steps=steps))
        layout = Layout(steps=steps, canvas=loaded.canvas_size)
        content = files(loaded, layout, slides=slides, path=path, theme=theme)
        found = asyncio.run(_taken(loaded, content, shown, layout, width, show, form))
        show(f"writing {out}")
        named = {name: File(data, TYPES[name.rpartition(".")[2]]) for name, data in found.items()}
        site.write_files(named, out, "talk images")
    size = sum(map(len, found.values())) / 1e6
    what = f"{len(shown)} pictures of slides, a contact sheet and a social card"
    Console(highlight=False).print(f"{out}: {what}, {size:.1f} MB", soft_wrap=True)
    return 0


async def _taken(
    deck: Deck,
    content: dict[str, File],
    shown: Sequence[Picture],
    layout: Layout,
    width: int,
    show: ShowProgress,
    form: str,
) -> dict[str, bytes]:
    async with opened(deck, content, show) as page:
        return await taken(page, shown, layout.size, width, show, "svg" if form == "svg" else "png")
