"""A deck as a PDF: tagged, with an outline, real text and embedded fonts; one browser, one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talk.build import site
from talk.build.assets import Assets, File
from talk.build.theme import find
from talk.deck.model import Deck
from talk.export.browser import browser
from talk.export.sheets import Layout, chosen, document, pictures
from talk.failure import Failure

PAGE = "print.html"
READY = """new Promise((ready) => {
  const root = document.documentElement;
  const look = () => root.dataset.ready === "true" && ready(document.querySelectorAll(".frame").length);
  new MutationObserver(look).observe(root, { attributes: true });
  look();
})"""


def files(deck: Deck, layout: Layout, *, slides: str | None, path: str | None, theme: str | None) -> dict[str, File]:
    """Everything the browser will ask for. Raises Failure."""
    assets = Assets()
    look = find(theme or deck.theme, deck.root)
    wanted = chosen(site.slides_of(deck, path), slides)
    shown = [slide for _, slide in wanted]
    recordings = site.recordings_of(deck, shown)
    links = site.links_of(deck, "print", shown, assets, look, look.publish(assets), recordings, room=False)
    page = document(deck, links, list(pictures(wanted, steps=layout.steps)), layout)
    site.add_front_end(assets)
    found = {f"assets/{name}": file for name, file in assets.files.items()}
    return {**found, PAGE: File(page.encode(), "text/html; charset=utf-8")}


async def render(content: Mapping[str, File]) -> tuple[bytes, int]:
    """The PDF, and how many pictures of slides are in it. Raises Failure."""
    async with browser() as chromium:
        page = await chromium.open(content, PAGE)
        count = await page.evaluate(READY)
        if page.errors:
            raise Failure(f"the slides failed while they were drawn: {page.errors[0]}")
        options: dict[str, Any] = {"displayHeaderFooter": False}
        return await page.pdf(**options), count
