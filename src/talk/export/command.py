"""`talk pdf DECK`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from talk.build.single_file import write
from talk.deck.load import load
from talk.export.pdf import files, render
from talk.export.sheets import PAPER, Layout
from talk.failure import Failure
from talk.progress import progress
from talk.protocol.methods.stage import Stroke
from talk.protocol.wire import Json

# Those that print.css has a layout for.
HANDOUTS = (2, 3, 6)


def pdf(
    deck: Path,
    out: Path | None = None,
    *,
    steps: bool = False,
    notes: bool = False,
    handout: int | None = None,
    paper: str | None = None,
    slides: str | None = None,
    theme: str | None = None,
    path: str | None = None,
    session: Mapping[str, Json] | None = None,
    drawings: Mapping[str, Sequence[Stroke]] | None = None,
) -> int:
    """Print a deck into a PDF file; return 0.

    `session` holds the widgets' states by key, as a talk left them, `drawings` what was drawn over
    each slide.

    Raises Failure (DeckErrors for problems of the deck).
    """
    layout = layout_of(steps=steps, notes=notes, handout=handout, paper=paper)
    with progress() as show:
        show(f"reading {deck}")
        loaded = load(deck)
        out = out or Path(f"{loaded.name}.pdf")
        layout = replace(layout, canvas=loaded.canvas_size)
        content = files(
            loaded,
            layout,
            slides=slides,
            path=path,
            theme=theme,
            session=session,
            drawings=drawings,
        )
        data, count = asyncio.run(render(loaded, content, show))
    write(data, out)
    Console(highlight=False).print(
        f"{out}: {count} pictures of slides, {len(data) / 1e6:.1f} MB", soft_wrap=True
    )
    return 0


def layout_of(*, steps: bool, notes: bool, handout: int | None, paper: str | None) -> Layout:
    """Return what the options mean together. Raises Failure for options that exclude each other."""
    if handout is not None and handout not in HANDOUTS:
        raise Failure(
            f"a hand-out has 2, 3 or 6 slides on a page, not {handout}: write --handout 2, 3 or 6"
        )
    if handout is not None and notes:
        raise Failure("a hand-out has no notes: leave --handout or --notes out")
    # A page of slides alone has their shape; what is to be read beside them needs a sheet.
    paper = (paper or ("a4" if notes or handout else "slide")).lower()
    if paper not in PAPER:
        raise Failure(f"'{paper}' is no paper that talk knows: write one of {', '.join(PAPER)}")
    if paper == "slide" and (notes or handout):
        raise Failure("notes and hand-outs need room: write --paper a4 or --paper letter")
    return Layout(paper=paper, steps=steps, notes=notes, per_page=handout or 1)
