"""A ground sets every colour on it, and all of them can be read."""

from __future__ import annotations

import pytest

from talk.deck.reading.colours import AA, colour_of, contrast
from talk.deck.schema.layouts import Style
from talk.deck.schema.styles import tokens_of


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
    assert tokens_of(Style.model_validate({"font-text": "Inter"})) == {"font-text": "Inter"}
