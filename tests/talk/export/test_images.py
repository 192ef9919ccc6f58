"""File names, sizes and refusals of `talk images`, with a page that stands in for a browser's.

tests/talk/test_ordinary_deck.py takes the pictures with Chromium.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from talk.build import html, site
from talk.deck.load import load
from talk.deck.model import Deck
from talk.export.browser import Page
from talk.export.images import CONTACT_SHEET, SOCIAL_CARD, file_name, images
from talk.export.images_command import images as images_command
from talk.export.sheets import chosen, pictures
from talk.failure import Failure

DECK = Path(__file__).parents[2] / "decks" / "sourdough"


class ShownPage:
    """A page that says of each picture at which size and with what in sight it was taken."""

    def __init__(self) -> None:
        self.window: tuple[float, ...] = ()
        self.evaluated = ""

    async def resize(self, width: int, height: int, scale: float = 1) -> None:
        self.window = (width, height, scale)

    async def evaluate(self, expression: str) -> Any:
        self.evaluated = expression
        return [1240, 860] if "figcaption" in expression else None

    async def screenshot(self) -> bytes:
        return repr((self.window, self.evaluated.rpartition("(")[2])).encode()


async def taken(deck: Deck, wanted: str, *, steps: bool, width: int = 960) -> dict[str, bytes]:
    shown = list(pictures(chosen(html.numbered(deck, None), wanted), steps=steps))
    return await images(cast(Page, ShownPage()), shown, (1920, 1080), width)


@pytest.fixture(scope="module")
def tour() -> Deck:
    return load("tour")


async def test_each_picture_has_its_slides_name_and_the_width_that_was_asked_for(
    tour: Deck,
) -> None:
    ids = [slide.id for slide in tour.slides[:3]]
    found = await taken(tour, "1-3", steps=False)
    assert list(found) == [*(f"{id}.png" for id in ids), SOCIAL_CARD, CONTACT_SHEET]
    assert found[f"{ids[2]}.png"] == b"((1920, 1080, 0.5), '2)')"


async def test_with_steps_every_step_has_a_picture_before_the_finished_slide(tour: Deck) -> None:
    slide = next(slide for slide in tour.slides if slide.steps > 1)
    found = list(await taken(tour, slide.id, steps=True))
    steps = [f"{slide.id}.step-{step}.png" for step in range(slide.steps)]
    assert found == [*steps, f"{slide.id}.png", SOCIAL_CARD, CONTACT_SHEET]
    assert len(set(map(file_name, pictures([(1, slide)], steps=True)))) == slide.steps + 1


async def test_the_card_and_the_contact_sheet_have_sizes_of_their_own(tour: Deck) -> None:
    found = await taken(tour, "1-2", steps=False)
    width, height, scale = eval(found[SOCIAL_CARD])[0]
    assert (round(width * scale), round(height * scale)) == (1200, 630)
    assert eval(found[CONTACT_SHEET])[0] == (1240, 860, 1)


@pytest.mark.parametrize("width", [0, 159, 7681])
def test_a_width_that_no_picture_has_is_one_sentence(width: int, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=f"cannot be {width} pixels wide: write --width 160 to 7680"):
        images_command(DECK, tmp_path / "out", width=width)


def test_a_folder_of_somebodys_own_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talk.export.images_command.opened", _refuse)
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(Failure, match="an empty folder or one that talk images made"):
        images_command(Path("tour"), tmp_path)
    site.write_files({}, tmp_path / "site", "talk build")
    with pytest.raises(Failure, match="holds other files"):
        images_command(Path("tour"), tmp_path / "site")
    assert (tmp_path / "mine.txt").read_text() == "kept"


def _refuse(*_: object) -> Callable[..., object]:
    raise AssertionError("a browser was started before the folder was looked at")
