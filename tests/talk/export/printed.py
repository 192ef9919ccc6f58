"""A deck printed, and what is read back from its PDF."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, TypeVar

import pypdf

from talk.deck.model import Deck
from talk.export.browser import Browser, browser
from talk.export.pdf import files, render_in
from talk.export.sheets import Layout
from talk.protocol.wire import Json

T = TypeVar("T")


class SharedBrowser:
    """One browser for all tests of a process, whose start takes a second of processor time.

    Each test opens tabs of its own. The browser runs in a thread with an event loop of its own.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._open = AsyncExitStack()
        self._chromium: Browser | None = None

    def run(self, work: Callable[[Browser], Coroutine[Any, Any, T]]) -> T:
        """Start the browser at the first call, and return what `work` makes of it."""

        async def started() -> T:
            if self._chromium is None:
                self._chromium = await self._open.enter_async_context(browser())
            return await work(self._chromium)

        if not self._thread.is_alive():
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(started(), self._loop).result()

    def close(self) -> None:
        """End the browser, if it was started, and the thread."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._open.aclose(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()


shared_browser = SharedBrowser()
"""conftest.py closes it at the end."""


def printed(
    deck: Deck, layout: Layout, slides: str | None = None, session: Mapping[str, Json] | None = None
) -> pypdf.PdfReader:
    content = files(deck, layout, slides=slides, path=None, theme=None, session=session)
    data, _ = shared_browser.run(partial(render_in, deck=deck, content=content))
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
