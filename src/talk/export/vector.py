"""Turn the pages of a printed deck into SVG, by poppler's pdftocairo.

It draws letters as shapes, so that a file needs no font and looks the same wherever it is opened.
The words stand in the file's description, where a screen reader and a search find them.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pypdf import PdfReader

from talk.failure import Failure
from talk.progress import ShowProgress, silent

PROGRAM = "pdftocairo"
PAGE_WITHIN_S = 60.0
"""Longest time that the drawing of one page may take."""

_ROOT = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\s(?:width|height)="[^"]*"')


def program() -> str:
    """Return the path of pdftocairo. Raises Failure where it is not installed."""
    found = shutil.which(PROGRAM)
    if found is None:
        raise Failure(
            f"SVG is drawn by {PROGRAM}, which is not here: install poppler (on Debian the package "
            "poppler-utils), or write PNG"
        )
    return found


def vectors(
    pdf: bytes, titles: Mapping[str, str], width: int, show: ShowProgress = silent
) -> dict[str, bytes]:
    """Return each page as an SVG by its file name.

    `titles` has name and title of each page, in order; `width` is that of a picture in pixels where
    nothing else decides. Raises Failure.
    """
    converter, found = program(), {}
    read = PdfReader(io.BytesIO(pdf))
    with tempfile.TemporaryDirectory() as folder:
        paper, drawn = Path(folder) / "deck.pdf", Path(folder) / "page.svg"
        paper.write_bytes(pdf)
        for number, (name, title) in enumerate(titles.items(), 1):
            show("drawing pictures", number - 1, len(titles))
            one_page = ["-svg", "-f", str(number), "-l", str(number)]
            # One page at a time: the program writes one SVG, and progress can be shown.
            try:
                done = subprocess.run(
                    [converter, *one_page, str(paper), str(drawn)],
                    capture_output=True,
                    text=True,
                    timeout=PAGE_WITHIN_S,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise Failure(
                    f"{PROGRAM} did not draw {name} in {PAGE_WITHIN_S:g} s: close other programs "
                    "and try again, or write PNG"
                ) from error
            if done.returncode != 0:
                # Warnings may stand before the reason.
                said = done.stderr.strip().rpartition("\n")[2]
                raise Failure(f"{PROGRAM} could not draw {name}: {said}")
            # Letters are shapes in the SVG; the PDF still knows which words they make.
            words = " ".join(read.pages[number - 1].extract_text().split())
            found[name] = described(drawn.read_text("utf-8"), title, words, width).encode()
    show("drawing pictures", len(titles), len(titles))
    return found


def described(svg: str, title: str, words: str, width: int) -> str:
    """Return a picture that is `width` wide, says its title, and has its words as description."""

    def begun(root: re.Match[str]) -> str:
        box = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', root[0])
        height = round(width * float(box[2]) / float(box[1])) if box else width
        named = f'width="{width}" height="{height}" role="img">'
        about = f"<title>{_text(title)}</title>\n<desc>{_text(words)}</desc>"
        return f"{_SIZE.sub('', root[0])[:-1]} {named}\n{about}"

    return _ROOT.sub(begun, svg, count=1)


def _text(words: str) -> str:
    """Return words as the text of an element, without the control characters that XML has not."""
    return html.escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", words), quote=False)
