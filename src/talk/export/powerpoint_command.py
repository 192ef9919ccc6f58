"""`talk pptx DECK`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rich.console import Console

from talk.build import html
from talk.build.single_file import write
from talk.deck.load import load
from talk.export.images import opened
from talk.export.pdf import files
from talk.export.powerpoint import TakenApart, needs_python_pptx, take_apart
from talk.export.powerpoint import write as package
from talk.export.sheets import Layout, chosen, pictures
from talk.progress import progress


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
        out = out or Path(f"{loaded.name}.pptx")
        shown = list(pictures(chosen(html.numbered(loaded, path), slides), steps=False))
        layout = Layout(canvas=loaded.canvas_size)
        content = files(loaded, layout, slides=slides, path=path, theme=theme)

        async def taken_apart() -> tuple[list[TakenApart], dict[str, Any]]:
            async with opened(loaded, content, show) as page:
                return await take_apart(page, shown, layout.size, show)

        taken, look = asyncio.run(taken_apart())
        show(f"writing {out}")
        data = package(loaded, taken, look, layout.size)
    write(data, out)
    count = sum(len(one.pictures) for one in taken)
    what = f"{len(shown)} slides, {count} of their parts as pictures, {len(data) / 1e6:.1f} MB"
    Console(highlight=False).print(f"{out}: {what}", soft_wrap=True)
    return 0
