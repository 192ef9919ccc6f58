"""Draw a diagram from a text in Graphviz's language (DOT).

The SVG is meant to stand inside a page: its text has the page's font, and what the author gave no
colour has the colour of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from talk.drawings import engine
from talk.drawings.engine import DrawingError, draw

FONT = "Arial"
"""Font whose widths Graphviz plans with; the themes' fonts are about as wide."""
_SIZE = 14.0
_SETTINGS = {
    "graph": {"bgcolor": "transparent", "fontname": FONT, "fontsize": _SIZE},
    "node": {
        "fontname": FONT,
        "fontsize": _SIZE,
        "shape": "box",
        "style": "rounded",
        "margin": "0.2,0.1",
        "penwidth": 1.2,
    },
    "edge": {"fontname": FONT, "fontsize": _SIZE, "penwidth": 1.2, "arrowsize": 0.8},
}
"""What holds where the author's text says nothing else."""


class DiagramFault(NamedTuple):
    """What Graphviz says about a text."""

    line: int
    """From 0; the first one where Graphviz names none."""
    near: str
    """What stands there."""
    message: str
    hint: str = ""


_EXAMPLE = "a diagram looks like: digraph { flour -> dough -> loaf }"


def faults(text: str) -> list[DiagramFault]:
    """Return what is wrong with a diagram's text, or that nothing here can draw it."""
    if not engine.available():
        return [DiagramFault(0, "", engine.MISSING, engine.MISSING_HINT)]
    try:
        answer = draw("dot", _SETTINGS | {"text": text})
    except DrawingError as error:
        return [DiagramFault(0, "", f"the diagram cannot be drawn: {error}")]
    # Of letters beyond ASCII Graphviz says only that it does not know how wide they are.
    complaints = [one for one in answer["complaints"] if "non-ASCII" not in one]
    found = [_fault(text, one) for one in dict.fromkeys(complaints)]
    if not found and "<g" not in answer["svg"]:
        return [DiagramFault(0, "", "the diagram is empty", _EXAMPLE)]
    return found


def _fault(text: str, complaint: str) -> DiagramFault:
    """Return a complaint with the line that it is about."""
    said = complaint.strip().removeprefix("Warning: ").rstrip(".")
    if place := re.match(r"syntax error in line (\d+)(?: near '(.*)')?", said, re.DOTALL):
        near = place[2] or ""
        what = f"near '{near}'" if near else "at its end"
        # Where the end is missing Graphviz names no word: the place is then the last line.
        last = text.count("\n") if text.endswith("\n") else text.count("\n") + 1
        line = int(place[1]) if near else max(last, 1)
        return DiagramFault(line - 1, near, f"the diagram cannot be read {what}", _EXAMPLE)
    # Warnings begin with the word that they are about: `nope is not a known color`.
    word = said.split(" ", 1)[0].strip("'\"")
    line = next((at for at, one in enumerate(text.split("\n")) if word in one), 0)
    return DiagramFault(line, word, said)


def svg(text: str) -> str:
    """Return a diagram's SVG, hidden from screen readers, for which it needs words beside it.

    Raises DrawingError where the text cannot be drawn, Failure where nothing can be drawn here. The
    SVG may hold pictures that the text asks for: whoever shows it cleans it.
    """
    drawn: str = draw("dot", _SETTINGS | {"text": text})["svg"]
    if "<g" not in drawn:
        raise DrawingError("nothing is in it")
    # Up to the root: an XML declaration, a document type and comments, which HTML has not.
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<!--.*?-->\s*", "", drawn, flags=re.DOTALL)
    # A title is shown as a tooltip, `a->b`; ids would be there twice on a page of two diagrams.
    drawn = re.sub(r"<title>.*?</title>\s*", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r' id="[^"]*"', "", drawn)
    # A drawing leads nowhere, so what stood in a link stands alone.
    drawn = re.sub(r"</?a\b(?:[^>\"]|\"[^\"]*\")*>\s*", "", drawn)
    drawn = re.sub(r'(fill|stroke)="(?:black|#000000)"', r'\1="currentColor"', drawn)
    # Graphviz fills `style=filled` without a colour so.
    drawn = drawn.replace('fill="lightgrey"', 'fill="var(--surface)"')
    drawn = re.sub(r"<text (?![^>]*fill=)", '<text fill="currentColor" ', drawn)
    drawn = drawn.replace(f'font-family="{FONT}"', 'font-family="inherit"')
    width, height = re.findall(r'viewBox="[-\d.]+ [-\d.]+ ([-\d.]+) ([-\d.]+)"', drawn)[0]
    opening = (
        f'<svg class="diagram-drawing" aria-hidden="true" viewBox="0 0 {width} {height}" '
        # In units of the text, so that its letters are as large as those around it.
        f'width="{float(width) / _SIZE:.2f}em" height="{float(height) / _SIZE:.2f}em">'
    )
    return re.sub(r"^<svg[^>]*>", lambda _: opening, drawn).rstrip()
