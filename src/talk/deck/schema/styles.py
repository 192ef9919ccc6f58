"""Turn the `style:` of a slide into tokens of the theme, so that its text can always be read."""

from __future__ import annotations

from talk.deck.reading.colours import (
    AA,
    BLACK,
    WHITE,
    Colour,
    colour_of,
    contrast,
    hexadecimal,
    ink_on,
    mixed,
)
from talk.deck.schema.layouts import Style


def tokens_of(style: Style) -> dict[str, str]:
    """Return the tokens that a style sets, by name without `--`.

    A ground sets every colour that stands on it: the theme's may not be readable there, and those
    of a phone change when it is dark.
    """
    written = style.model_dump(by_alias=True, exclude={"gradient", "picture", "video", "veil"})
    # Emoji come from a font of their own where the deck has some (build/emoji.py).
    found = {
        name: f"var(--emoji,) {value}" if name.startswith("font-") else value
        for name, value in written.items()
        if value is not None
    }
    paper = colour_of(style.paper) if style.paper else None
    if paper is None:
        return found
    own = grounds(paper)
    if style.gradient:
        own["ground"] = f"linear-gradient({style.paper}, {style.gradient})"
    if style.picture:
        red, green, blue = (round(value * 255) for value in paper)
        own["veil"] = f"rgb({red} {green} {blue} / {style.veil:g})"
    if style.gradient or style.picture:
        # On such a ground only black or white can be read everywhere.
        own["quiet"] = own["ink"]
    return {**own, **found}


def worst_grounds(style: Style) -> list[Colour]:
    """Return the grounds of a style on which text is hardest to read."""
    paper = colour_of(style.paper) if style.paper else None
    if paper is None:
        return []
    found = [paper]
    if style.gradient and (other := colour_of(style.gradient)):
        found.append(other)
    if style.picture:
        # A picture may be black or white anywhere, and so may a film over it.
        found = [mixed(one, dot, style.veil) for one in found for dot in (BLACK, WHITE)]
    return found


def grounds(paper: Colour) -> dict[str, str]:
    """Return the tokens of a slide on a ground of this colour."""
    ink = ink_on(paper)
    # Quieter than the text where that can still be read, else like it.
    quiet = mixed(ink, paper, 0.78)
    text = hexadecimal(ink)
    return {
        "paper": hexadecimal(paper),
        "surface": hexadecimal(_tint(ink, paper, 0.09)),
        "ink": text,
        "quiet": hexadecimal(quiet) if contrast(quiet, paper) >= AA else text,
        "rule": hexadecimal(mixed(ink, paper, 0.35)),
        # A theme's accent may vanish on an author's ground, so only what the author names stands
        # out.
        "accent": text,
        "on-accent": hexadecimal(paper),
        "mark": hexadecimal(_tint(ink, paper, 0.18)),
        "bar": text,
        "training": text,
        "inference": text,
    }


def _tint(ink: Colour, paper: Colour, share: float) -> Colour:
    """Return a ground that differs from the paper and that the ink can still be read on."""
    towards_ink = mixed(ink, paper, share)
    if contrast(ink, towards_ink) >= AA:
        return towards_ink
    return mixed(ink_on(ink), paper, share)
