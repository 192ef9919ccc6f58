"""`talk build DECK -o DIR`."""

from __future__ import annotations

from pathlib import Path

import click

from talk.build import site
from talk.deck.load import load
from talk.deck.model import Deck
from talk.failure import Failure
from talk.progress import progress


def build(
    deck: Path,
    out: Path,
    *,
    single_file: bool = False,
    guide: bool = False,
    theme: str | None = None,
    path: str | None = None,
    with_notes: bool = False,
) -> int:
    """Compile a deck into a folder for any web server, or into one file; return 0.

    A deck with problems writes nothing. With `with_notes` the folder has a speaker view, which
    holds the notes.

    Raises Failure (DeckErrors for problems of the deck).
    """
    # `-o talk.html` says what is wanted as well as the option.
    single_file = single_file or (not guide and is_page(out))
    if with_notes and (single_file or guide):
        raise Failure(
            "a speaker view is a page of its own, and one file has only one: build a folder with"
            " --with-notes, or leave it out"
        )
    with progress() as show:
        show(f"reading {deck}")
        loaded = load(deck)
        show(f"setting {len(loaded.slides)} slides")
        if single_file or guide:
            from talk.build import single_file as one_page

            # Suffix of the file → whether it is the guide; both may be asked for at once.
            pages = {"": False} if single_file else {}
            if guide:
                pages["-guide"] = True
            written = [
                write_page(
                    one_page.render(loaded, guide=as_guide, path=path, theme=theme),
                    page_file(out, loaded, suffix, alone=len(pages) == 1),
                )
                for suffix, as_guide in pages.items()
            ]
        else:
            rendered = site.render(loaded, path=path, theme=theme, with_notes=with_notes)
            show(f"writing {out}")
            site.write(rendered, out)
            size = sum(len(file.data) for file in rendered.files.values())
            files = f"{len(rendered.files)} files, {size / 1e6:.1f} MB"
            written = [f"{out}: {files}; a web server gives out index.html"]
            if with_notes:
                written.append("speaker.html holds the speaker's notes: everybody can read them")
    for line in written:
        click.echo(line)
    return 0


def is_page(out: Path) -> bool:
    """Return by its ending whether a path is meant for one page."""
    return out.suffix.lower() in (".html", ".htm") and not out.is_dir()


def page_file(out: Path, deck: Deck, suffix: str, *, alone: bool) -> Path:
    """Return the file for a page.

    It is `out` itself where that is a page's name, else a file in the folder `out`. `alone` is
    whether it is the only page; of two, the file's name gets the suffix.
    """
    if not is_page(out):
        return out / f"{deck.name}{suffix}.html"
    return out if alone else out.with_stem(out.stem + suffix)


def write_page(page: bytes, file: Path) -> str:
    """Write a page; return a sentence that says what was written."""
    from talk.build.single_file import write

    write(page, file)
    return f"{file}: {len(page) / 1e6:.1f} MB; opens by double click, needs no network"
