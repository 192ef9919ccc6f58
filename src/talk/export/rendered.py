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
from talk.deck.problems import Problem
from talk.deck.themes import theme_names
from talk.export.browser import Browser, browser
from talk.export.pdf import PAGE, all_set, files
from talk.export.sheets import Layout
from talk.failure import Failure

SMALLEST_PX = 20
AXE = "axe.min.js"
FULL: dict[str, Any] = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST: dict[str, Any] = {"type": "rule", "values": ["color-contrast"]}
LOOK = Path(__file__).with_name("rendered.js")


def problems(deck: Deck) -> list[Problem]:
    """What is wrong with the slides as they are drawn, the deck's own theme first. Raises Failure."""
    names = [deck.theme, *(name for name in theme_names(deck.root) if name != deck.theme)]
    return asyncio.run(in_themes(deck, names))


async def in_themes(deck: Deck, themes: Sequence[str]) -> list[Problem]:
    """One browser for all themes. Whatever shows in several is told once, for the first."""
    told: dict[tuple[str, str, str], Problem] = {}
    async with browser() as chromium:
        for theme in themes:
            for fault in await faults(chromium, deck, theme, rules=FULL if theme == deck.theme else CONTRAST):
                slide = deck.slide(fault["slide"])
                told.setdefault((slide.id, fault["kind"], fault["words"]), problem(deck, slide, fault, theme))
    return list(told.values())


async def faults(chromium: Browser, deck: Deck, theme: str, *, rules: dict[str, Any]) -> list[dict[str, Any]]:
    """What the page finds when it looks at itself."""
    axe = axe_source()
    page = await chromium.open(files(deck, Layout(), slides=None, path=None, theme=theme), PAGE)
    await all_set(page)
    await page.evaluate(axe.data.decode() + ";true")
    look = LOOK.read_text("utf-8")
    found: list[dict[str, Any]] = await page.evaluate(f"({look})({json.dumps([SMALLEST_PX, rules])})")
    if page.errors:
        raise Failure(f"the slides failed while they were drawn: {page.errors[0]}")
    return found


def axe_source() -> File:
    """The accessibility checker that the front end's build brings along. Raises Failure."""
    file = site.front_end() / AXE
    if not file.is_file():
        raise Failure("the front end has no axe: build it with `python tools/build_front_end.py --force`")
    return File(file.read_bytes(), "text/javascript")


def problem(deck: Deck, slide: Slide, fault: dict[str, Any], theme: str) -> Problem:
    """A fault at the place where its slide begins."""
    message, hint = sentence(fault)
    where = "" if theme == deck.theme else f" in the theme {theme}"
    mark = slide.mark
    line = source_line(deck.root / mark.path, mark.line)
    return Problem(mark.path, mark.line, mark.column, f"slide '{slide.id}'{where}: {message}", hint, line)


def sentence(fault: dict[str, Any]) -> tuple[str, str]:
    """What is wrong and what to do."""
    words, figure = f"'{fault['words']}'", fault.get("figure")
    match fault["kind"]:
        case "outside":
            return f"{words} leaves the slide", "shorten it, or split the slide"
        case "foot":
            return f"{words} runs into the foot of the slide", "shorten it, or split the slide"
        case "cut":
            return f"{words} is cut off: the box around it is too small", "shorten what it holds, or split the slide"
        case "small":
            return f"{words} is set in {figure:g} px", f"nothing on a projector is under {SMALLEST_PX}"
        case "color-contrast":
            return (
                f"{words} has a contrast of {figure} to 1",
                f"{fault['needed'] or '4.5:1'} is needed: change the theme",
            )
        case _:
            return f"{words}: {fault['help'][:1].lower()}{fault['help'][1:]}", f"axe rule {fault['kind']}"


def source_line(file: Path, number: int) -> str:
    try:
        lines: Iterator[str] = iter(file.read_text("utf-8").splitlines())
    except OSError:
        return ""
    return next((line for at, line in enumerate(lines, 1) if at == number), "")
