"""SVG of a printed page: its size, its title and its words, and refusals in one sentence.

tests/talk/test_ordinary_deck.py draws a real deck.
"""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfWriter

from talk.export.images_command import images
from talk.export.vector import described, vectors
from talk.failure import Failure

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
    'width="1440pt" height="810" viewBox="0 0 1440 810">\n<path d="M 0 0"/></svg>\n'
)


def blank() -> bytes:
    """Return a PDF of one empty page."""
    writer, paper = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(paper)
    return paper.getvalue()


def test_a_picture_has_the_width_that_was_asked_for_and_says_what_it_shows() -> None:
    made = described(DRAWN, "Flour & water", "5 < 7\x00 loaves", 960)
    root = ElementTree.fromstring(made)
    assert [root.get(name) for name in ("width", "height", "role")] == ["960", "540", "img"]
    assert root.findtext(f"{SVG}title") == "Flour & water"
    assert root.findtext(f"{SVG}desc") == "5 < 7 loaves"
    assert root.find(f"{SVG}path") is not None


def test_without_the_program_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failure, match="poppler-utils"):
        images(Path("tour"), tmp_path / "out", form="svg")
    with pytest.raises(Failure, match="write --format png or svg"):
        images(Path("tour"), tmp_path / "out", form="gif")


def test_a_page_that_cannot_be_drawn_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "pdftocairo"
    program.write_text("#!/bin/sh\necho one >&2\necho 'no memory' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(Failure, match=r"could not draw salt\.svg: no memory"):
        vectors(blank(), {"salt.svg": "Salt"}, 960)


def test_a_page_that_takes_too_long_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "pdftocairo"
    program.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr("talk.export.vector.PAGE_WITHIN_S", 0.05)
    with pytest.raises(Failure, match=r"did not draw salt\.svg in 0\.05 s: .*or write PNG"):
        vectors(blank(), {"salt.svg": "Salt"}, 960)
