"""What the options of `talk pdf` mean together."""

from __future__ import annotations

from typing import Any

import pytest

from talk.export.command import layout_of
from talk.export.sheets import Layout
from talk.failure import Failure

NOTHING: dict[str, Any] = {"steps": False, "notes": False, "handout": None, "paper": None}


@pytest.mark.parametrize(
    ("options", "layout"),
    [
        ({}, Layout("slide")),
        ({"notes": True}, Layout("a4", notes=True)),
        ({"handout": 3, "paper": "Letter"}, Layout("letter", per_page=3)),
        ({"paper": "a4", "steps": True}, Layout("a4", steps=True)),
    ],
)
def test_paper_follows_from_what_is_on_it(options: dict[str, Any], layout: Layout) -> None:
    assert layout_of(**{**NOTHING, **options}) == layout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"handout": 4}, "2, 3 or 6 slides on a page, not 4"),
        ({"handout": 2, "notes": True}, "a hand-out has no notes"),
        ({"paper": "a5"}, "'a5' is no paper that talk knows: write one of slide, a4, letter"),
        ({"paper": "slide", "notes": True}, "notes and hand-outs need room"),
    ],
)
def test_options_that_do_not_go_together_are_one_sentence(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(Failure, match=message):
        layout_of(**{**NOTHING, **options})
