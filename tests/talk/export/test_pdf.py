"""The PDF is read back.

Pages, text, outline, tags, language, fonts, and what the browser was asked for.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageStat

from talk.build.assets import File
from talk.deck.load import load
from talk.deck.markup import markdown
from talk.deck.model import Deck
from talk.deck.recordings.transcripts import Recording, transcript
from talk.export import command
from talk.export import pdf as pdf_module
from talk.export.browser import Browser, browser, find_browser
from talk.export.images import SCROLL
from talk.export.pdf import PAGE, files, render, wait_until_ready
from talk.export.render_check import problems
from talk.export.sheets import Layout
from talk.failure import Failure
from talk.present.journal import Journal, open_journal
from talk.present.last_session import last_session
from talk.present.loading import load_deck
from talk.present.room.effects import Persist
from talk.present.room.room import Room
from talk.protocol.method import Role

from .printed import (
    drawn_letter_by_letter,
    left_to_the_reader,
    links,
    printed,
    shared_browser,
    titles,
)

pytestmark = pytest.mark.browser

MOST_DIFFERENCE = 2.0
"""Mean grey level of 255 by which a page may differ from its slide: letters are smoothed
differently."""


@pytest.fixture(scope="module")
def tour() -> Deck:
    return load("tour")


@pytest.fixture(scope="module")
def pdf(tour: Deck) -> pypdf.PdfReader:
    return printed(tour, Layout())


def words(text: str) -> str:
    """Without white space, which a PDF does not keep."""
    return "".join(text.split())


def test_every_slide_is_a_page_with_its_title_as_text(tour: Deck, pdf: pypdf.PdfReader) -> None:
    assert len(pdf.pages) == len(tour.slides)
    for slide, page in zip(tour.slides, pdf.pages, strict=True):
        assert words(markdown.plain(slide.title)) in words(page.extract_text()), slide.id
        assert (float(page.mediabox.width), float(page.mediabox.height)) == (1440, 810)


def test_it_is_tagged_titled_and_says_its_language(tour: Deck, pdf: pypdf.PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert pdf.metadata is not None
    assert pdf.metadata.title == tour.title


def test_the_outline_has_chapters_over_slides(pdf: pypdf.PdfReader) -> None:
    found = [(depth, bookmark.title) for depth, bookmark in titles(pdf.outline)]
    assert (0, "Live slides") in found
    assert (1, "Text becomes tokens") in found
    assert found.index((0, "Words and figures")) < found.index((1, "Slides have moved before"))


def test_no_font_is_left_to_the_reader_or_drawn_letter_by_letter(pdf: pypdf.PdfReader) -> None:
    assert left_to_the_reader(pdf) == set()
    assert drawn_letter_by_letter(pdf) == set()


JOIN = """chapter: A
slides:
  - {id: title, layout: title, title: A deck, live: {widget: join}}
  - {id: s-2, layout: statement, statement: "It says **this** much."}
"""


def test_a_copy_without_a_room_shows_where_the_talk_is_and_who_made_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deck.yaml").write_text(
        "title: A deck\nauthor: Ada Łovelace\nurl: https://example.org/talk/\nchapters: [a.yaml]\n"
    )
    (tmp_path / "a.yaml").write_text(JOIN)
    assert command.pdf(tmp_path, tmp_path / "a.pdf") == 0
    told = capsys.readouterr()
    assert [line.split(" ")[0] for line in told.err.splitlines()][:3] == [
        "reading",
        "starting",
        "setting",
    ]
    assert told.out.startswith(f"{tmp_path / 'a.pdf'}: 2 pictures of slides")
    pdf = pypdf.PdfReader(tmp_path / "a.pdf")
    assert links(pdf.pages[0]) == ["https://example.org/talk/"]
    text = pdf.pages[0].extract_text()
    assert "example.org/talk" in text
    assert "oin" not in text.replace("Łovelace", "")
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("A deck", "Ada Łovelace")
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    # A slide without a title stands in the outline under its first words, not its id.
    assert [bookmark.title for _, bookmark in titles(pdf.outline)] == [
        "A deck",
        "It says this much.",
    ]


def test_without_a_url_nothing_stands_where_one_would_join(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("title: A deck\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(JOIN)
    page = files(load(tmp_path), Layout(), slides=None, path=None, theme=None)[PAGE].data.decode()
    assert "<talk-join" not in page
    assert "data-live" not in page  # the title has the whole slide


def test_a_link_leads_where_the_slide_says(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("title: A deck\nlanguage: de\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(
        "chapter: A\nphase: none\nslides:\n"
        "  - {id: one, title: One, "
        "body: 'Read [the paper](https://example.org/paper?page=2) or go [on](#two).'}\n"
        "  - {id: two, title: Two, body: The end}\n"
    )
    pdf = printed(load(tmp_path), Layout())
    assert links(pdf.pages[0]) == ["https://example.org/paper?page=2", "#two"]
    assert links(pdf.pages[1]) == []
    assert pdf.get_destination_page_number(pdf.named_destinations["/two"]) == 1
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "de"


def test_steps_come_one_after_the_other(tour: Deck) -> None:
    pages = [page.extract_text() for page in printed(tour, Layout(steps=True), "parts").pages]
    shown = [
        [name for name in ("Slides", "Theme", "Room", "Kernel") if name in text] for text in pages
    ]
    assert [len(names) for names in shown] == [0, 1, 2, 3, 4]


def test_notes_and_hand_outs_are_upright_sheets(tour: Deck) -> None:
    notes = printed(tour, Layout("a4", notes=True), "parts")
    assert "The order is the order in which a new author meets them." in " ".join(
        notes.pages[0].extract_text().split()
    )
    handout = printed(tour, Layout("a4", per_page=6), "1-7")
    assert len(handout.pages) == 2
    assert handout.pages[0].mediabox.height > handout.pages[0].mediabox.width


PIECES = {
    791: "The",
    6864: " capital",
    315: " of",
    9822: " France",
    374: " is",
    12366: " Paris",
    13: ".",
}


def test_a_widget_shows_its_recording_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "tour"
    shutil.copytree(load("tour").root, folder, ignore=shutil.ignore_patterns("recordings"))
    deck = load(folder)
    live = deck.slide("tokens").live[0]
    tokens = [{"id": id, "text": text, "bytes": text.encode().hex()} for id, text in PIECES.items()]
    result = {
        "tokens": tokens,
        "provenance": {"model": "tiktoken", "vocabulary": "cl100k_base", "source": "recorded"},
    }
    made = [
        Recording(demo.method, demo.params, [], result, lane=demo.lane, first=demo.first)
        for demo in live.demos
        if demo.method == "tokens/encode"
    ]
    (folder / "recordings").mkdir()
    (folder / "recordings" / "tokens.jsonl").write_text(
        "\n".join(transcript(live, 0, made)), "utf-8"
    )
    page = printed(deck, Layout(), "tokens").pages[0].extract_text()
    assert [str(id) for id in PIECES if str(id) not in page] == []
    assert "recorded" in page


def vote(journal: Journal, deck: Path) -> None:
    """Let three phones answer the tour's poll, and go on with its text; a presenter shows both."""
    room = Room(load_deck(deck).room_deck)
    for name in ("speaker", "ann", "ben", "cat"):
        role: Role = "speaker" if name == "speaker" else "phone"
        room.join(name, 1, role, person=None, fresh=f"the secret of {name}", now=0.0)
    said: dict[str, list[dict[str, Any]]] = {
        "vote/0": [{"choice": 2}, {"choice": 2}, {"choice": 0}],
        "next-words/0": [{"text": "Lyon"}, {"text": "Paris"}, {"text": "paris"}],
    }
    for widget, answers in said.items():
        slide = widget.partition("/")[0]
        room.receive("speaker", 2, "room/navigate", {"slide": slide, "step": 0}, 0.0)
        ballot = room.state.ballots.get(widget).id
        for name, answer in zip(("ann", "ben", "cat"), answers, strict=True):
            params = {"widget": widget, "ballot": ballot, **answer}
            room.receive(name, 2, "room/vote", params, 0.0)
        shown = {"widget": widget, "open": False, "hidden": False}
        room.receive("speaker", 3, "room/prepared_ballot", shown, 0.0)
    for effect in room.effects():
        if isinstance(effect, Persist):
            journal.append(effect.kind, effect.data)


def test_with_a_session_a_widget_stands_as_the_talk_left_it(tmp_path: Path) -> None:
    deck = load("tour")
    key = deck.slide("tokens").live[0].key
    tokens = [
        {"id": 90_000 + n, "text": text, "bytes": text.encode().hex()}
        for n, text in enumerate(("Hello", " room"))
    ]
    provenance = {"model": "tiktoken", "vocabulary": "cl100k_base"}
    run = {
        "id": "r1",
        "method": "tokens/encode",
        "params": {"text": "Hello room", "vocabulary": "cl100k_base"},
        "status": "live",
        "done": True,
        "events": [],
        "result": {"tokens": tokens, "provenance": provenance},
    }
    rooms = tmp_path / "rooms"
    journal = open_journal(rooms / "one.sqlite", resume=False)
    journal.start("token", deck.root)
    journal.append("inputs", {"widget": key, "inputs": {"text": "Hello room"}})
    journal.append("run", {"widget": key, "lane": "main", "run": run})
    stroke = {"slide": "tokens", "stroke": "s", "colour": "red", "points": [0.1, 0.2, 0.9, 0.2]}
    journal.append("draw", stroke)
    vote(journal, deck.root)
    journal.close()
    ended = last_session(deck.root, rooms)
    content = files(
        deck,
        Layout(),
        slides="tokens",
        path=None,
        theme=None,
        session=ended.widgets,
        drawings=ended.drawings,
    )
    assert b'class="red" points="192.0,216.0 1728.0,216.0"' in content[PAGE].data
    pages = printed(deck, Layout(), "tokens,vote,next-words", session=ended.widgets).pages
    page, poll, cloud = (page.extract_text() for page in pages)
    assert "90000" in page
    assert "90001" in page
    # Whoever was not there reads what this room said, in shares and in people.
    assert "3 phones answered" in poll
    assert [share in poll for share in ("33 %", "0 %", "67 %")] == [True, True, True]
    assert "3 phones answered" in cloud
    assert [word in cloud for word in ("Paris", "Lyon", "67 %", "33 %")] == [True] * 4
    with pytest.raises(Failure, match="no talk with tour is kept on this machine"):
        last_session(deck.root, tmp_path / "empty")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean over all pixels, in levels of grey of 255."""
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def test_the_pages_look_like_the_slides(tour: Deck, pdf: pypdf.PdfReader) -> None:
    """Check that each page, rendered by another program, is the picture that the browser shows."""
    content = files(tour, Layout(), slides=None, path=None, theme=None)

    async def shots(chromium: Browser) -> list[bytes]:
        page = await chromium.open(content, PAGE)
        await wait_until_ready(page)
        await page.resize(1920, 1080, 0.5)
        found = []
        for at in range(len(tour.slides)):
            await page.evaluate(f"({SCROLL})({at})")
            found.append(await page.screenshot())
        await page.close()
        return found

    seen = [
        Image.open(io.BytesIO(shot)).convert("L").resize((480, 270))
        for shot in shared_browser.run(shots)
    ]
    stream = io.BytesIO()
    pypdf.PdfWriter(clone_from=pdf).write(stream)
    printed_pages = pdfium.PdfDocument(stream.getvalue())
    pages = [
        page.render(scale=0.5).to_pil().convert("L").resize((480, 270)) for page in printed_pages
    ]
    assert len(pages) == len(seen)
    own = [difference(*pair) for pair in zip(pages, seen, strict=True)]
    others = [difference(*pair) for pair in zip(pages, [*seen[1:], seen[0]], strict=True)]
    assert max(own) < MOST_DIFFERENCE < min(others), (own, others)


def test_the_browser_gets_no_other_host_and_no_other_file() -> None:
    page = b'<!doctype html><title>t</title><img src="http://talk.example/a.png"><img src="/b.png">'
    page += b'<script src="c.js"></script>'

    async def visit(chromium: Browser) -> tuple[list[str], str, list[str]]:
        content = {
            "p.html": File(page, "text/html"),
            "c.js": File(b"throw new Error('broken')", "text/javascript"),
        }
        tab = await chromium.open(content, "p.html")
        title = await tab.evaluate("document.title")
        await tab.close()
        return tab.refused, title, tab.errors

    refused, title, errors = shared_browser.run(visit)
    assert title == "t"
    assert {"http://talk.example/a.png", "http://talk.invalid/b.png"} <= set(refused)
    assert errors == ["Error: broken"]


def test_without_a_browser_one_sentence_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(Failure, match=r"^CHROMIUM names '.*gone', which is no program: let it"):
        find_browser()
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("talk.export.browser.USUAL_PLACES", {})
    with pytest.raises(Failure, match=r"^no Chromium, Chrome or Edge was found: install one"):
        find_browser()


def test_a_browser_that_does_not_start_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "broken-browser"
    program.write_text("#!/bin/sh\necho 'cannot open display' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))

    async def start() -> None:
        async with browser():
            pytest.fail("it started")

    with pytest.raises(Failure, match=r"^broken-browser did not start: cannot open display$"):
        asyncio.run(start())


@pytest.mark.skipif(sys.platform == "win32", reason="the script is one of a shell")
def test_what_a_script_starts_and_waits_for_is_started_without_the_script(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script, program = tmp_path / "chromium-headless-shell", tmp_path / "program"
    for file in (script, program):
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() == str(script)
    monkeypatch.setattr("talk.export.browser.WAITED_FOR", {str(script): str(program)})
    assert find_browser() == str(program)


DOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">'
    '<rect width="30" height="20"/></svg>'
)


def with_picture(folder: Path, name: str, data: bytes) -> Deck:
    """Return a deck whose sixth slide has a picture in its text.

    The slide is far below the first screen of the print page.
    """
    slides = "".join(
        f"  - {{id: s{number}, title: Slide {number}, body: Words}}\n" for number in range(5)
    )
    (folder / "deck.yaml").write_text("title: A deck\nchapters: [a.yaml]\n")
    body = f"'Before. {{.step}}\n\n\n    ![a dot](<{name}>) after.'"
    last = f"  - {{id: drawn, title: Drawn, notes: Say it., body: {body}}}\n"
    (folder / "a.yaml").write_text(f"chapter: A\nslides:\n{slides}{last}")
    (folder / name).write_bytes(data)
    return load(folder)


@pytest.mark.parametrize(
    ("layout", "pages"),
    [(Layout(), 6), (Layout(steps=True), 7), (Layout("a4", notes=True), 6)],
    ids=str,
)
def test_a_picture_in_the_text_of_a_later_slide_is_printed(
    tmp_path: Path, layout: Layout, pages: int
) -> None:
    # With letters and signs that a browser writes otherwise in an address.
    deck = with_picture(tmp_path, "Größe 50 % #1.svg", DOT.encode())
    told: list[str] = []
    content = files(deck, layout, slides=None, path=None, theme=None)
    data, count = asyncio.run(
        render(deck, content, lambda what, done=0, total=0: told.append(what))
    )
    assert count == len(pypdf.PdfReader(io.BytesIO(data)).pages) == pages
    last = pdfium.PdfDocument(data)[pages - 1].render().to_pil().convert("L")
    assert last.getextrema()[0] == 0  # the rectangle is black, letters are not
    assert list(dict.fromkeys(told)) == [
        "starting the browser",
        "setting the slides",
        "reading the pictures",
        "printing",
    ]


def test_a_picture_that_the_browser_cannot_decode_is_named_with_its_slide(tmp_path: Path) -> None:
    deck = with_picture(tmp_path, "töricht.gif", b"GIF89a and nothing else")
    message = (
        "slide 'drawn': the image 'töricht.gif' cannot be read: it is damaged, or of a kind that "
        "browsers do not show"
    )
    with pytest.raises(Failure, match=f"^{message}$"):
        printed(deck, Layout())
    [problem] = problems(deck, themes=[deck.theme])
    assert (problem.path.name, problem.line) == ("a.yaml", 8)
    assert "'töricht.gif' cannot be read" in problem.message


def test_a_picture_that_went_away_is_named_with_its_slide(tmp_path: Path) -> None:
    deck = with_picture(tmp_path, "dot.svg", DOT.encode())
    (tmp_path / "dot.svg").unlink()
    with pytest.raises(
        Failure, match=r"^slide 'drawn': the image 'dot\.svg' cannot be read: no such file"
    ):
        printed(deck, Layout())


def visited(script: str) -> None:
    """Wait for a page of this script alone, as if it were the print page."""
    page = f"<!doctype html><html><script>{script}</script>".encode()

    async def visit(chromium: Browser) -> None:
        tab = await chromium.open({"p.html": File(page, "text/html")}, "p.html")
        try:
            await wait_until_ready(tab)
        finally:
            await tab.close()

    shared_browser.run(visit)


def test_a_page_that_fails_ends_the_wait_at_once() -> None:
    with pytest.raises(Failure, match=r"^the slides failed while they were set: no recordings$"):
        visited("document.documentElement.dataset.failed = 'no recordings'")


def test_a_page_that_stands_still_ends_the_wait_and_says_where(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_module, "STILL_S", 0.5)
    with pytest.raises(
        Failure, match=r"stood still for 0 s while reading the pictures \(2 of 3 done\)"
    ):
        visited("""document.documentElement.dataset.progress = '["reading the pictures", 2, 3]'""")


def test_a_page_that_crashes_ends_the_wait_at_once() -> None:
    async def crash() -> None:
        async with browser() as chromium:
            page = await chromium.open({"p.html": File(b"<!doctype html>", "text/html")}, "p.html")
            waiting = asyncio.ensure_future(wait_until_ready(page))
            await page.evaluate("1")  # what was sent before has arrived
            with suppress(Failure):
                await page.call("Page.crash")
            await waiting

    with pytest.raises(Failure, match=r"^the browser's page crashed"):
        asyncio.run(crash())
