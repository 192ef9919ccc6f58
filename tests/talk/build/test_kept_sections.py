"""A section is rendered again when something that it shows is another, and only then."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import get_type_hints

import pytest

from talk.build import html, site
from talk.build.html import Links
from talk.deck.model import Deck, Slide

from .conftest import DeckMaker

SLIDES = """
- {id: one, title: One, body: "![a dot](dot.svg)"}
- {id: two, title: Two}
"""


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Callable[[Deck], tuple[str, set[str]]]:
    """Return the stage's page of a deck, and the ids of the slides that were rendered for it."""
    made: set[str] = set()
    values: Callable[..., object] = html.values

    def noted(deck: Deck, slide: Slide, *rest: object, **more: object) -> object:
        made.add(slide.id)
        return values(deck, slide, *rest, **more)

    monkeypatch.setattr(html, "values", noted)

    def render(deck: Deck) -> tuple[str, set[str]]:
        made.clear()
        found = site.render(deck, room=True, views=("stage",))
        assert {name for name in found.files if "dot" in name} != set(), "kept, and published"
        return found.page("stage").decode(), set(made)

    return render


def test_a_save_renders_the_slide_that_it_changed(
    deck: DeckMaker, rendered: Callable[[Deck], tuple[str, set[str]]]
) -> None:
    before, first = rendered(deck(SLIDES))
    assert first == {"one", "two"}
    after, second = rendered(deck(SLIDES.replace("title: Two", "title: Other")))
    assert second == {"two"}
    assert "Other" in after
    assert before.replace("Two", "Other").partition("<body")[2] == after.partition("<body")[2]


def test_what_a_slide_shows_beside_its_own_texts_is_watched(
    deck: DeckMaker, rendered: Callable[[Deck], tuple[str, set[str]]]
) -> None:
    made = deck(SLIDES)
    rendered(made)
    assert rendered(made)[1] == set()
    assert rendered(dataclasses.replace(made, language="de"))[1] == {"one", "two"}
    assert rendered(dataclasses.replace(made, logo="dot.svg"))[1] == {"one", "two"}
    before, _ = rendered(made)
    picture = made.root / "dot.svg"
    picture.write_text(picture.read_text().replace("30 20", "30 40"))
    after, again = rendered(made)
    assert again == {"one"}
    pictures = [re.findall(r"/assets/dot\.\w+\.svg", page) for page in (before, after)]
    assert [len(found) for found in pictures] == [1, 1]
    assert pictures[0] != pictures[1], "a changed file has another address"


def test_a_chapter_that_is_renamed_is_renamed_on_all_its_slides(
    deck: DeckMaker, rendered: Callable[[Deck], tuple[str, set[str]]]
) -> None:
    made = deck(SLIDES)
    rendered(made)
    chapter = dataclasses.replace(made.chapters[0], title="Another name")
    slides = tuple(dataclasses.replace(slide, chapter=chapter) for slide in made.slides)
    after, again = rendered(dataclasses.replace(made, chapters=(chapter,), slides=slides))
    assert again == {"one", "two"}
    assert "Another name" in after


def test_every_file_that_a_section_asks_for_is_noted() -> None:
    """A function of Links that `Asked` does not know would leave its file out after a save."""
    hints = get_type_hints(Links)
    asked = {name for name, kind in hints.items() if getattr(kind, "__origin__", None) is not None}
    functions = {name for name in asked if "Callable" in str(hints[name])}
    assert functions == {"picture", "media", "ground"}
