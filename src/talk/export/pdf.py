"""A deck as a PDF: tagged, with an outline, real text and embedded fonts; one browser, one pass."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from talk.build import site
from talk.build.assets import Assets, File
from talk.build.theme import find
from talk.deck.model import Deck
from talk.export.browser import Page, browser
from talk.export.sheets import Layout, chosen, document, pictures
from talk.failure import Failure
from talk.protocol.wire import Json

PAGE = "print.html"
SESSION = "session.json"
SETTING = """new Promise((told) => {
  const root = document.documentElement;
  const look = () => {
    const { ready, set } = root.dataset;
    if (ready !== "true" && set === window.toldSet) return;
    window.toldSet = set;
    watch.disconnect();
    told([ready === "true", Number(set ?? 0), document.querySelectorAll(".frame").length]);
  };
  const watch = new MutationObserver(look);
  watch.observe(root, { attributes: true });
  look();
})"""
"""Resolves when more slides are set: whether all are, how many are, and how many there are."""

Tell = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is to do; 0 where that cannot be said."""


def files(
    deck: Deck,
    layout: Layout,
    *,
    slides: str | None,
    path: str | None,
    theme: str | None,
    session: Mapping[str, Json] | None = None,
) -> dict[str, File]:
    """Everything the browser will ask for; `session` is how a talk left the widgets. Raises Failure."""
    assets = Assets()
    look = find(theme or deck.theme, deck.root)
    wanted = chosen(site.slides_of(deck, path), slides)
    shown = [slide for _, slide in wanted]
    recordings = site.add_recordings(assets, site.recordings_of(deck, shown))
    links = site.links_of(deck, "print", shown, assets, look, look.publish(assets), recordings, room=False)
    shot = list(pictures(wanted, steps=layout.steps))
    page = document(deck, links, shot, layout, session=None if session is None else SESSION)
    site.add_front_end(assets)
    found = {f"assets/{name}": file for name, file in assets.files.items()}
    if session is not None:
        found[SESSION] = File(json.dumps(session).encode(), "application/json")
    return {**found, PAGE: File(page.encode(), "text/html; charset=utf-8")}


async def all_set(page: Page, tell: Tell = lambda what, done, total: None) -> int:
    """Wait until nothing on the page will change any more; how many pictures of slides are on it."""
    while True:
        ready, done, count = await page.evaluate(SETTING)
        tell("setting the slides", done, count)
        if ready:
            return int(count)


async def render(content: Mapping[str, File], tell: Tell = lambda what, done, total: None) -> tuple[bytes, int]:
    """The PDF, and how many pictures of slides are in it. Raises Failure."""
    async with browser() as chromium:
        page = await chromium.open(content, PAGE)
        count = await all_set(page, tell)
        tell("printing", 0, 0)
        if page.errors:
            raise Failure(f"the slides failed while they were drawn: {page.errors[0]}")
        options: dict[str, Any] = {"displayHeaderFooter": False}
        return await page.pdf(**options), count
