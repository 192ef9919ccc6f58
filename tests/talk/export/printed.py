"""A deck printed, and what is read back from its PDF."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Mapping
from typing import Any

import pypdf

from talk.deck.model import Deck
from talk.export.pdf import files, render
from talk.export.sheets import Layout
from talk.protocol.wire import Json


def printed(
    deck: Deck, layout: Layout, slides: str | None = None, session: Mapping[str, Json] | None = None
) -> pypdf.PdfReader:
    data, _ = asyncio.run(
        render(deck, files(deck, layout, slides=slides, path=None, theme=None, session=session))
    )
    return pypdf.PdfReader(io.BytesIO(data))


def titles(outline: list[Any]) -> Iterator[tuple[int, Any]]:
    """Depth of each bookmark, and the bookmark."""
    for item in outline:
        if isinstance(item, list):
            yield from ((depth + 1, bookmark) for depth, bookmark in titles(item))
        else:
            yield 0, item


def left_to_the_reader(pdf: pypdf.PdfReader) -> set[str]:
    """Fonts that are used and not embedded."""
    found = set()
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            font = font.get_object()
            whole = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            # A font of type 3 is drawings in the file itself.
            if whole["/Subtype"] == "/Type3":
                continue
            if not any(
                key.startswith("/FontFile") for key in whole["/FontDescriptor"].get_object()
            ):
                found.add(str(font["/BaseFont"]))
    return found


def drawn_letter_by_letter(pdf: pypdf.PdfReader) -> set[str]:
    """Names of the fonts of type 3, whose letters are drawings.

    Colour emoji can be nothing else.
    """
    found = set()
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            font = font.get_object()
            if font["/Subtype"] == "/Type3":
                found.add(str(font["/FontDescriptor"].get_object()["/FontName"]))
    return {name for name in found if "Emoji" not in name}


def links(page: pypdf.PageObject) -> list[str]:
    """Where the links of a page lead.

    An address, or the name of a place in the PDF with a # before it.
    """
    found = []
    for annotation in page.get("/Annots", []):
        annotation = annotation.get_object()
        if annotation["/Subtype"] != "/Link":
            continue
        action = annotation.get("/A", {})
        found.append(
            str(action["/URI"])
            if "/URI" in action
            else f"#{str(annotation['/Dest']).removeprefix('/')}"
        )
    return found
