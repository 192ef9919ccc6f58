"""Take a picture of every slide: one page holds them all, and one browser shows it.

The page is the one that `talk pdf` prints, so a widget shows what it shows on paper.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from math import ceil, sqrt
from typing import Literal

from talk.build.assets import File
from talk.deck.markup.slide_names import name_of
from talk.deck.model import Deck
from talk.export.browser import Page, browser
from talk.export.pdf import PAGE, cannot_show, unread, wait_until_ready
from talk.export.sheets import Picture
from talk.export.vector import vectors
from talk.failure import Failure
from talk.progress import ShowProgress, silent

Form = Literal["png", "svg"]
"""Form of a slide's picture, and the ending of its file."""
CONTACT_SHEET = "contact_sheet.png"
SOCIAL_CARD = "social_card.png"
"""File names that no slide's picture has, as ids have no underscore."""
THUMBNAIL_PX = 384
"""Width of a slide on the contact sheet."""
CARD_PX = (1200, 630)
"""Width and height of a social card: the size that messengers and networks ask for."""
RIM_PX = 36
"""What a card leaves out at the top and at the bottom of a slide, where only paper is."""

STILL = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SCROLL = f"""(at) => {{
  document.querySelectorAll(".sheet")[at].scrollIntoView({{ behavior: "instant" }});
  return {STILL};
}}"""
"""Function of the page that brings a sheet to the top of the window and waits for its paint."""
TO_CARD = f"""(from) => {{
  const sheet = document.querySelector(".sheet");
  const section = sheet.querySelector("section");
  const paper = getComputedStyle(section).backgroundColor;
  document.body.style.cssText = `margin: 0; background: ${{paper}}`;
  section.querySelector(".slide-foot").style.visibility = "hidden";
  document.querySelector("main").style.cssText = "width: fit-content; margin: 0 auto";
  scrollTo(0, from);
  return {STILL};
}}"""
"""Function of the page that shows the first slide alone, in the middle of its own paper."""
TO_CONTACT_SHEET = """([names, columns, thumbnail]) => {
  const main = document.querySelector("main");
  const sheets = [...document.querySelectorAll(".sheet")];
  const zoom = thumbnail / sheets[0].offsetWidth;
  main.replaceChildren(...sheets.map((sheet, at) => {
    const figure = document.createElement("figure");
    const name = document.createElement("figcaption");
    name.textContent = names[at];
    sheet.style.zoom = zoom;
    figure.style.cssText = `margin: 0; width: ${thumbnail}px`;
    name.style.cssText = "margin-top: 8px; font: 16px/1.3 Inter, sans-serif; color: #333;"
      + "white-space: nowrap; overflow: hidden; text-overflow: ellipsis";
    figure.append(sheet, name);
    return figure;
  }));
  document.body.style.cssText = "margin: 0; background: #e9e9e9";
  document.querySelector(".slide-foot").style.visibility = "";
  main.style.cssText = `display: grid; width: fit-content; gap: 28px 24px; padding: 32px;`
    + `grid-template-columns: repeat(${columns}, ${thumbnail}px)`;
  scrollTo(0, 0);
  const { width, height } = main.getBoundingClientRect();
  return [Math.ceil(width), Math.ceil(height)];
}"""
"""Function of the page that lays all sheets out as small pictures; its answer is their size."""


def file_name(picture: Picture, form: Form = "png") -> str:
    """Return the file of a slide's picture: its id, and the step where one is not finished."""
    step = "" if picture.step is None else f".step-{picture.step}"
    return f"{picture.slide.id}{step}.{form}"


@asynccontextmanager
async def opened(
    deck: Deck, content: Mapping[str, File], show: ShowProgress = silent
) -> AsyncIterator[Page]:
    """Enter with the page that holds all sheets, complete and with every picture read.

    Raises Failure.
    """
    show("starting the browser")
    async with browser() as chromium:
        page = await chromium.open(content, PAGE)
        await wait_until_ready(page, show)
        if damaged := await unread(page, deck):
            raise Failure(
                "\n".join(f"slide '{slide}': {cannot_show(file)}" for slide, file in damaged)
            )
        yield page


async def images(
    page: Page,
    shown: Sequence[Picture],
    size: tuple[int, int],
    width: int,
    show: ShowProgress = silent,
    form: Form = "png",
) -> dict[str, bytes]:
    """Return the pictures by file name, and as PNG the contact sheet and the card after them.

    `size` is that of a sheet in CSS pixels, `width` that of a picture in its own. Raises Failure.
    """
    found: dict[str, bytes] = {}
    if form == "svg":
        # By way of paper: the browser itself writes no SVG.
        pdf = await page.pdf(displayHeaderFooter=False)
        titles = {file_name(one, form): name_of(one.slide, one.number) for one in shown}
        # A thread, since the browser's connection is answered meanwhile.
        found = await asyncio.to_thread(vectors, pdf, titles, width, show)
    else:
        # By the pixel ratio and not the window, so that the layout is that of the canvas.
        await page.resize(*size, width / size[0])
        for at, picture in enumerate(shown):
            show("taking pictures", at, len(shown))
            await page.evaluate(f"({SCROLL})({at})")
            found[file_name(picture)] = await page.screenshot()
        show("taking pictures", len(shown), len(shown))
    found[SOCIAL_CARD] = await card(page, size)
    # The contact sheet comes last, as it moves the sheets out of their order.
    found[CONTACT_SHEET] = await contact_sheet(page, shown)
    return found


async def card(page: Page, size: tuple[int, int]) -> bytes:
    """Return the first slide as a social card. `size` is that of a sheet in CSS pixels."""
    height = size[1] - 2 * RIM_PX
    await page.resize(round(height * CARD_PX[0] / CARD_PX[1]), height, scale=CARD_PX[1] / height)
    await page.evaluate(f"({TO_CARD})({RIM_PX})")
    return await page.screenshot()


async def contact_sheet(page: Page, shown: Sequence[Picture]) -> bytes:
    """Return all slides on one picture, each with its number and its id under it.

    The page holds the sheets in another order afterwards: it is of no use for anything else.
    """
    names = [f"{picture.number}  {file_name(picture).removesuffix('.png')}" for picture in shown]
    # About as wide as high, whatever the number: no side grows beyond what a browser can paint.
    columns = min(len(shown), max(3, ceil(sqrt(len(shown)))))
    wanted = json.dumps([names, columns, THUMBNAIL_PX])
    width, height = await page.evaluate(f"({TO_CONTACT_SHEET})({wanted})")
    await page.resize(width, height)
    await page.evaluate(STILL)
    return await page.screenshot()
