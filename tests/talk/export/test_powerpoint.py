"""PowerPoint files from slides in parts, as the browser would have taken them apart.

tests/talk/test_ordinary_deck.py takes a whole deck apart with Chromium.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pptx import Presentation

from talk.deck.load import load
from talk.deck.model import Deck
from talk.export.powerpoint import TakenApart, looks_like, needs_python_pptx, write
from talk.export.sheets import Picture
from talk.failure import Failure

from .office_package import faults

THEME: dict[str, Any] = {
    "colours": {
        "dk1": "1c1b1a", "lt1": "fbf7f0", "dk2": "5b5751", "lt2": "f7f1e7", "accent1": "c23b22",
        "accent2": "0f6b6b", "accent3": "a65a00", "accent4": "6b5ca5", "accent5": "2b7a2f",
        "accent6": "b3261e", "hlink": "c23b22", "folHlink": "5b5751",
    },
    "major": "Source Serif 4",
    "minor": "Inter",
    "mono": "JetBrains Mono",
}  # fmt: skip
SLIDES = """
  - {id: one, title: One, notes: "Say **this**.\\n\\n- first\\n- second"}
  - {id: two, title: Two}
"""


def a_run(text: str, **more: Any) -> dict[str, Any]:
    look = {"size": 46, "font": "Inter", "colour": "1c1b1a", "marked": None, "link": ""}
    flags = {"bold": False, "italic": False, "mono": False, "struck": False}
    return {"text": text, "raised": 0, "capitals": False, **look, **flags, **more}


def a_paragraph(*runs: dict[str, Any], **more: Any) -> dict[str, Any]:
    place = {"align": "left", "line": 64, "level": 0, "bullet": "", "top": 0, "bottom": 64}
    return {"runs": list(runs), **place, **more}


def a_part(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "x": 96, "y": 80, "width": 800, "height": 64, **more}


def a_cell(text: str) -> dict[str, Any]:
    paragraph = a_paragraph(a_run(text))
    rule = {"fill": None, "rule": 2, "ruleColour": "ddd5c8"}
    return {"paragraph": paragraph, "padding": [20, 24, 20, 0], **rule}


PARTS = [
    a_part("title", paragraphs=[a_paragraph(a_run("One & only", font="Source Serif 4"))]),
    a_part("box", fill="f7f1e7", radius=6),
    a_part(
        "text",
        columns=2,
        paragraphs=[
            a_paragraph(
                a_run("plain "),
                a_run("bold", bold=True),
                a_run(" x", marked="f8dd8f", italic=True),
                a_run("2", raised=1),
                bullet="dot",
                indent=52,
            ),
            a_paragraph(a_run("to two", link="#two"), level=1, bullet="number", indent=52),
            a_paragraph(a_run("out", link="https://example.org/?a=1&b=2"), top=90, bottom=154),
            a_paragraph(a_run("script", link="javascript:alert(1)"), a_run("a\nb")),
        ],
    ),
    a_part(
        "table",
        columns=[400, 400],
        rows=[{"height": 60, "cells": [a_cell("a"), a_cell("b")]} for _ in range(2)],
    ),
    a_part("picture", alt="A jar of flour", photo=False),
    a_part("number", paragraphs=[a_paragraph(a_run("1"))]),
]


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    (tmp_path / "deck.yaml").write_text("title: A *deck*\nauthor: Me\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(f"chapter: One\nslides:{SLIDES}")
    return load(tmp_path)


def png(width: int = 8, height: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#c23b22").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def file(deck: Deck) -> bytes:
    one, two = (Picture(slide, number, None) for number, slide in enumerate(deck.slides, 1))
    whole = {"id": "one", "title": "One", "paper": "0b3d2e", "backdrop": False, "parts": PARTS}
    bare = {"id": "two", "title": "", "paper": "fbf7f0", "backdrop": True, "parts": PARTS[1:3]}
    slides = [TakenApart(one, whole, {4: png()}), TakenApart(two, bare, {}, png())]
    return write(deck, slides, THEME, (1440, 1080))


def test_the_package_is_whole_and_opens_in_the_canvas_size(file: bytes) -> None:
    assert faults(file) == []
    made = Presentation(io.BytesIO(file))
    assert (made.slide_width, made.slide_height) == (1440 * 6350, 1080 * 6350)
    assert (made.core_properties.title, made.core_properties.author) == ("A deck", "Me")


def test_text_stays_text_with_its_look_and_its_links(file: bytes) -> None:
    one, two = Presentation(io.BytesIO(file)).slides
    assert one.shapes.title.text_frame.text == "One & only"
    assert two.shapes.title is None
    (box,) = [
        shape
        for shape in one.shapes
        if shape.name.startswith("Text") and "plain" in shape.text_frame.text
    ]
    first, second, out, last = box.text_frame.paragraphs
    assert [(run.text, bool(run.font.bold)) for run in first.runs][:2] == [
        ("plain ", False),
        ("bold", True),
    ]
    assert first.runs[0].font.size.pt == 23
    assert box.text_frame._bodyPr.get("numCol") == "2"
    assert second.level == 1
    assert out.runs[0].hyperlink.address == "https://example.org/?a=1&b=2"
    assert last.runs[0].hyperlink.address is None
    assert last.text == "script" + "a\vb"
    jump = second.runs[0]._r.rPr.find(".//{*}hlinkClick")
    assert (
        one.part.related_part(
            jump.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        )
        is two.part
    )


def test_a_link_has_the_colour_of_its_text(file: bytes) -> None:
    """The theme's colour of links could not be seen on every ground."""
    one, _ = Presentation(io.BytesIO(file)).slides
    links = one._element.xpath(".//a:hlinkClick")
    assert len(links) == 2
    assert [link.xpath(".//*[local-name()='hlinkClr']/@val") for link in links] == [["tx"]] * 2


@pytest.mark.skipif(not shutil.which("soffice"), reason="apt-get install libreoffice-impress-nogui")
def test_libreoffice_opens_it(file: bytes, tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(file)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        ["soffice", profile, *convert, str(tmp_path / "deck.pptx")], check=True, capture_output=True
    )
    with pdfium.PdfDocument(tmp_path / "deck.pdf") as printed:
        pages = [page.get_textpage().get_text_range() for page in printed]
    assert len(pages) == 2
    assert "One & only" in pages[0]
    assert "plain bold" in pages[1]


def test_tables_notes_pictures_and_numbers_are_what_they_are(file: bytes) -> None:
    one, two = Presentation(io.BytesIO(file)).slides
    (table,) = [shape.table for shape in one.shapes if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["a", "b"]]
    lines = one.notes_slide.notes_text_frame.text.split("\n")
    assert lines == ["Say this.", "• first", "• second"]
    assert not two.has_notes_slide
    xml = file_of(one)
    assert 'descr="A jar of flour"' in xml
    assert 'type="slidenum"' in xml
    assert "<p:bg>" in xml
    assert two.shapes[0].name == "Background"


def file_of(slide: Any) -> str:
    text: str = slide.part.blob.decode()
    return text


def test_only_a_picture_that_stands_alone_is_the_same_on_another_slide() -> None:
    logo = a_part("picture", element="<img src=logo.png>")
    beside = a_part("text", y=logo["y"] + logo["height"])
    first, second = (
        {"paper": "fbf7f0", "backdrop": False, "parts": [*p, logo]} for p in ([], [beside])
    )
    assert looks_like(first, 0) == looks_like(second, 1) is not None
    moved = {**first, "parts": [{**logo, "x": 97}]}
    assert looks_like(first, 0) not in (
        looks_like(moved, 0),
        looks_like({**first, "paper": "0"}, 0),
    )
    drawing = {**logo, "element": ""}
    on_a_box = {**first, "parts": [a_part("box"), logo]}
    assert looks_like({**first, "parts": [drawing]}, 0) is None
    assert looks_like({**first, "backdrop": True}, 0) is looks_like(on_a_box, 1) is None


def test_without_python_pptx_the_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(Failure, match=r"pip install 'talk\[pptx\]'"):
        needs_python_pptx()
