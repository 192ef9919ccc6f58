"""Which slides are printed, how often, and what a sheet of them holds."""

from __future__ import annotations

import re
from math import ceil
from pathlib import Path
from typing import get_args

import pytest

import talk
from talk.build.html import Links, numbered
from talk.deck.load import load
from talk.deck.model import CANVASES, Deck
from talk.deck.schema.deck_files import DeckFile
from talk.export.sheets import PAPER, Layout, Picture, chosen, document, pictures
from talk.failure import Failure


@pytest.fixture(scope="module")
def tour() -> Deck:
    return load("tour")


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ("3", [3]),
        ("2-4", [2, 3, 4]),
        ("tokens, 1,3 - 4", [1, 3, 4, 8]),
        ("4,4-5", [4, 5]),
    ],
)
def test_slides_are_chosen_by_number_span_and_id(
    tour: Deck, wanted: str, numbers: list[int]
) -> None:
    assert [number for number, _ in chosen(numbered(tour, None), wanted)] == numbers


def test_all_slides_are_chosen_where_none_is_named(tour: Deck) -> None:
    found = [number for number, _ in chosen(numbered(tour, None), None)]
    assert found == list(range(1, len(tour.slides) + 1))


def test_on_a_path_a_slide_keeps_the_number_it_has_in_the_deck(tour: Deck) -> None:
    on_path = numbered(tour, "short")
    assert [slide.id for _, slide in on_path] == [slide.id for slide in tour.path("short")]
    assert all(tour.slides[number - 1] is slide for number, slide in on_path)
    outside = next(n for n, slide in enumerate(tour.slides, 1) if "short" not in slide.paths)
    assert outside < on_path[-1][0]
    with pytest.raises(Failure, match="no slide of this path is in"):
        chosen(on_path, str(outside))


@pytest.mark.parametrize("wanted", ["0", "99", "4-2", "nothing", "1,,2", "2-99"])
def test_a_slide_that_is_not_there_is_named(tour: Deck, wanted: str) -> None:
    hint = f"is no slide of this deck: write numbers from 1 to {len(tour.slides)}, spans, or ids"
    with pytest.raises(Failure, match=hint):
        chosen(numbered(tour, None), wanted)


def test_every_step_is_a_picture_and_the_finished_slide_is_the_last(tour: Deck) -> None:
    shown = list(pictures([(3, tour.slide("parts"))], steps=True))
    assert [picture.step for picture in shown] == [0, 1, 2, 3, None]
    assert list(pictures([(3, tour.slide("parts"))], steps=False)) == [
        Picture(tour.slide("parts"), 3, None)
    ]


def test_a_step_gives_its_ids_and_bookmarks_to_the_finished_slide(tour: Deck) -> None:
    page = document(
        tour, Links(), list(pictures([(3, tour.slide("parts"))], steps=True)), Layout(steps=True)
    )
    assert page.count(' id="parts"') == 1
    assert page.count('data-shown="2"') == 1
    assert page.count('<h2 role="presentation" class="slide-title"') == 4


@pytest.mark.parametrize(
    ("layout", "a_sheet"),
    [(Layout(), 1), (Layout(paper="a4", per_page=2), 2), (Layout("a4", per_page=6), 6)],
)
def test_hand_outs_hold_several_slides_a_sheet(tour: Deck, layout: Layout, a_sheet: int) -> None:
    page = document(tour, Links(), list(pictures(numbered(tour, None), steps=False)), layout)
    assert page.count('<div class="sheet ') == ceil(len(tour.slides) / a_sheet)
    assert page.count('<div class="frame">') == len(tour.slides)


def test_notes_are_printed_only_when_asked_for(tour: Deck) -> None:
    shown = list(pictures(numbered(tour, None), steps=False))
    sentence = "One card a click."
    assert sentence not in document(tour, Links(), shown, Layout())
    assert sentence in document(tour, Links(), shown, Layout("a4", notes=True))


def test_each_chapter_opens_with_one_bookmark(tour: Deck) -> None:
    page = document(tour, Links(), list(pictures(numbered(tour, None), steps=False)), Layout())
    assert page.count("<h1") == len(tour.chapters)


@pytest.mark.parametrize("paper", PAPER)
def test_a_slide_alone_lies_on_its_paper_and_notes_stand(paper: str) -> None:
    width, height = Layout(paper).size
    assert width > height
    if paper != "slide":
        width, height = Layout(paper, notes=True).size
        assert width < height


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES.keys())
@pytest.mark.parametrize("paper", PAPER)
def test_a_slide_of_any_shape_fits_on_any_sheet(paper: str, canvas: tuple[int, int]) -> None:
    layouts = [Layout(paper, canvas=canvas)]
    if paper != "slide":
        layouts += [Layout(paper, notes=True, canvas=canvas)]
        layouts += [Layout(paper, per_page=count, canvas=canvas) for count in (2, 3, 6)]
    for layout in layouts:
        width, height = (side * layout.scale for side in canvas)
        rows = {"handout-2": 2, "handout-3": 3, "handout-6": 3}.get(layout.kind, 1)
        assert width <= layout.size[0]
        assert height * rows <= layout.size[1]
        # One side is used up, but for what stands beside it.
        assert max(width / layout.size[0], height * rows / layout.size[1]) > 0.4
    alone = layouts[0].size
    assert (alone[0] > alone[1]) == (canvas[0] > canvas[1]) or canvas[0] == canvas[1]


def test_all_who_know_the_shapes_of_a_canvas_agree() -> None:
    web = Path(talk.__file__).parent / "web"
    script = (web / "canvas_size.ts").read_text("utf-8")
    found = {
        name: (int(width), int(height))
        for name, width, height in re.findall(r'"([\d:]+)": \[(\d+), (\d+)\]', script)
    }
    assert found == CANVASES
    usual = (web / "canvas.css").read_text("utf-8")
    shapes = (web / "canvas_shapes.css").read_text("utf-8")
    for name, size in CANVASES.items():
        own = re.search(rf'html\[data-canvas="{name}"\] {{(.*?)}}', shapes, re.DOTALL)
        rules = usual + (own[1] if own else "")
        for side, pixels in zip(("width", "height"), size, strict=True):
            assert re.findall(rf"--canvas-{side}: (\d+)px;", rules)[-1] == str(pixels)
    assert get_args(DeckFile.model_fields["canvas"].annotation) == tuple(CANVASES)


def test_footnotes_of_notes_have_ids_of_their_own(tmp_path: Path) -> None:
    text = "a[^1]\\n\\n[^1]: b"
    (tmp_path / "deck.yaml").write_text("title: x\nchapters: [a.yaml]\n")
    slides = "".join(
        f'  - {{id: {name}, title: x, body: "{text}", notes: "{text}"}}\n'
        for name in ("one", "two")
    )
    (tmp_path / "a.yaml").write_text(f"chapter: x\nslides:\n{slides}")
    deck = load(tmp_path)
    shown = list(pictures(numbered(deck, None), steps=False))
    page = document(deck, Links(), shown, Layout("a4", notes=True))
    ids = re.findall(r' id="(fn[^"]+)"', page)
    assert len(ids) == len(set(ids)) == 8
