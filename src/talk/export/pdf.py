"""Print a deck as a PDF: tagged, with an outline, real text and embedded fonts.

One browser prints all slides in one pass.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from talk.build import html, site
from talk.build.assets import Assets, File, hashed_name
from talk.build.theme import of_deck
from talk.deck.markup import markdown
from talk.deck.model import Deck
from talk.export.browser import Browser, Page, browser
from talk.export.sheets import Layout, chosen, document, pictures
from talk.failure import Failure
from talk.progress import ShowProgress, silent
from talk.protocol.methods.stage import Stroke
from talk.protocol.wire import Json

PAGE = "print.html"
SESSION = "session.json"
CHANGED = """(seen) => new Promise((resolve) => {
  const root = document.documentElement;
  const look = () => {
    const { ready, failed, progress } = root.dataset;
    if (!ready && !failed && (progress ?? "null") === seen) return;
    watch.disconnect();
    resolve([ready === "true", failed ?? "", progress ?? "null"]);
  };
  const watch = new MutationObserver(look);
  watch.observe(root, { attributes: true });
  look();
})"""
"""Function of the page (web/print.ts) that resolves once its progress is another than `seen`.

The answer is whether the page is ready, why it failed, and its progress as JSON.
"""
UNREAD = """[...document.querySelectorAll("img[data-unread]")].map((image) => [
  image.closest("section")?.dataset.id ?? "",
  new URL(image.src, document.baseURI).pathname.slice(1)])"""
"""Expression for slide and address of the pictures that could not be decoded."""
STILL_S = 60.0
"""Longest time without progress, after which a page will not be ready any more."""


def files(
    deck: Deck,
    layout: Layout,
    *,
    slides: str | None,
    path: str | None,
    theme: str | None,
    session: Mapping[str, Json] | None = None,
    drawings: Mapping[str, Sequence[Stroke]] | None = None,
) -> dict[str, File]:
    """Return everything that the browser will ask for, by path; PAGE is the page to print.

    `session` is the state of the widgets by key, as a talk left them, `drawings` what was drawn
    over each slide.

    Raises Failure when the path, the theme or a file is missing.
    """
    assets = Assets()
    look = of_deck(deck, theme)
    site.slides_of(deck, path)  # only for its Failure
    wanted = chosen(html.numbered(deck, path), slides)
    shown = [slide for _, slide in wanted]
    recordings = site.add_recordings(assets, site.recordings_of(deck, shown))
    # No room: a printed page joins none, and widgets show what was recorded or left.
    links = site.links_of(
        deck, "print", shown, assets, look, look.publish(assets), recordings, room=False
    )
    shot = list(pictures(wanted, steps=layout.steps))
    states = None if session is None else SESSION
    page = document(deck, links, shot, layout, session=states, drawings=drawings)
    site.add_front_end(assets, paper=True)
    # The addresses that the page has, as `talk present` serves them.
    found = {f"assets/{name}": file for name, file in assets.files.items()}
    if session is not None:
        found[SESSION] = File(json.dumps(session).encode(), "application/json")
    return {**found, PAGE: File(page.encode(), "text/html; charset=utf-8")}


def cannot_show(file: str) -> str:
    """Return what is wrong with a picture that the browser could not decode."""
    why = "it is damaged, or of a kind that browsers do not show"
    return f"the image '{file}' cannot be read: {why}"


async def wait_until_ready(page: Page, show: ShowProgress = silent) -> int:
    """Wait until nothing on the page will change any more.

    Returns the number of slides' pictures on it.

    Raises Failure when the page failed or stands still.
    """
    show("setting the slides")
    progress, ready = "null", False
    while not ready:
        # The page is watched rather than polled: it answers as soon as it has something to say.
        try:
            async with asyncio.timeout(STILL_S):
                ready, failed, progress = await page.evaluate(
                    f"({CHANGED})({json.dumps(progress)})"
                )
        except TimeoutError as error:
            doing = json.loads(progress) or ["setting the slides", 0, 0]
            still = f"the page stood still for {STILL_S:.0f} s while {doing[0]}"
            raise Failure(
                f"{still} ({doing[1]} of {doing[2]} done): "
                "close other programs and try again, or print fewer slides with --slides"
            ) from error
        if failed:
            raise Failure(f"the slides failed while they were set: {failed}")
        if doing := json.loads(progress):
            show(*doing)
    raise_for_errors(page)
    return int(await page.evaluate("document.querySelectorAll('.frame').length"))


def raise_for_errors(page: Page) -> None:
    """Raise Failure where a script failed: it has left a widget empty, which paper would keep."""
    if page.errors:
        raise Failure(f"the slides failed while they were rendered: {page.errors[0]}")


async def unread(page: Page, deck: Deck) -> list[tuple[str, str]]:
    """Return slide and file of each picture that the browser could not decode, once each."""
    found = await page.evaluate(UNREAD)
    return list(dict.fromkeys((slide, path_of(deck, address)) for slide, address in found))


def path_of(deck: Deck, address: str) -> str:
    """Return the path in the deck's folder of what the page found under an address.

    Addresses contain the hash of what is in the file, so the file is found by its contents.
    """
    name = unquote(Path(address).name)
    files = (
        file
        for file in deck.files
        if file.is_file() and hashed_name(file.name, file.read_bytes()) == name
    )
    return next((file.relative_to(deck.root).as_posix() for file in files), name)


async def render(
    deck: Deck, content: Mapping[str, File], show: ShowProgress = silent
) -> tuple[bytes, int]:
    """Return the PDF of what `files` returned, and the number of slides' pictures in it.

    Raises Failure.
    """
    show("starting the browser")
    async with browser() as chromium:
        return await render_in(chromium, deck, content, show)


async def render_in(
    chromium: Browser, deck: Deck, content: Mapping[str, File], show: ShowProgress = silent
) -> tuple[bytes, int]:
    """Return what `render` does, from a browser that runs already. Raises Failure."""
    page = await chromium.open(content, PAGE)
    try:
        count = await wait_until_ready(page, show)
        if damaged := await unread(page, deck):
            raise Failure(
                "\n".join(f"slide '{slide}': {cannot_show(file)}" for slide, file in damaged)
            )
        show("printing")
        data = await page.pdf(displayHeaderFooter=False)
        return with_author(data, markdown.plain(deck.author)), count
    finally:
        await page.close()


def with_author(pdf: bytes, author: str) -> bytes:
    """Return the PDF with the author in its metadata: the browser copies only the title there."""
    if not author:
        return pdf
    from pypdf import PdfWriter

    # Incremental: what the browser wrote, tags and outline, stays byte for byte as it is.
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_metadata({"/Author": author})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
