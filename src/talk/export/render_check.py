"""`talk check --render`: render every slide in every theme and find what only shows then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from talk.build.assets import Assets, File
from talk.build.front_end import front_end
from talk.build.theme import of_deck
from talk.deck.model import Deck, Slide
from talk.deck.reading.problems import Problem
from talk.deck.reading.themes import theme_names
from talk.export.browser import CALL_S, Page, browser
from talk.export.pdf import (
    PAGE,
    cannot_show,
    files,
    raise_for_errors,
    unread,
    wait_until_ready,
)
from talk.export.sheets import Layout
from talk.failure import Failure
from talk.progress import ShowProgress, progress, silent

SMALLEST_PX = 20
"""Least size of text, in CSS pixels of a slide that is 1080 high."""
SLIDE_S = 5.0
"""Time that the browser may take for each slide beyond CALL_S; all are examined in one call."""
AXE = "axe.min.js"
FULL: dict[str, Any] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
CONTRAST: dict[str, Any] = {"type": "rule", "values": ["color-contrast"]}
LOOK = Path(__file__).with_name("render_check.js")
CHANGE_THEME = """async ([theme, href]) => {
  const old = [...document.querySelectorAll("link[rel=stylesheet]")].at(-1);
  const style = old.cloneNode();
  style.href = href;
  await new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = () => reject(new Error(`the style of the theme ${theme} did not load`));
    old.replaceWith(style);
  });
  document.documentElement.dataset.theme = theme;
  // Widgets measure their words, and render once they are connected.
  for (const widget of document.querySelectorAll("[data-key]")) {
    const { parentNode, nextSibling } = widget;
    widget.remove();
    parentNode.insertBefore(widget, nextSibling);
  }
  document.body.getBoundingClientRect();
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""
"""Function of the page that shows the slides in another theme, whose style is the last one."""


def problems(deck: Deck, *, themes: Sequence[str] | None = None) -> list[Problem]:
    """Return what is wrong with the slides as they are rendered, in `themes` (None: all of them).

    The deck's own theme comes first. Raises Failure when there is no browser or the page fails.
    """
    # The deck's own first: what shows there is reported for it and for no other.
    names = themes or [deck.theme, *(name for name in theme_names(deck.root) if name != deck.theme)]
    with progress() as show:
        return asyncio.run(in_themes(deck, names, show))


async def in_themes(
    deck: Deck, themes: Sequence[str], show: ShowProgress = silent
) -> list[Problem]:
    """Return the problems of all themes.

    One that shows in several is reported once, for the first.
    """
    found: dict[tuple[str, str, str], Problem] = {}
    content = files(deck, Layout(canvas=deck.canvas_size), slides=None, path=None, theme=themes[0])
    assets = Assets()
    # Before the page is opened, which gets no further file afterwards.
    styles = {theme: of_deck(deck, theme).publish(assets) for theme in themes}
    content |= {f"assets/{name}": file for name, file in assets.files.items()}
    axe = axe_source()
    show("starting the browser")
    async with browser() as chromium:
        page = await chromium.open(content, PAGE)
        for theme in themes:

            def in_theme(what: str, done: int = 0, total: int = 0, theme: str = theme) -> None:
                show(f"theme {theme}: {what}", done, total)

            # Structure and pictures are the same in all themes; only looks differ. One page for
            # all of them, since setting the slides takes the most time.
            if theme == themes[0]:
                await wait_until_ready(page, in_theme)
                faults = [
                    {"slide": slide, "kind": "unread", "words": file}
                    for slide, file in await unread(page, deck)
                ]
                # The value of a script is what its last line says, and axe's own cannot be sent.
                await page.evaluate(axe.data.decode() + ";true")
            else:
                in_theme("setting the slides")
                await page.evaluate(f"({CHANGE_THEME})({json.dumps([theme, styles[theme]])})")
                raise_for_errors(page)
                faults = []
            faults += await looked_at(
                page, deck, in_theme, FULL if theme == deck.theme else CONTRAST
            )
            for fault in faults:
                slide = deck.slide(fault["slide"])
                key = (slide.id, fault["kind"], fault["words"])
                # By the words, not by the place: themes set the same text at other places.
                found.setdefault(key, problem(deck, slide, fault, theme))
    return list(found.values())


async def looked_at(
    page: Page, deck: Deck, show: ShowProgress, rules: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return what the page finds when it examines itself, by render_check.js and axe-core."""
    look = LOOK.read_text("utf-8")
    show(f"looking at {len(deck.slides)} slides")
    within_s = CALL_S + SLIDE_S * len(deck.slides)
    found: list[dict[str, Any]] = await page.evaluate(
        f"({look})({json.dumps([SMALLEST_PX, rules])})", within_s=within_s
    )
    return found


def axe_source() -> File:
    """Return axe-core, the accessibility checker in the front end's build. Raises Failure."""
    file = front_end() / AXE
    if not file.is_file():
        raise Failure(
            "the front end has no axe: build it with `python tools/build_front_end.py --force`"
        )
    return File(file.read_bytes(), "text/javascript")


def problem(deck: Deck, slide: Slide, fault: dict[str, Any], theme: str) -> Problem:
    """Return the problem for a fault, at the place where its slide begins."""
    message, hint = sentence(fault)
    where = "" if theme == deck.theme else f" in the theme {theme}"
    mark = slide.mark
    line = source_line(deck.root / mark.path, mark.line)
    return Problem(
        mark.path, mark.line, mark.column, f"slide '{slide.id}'{where}: {message}", hint, line
    )


def sentence(fault: dict[str, Any]) -> tuple[str, str]:
    """Return what is wrong with a slide, and what to do."""
    words, figure = f"'{fault['words']}'", fault.get("figure")
    match fault["kind"]:
        case "unread":
            hint = "show a PNG, JPEG, GIF, WebP, AVIF or SVG that a browser opens"
            return cannot_show(fault["words"]), hint
        case "outside":
            return f"{words} leaves the slide", "shorten it, or split the slide"
        case "foot":
            return f"{words} runs into the foot of the slide", "shorten it, or split the slide"
        case "cut":
            message = f"{words} is cut off: the box around it is too small"
            return message, "shorten what it holds, or split the slide"
        case "small":
            hint = f"nothing on a projector is under {SMALLEST_PX}"
            return f"{words} is set in {figure:g} px", hint
        case "color-contrast":
            hint = f"{fault['needed'] or '4.5:1'} is needed: change the theme"
            return f"{words} has a contrast of {figure} to 1", hint
        case _:
            help_ = f"{fault['help'][:1].lower()}{fault['help'][1:]}"
            return f"{words}: {help_}", f"axe rule {fault['kind']}"


def source_line(file: Path, number: int) -> str:
    """Return a line of a file, counted from 1; "" where there is none."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        return ""
    return lines[number - 1] if 0 < number <= len(lines) else ""
