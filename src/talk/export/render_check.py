"""`talk check --render`: every slide drawn in every theme, and looked at for what only shows when it is drawn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from talk.build import site
from talk.build.assets import File
from talk.deck.model import Deck, Slide
from talk.deck.reading.problems import Problem
from talk.deck.reading.themes import theme_names
from talk.export.browser import CALL_S, Browser, browser
from talk.export.pdf import PAGE, all_set, cannot_show, files, unread
from talk.export.sheets import Layout
from talk.failure import Failure
from talk.progress import Tell, progress, silent

SMALLEST_PX = 20
SLIDE_S = 5.0
"""How much longer the browser may take to look, for each slide: all are looked at in one go, which is much faster."""
AXE = "axe.min.js"
FULL: dict[str, Any] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
CONTRAST: dict[str, Any] = {"type": "rule", "values": ["color-contrast"]}
LOOK = Path(__file__).with_name("render_check.js")


def problems(deck: Deck, *, themes: Sequence[str] | None = None) -> list[Problem]:
    """What is wrong with the slides as they are drawn, in all themes or these, the deck's own first. Raises Failure."""
    names = themes or [deck.theme, *(name for name in theme_names(deck.root) if name != deck.theme)]
    with progress() as tell:
        return asyncio.run(in_themes(deck, names, tell))


async def in_themes(deck: Deck, themes: Sequence[str], tell: Tell = silent) -> list[Problem]:
    """One browser for all themes. Whatever shows in several is told once, for the first."""
    told: dict[tuple[str, str, str], Problem] = {}
    tell("starting the browser")
    async with browser() as chromium:
        for theme in themes:

            def in_theme(what: str, done: int = 0, total: int = 0, theme: str = theme) -> None:
                tell(f"theme {theme}: {what}", done, total)

            rules = FULL if theme == deck.theme else CONTRAST
            for fault in await faults(chromium, deck, theme, in_theme, rules=rules):
                slide = deck.slide(fault["slide"])
                told.setdefault(
                    (slide.id, fault["kind"], fault["words"]), problem(deck, slide, fault, theme)
                )
    return list(told.values())


async def faults(
    chromium: Browser, deck: Deck, theme: str, tell: Tell, *, rules: dict[str, Any]
) -> list[dict[str, Any]]:
    """What the page finds when it looks at itself."""
    axe = axe_source()
    page = await chromium.open(files(deck, Layout(), slides=None, path=None, theme=theme), PAGE)
    await all_set(page, tell)
    found = [
        {"slide": slide, "kind": "unread", "words": file}
        for slide, file in await unread(page, deck)
    ]
    await page.evaluate(axe.data.decode() + ";true")
    look = LOOK.read_text("utf-8")
    tell(f"looking at {len(deck.slides)} slides")
    within_s = CALL_S + SLIDE_S * len(deck.slides)
    found += await page.evaluate(f"({look})({json.dumps([SMALLEST_PX, rules])})", within_s=within_s)
    return found


def axe_source() -> File:
    """The accessibility checker that the front end's build brings along. Raises Failure."""
    file = site.front_end() / AXE
    if not file.is_file():
        raise Failure(
            "the front end has no axe: build it with `python tools/build_front_end.py --force`"
        )
    return File(file.read_bytes(), "text/javascript")


def problem(deck: Deck, slide: Slide, fault: dict[str, Any], theme: str) -> Problem:
    """A fault at the place where its slide begins."""
    message, hint = sentence(fault)
    where = "" if theme == deck.theme else f" in the theme {theme}"
    mark = slide.mark
    line = source_line(deck.root / mark.path, mark.line)
    return Problem(
        mark.path, mark.line, mark.column, f"slide '{slide.id}'{where}: {message}", hint, line
    )


def sentence(fault: dict[str, Any]) -> tuple[str, str]:
    """What is wrong and what to do."""
    words, figure = f"'{fault['words']}'", fault.get("figure")
    match fault["kind"]:
        case "unread":
            return cannot_show(
                fault["words"]
            ), "show a PNG, JPEG, GIF, WebP, AVIF or SVG that a browser opens"
        case "outside":
            return f"{words} leaves the slide", "shorten it, or split the slide"
        case "foot":
            return f"{words} runs into the foot of the slide", "shorten it, or split the slide"
        case "cut":
            return (
                f"{words} is cut off: the box around it is too small",
                "shorten what it holds, or split the slide",
            )
        case "small":
            return (
                f"{words} is set in {figure:g} px",
                f"nothing on a projector is under {SMALLEST_PX}",
            )
        case "color-contrast":
            return (
                f"{words} has a contrast of {figure} to 1",
                f"{fault['needed'] or '4.5:1'} is needed: change the theme",
            )
        case _:
            return (
                f"{words}: {fault['help'][:1].lower()}{fault['help'][1:]}",
                f"axe rule {fault['kind']}",
            )


def source_line(file: Path, number: int) -> str:
    try:
        lines: Iterator[str] = iter(file.read_text("utf-8").splitlines())
    except OSError:
        return ""
    return next((line for at, line in enumerate(lines, 1) if at == number), "")
