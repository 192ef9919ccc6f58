"""A deck of an ordinary talk, with no model in it, goes through every command.

See tests/decks/sourdough.
"""

from __future__ import annotations

import io
import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageStat
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from talk import cli
from talk.deck.load import load
from talk.deck.markup import markdown
from talk.deck.reading.trust import trust
from tests.talk.export.office_package import faults
from tests.talk.export.printed import commands_share_a_browser, shared_browser

DECK = Path(__file__).parents[1] / "decks" / "sourdough"
TALK = Path(__file__).parents[2] / "slides" / "bread"
PICTURE = MSO_SHAPE_TYPE.PICTURE
SVG = "{http://www.w3.org/2000/svg}"
ELSEWHERE = {
    "new": "makes a deck",
    "scaffold": "makes a widget",
    "present": "tests/browser/test_ordinary_deck.py",
    "import": "makes a deck: tests/talk/scaffold/importing",
    "models": "keeps models, not decks: tests/talk/models",
    "rehearse": "tests/live/test_rehearse.py",
    "report": "needs the journal of a talk: tests/talk/present/report",
}
"""Commands that this deck does not go through here, with the reason or the place."""


@pytest.fixture(scope="module", autouse=True)
def one_browser() -> Iterator[None]:
    """Let all commands share a browser, whose start takes a second of processor time."""
    with commands_share_a_browser():
        yield


@pytest.fixture(scope="session", autouse=True)
def browser_ends() -> Iterator[None]:
    yield
    shared_browser.close()


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the deck's own widget run, in settings that are this test's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    trust(DECK)


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a kernel is asked for: a deck without a model does without one."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a kernel was asked for")

    monkeypatch.setattr("talk.record.kernel_for", refuse)
    monkeypatch.setattr("talk.doctor.kernel_for", refuse)


def ran(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command that ends well wrote."""
    code = cli.run(list(words), debug=True)
    told = capsys.readouterr()
    assert code == 0, told.out + told.err
    return told.out


def test_every_command_is_tried() -> None:
    """A new command joins this file, or says in ELSEWHERE why it does not."""
    source = Path(__file__).read_text("utf-8")
    untried = {name for name in cli.app.commands if f'ran(capsys, "{name}"' not in source}
    assert untried == set(ELSEWHERE)


def test_check_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    count = len(load(DECK).slides)
    said = f"Bread from flour, water and time: {count} slides in 5 chapters, no problems\n"
    assert ran(capsys, "check", str(DECK)).startswith(said)
    assert json.loads(ran(capsys, "check", str(DECK), "--json")) == {"problems": []}
    # The talk that a stranger gives has no problem either, nor needs it a question about trust.
    assert ran(capsys, "check", "bread").startswith("Bread from flour, water and time: 34 slides")


def test_the_chart_of_warm_water_shows_what_the_program_before_it_computes() -> None:
    water_temperature = runpy.run_path(str(TALK / "programs" / "water.py"))["water_temperature"]
    for name, cellar, as_the_room in load(TALK).slide("cold-flour").fields["data"][1:]:
        room = float(name.removesuffix(" °C"))
        expected = [water_temperature(14, room), water_temperature(room, room)]
        assert [float(cellar), float(as_the_room)] == expected, name


@pytest.mark.browser
def test_check_finds_nothing_in_any_theme_as_it_is_drawn(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ran(capsys, "check", str(TALK), "--render").split("\n")[0].endswith("no problems")


def test_schema_and_widgets_describe_what_it_is_made_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(ran(capsys, "schema"))["$schema"]
    listed = ran(capsys, "widgets", "--deck", str(DECK))
    assert "sourdough#growth, sourdough#heat" in listed
    assert "sourdough#protein" in listed
    assert "sourdough#own-widget" in listed
    assert "min: 0" in ran(capsys, "widgets", "chart")


def test_record_says_that_there_is_nothing_to_record(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["--kernel", "none"]):
        said = ran(capsys, "record", str(DECK), *words)
        assert (
            said == "Bread from flour, water and time: "
            "no slide asks a model, so there is nothing to record\n"
        )
    assert not (DECK / "recordings").exists()


def test_doctor_says_that_no_kernel_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    said = ran(capsys, "doctor", str(DECK))
    assert "kernel       none is needed: no slide asks a model" in said
    assert "recordings   none are needed: no slide asks a model" in said
    assert "✗" not in said


def test_a_built_site_has_its_pictures_and_no_recordings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ran(capsys, "build", str(DECK), "-o", str(tmp_path / "site"))
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    (emoji,) = (tmp_path / "site" / "assets").glob("emoji.*.woff2")
    assert 1_000 < emoji.stat().st_size < 10_000, "only the emoji of this deck"
    for picture in ("crumb.", "jar.", "loaf.", "scores.", "basket.", "salt."):
        (file,) = (tmp_path / "site" / "assets").glob(f"*{picture}*")
        assert file.name in page


def test_one_file_and_a_guide_hold_every_slide(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ran(capsys, "build", str(DECK), "-o", str(tmp_path / "one.html"), "--single-file")
    ran(capsys, "build", str(DECK), "-o", str(tmp_path / "guide.html"), "--guide")
    for name in ("one.html", "guide.html"):
        page = (tmp_path / name).read_text("utf-8")
        for slide in load(DECK).slides:
            assert f'data-id="{slide.id}"' in page
        assert "Seam side up" in page
        assert "The loaf from the bakery in Łódź weighs <strong>960 g</strong>" in page
        assert "11 g of sea salt for one loaf" in page, "a slide of tests/decks/pantry"
        for said in ("Pass the real slice round", "let them hear the crust", "Never in the fridge"):
            assert said not in page, "the notes are the speaker's"
        assert ".crust {" in page, "the deck's own look travels with it"
        assert 'class="large" style="--paper:#0b3d2e;' in page


@pytest.mark.browser
def test_images_show_every_step_in_the_size_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    deck, out = load(DECK), tmp_path / "images"
    slide = next(slide for slide in deck.slides if slide.steps)
    options = ["--width", "480", "--steps", "--slides", f"1,{slide.id}"]
    for form in ("svg", "png"):  # its own folder may be replaced
        said = ran(capsys, "images", str(DECK), "-o", str(out), "--format", form, *options)
        assert f"{slide.steps + 2} pictures of slides, a contact sheet and a social card" in said
        if form == "svg":
            drawn = ElementTree.parse(out / f"{slide.id}.svg").getroot()
            assert (drawn.get("width"), drawn.get("height")) == ("480", "270")
            said_there = [drawn.findtext(f"{SVG}{name}", "") for name in ("title", "desc")]
            assert said_there[0] == markdown.plain(slide.title)
            assert said_there[0] in said_there[1]
            assert len(list(drawn.iter(f"{SVG}use"))) > len(slide.title), "letters are shapes"
    opened = {file.name: Image.open(io.BytesIO(file.read_bytes())) for file in out.glob("*.png")}
    assert {name: picture.size for name, picture in opened.items() if "_" not in name} == {
        f"{deck.slides[0].id}.png": (480, 270),
        f"{slide.id}.png": (480, 270),
        **{f"{slide.id}.step-{step}.png": (480, 270) for step in range(slide.steps)},
    }
    assert opened["social_card.png"].size == (1200, 630)
    first, last = opened[f"{slide.id}.step-0.png"], opened[f"{slide.id}.png"]
    assert ImageChops.difference(first.convert("RGB"), last.convert("RGB")).getbbox()
    # Each slide is on the contact sheet, smaller, at its place.
    sheet, title = opened["contact_sheet.png"].convert("RGB"), opened[f"{deck.slides[0].id}.png"]
    small = sheet.crop((32, 32, 32 + 384, 32 + 216))
    unlike = ImageStat.Stat(ImageChops.difference(small, title.convert("RGB").resize((384, 216))))
    assert max(unlike.mean) < 6


def test_a_published_folder_is_whole_without_a_browser_and_keeps_the_notes_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    folder = tmp_path / "public"
    for _ in range(2):  # its own folder may be replaced
        assert "index.html is the entry" in ran(capsys, "publish", str(DECK), "-o", str(folder))
    pages = {page.name: page.read_text("utf-8") for page in folder.glob("*.html")}
    expected = {"index", "slides", "phone", "guide", "sourdough", "404"}
    assert set(pages) == {f"{name}.html" for name in expected}
    assert (folder / ".nojekyll").is_file()
    assert not any("Pass the real slice round" in page for page in pages.values())
    for id in (slide.id for slide in load(DECK).slides if slide.layout not in ("title", "section")):
        assert f'href="slides.html#/{id}"' in pages["index.html"]


@pytest.mark.browser
def test_powerpoint_can_be_edited_and_nothing_in_the_file_is_damaged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "bread.pptx"
    deck = load(DECK)
    assert f"{len(deck.slides)} slides" in ran(capsys, "pptx", str(DECK), "-o", str(out))
    assert faults(out.read_bytes()) == []
    made = Presentation(str(out))
    assert [slide.shapes.title is not None for slide in made.slides] == [
        bool(slide.title) or slide.layout in ("title", "section") for slide in deck.slides
    ]
    by_id = dict(zip((slide.id for slide in deck.slides), made.slides, strict=True))
    words = {id: " ".join(text_of(slide)) for id, slide in by_id.items()}
    for slide in deck.slides:
        assert markdown.plain(slide.title) in words[slide.id] or not slide.title
    assert "grams" not in words["code"], "code is a picture"
    (table,) = [shape.table for shape in by_id["recipe"].shapes if shape.has_table]
    assert table.cell(1, 0).text == "Wheat flour"
    drawn = by_id["own-numbers"].shapes
    assert not any(shape.has_table for shape in drawn), "the numbers are in the drawing"
    bold = [run.text for run in runs_of(by_id["jar"]) if run.font.bold]
    assert "yeasts" in bold
    raised = [run for run in runs_of(by_id["percent"]) if run._r.rPr.get("baseline")]
    assert [run.text for run in raised] == ["1"]
    beside = next(run for run in runs_of(by_id["percent"]) if "hydration" in run.text)
    assert raised[0].font.size == beside.font.size, "PowerPoint makes it smaller by itself"
    assert "the others from the bags in my kitchen" in text_of(by_id["protein"]), "by itself"
    assert text_of(by_id["beliefs"]).count("•") == 2, "items that come and go have their dots"
    for slide in made.slides:
        for picture in (shape for shape in slide.shapes if shape.shape_type == PICTURE):
            about = picture._element.nvPicPr.cNvPr
            # The logo, which is on every slide, says nothing to whoever cannot see it.
            assert bool(about.get("descr")) != bool(about.xpath(".//*[local-name()='decorative']"))
    said = {
        id: {about.get("descr") for about in slide._element.xpath(".//p:pic//p:cNvPr")}
        for id, slide in by_id.items()
    }
    for slide in deck.slides:
        if slide.layout in ("chart", "diagram"):
            assert slide.fields["alt"] in said[slide.id], "as the author has described it"
    assert any(r"\frac" in text for text in said["percent"])
    assert "image.png" not in set[str]().union(*said.values()), "a ground says nothing"
    # Photographs are JPEG, drawings PNG, each with two pixels for one of the canvas.
    pictures = {id: picture_of(slide) for id, slide in by_id.items()}
    assert [pictures[id].ext for id in ("crumb", "growth", "code")] == ["jpg", "png", "png"]
    assert pictures["crumb"].size == (2 * 1728, 2 * 888)
    assert pictures["own-ground"].size == pictures["own-gradient"].size == (3840, 2160)
    noted = next(slide for slide in deck.slides if slide.notes)
    assert by_id[noted.id].has_notes_slide
    everything = out.read_bytes()
    assert len(everything) < 6_000_000


def picture_of(slide: Any) -> Any:
    """Return the first picture on a PowerPoint slide; the logo is on all of them, and the last."""
    return next(shape.image for shape in slide.shapes if shape.shape_type == PICTURE)


def runs_of(slide: Any) -> list[Any]:
    """Return the runs of all texts on a PowerPoint slide."""
    return [
        run
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]


def text_of(slide: Any) -> list[str]:
    """Return the texts on a PowerPoint slide."""
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


@pytest.fixture(
    params=["", "--steps", "--notes", "--handout 6"], ids=lambda options: options or "plain"
)
def paper(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> tuple[str, Path]:
    ran(capsys, "pdf", str(DECK), "-o", str(tmp_path / "it.pdf"), *request.param.split())
    return request.param, tmp_path / "it.pdf"


@pytest.mark.browser
def test_paper_has_every_slide_with_its_words_and_pictures(
    paper: tuple[str, Path],
) -> None:
    options, file = paper
    pdf = pypdf.PdfReader(file)
    deck = load(DECK)
    steps = sum(slide.steps for slide in deck.slides)
    pages = {"": len(deck.slides), "--steps": len(deck.slides) + steps, "--notes": len(deck.slides)}
    assert len(pdf.pages) == pages.get(options, -(-len(deck.slides) // 6))
    with pdfium.PdfDocument(file) as sheets:
        # pypdf would take some seconds to put these letters in their order.
        words = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in sheets)
    for slide in deck.slides:
        assert "".join(markdown.plain(slide.title).split()) in words, slide.id
    for said in (
        "print(grams,weights(grams))",
        "Readyafter",
        "kovász",
        "hungrysoon",
        "13.5g",
        "waterboils100",
        "11gofseasaltforoneloaf",
        "960g",
        "(ByronandZeiss,1999,p.12)",
        "Speltfrom(TheMillers'Guild,2020)",
        "FeedingaJar:AYearofNotes",
    ):
        assert said in words
    for said in ("Passtherealsliceround", "letthemhearthecrust", "Neverinthefridge"):
        assert (said in words) is (options == "--notes")
    for left_over in ("recorded", "Acommonscale"):
        assert left_over not in words
    if options == "":
        pictured = {
            slide.id
            for slide, page in zip(deck.slides, pdf.pages, strict=True)
            if len(page.images) > 0
        }
        assert pictured >= {"crumb", "basket", "close", "wall", "pictures-in-text"}, (
            "drawings stay drawings in a PDF"
        )
