"""Colours are read as CSS writes them, and grounds get text that can be read."""

from __future__ import annotations

import pytest

from talk.deck.reading.colours import AA, Colour, colour_of, contrast, hexadecimal, ink_on


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("#0b3d2e", "#0b3d2e"),
        ("#FFF", "#ffffff"),
        ("teal", "#008080"),
        ("rgb(10 60 40)", "#0a3c28"),
        ("hsl(120, 40%, 30%)", "#2e6b2e"),
    ],
)
def test_a_colour_is_read(written: str, read: str) -> None:
    colour = colour_of(written)
    assert colour is not None
    assert hexadecimal(colour) == read


@pytest.mark.parametrize(
    "written", ["", "tomatoe", "red; x: y", "rgba(0,0,0,0.5)", "currentcolor", "oklch(60% 0.1 40)"]
)
def test_what_is_no_opaque_colour_is_refused(written: str) -> None:
    assert colour_of(written) is None


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Colour(0, 0, 0), Colour(1, 1, 1)) == pytest.approx(21)
    # 118 of 255 is the lightest grey that white text can be read on at AA, within a step.
    grey = Colour(*[118 / 255] * 3)
    assert AA <= contrast(grey, Colour(1, 1, 1)) < AA + 0.1


@pytest.mark.parametrize("level", range(0, 256, 15))
def test_every_ground_gets_ink_that_can_be_read(level: int) -> None:
    ground = Colour(*[level / 255] * 3)
    assert contrast(ink_on(ground), ground) >= AA
