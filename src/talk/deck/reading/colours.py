"""Read colours as CSS writes them, and compute whether text on a ground can be read."""

from __future__ import annotations

from typing import NamedTuple

AA = 4.5
"""Least contrast of text, from WCAG 2.2, success criterion 1.4.3."""


class Colour(NamedTuple):
    """Red, green and blue from 0 to 1."""

    red: float
    green: float
    blue: float


BLACK, WHITE = Colour(0, 0, 0), Colour(1, 1, 1)


def colour_of(text: str) -> Colour | None:
    """Return an opaque colour such as `#0b3d2e`, `teal` or `rgb(10 60 40)`; None for other text."""
    from tinycss2.color4 import parse_color  # imported here: most decks name no colour

    found = parse_color(text)
    # What is seen through has no contrast of its own: that depends on what lies beneath.
    if found is None or found == "currentcolor" or found.alpha != 1:
        return None
    try:
        values = found.to("srgb").coordinates
    except NotImplementedError:  # oklch and other spaces that tinycss2 reads and does not convert
        return None
    # A colour outside of sRGB is shown as the nearest inside of it.
    return Colour(*(min(1.0, max(0.0, value)) for value in values))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: Colour) -> Colour:
    """Return black or white, whichever reads better on a ground."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, ground))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return `share` (0 to 1) of one colour mixed with another."""
    return Colour(*(a * share + b * (1 - share) for a, b in zip(one, other, strict=True)))


def hexadecimal(colour: Colour) -> str:
    """Return a colour as `#rrggbb`."""
    return "#" + "".join(f"{round(value * 255):02x}" for value in colour)


def _luminance(colour: Colour) -> float:
    """Return the relative luminance, from 0 to 1 (WCAG 2.2)."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
