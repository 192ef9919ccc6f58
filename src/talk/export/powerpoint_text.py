"""Write paragraphs in DrawingML, the text of a PowerPoint file.

The order of elements is that of ECMA-376 part 1, section 21.1.2: PowerPoint calls a file with
another order damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from xml.sax.saxutils import escape, quoteattr

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
DECORATIVE_URI = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
"""Namespace, and name of the extension, of the mark of a picture that says nothing.

Office Open XML extensions of Microsoft ([MS-ODRAWXML], `decorative`).
"""
OWN_COLOUR = (
    '<a:extLst><a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}"><ahyp:hlinkClr '
    'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/>'
    "</a:ext></a:extLst>"
)
"""Mark of a link in its text's colour, not the theme's: that could not be seen on every ground.

[MS-ODRAWXML], `hlinkClr`.
"""
EMU_PER_PX = 6350
"""English metric units in a pixel of the canvas: 1920 of them are 13.33 inches."""
SIZE_PER_PX = 50
"""Hundredths of a point in a pixel of the canvas."""
LEVELS = 8
"""Greatest level of a paragraph."""
SCHEME = {"dk1": "tx1", "lt1": "bg1", "dk2": "tx2", "lt2": "bg2"}
"""Colour of a theme → its name where a slide uses it; the others have one name."""

Link = Callable[[str], tuple[str, str] | None]
"""Function from an address to the id of its relationship and the action; None for no link."""


@dataclass(frozen=True)
class Look:
    """The theme of a file, as texts refer to it."""

    colours: Mapping[str, str]
    """Name in the theme → `rrggbb`."""
    major: str
    """Font of titles."""
    minor: str
    """Font of texts."""
    language: str = "en"

    def colour(self, value: str) -> str:
        """Return the element of a colour: the theme's where it is one of them."""
        for name, known in self.colours.items():
            # The names for followed links and so on have no place in a text.
            if known == value and name not in ("hlink", "folHlink"):
                return f'<a:schemeClr val="{SCHEME.get(name, name)}"/>'
        return f'<a:srgbClr val="{value}"/>'

    def fill(self, value: str) -> str:
        """Return the element that paints with a colour."""
        return f"<a:solidFill>{self.colour(value)}</a:solidFill>"

    def font(self, name: str) -> str:
        """Return a font's name: the theme's where it is one of them."""
        return {self.major: "+mj-lt", self.minor: "+mn-lt"}.get(name, name)


def body(
    paragraphs: Sequence[Mapping[str, Any]],
    look: Look,
    link: Link = lambda address: None,
    *,
    tag: str = "p:txBody",
    inside: str = "",
) -> str:
    """Return the text of a shape or, with the tag `a:txBody`, of a cell.

    `paragraphs` are those of slide_parts.js, `inside` are attributes of its body.
    """
    found, before = [], None
    for one in paragraphs:
        # Margins collapse in a browser, so the room between two paragraphs is measured and not
        # added up.
        above = 0.0 if before is None else max(0.0, one["top"] - before["bottom"])
        found.append(paragraph(one, look, link, above))
        before = one
    properties = f'<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" {inside}>'
    spaces = (
        f'xmlns:a="{DRAWING}" xmlns:r="{RELATIONS}" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    )
    return (
        f"<{tag} {spaces}>{properties}<a:normAutofit/></a:bodyPr><a:lstStyle/>"
        f"{''.join(found)}</{tag}>"
    )


def paragraph(
    one: Mapping[str, Any], look: Look, link: Link = lambda address: None, above: float = 0
) -> str:
    """Return a paragraph; `above` is the room over it in pixels."""
    attributes, bullet = f' algn="{ {"center": "ctr", "right": "r"}.get(one["align"], "l") }"', ""
    level = min(one["level"], LEVELS)
    if one["bullet"] or one.get("hanging"):
        indent = round((one.get("indent") or 40) * EMU_PER_PX)
        hang = 0 if one.get("hanging") else -indent
        attributes += f' marL="{indent * (level + 1)}" indent="{hang}"'
    if level:
        attributes += f' lvl="{level}"'
    if one["bullet"] == "dot":
        bullet = '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
    elif one["bullet"] == "number":
        # The bounds here and below are ECMA-376's (ST_TextBulletStartAtNum and so on): beyond one
        # PowerPoint calls the file damaged.
        start = max(1, min(int(one.get("first") or 1), 32767))
        bullet = (
            f'<a:buFont typeface="+mj-lt"/><a:buAutoNum type="arabicPeriod" startAt="{start}"/>'
        )
    else:
        bullet = "<a:buNone/>"
    spacing = f'<a:lnSpc><a:spcPts val="{_points(one["line"])}"/></a:lnSpc>'
    if above:
        spacing += f'<a:spcBef><a:spcPts val="{_points(above)}"/></a:spcBef>'
    runs = "".join(_run(run, look, link) for run in one["runs"])
    return f"<a:p><a:pPr{attributes}>{spacing}{bullet}</a:pPr>{runs}</a:p>"


def _points(pixels: float) -> int:
    """Return a length as hundredths of a point, within the bounds of ST_TextSpacingPoint."""
    return max(0, min(round(pixels * SIZE_PER_PX), 158_400))


def _run(run: Mapping[str, Any], look: Look, link: Link) -> str:
    size = max(100, min(round(run["size"] * SIZE_PER_PX), 400_000))
    flags = f'sz="{size}" b="{int(run["bold"])}" i="{int(run["italic"])}"'
    if run["struck"]:
        flags += ' strike="sngStrike"'
    # Thousandths of a percent of the font size, as PowerPoint's own buttons set them.
    if run["raised"]:
        flags += f' baseline="{30_000 if run["raised"] > 0 else -25_000}"'
    if run["capitals"]:
        flags += ' cap="all"'
    inside = look.fill(run["colour"] or look.colours["dk1"])
    if run["marked"]:
        inside += f'<a:highlight><a:srgbClr val="{run["marked"]}"/></a:highlight>'
    font = quoteattr(look.font(run["font"]))
    # For Arabic and the like too, which have a font of their own in a run.
    inside += f"<a:latin typeface={font}/><a:cs typeface={font}/>"
    if run["link"] and (found := link(run["link"])):
        number, action = found
        action = f" action={quoteattr(action)}" if action else ""
        inside += f"<a:hlinkClick r:id={quoteattr(number)}{action}>{OWN_COLOUR}</a:hlinkClick>"
    properties = f"lang={quoteattr(look.language)} {flags}"
    pieces = []
    for at, line in enumerate(run["text"].split("\n")):
        if at:
            pieces.append(f"<a:br><a:rPr {properties}/></a:br>")
        if line:
            # XML has no way to write the other control characters.
            text = escape("".join(c for c in line if c >= " " or c == "\t"))
            pieces.append(f"<a:r><a:rPr {properties}>{inside}</a:rPr><a:t>{text}</a:t></a:r>")
    return "".join(pieces)


def notes_body(html: str) -> str:
    """Return the speaker's notes, from their HTML, as the text of a notes page."""
    lines = list(_Notes.lines(html))
    paragraphs = (
        "".join(
            f'<a:r><a:rPr b="{int(bold)}" i="{int(italic)}"/><a:t>{escape(text)}</a:t></a:r>'
            for text, bold, italic in runs
        )
        # A text body has a paragraph at least, an empty one where there is nothing to say.
        for runs in lines or [[]]
    )
    return "".join(f"<a:p>{runs}</a:p>" for runs in paragraphs)


class _Notes(HTMLParser):
    """Reads HTML into lines, each of runs of text that are bold or italic or neither."""

    BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "br", "tr", "div"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[tuple[str, bool, bool]]] = [[]]
        self.open: list[str] = []

    @classmethod
    def lines(cls, html: str) -> Iterator[list[tuple[str, bool, bool]]]:
        reader = cls()
        reader.feed(html)
        reader.close()
        yield from (line for line in reader.found if any(text.strip() for text, _, _ in line))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS:
            self.found.append([])
        if tag == "li":
            depth = sum(name in ("ul", "ol") for name in self.open)
            self.found[-1].append(("   " * (depth - 1) + "• ", False, False))
        # These have no end, and would stay open for good.
        if tag not in ("br", "img", "input", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        # An element that the HTML leaves open ends with the one around it.
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag in self.BLOCKS:
            self.found.append([])

    def handle_data(self, data: str) -> None:
        kept = [line for line in data.split("\n") if line.strip()] if "pre" in self.open else [data]
        for at, line in enumerate(kept):
            if at:
                self.found.append([])
            # The bullet of an item stands in its line already when its paragraph begins.
            text = line if "pre" in self.open else " ".join(line.split(" ")).replace("\n", " ")
            bold = "strong" in self.open or "b" in self.open
            self.found[-1].append((text, bold, "em" in self.open or "i" in self.open))
