"""Every shipped theme can be read: contrast of its colours by WCAG 2.2 (relative luminance)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from talk.build.front_end import front_end
from talk.build.theme import read
from talk.deck.reading.themes import theme_folder, theme_names

TEXT = (
    "ink",
    "quiet",
    "accent",
    "training",
    "inference",
    "live",
    "recorded",
    "waiting",
    "interrupted",
    "failed",
)
CODE = ("ink", "keyword", "string", "number", "comment", "name")
CHIPS = tuple(f"chip-{number}" for number in range(1, 9))
ENOUGH = {"contrast": 7.0}
"""Themes that promise more than AA."""

COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6}|var\(--[\w-]+\))", re.IGNORECASE)
DARK = "@media (prefers-color-scheme: dark)"


def variants() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the colours of every theme, on the wall and on a dark phone."""
    base = dict(COLOUR.findall((front_end().parent / "base.css").read_text("utf-8")))
    here = front_end()
    for name in theme_names(here):
        folder = theme_folder(name, here)
        assert folder is not None
        day, _, night = read(folder).css.partition(DARK)
        light = base | dict(COLOUR.findall(day))
        yield name, light
        if night:
            yield f"{name} (dark phone)", light | dict(COLOUR.findall(night))


VARIANTS = dict(variants())


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def value(colours: dict[str, str], name: str) -> str:
    found = colours[name]
    return value(colours, found[6:-1]) if found.startswith("var(") else found


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", VARIANTS)
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_text_and_states_can_be_read(theme: str, ground: str) -> None:
    colours, enough = VARIANTS[theme], ENOUGH.get(theme.split()[0], 4.5)
    found = {name: contrast(value(colours, name), value(colours, ground)) for name in TEXT}
    assert {name: ratio for name, ratio in found.items() if ratio < enough} == {}


@pytest.mark.parametrize("theme", VARIANTS)
def test_code_can_be_read(theme: str) -> None:
    colours, enough = VARIANTS[theme], ENOUGH.get(theme.split()[0], 4.5)
    found = {
        name: contrast(value(colours, f"code-{name}"), value(colours, "code-paper"))
        for name in CODE
    }
    assert {name: ratio for name, ratio in found.items() if ratio < enough} == {}


@pytest.mark.parametrize("theme", VARIANTS)
def test_chips_can_be_read_and_neighbours_part_without_colour(theme: str) -> None:
    colours = VARIANTS[theme]
    grounds = [value(colours, name) for name in CHIPS]
    ink = value(colours, "chip-ink")
    assert min(contrast(ink, ground) for ground in grounds) >= ENOUGH.get(theme.split()[0], 4.5)
    pairs = zip(grounds, [*grounds[1:], grounds[0]], strict=True)
    assert min(contrast(one, other) for one, other in pairs) >= 1.1


@pytest.mark.parametrize("theme", VARIANTS)
def test_special_tokens_and_accent_grounds_carry_their_text(theme: str) -> None:
    colours = VARIANTS[theme]
    assert contrast(value(colours, "special-ink"), value(colours, "special-paper")) >= 4.5
    assert contrast(value(colours, "on-accent"), value(colours, "accent")) >= 4.5


@pytest.mark.parametrize("theme", VARIANTS)
def test_marked_words_can_be_read_and_are_seen_as_marked(theme: str) -> None:
    colours, enough = VARIANTS[theme], ENOUGH.get(theme.split()[0], 4.5)
    mark = value(colours, "mark")
    assert contrast(value(colours, "ink"), mark) >= enough
    assert mark not in (value(colours, "paper"), value(colours, "surface"))
