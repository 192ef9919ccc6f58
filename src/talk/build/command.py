"""`talk build DECK -o DIR`."""

from __future__ import annotations

from pathlib import Path

import typer

from talk.build import single_file as one_file
from talk.build import site
from talk.deck.load import load
from talk.deck.model import Deck
from talk.progress import progress


def build(
    deck: Path,
    out: Path,
    *,
    single_file: bool = False,
    guide: bool = False,
    theme: str | None = None,
    path: str | None = None,
) -> int:
    """Compile a deck into a folder for any web server, or into one file. A deck with problems writes nothing.

    Raises Failure (DeckErrors for problems of the deck).
    """
    single_file = single_file or (not guide and is_page(out))
    with progress() as tell:
        tell(f"reading {deck}")
        loaded = load(deck)
        tell(f"setting {len(loaded.slides)} slides")
        if single_file or guide:
            pages = {"": False} if single_file else {}
            if guide:
                pages["-guide"] = True
            written = [
                write_page(
                    one_file.render(loaded, guide=as_guide, path=path, theme=theme),
                    named(out, loaded, suffix, alone=len(pages) == 1),
                )
                for suffix, as_guide in pages.items()
            ]
        else:
            rendered = site.render(loaded, path=path, theme=theme)
            tell(f"writing {out}")
            site.write(rendered, out)
            size = sum(len(file.data) for file in rendered.files.values())
            told = f"{out}: {len(rendered.files)} files, {size / 1e6:.1f} MB; a web server gives out index.html"
            written = [told]
    for line in written:
        typer.echo(line)
    return 0


def is_page(out: Path) -> bool:
    """Say whether a path is meant for one page, by its ending."""
    return out.suffix.lower() in (".html", ".htm") and not out.is_dir()


def named(out: Path, deck: Deck, suffix: str, *, alone: bool) -> Path:
    """`out` is the file itself if it is the only one and ends so, else a folder that gets `<deck><suffix>.html`."""
    if not is_page(out):
        return out / f"{deck.root.name}{suffix}.html"
    return out if alone else out.with_stem(out.stem + suffix)


def write_page(page: bytes, file: Path) -> str:
    """Write it, and say what it is."""
    one_file.write(page, file)
    return f"{file}: {len(page) / 1e6:.1f} MB; opens by double click, needs no network"
