"""`talk pptx DECK`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from talk.build import html
from talk.build.assets import File
from talk.deck.load import load
from talk.deck.model import Deck
from talk.export.command import write
from talk.export.images import opened
from talk.export.pdf import files
from talk.export.powerpoint import TakenApart, needs_python_pptx, take_apart
from talk.export.powerpoint import write as package
from talk.export.sheets import Layout, Picture, chosen, pictures
from talk.progress import ShowProgress, progress


def pptx(
    deck: Path,
    out: Path | None = None,
    *,
    slides: str | None = None,
    theme: str | None = None,
    path: str | None = None,
) -> int:
    """Write a deck as a PowerPoint file that can be edited; return 0.

    Raises Failure (DeckErrors for problems of the deck).
    """
    needs_python_pptx()
    with progress() as show:
        show(f"reading {deck}")
        loaded = load(deck)
        out = out or Path(f"{loaded.root.name}.pptx")
        shown = list(pictures(chosen(html.numbered(loaded, path), slides), steps=False))
        layout = Layout(canvas=loaded.canvas_size)
        content = files(loaded, layout, slides=slides, path=path, theme=theme)
        taken, look = asyncio.run(_taken_apart(loaded, content, shown, layout, show))
        show(f"writing {out}")
        data = package(loaded, taken, look, layout.size)
    write(data, out)
    count = sum(len(one.pictures) for one in taken)
    what = f"{len(shown)} slides, {count} of their parts as pictures, {len(data) / 1e6:.1f} MB"
    Console(highlight=False).print(f"{out}: {what}", soft_wrap=True)
    return 0


async def _taken_apart(
    deck: Deck,
    content: dict[str, File],
    shown: Sequence[Picture],
    layout: Layout,
    show: ShowProgress,
) -> tuple[list[TakenApart], dict[str, Any]]:
    async with opened(deck, content, show) as page:
        return await take_apart(page, shown, layout.size, show)
