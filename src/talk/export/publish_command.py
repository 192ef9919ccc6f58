"""`talk publish DECK -o DIR`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from talk.build import html, site
from talk.deck.load import load
from talk.deck.model import Deck
from talk.export.images import card, opened
from talk.export.pdf import files, render
from talk.export.publish import published
from talk.export.sheets import Layout
from talk.failure import Failure
from talk.progress import ShowProgress, progress


def publish(
    deck: Path,
    out: Path | None = None,
    *,
    pdf: bool = False,
    with_notes: bool = False,
    theme: str | None = None,
    path: str | None = None,
) -> int:
    """Write a deck into a folder for any static host; return 0.

    The folder is `out`, else one in the current folder with the deck's name and `-site`. Without a
    browser there is no social card, which is said. Raises Failure (DeckErrors for problems of the
    deck).
    """
    missing = ""
    with progress() as show:
        show(f"reading {deck}")
        loaded = load(deck)
        folder = out or Path(f"{loaded.name}-site")
        site.check_replaceable(folder, "talk publish")
        made = None
        # A card that the author names needs no browser.
        if loaded.card is None:
            try:
                made = asyncio.run(social_card(loaded, theme, path, show))
            except Failure as error:
                missing = str(error)
        paper = None
        if pdf:
            content = files(
                loaded, Layout(canvas=loaded.canvas_size), slides=None, path=path, theme=theme
            )
            paper, _ = asyncio.run(render(loaded, content, show))
        show(f"setting {len(loaded.slides)} slides")
        found = published(
            loaded, card=made, pdf=paper, with_notes=with_notes, theme=theme, path=path
        )
        show(f"writing {folder}")
        site.write_files(found, folder, "talk publish")
    size = sum(len(file.data) for file in found.values()) / 1e6
    click.echo(f"{folder}: {len(found)} files, {size:.1f} MB; index.html is the entry")
    if with_notes:
        click.echo("speaker.html holds the speaker's notes: everybody can read them")
    if missing:
        click.echo(f"note: there is no social card: {missing}", err=True)
    if not loaded.url:
        click.echo(
            "note: networks find the social card only where deck.yaml has the 'url' of the talk",
            err=True,
        )
    return 0


async def social_card(deck: Deck, theme: str | None, path: str | None, show: ShowProgress) -> bytes:
    """Return the first slide of the run as a social card. Raises Failure."""
    first, _ = html.numbered(deck, path)[0]
    layout = Layout(canvas=deck.canvas_size)
    content = files(deck, layout, slides=str(first), path=path, theme=theme)
    async with opened(deck, content, show) as page:
        return await card(page, layout.size)
