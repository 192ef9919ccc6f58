"""Write a deck as a PowerPoint file that can be edited.

The browser lays the slides out as for paper and takes them apart (slide_parts.js): texts and
tables become texts and tables at the same places; widgets, charts, formulas, drawings and code
become pictures with a description.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from talk.deck.markup import markdown
from talk.deck.model import Deck
from talk.export.browser import Page
from talk.export.images import SCROLL, STILL
from talk.export.powerpoint_text import (
    DECORATIVE,
    DECORATIVE_URI,
    DRAWING,
    EMU_PER_PX,
    Link,
    Look,
    body,
    notes_body,
)
from talk.export.sheets import Picture
from talk.failure import Failure
from talk.progress import ShowProgress, silent

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide as SlidePart
    from pptx.util import Length

PARTS = Path(__file__).with_name("slide_parts.js")
THEME = Path(__file__).with_name("theme_of_page.js")
SHARPNESS = 2
"""Pixels of a picture for each pixel of the canvas."""
PHOTO_QUALITY = 88
NO_GRID = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's table style without lines and fills."""
KEPT_LAYOUTS = ("Title Slide", "Title and Content", "Title Only", "Blank")
"""Layouts of python-pptx's template that the file offers for slides of one's own."""
HIDE = f"""(hidden) => {{
  for (const one of document.querySelectorAll("section > *"))
    one.style.visibility = hidden ? "hidden" : "";
  return {STILL};
}}"""
"""Function of the page that hides what stands on the slides, and shows it again."""


@dataclass(frozen=True)
class TakenApart:
    """A slide as the browser has laid it out."""

    shown: Picture
    parts: dict[str, Any]
    """What slide_parts.js returned."""
    pictures: Mapping[int, bytes] = field(default_factory=dict)
    """PNG or JPEG by the number of the part."""
    backdrop: bytes | None = None
    """What is behind everything, where it is more than a colour."""


def needs_python_pptx() -> None:
    """Raise Failure where the package that writes the files is not installed."""
    try:
        import pptx  # noqa: F401
    except ImportError as error:
        raise Failure(
            "python-pptx writes PowerPoint files and is not installed: pip install 'talk[pptx]'"
        ) from error


async def take_apart(
    page: Page, shown: Sequence[Picture], size: tuple[int, int], show: ShowProgress = silent
) -> tuple[list[TakenApart], dict[str, Any]]:
    """Return each slide in its parts, and the page's theme.

    `size` is that of the canvas in CSS pixels. Raises Failure.
    """
    script = PARTS.read_text("utf-8")
    found = []
    kept: dict[str, bytes] = {}
    # At its own size: only pictures are taken with more pixels than the canvas has.
    await page.resize(*size)
    for at, picture in enumerate(shown):
        show("taking slides apart", at, len(shown))
        await page.evaluate(f"({SCROLL})({at})")
        slide: dict[str, Any] = await page.evaluate(f"({script})({at})")
        shots = {}
        for number, part in enumerate(slide["parts"]):
            if part["kind"] == "picture":
                # A logo looks the same on every slide: only the first one is taken.
                key = looks_like(slide, number) or f"{at} {number}"
                if key not in kept:
                    kept[key] = await shot(page, slide, part)
                shots[number] = kept[key]
        backdrop = None
        if slide["backdrop"]:
            # Else the words would be in the backdrop too, and stay behind when their text box is
            # moved.
            await page.evaluate(f"({HIDE})(true)")
            # A picture under a slide is a photograph more often than not; a gradient is none.
            whole = {"x": 0, "y": 0, "width": size[0], "height": size[1]}
            backdrop = await shot(page, slide, {**whole, "photo": bool(picture.slide.background)})
            await page.evaluate(f"({HIDE})(false)")
        found.append(TakenApart(picture, slide, shots, backdrop))
    show("taking slides apart", len(shown), len(shown))
    theme: dict[str, Any] = await page.evaluate(f"({THEME.read_text('utf-8')})()")
    return found, theme


async def shot(page: Page, slide: Mapping[str, Any], part: Mapping[str, Any]) -> bytes:
    """Return the picture of a part of a slide: of photographs as JPEG, of all others as PNG."""
    # On whole pixels of the picture, of which it has at least one in each direction.
    left, top = (round((slide[side] + part[side]) * SHARPNESS) for side in ("x", "y"))
    right = max(left + 1, round((slide["x"] + part["x"] + part["width"]) * SHARPNESS))
    bottom = max(top + 1, round((slide["y"] + part["y"] + part["height"]) * SHARPNESS))
    edges = [edge / SHARPNESS for edge in (left, top, right - left, bottom - top)]
    return await page.shot(
        *edges, scale=SHARPNESS, quality=PHOTO_QUALITY if part["photo"] else None
    )


def looks_like(slide: Mapping[str, Any], number: int) -> str | None:
    """Return what the picture of a part depends on; None where that is more than can be said."""
    part = slide["parts"][number]
    under = [
        one
        for one in slide["parts"]
        if one is not part
        and one["x"] < part["x"] + part["width"]
        and part["x"] < one["x"] + one["width"]
        and one["y"] < part["y"] + part["height"]
        and part["y"] < one["y"] + one["height"]
    ]
    if not part["element"] or under or slide["backdrop"]:
        return None
    place = [part[name] for name in ("x", "y", "width", "height")]
    return f"{part['element']} {place} {slide['paper']}"


def write(
    deck: Deck, slides: Sequence[TakenApart], theme: Mapping[str, Any], size: tuple[int, int]
) -> bytes:
    """Return the PowerPoint file of slides that were taken apart.

    `theme` is what theme_of_page.js returned, `size` that of the canvas in CSS pixels.
    """
    from pptx import Presentation

    look = Look(theme["colours"], theme["major"], theme["minor"], deck.language)
    made = Presentation()
    _prepare(made, look, size)
    properties = made.core_properties
    properties.title = markdown.plain(deck.title)
    properties.author = markdown.plain(deck.author)
    # Else it is the author of python-pptx's template.
    properties.last_modified_by = markdown.plain(deck.author)
    properties.language = deck.language
    layouts = {layout.name: layout for layout in made.slide_layouts}
    pages: dict[str, SlidePart] = {}
    for one in slides:
        titled = any(part["kind"] == "title" for part in one.parts["parts"])
        # With a title in its placeholder the slide has a name in outlines and for screen readers.
        layout = layouts["Title Only" if titled else "Blank"]
        pages[one.shown.slide.id] = made.slides.add_slide(layout)
    # The slides first: a link on one leads to another.
    for one in slides:
        _Writer(pages[one.shown.slide.id], one, pages, look, deck, size).write()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _prepare(made: Presentation, look: Look, size: tuple[int, int]) -> None:
    """Give python-pptx's template the size of the canvas and the theme's colours and fonts."""
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.opc.package import Part
    from pptx.oxml import parse_xml
    from pptx.util import Emu

    # The template has a size; to python-pptx's types it may be None.
    old = made.slide_width or 1, made.slide_height or 1
    width, height = emu(size[0]), emu(size[1])
    made.slide_width, made.slide_height = width, height
    for layout in list(made.slide_layouts):
        if layout.name not in KEPT_LAYOUTS:
            made.slide_layouts.remove(layout)
    master = made.slide_master
    for place in (master, *made.slide_layouts):
        for shape in place.placeholders:
            offset = shape._element.spPr.find(f"{{{DRAWING}}}xfrm")
            # Without a place of its own a shape has that of its layout, which is scaled already.
            if offset is None:
                continue
            shape.left, shape.width = (
                Emu(round(side * width / old[0])) for side in (shape.left, shape.width)
            )
            shape.top, shape.height = (
                Emu(round(side * height / old[1])) for side in (shape.top, shape.height)
            )
    # The template's own: a picture of an empty slide, and the settings of somebody's printer.
    package = made.part.package
    for holder, kind in ((package, RT.THUMBNAIL), (made.part, RT.PRINTER_SETTINGS)):
        for number, relation in list(holder._rels.items()):
            if relation.reltype == kind:
                holder._rels.pop(number)
    theme = master.part.part_related_by(RT.THEME)
    assert isinstance(theme, Part)
    tree = parse_xml(theme.blob)
    colours = tree.find(f".//{{{DRAWING}}}clrScheme")
    for slot in colours:
        value = look.colours[slot.tag.rpartition("}")[2]]
        for child in list(slot):
            slot.remove(child)
        slot.append(parse_xml(f'<a:srgbClr xmlns:a="{DRAWING}" val="{value}"/>'))
    colours.set("name", "talk")
    for kind, name in (("majorFont", look.major), ("minorFont", look.minor)):
        tree.find(f".//{{{DRAWING}}}{kind}/{{{DRAWING}}}latin").set("typeface", name)
    from lxml import etree

    # python-pptx has no model of a theme and writes its bytes as they are.
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Writer:
    """Writes one slide."""

    def __init__(
        self,
        page: SlidePart,
        taken: TakenApart,
        pages: Mapping[str, SlidePart],
        look: Look,
        deck: Deck,
        size: tuple[int, int],
    ) -> None:
        self.page, self.taken, self.pages = page, taken, pages
        self.look, self.deck, self.size = look, deck, size

    def write(self) -> None:
        """Write the background, every part in the order of painting, and the notes."""
        self._background()
        for number, part in enumerate(self.taken.parts["parts"]):
            kind = part["kind"]
            if kind == "picture":
                self._picture(part, self.taken.pictures[number])
            elif kind == "box":
                self._box(part)
            elif kind == "table":
                self._table(part)
            else:
                self._text(part, kind)
        self._notes()

    @staticmethod
    def _place(part: Mapping[str, Any]) -> tuple[Length, Length, Length, Length]:
        """Return left, top, width and height."""
        return emu(part["x"]), emu(part["y"]), emu(part["width"]), emu(part["height"])

    def _background(self) -> None:
        paper = self.taken.parts["paper"]
        if self.taken.backdrop:
            picture = self.page.shapes.add_picture(
                io.BytesIO(self.taken.backdrop), emu(0), emu(0), *map(emu, self.size)
            )
            picture.name = "Background"
            self._describe(picture, "")
            # Behind the title, which the layout has put on the slide already. The first two
            # elements of the tree are its own properties.
            self.page.shapes._spTree.insert(2, picture._element)
        elif paper and paper != self.look.colours["lt1"]:
            from pptx.dml.color import RGBColor

            fill = self.page.background.fill
            fill.solid()
            fill.fore_color.rgb = RGBColor(*bytes.fromhex(paper))  # type: ignore[no-untyped-call]

    def _box(self, part: Mapping[str, Any]) -> None:
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.oxml import parse_xml

        shortest = max(1.0, min(part["width"], part["height"]))
        round_ = part["radius"] >= 1 and shortest > 4
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if round_ else MSO_SHAPE.RECTANGLE
        shape = self.page.shapes.add_shape(kind, *self._place(part))
        if round_:
            # As a part of the shorter side; half of it makes a semicircle.
            shape.adjustments[0] = min(0.5, part["radius"] / shortest)
        # python-pptx's word for no outline.
        shape.line.fill.background()
        properties = shape._element.spPr
        fill = parse_xml(
            f'<a:solidFill xmlns:a="{DRAWING}">{self.look.colour(part["fill"])}</a:solidFill>'
        )
        # Behind place and geometry: in another order PowerPoint calls the file damaged.
        properties.insert(2, fill)
        # The shape's style would add a shadow and an outline of PowerPoint's own.
        style = shape._element.find(qualified("p:style"))
        if style is not None:
            shape._element.remove(style)
        shape.name = f"Box {shape.shape_id}"

    def _text(self, part: Mapping[str, Any], kind: str) -> None:
        centred = part["paragraphs"][0]["align"] == "center"
        # Letters of another font are a little wider: without room a line would be broken.
        room = max(16.0, part["width"] * 0.03)
        title = self.page.shapes.title if kind == "title" else None
        left = part["x"] - (room / 2 if centred else 0)
        place = self._place({**part, "x": left, "width": part["width"] + room})
        shape: Any = title
        if title is None:
            shape = self.page.shapes.add_textbox(*place)
            shape.name = f"Text {shape.shape_id}"
        else:
            shape.left, shape.top, shape.width, shape.height = place
            shape.name = "Title"
        # 16 columns are the most that a text has (ECMA-376 part 1, ST_TextColumnCount).
        columns = min(int(part.get("columns", 1)), 16)
        inside = f'numCol="{columns}" anchor="t"'
        text = self._element(body(part["paragraphs"], self.look, self._link(), inside=inside))
        if kind == "number":
            _to_field(text)
        shape._element.replace(shape._element.txBody, text)

    def _table(self, part: Mapping[str, Any]) -> None:
        rows, columns = part["rows"], part["columns"]
        count = max(len(columns), *(len(row["cells"]) for row in rows))
        frame = self.page.shapes.add_table(len(rows), count, *self._place(part))
        frame.name = f"Table {frame.shape_id}"
        table = frame.table
        properties: Any = table._tbl.tblPr
        # python-pptx bands the rows and sets a style of blue; the deck's table has neither.
        for name in list(properties.attrib):
            del properties.attrib[name]
        properties.set("firstRow", "1")
        # The first child of a table's properties is the id of its style.
        properties[0].text = NO_GRID
        for at, width in enumerate(columns):
            table.columns[at].width = emu(width)
        for at, row in enumerate(rows):
            table.rows[at].height = emu(row["height"])
            for column, cell in enumerate(row["cells"]):
                self._cell(table.cell(at, column)._tc, cell)

    def _cell(self, target: Any, cell: Mapping[str, Any]) -> None:
        # A cell comes with a text and properties, and takes one of each.
        for child in list(target):
            target.remove(child)
        target.append(
            self._element(body([cell["paragraph"]], self.look, self._link(), tag="a:txBody"))
        )
        top, right, bottom, left = (round(side * EMU_PER_PX) for side in cell["padding"])
        # Only the rule below: that is what themes draw between rows.
        line = '<a:lnB w="0"><a:noFill/></a:lnB>'
        if cell["rule"] and cell["ruleColour"]:
            width = round(cell["rule"] * EMU_PER_PX)
            line = f'<a:lnB w="{width}">{self.look.fill(cell["ruleColour"])}</a:lnB>'
        fill = self.look.fill(cell["fill"]) if cell["fill"] else "<a:noFill/>"
        target.append(
            self._element(
                f'<a:tcPr xmlns:a="{DRAWING}" marL="{left}" marR="{right}" marT="{top}"'
                f' marB="{bottom}" anchor="t">{line}{fill}</a:tcPr>'
            )
        )

    def _picture(self, part: Mapping[str, Any], data: bytes) -> None:
        shape = self.page.shapes.add_picture(io.BytesIO(data), *self._place(part))
        shape.name = f"Picture {shape.shape_id}"
        self._describe(shape, part["alt"])

    def _describe(self, picture: Any, alt: str) -> None:
        """Say what a picture shows to whoever does not see it; "" for what only decorates."""
        about = picture._element.nvPicPr.cNvPr
        # python-pptx writes the name of its file there.
        about.set("descr", alt)
        if not alt:
            # Else PowerPoint's check for accessibility asks for words, as for a logo.
            about.append(
                self._element(
                    f'<a:extLst xmlns:a="{DRAWING}"><a:ext uri="{DECORATIVE_URI}">'
                    f'<adec:decorative xmlns:adec="{DECORATIVE}" val="1"/></a:ext></a:extLst>'
                )
            )

    def _notes(self) -> None:
        notes = self.taken.shown.slide.notes
        if not notes:
            return
        frame = self.page.notes_slide.notes_text_frame
        assert frame is not None
        html = markdown.block(notes, language=self.deck.language, scope=self.taken.shown.slide.id)
        target = frame._txBody
        for old in target.findall(qualified("a:p")):
            target.remove(old)
        for new in self._element(
            f'<a:txBody xmlns:a="{DRAWING}">{notes_body(html)}</a:txBody>'
        ).findall(qualified("a:p")):
            target.append(new)

    def _link(self) -> Link:
        """Return the function that gives an address on this slide its relationship."""
        from pptx.opc.constants import RELATIONSHIP_TYPE as RT

        # An address of the deck's own files leads nowhere from a PowerPoint file.
        def link(address: str) -> tuple[str, str] | None:
            if address.startswith("#"):
                target = self.pages.get(address[1:])
                if target is None:
                    return None
                number = self.page.part.relate_to(target.part, RT.SLIDE)
                return number, "ppaction://hlinksldjump"
            if urlsplit(address).scheme not in ("http", "https", "mailto"):
                return None
            return self.page.part.relate_to(address, RT.HYPERLINK, is_external=True), ""

        return link

    @staticmethod
    def _element(xml: str) -> Any:
        from pptx.oxml import parse_xml

        return parse_xml(xml)


def emu(pixels: float) -> Length:
    """Return a length on the canvas in English metric units."""
    from pptx.util import Emu

    return Emu(round(pixels * EMU_PER_PX))


def qualified(name: str) -> str:
    """Return the name of an element with its name space, from one with a prefix."""
    from pptx.oxml.ns import qn

    return qn(name)


def _to_field(text: Any) -> None:
    """Let a text show the number of its slide, which changes when slides are moved."""
    from pptx.oxml import parse_xml

    # A list, as the tree changes under the loop.
    for run in list(text.iter(qualified("a:r"))):
        field_ = parse_xml(
            f'<a:fld xmlns:a="{DRAWING}" id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}"'
            ' type="slidenum"/>'
        )
        for child in list(run):
            field_.append(child)
        run.getparent().replace(run, field_)
