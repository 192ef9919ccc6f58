"""A ground sets every colour on it, and all of them can be read."""

from __future__ import annotations

import pytest

from talk.deck.reading.colours import AA, colour_of, contrast
from talk.deck.schema.layouts import Style
from talk.deck.schema.styles import tokens_of, worst_grounds


@pytest.mark.parametrize("paper", ["#0b3d2e", "white", "#777777", "gold", "#808000", "black"])
def test_text_on_any_ground_can_be_read(paper: str) -> None:
    tokens = tokens_of(Style(paper=paper))
    ground = colour_of(tokens["paper"])
    assert ground is not None
    for name in ("ink", "quiet", "accent", "training", "inference"):
        colour = colour_of(tokens[name])
        assert colour is not None
        assert contrast(colour, ground) >= AA, name
    ink = colour_of(tokens["ink"])
    assert ink is not None
    for name in ("mark", "surface"):
        own = colour_of(tokens[name])
        assert own is not None
        assert contrast(ink, own) >= AA, name


def test_what_is_given_wins_over_what_follows_from_the_ground() -> None:
    tokens = tokens_of(Style.model_validate({"paper": "#0b3d2e", "accent": "#ffd27a"}))
    assert tokens["accent"] == "#ffd27a"
    assert tokens["paper"] == "#0b3d2e"
    # In front of every font: the emoji of the deck, where it has any.
    tokens = tokens_of(Style.model_validate({"font-text": "Inter"}))
    assert tokens == {"font-text": "var(--emoji,) Inter"}


def test_a_gradient_and_a_picture_have_text_that_is_black_or_white() -> None:
    style = Style.model_validate(
        {"paper": "#0b1530", "gradient": "#5a2d0c", "picture": "a.jpg", "veil": 0.8}
    )
    tokens = tokens_of(style)
    assert tokens["ground"] == "linear-gradient(#0b1530, #5a2d0c)"
    assert tokens["veil"] == "rgb(11 21 48 / 0.8)"
    assert tokens["ink"] == tokens["quiet"] == "#ffffff"
    assert "picture" not in tokens
    assert "gradient" not in tokens


def test_the_worst_grounds_of_a_picture_are_black_and_white_under_the_veil() -> None:
    style = Style.model_validate({"paper": "#ffffff", "picture": "a.jpg", "veil": 0.5})
    assert worst_grounds(style) == [(0.5, 0.5, 0.5), (1, 1, 1)]
