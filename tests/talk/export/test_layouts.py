"""Where layouts put things on the canvas.

The print page is measured, whose slides are those of the stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from talk.deck.load import load
from talk.export.browser import Browser
from talk.export.pdf import PAGE, files, wait_until_ready
from talk.export.sheets import Layout

from .printed import shared_browser

pytestmark = pytest.mark.browser

HEAD = "title: Layouts\ntheme: lecture\nchapters: [a.yaml]\n"
LENGTHS = (3, 12, 15, 18, 20)
LONG_TITLE = "A title that is so long that it needs a second line on the projector and on paper"
PROGRAM = """
  - id: lines-{0}
    layout: code
    title: {1}
    caption: A caption under the program.
    language: python
    code: |
{2}
"""
PICTURES = """
  - {id: centred, layout: image, title: Centred, image: tall.png, alt: Tall}
  - {id: untitled, layout: image, image: tall.png, alt: Tall}
  - {id: left, layout: image, title: Left, image: tall.png, alt: Tall, side: left, body: Beside it.}
  - {id: right, layout: image, title: Right, image: tall.png, alt: Tall, side: right,
      body: Beside it.}
  - {id: cover, layout: image, image: tall.png, alt: Tall, fit: cover}
  - {id: half, layout: image, title: Half, image: tall.png, alt: Tall, fit: cover, side: left,
      body: Beside it.}
  - id: words
    title: A picture in text
    body: |
      - one line over it
      - another line

      ![Tall](tall.png)

      A line under it.
  - id: quoted
    title: A table and a quotation in text
    body: |
      | Flour | Water |
      |-------|------:|
      | 100 g |  70 g |

      > Somebody said this.
"""
MEASURE = """(() => {
  const found = {};
  const place = (element, origin) => {
    if (!element) return null;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return [left, right, top, bottom].map((edge, index) => Math.round(edge - (index < 2
        ? origin.left : origin.top)));
  };
  const look = (element, names) => element && names.map((name) => getComputedStyle(element)[name]);
  for (const slide of document.querySelectorAll("section[data-id]")) {
    const origin = slide.getBoundingClientRect();
    const [program, picture] = [slide.querySelector("pre"), slide.querySelector("img")];
    const drawn = (picture) => {
      const { objectFit, objectPosition } = getComputedStyle(picture);
      return { box: place(picture, origin), objectFit, objectPosition };
    };
    found[slide.dataset.id] = {
      hidden: program ? program.scrollHeight - program.clientHeight : null,
      program: place(program, origin),
      caption: place(slide.querySelector("figcaption"), origin),
      size: program ? parseFloat(getComputedStyle(program).fontSize) : null,
      title: place(slide.querySelector(".slide-title"), origin),
      prose: place(slide.querySelector(".prose"), origin),
      picture: picture ? drawn(picture) : null,
      cell: look(slide.querySelector(".prose td"), ["borderBottomWidth", "paddingRight",
          "textAlign"]),
      number: look(slide.querySelector(".prose td + td"), ["borderBottomWidth", "paddingLeft",
          "textAlign"]),
      quotation: look(slide.querySelector(".prose blockquote"), ["borderLeftWidth", "paddingLeft",
          "color"]),
      last: place(slide.querySelector(".prose > :last-child"), origin),
    };
  }
  return found;
})()"""
LEFT, RIGHT, TOP, BOTTOM = range(4)
FOOT = 1008
"""Where the foot of a slide begins."""


def code(lines: int, title: str) -> str:
    return PROGRAM.format(
        lines, title, "\n".join(f"      line_{number} = {number}" for number in range(1, lines + 1))
    )


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Return every slide's places in canvas pixels, by its id."""
    folder: Path = tmp_path_factory.mktemp("layouts")
    Image.new("RGB", (300, 600), "#8a5524").save(folder / "tall.png")
    programs = "".join(code(lines, LONG_TITLE if lines < 20 else "Short") for lines in LENGTHS)
    (folder / "deck.yaml").write_text(HEAD)
    (folder / "a.yaml").write_text(f"chapter: A\nslides:{programs}{PICTURES}")

    content = files(load(folder), Layout(), slides=None, path=None, theme=None)

    async def measure(chromium: Browser) -> Mapping[str, Any]:
        page = await chromium.open(content, PAGE)
        await wait_until_ready(page)
        found: Mapping[str, Any] = await page.evaluate(MEASURE)
        await page.close()
        return found

    return shared_browser.run(measure)


@pytest.mark.parametrize("lines", LENGTHS)
def test_a_program_shows_its_last_line_over_its_caption(
    drawn: Mapping[str, Any], lines: int
) -> None:
    slide = drawn[f"lines-{lines}"]
    assert slide["hidden"] <= 0
    assert slide["program"][BOTTOM] <= slide["caption"][TOP]
    assert slide["caption"][BOTTOM] < FOOT
    assert slide["size"] >= 20


def test_a_short_program_is_set_large_with_its_caption_under_it(drawn: Mapping[str, Any]) -> None:
    slide = drawn["lines-3"]
    assert slide["size"] == 38
    assert slide["caption"][TOP] - slide["program"][BOTTOM] < 40


@pytest.mark.parametrize("name", ["centred", "untitled"])
def test_a_picture_stands_in_the_middle(drawn: Mapping[str, Any], name: str) -> None:
    picture = drawn[name]["picture"]
    assert picture["box"][LEFT] + picture["box"][RIGHT] == 1920
    assert (picture["objectFit"], picture["objectPosition"]) == ("contain", "50% 50%")


def test_a_picture_at_one_side_leaves_the_other_to_title_and_text(drawn: Mapping[str, Any]) -> None:
    left, right = drawn["left"], drawn["right"]
    for words in (left["title"], left["prose"]):
        assert words[LEFT] >= 960 > left["picture"]["box"][RIGHT]
    for words in (right["title"], right["prose"]):
        assert words[RIGHT] <= 960 < right["picture"]["box"][LEFT]
    assert left["title"][TOP] == right["title"][TOP] == drawn["centred"]["title"][TOP]


def test_a_picture_that_covers_goes_to_the_edges_and_leaves_the_foot_its_paper(
    drawn: Mapping[str, Any],
) -> None:
    whole, half = drawn["cover"]["picture"], drawn["half"]["picture"]
    assert (whole["objectFit"], whole["box"][:3]) == ("cover", [0, 1920, 0])
    assert (half["objectFit"], half["box"][:3]) == ("cover", [0, 912, 0])
    assert whole["box"][BOTTOM] == half["box"][BOTTOM] == 992


def test_a_picture_in_text_shrinks_to_the_room_that_the_words_leave(
    drawn: Mapping[str, Any],
) -> None:
    slide = drawn["words"]
    box = slide["picture"]["box"]
    assert box[BOTTOM] - box[TOP] > 160
    assert (box[BOTTOM] - box[TOP]) / (box[RIGHT] - box[LEFT]) == pytest.approx(2, abs=0.02)
    assert slide["last"][BOTTOM] < FOOT


def test_a_table_and_a_quotation_in_text_have_lines_and_room(drawn: Mapping[str, Any]) -> None:
    slide = drawn["quoted"]
    for border, padding, _ in (slide["cell"], slide["number"]):
        assert float(border.removesuffix("px")) >= 1
        assert float(padding.removesuffix("px")) > 20
    assert slide["number"][2] == "right"
    border, padding, colour = slide["quotation"]
    assert float(border.removesuffix("px")) >= 4
    assert float(padding.removesuffix("px")) > 20
    assert colour == "rgb(91, 87, 81)", "the quiet ink of the theme"
