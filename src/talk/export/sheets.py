"""Lay slides out on sheets of paper: a slide, a step of it, with notes, or several to a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from talk.build import html
from talk.build.html import Links
from talk.deck.markup import markdown
from talk.deck.markup.slide_names import name_of
from talk.deck.model import CANVASES, Deck, Slide
from talk.export.drawings import drawing
from talk.failure import Failure
from talk.protocol.methods.stage import Stroke

PAPER = {"slide": (0, 0), "a4": (794, 1123), "letter": (816, 1056)}
"""Width and height of upright paper in CSS pixels (96 to the inch); `slide` is as large as one."""
MARGIN = 60
"""Rim of upright paper, in CSS pixels."""


@dataclass(frozen=True)
class Layout:
    """The way slides are put on paper."""

    paper: str = "slide"
    steps: bool = False
    """A sheet for every step, not only for the finished slide."""
    notes: bool = False
    """The speaker's notes under each slide."""
    per_page: int = 1
    """Slides on a sheet of a hand-out: 2, 3 (with lines to write on) or 6."""
    canvas: tuple[int, int] = CANVASES["16:9"]
    """Width and height of a slide in CSS pixels."""

    @property
    def kind(self) -> str:
        """Class of a sheet."""
        if self.per_page > 1:
            return f"handout-{self.per_page}"
        return "notes" if self.notes else "slide"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a sheet in CSS pixels; paper with a slide alone lies as that does."""
        if self.paper == "slide":
            return self.canvas
        width, height = PAPER[self.paper]
        wide = self.canvas[0] >= self.canvas[1]
        return (height, width) if self.kind == "slide" and wide else (width, height)

    @property
    def scale(self) -> float:
        """Size of a slide on its sheet, 1 for that of the canvas."""
        width, height = self.size
        # A slide that fills its sheet has no margin; the others keep one.
        inside = width - 2 * MARGIN, height - 2 * MARGIN
        # Shares and pixels go with the columns, rows and gaps of the sheets in print.css.
        # The room that a slide has: what stands beside it or under it takes the rest.
        room = {
            "slide": (width, height),
            "notes": (inside[0], inside[1] * 0.6),
            "handout-2": (inside[0] - 40, inside[1] * 0.46),
            "handout-3": (inside[0] * 0.52, inside[1] * 0.31),
            "handout-6": ((inside[0] - 24) / 2, inside[1] * 0.31),
        }[self.kind]
        return min(room[0] / self.canvas[0], room[1] / self.canvas[1])


@dataclass(frozen=True)
class Picture:
    """A slide as it is printed once."""

    slide: Slide
    number: int
    step: int | None
    """The last step that is shown; None is everything."""


def pictures(slides: Sequence[tuple[int, Slide]], *, steps: bool) -> Iterator[Picture]:
    """Yield one picture for each slide, or with `steps` one for each of its steps."""
    for number, slide in slides:
        if steps:
            # The last step is the finished slide, which follows and has the links and the outline.
            yield from (Picture(slide, number, step) for step in range(slide.steps))
        yield Picture(slide, number, None)


def chosen(numbered: Sequence[tuple[int, Slide]], wanted: str | None) -> list[tuple[int, Slide]]:
    """Return those of the numbered slides that `wanted` names (`3-7,12,ID`; None: all).

    They are in the deck's order. Raises Failure for a name that is no slide's, and for one that
    leaves no slide.
    """
    if not wanted:
        return list(numbered)
    ids = {slide.id: number for number, slide in numbered}
    last = max(ids.values(), default=0)
    found: set[int] = set()
    for part in (part.strip() for part in wanted.split(",")):
        span = re.fullmatch(r"(\d+)(?:\s*-\s*(\d+))?", part)
        # An id first: one may be made of digits.
        if part in ids:
            found.add(ids[part])
        elif span and 1 <= int(span[1]) <= int(span[2] or span[1]) <= last:
            found.update(range(int(span[1]), int(span[2] or span[1]) + 1))
        else:
            write = f"write numbers from 1 to {last}, spans, or ids"
            raise Failure(f"'{part}' is no slide of this deck: {write}")
    kept = [one for one in numbered if one[0] in found]
    if not kept:
        raise Failure(f"no slide of this path is in '{wanted}': leave --path or --slides out")
    return kept


def document(
    deck: Deck,
    links: Links,
    shown: Sequence[Picture],
    layout: Layout,
    *,
    session: str | None = None,
    drawings: Mapping[str, Sequence[Stroke]] | None = None,
) -> str:
    """Return the page to print.

    `session` is the address of the widgets' states, `drawings` are the strokes over each slide.
    """
    sheets: list[str] = []
    chapter = -1
    for at in range(0, len(shown), layout.per_page):
        group = shown[at : at + layout.per_page]
        head = Markup("")
        first = group[0].slide
        # Headings become the PDF's outline. A chapter that opens with a slide of its own has one.
        if first.chapter.number != chapter and first.layout not in ("title", "section"):
            head = Markup('<h1 class="bookmark">{}</h1>').format(
                markdown.plain(first.chapter.title)
            )
        # A hand-out's sheet may hold the end of one chapter and the beginning of the next.
        chapter = group[-1].slide.chapter.number
        inside = Markup("").join(
            framed(deck, links, picture, layout, (drawings or {}).get(picture.slide.id, ()))
            for picture in group
        )
        sheets.append(Markup('<div class="sheet {}">{}{}</div>').format(layout.kind, head, inside))
    return html.print_page(
        deck, links, sheets, paper=layout.size, scale=layout.scale, session=session
    )


def framed(
    deck: Deck, links: Links, picture: Picture, layout: Layout, strokes: Sequence[Stroke] = ()
) -> Markup:
    """Return a slide in the frame that scales it, with its notes or with lines to write on.

    What was drawn over it, `strokes`, is on the finished slide.
    """
    section = html.section(deck, picture.slide, "print", links, picture.number)
    if picture.step is None:
        # Last in the section, so that the lines lie over everything else.
        before, end, after = section.rpartition("</section>")
        section = before + drawing(strokes, deck.canvas_size) + end + after
    else:
        section = Markup(unfinished(section, picture.step))
    frame = Markup('<div class="frame">{}</div>').format(section)
    # A slide without a title gets its entry in the outline all the same.
    if (
        picture.step is None
        and not picture.slide.title
        and picture.slide.layout not in ("title", "section")
    ):
        name = name_of(picture.slide, picture.number, deck.language)
        frame = Markup('<h2 class="bookmark">{}</h2>').format(name) + frame
    if layout.notes:
        scope = f"{picture.slide.id}:notes"
        notes = (
            markdown.block(
                picture.slide.notes, language=deck.language, scope=scope, words=deck.words
            )
            if picture.step is None
            else ""
        )
        frame += Markup('<div class="sheet-notes">{}</div>').format(Markup(notes))
    elif layout.per_page == 3:
        frame += Markup('<div class="sheet-lines" aria-hidden="true"></div>')
    return Markup('<div class="printed">{}</div>').format(frame)


def unfinished(section: str, step: int) -> str:
    """Return a slide's HTML as it is shown up to `step`.

    Its ids are left to the finished slide on the same page, where links lead to. Its headings are
    no headings, so that the outline names each slide once.
    """
    # By regular expressions: this HTML was made here, with double quotes and one form of headings.
    without_ids = re.sub(r' (?:id|aria-labelledby)="[^"]*"', "", section)
    without_bookmarks = re.sub(r"<(h[1-6])\b", r'<\1 role="presentation"', without_ids)
    return without_bookmarks.replace("<section", f'<section data-shown="{step}"', 1)
