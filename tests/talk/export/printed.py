"""A deck printed, and what is read back from its PDF."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import Any, TypeVar

import pypdf
import pytest
from websockets.asyncio.client import connect

from talk.deck.model import Deck
from talk.export import browser as module
from talk.export import images, pdf, render_check
from talk.export.browser import CALL_S, Browser, browser, find_browser
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
        self._address = ""

    async def _started(self) -> Browser:
        if self._chromium is None:
            ask = module.devtools_address

            async def keep_address(process: asyncio.subprocess.Process, program: str) -> str:
                # `browser()` keeps the address to itself, and the tabs of a test connect to it as
                # well.
                self._address = await ask(process, program)
                return self._address

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, "devtools_address", keep_address)
                self._chromium = await self._open.enter_async_context(browser())
        return self._chromium

    def run(self, work: Callable[[Browser], Coroutine[Any, Any, T]]) -> T:
        """Start the browser at the first call, and return what `work` makes of it."""

        async def done() -> T:
            return await work(await self._started())

        if not self._thread.is_alive():
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(done(), self._loop).result()

    @asynccontextmanager
    async def tabs(self) -> AsyncIterator[Browser]:
        """Enter with tabs that share nothing with others; they close with the block.

        It stands for `browser()` in the commands, which bring their own event loops.
        """
        find_browser()  # a test may have said that there is none
        await asyncio.to_thread(self.run, _nothing)
        options: dict[str, Any] = {"max_size": None, "compression": None, "ping_interval": None}
        async with connect(self._address, **options) as socket:
            made = _Tabs(socket)
            listening = asyncio.create_task(made.listen())
            profile = await made.call("Target.createBrowserContext", disposeOnDetach=True)
            made.profile = profile["browserContextId"]
            yield made
        await listening

    def close(self) -> None:
        """End the browser, if it was started, and the thread."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._open.aclose(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()


class _Tabs(Browser):
    """A connection whose tabs have a profile of their own."""

    profile = ""

    async def call(
        self, method: str, session: str | None = None, within_s: float = CALL_S, **params: Any
    ) -> dict[str, Any]:
        if method == "Target.createTarget":
            params["browserContextId"] = self.profile
        return await super().call(method, session, within_s, **params)


async def _nothing(_: Browser) -> None:
    pass


shared_browser = SharedBrowser()
"""Whoever uses it closes it at the end; for the tests of this folder conftest.py does."""


@contextmanager
def commands_share_a_browser() -> Iterator[None]:
    """Let the commands that print and take pictures open tabs in the browser of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for one in (images, pdf, render_check):
            patch.setattr(one, "browser", shared_browser.tabs)
        yield


def printed(
    deck: Deck, layout: Layout, slides: str | None = None, session: Mapping[str, Json] | None = None
) -> pypdf.PdfReader:
    content = files(deck, layout, slides=slides, path=None, theme=None, session=session)
    data, _ = shared_browser.run(partial(render_in, deck=deck, content=content))
    return pypdf.PdfReader(io.BytesIO(data))


def titles(outline: list[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the depth of each bookmark, and the bookmark."""
    for item in outline:
        # pypdf puts the children of a bookmark into a list behind it.
        if isinstance(item, list):
            yield from ((depth + 1, bookmark) for depth, bookmark in titles(item))
        else:
            yield 0, item


def left_to_the_reader(pdf: pypdf.PdfReader) -> set[str]:
    """Return the fonts that are used and not embedded."""
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
    """Return the names of the fonts of type 3, whose letters are drawings.

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
    """Return where the links of a page lead.

    Each is an address, or the name of a place in the PDF with a # before it.
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
