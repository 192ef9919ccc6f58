"""A deck's pages hold the emoji that its texts show, and a deck without any holds none."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from talk.build import site
from talk.build.emoji import emoji_in, font_of, unicode_range

from .conftest import DeckMaker

SELECTOR, JOINER = "\ufe0f", "\u200d"


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Bread 🍞 and ⏰", "🍞⏰"),
        # A sequence is made of its parts and of what joins them.
        (f"👩🏽{JOINER}🍳", "👩🏽🍳"),
        # A sign that is text by itself is an emoji where its author says so.
        (f"☀{SELECTOR} and ✔ and →", "☀"),
        ("© 2026, 1 → 2, naïve, 한국어, ≤ ½", ""),
    ],
)
def test_emoji_are_found_in_a_text(deck: DeckMaker, text: str, signs: str) -> None:
    made = deck(f"- {{id: one, title: One, body: '{text}'}}")
    expected = set(signs) | {SELECTOR, JOINER} if signs else set()
    assert emoji_in(made) == expected


def test_emoji_are_found_wherever_a_slide_has_texts(deck: DeckMaker) -> None:
    made = deck(
        """
        - {id: one, title: "🥖", notes: "🔥", sources: "🍞"}
        - {id: two, layout: table, title: Two, columns: [a, b], rows: [["🥐", x]]}
        """
    )
    assert {"🥖", "🔥", "🍞", "🥐"} < emoji_in(made)


def test_the_font_has_these_emoji_in_colour_and_no_others() -> None:
    made = font_of(frozenset("🍞👩🍳" + SELECTOR + JOINER))
    assert len(made) < 20_000
    font = TTFont(io.BytesIO(made))
    signs = {chr(code) for code in font.getBestCmap()}
    assert {"🍞", "👩", "🍳"} <= signs
    assert "🥖" not in signs
    assert font["COLR"].version == 0, "Safari draws no other"


def test_the_style_names_the_font_for_the_emoji_alone(deck: DeckMaker) -> None:
    plain = site.render(deck("- {id: one, title: One}"), theme="lecture")
    baked = site.render(deck("- {id: one, title: 'One 🍞'}"), theme="lecture")
    (style,) = [file.data.decode() for name, file in baked.files.items() if "/lecture." in name]
    (font,) = [name for name in baked.files if "/emoji." in name]
    assert f'src:url("{font.removeprefix("assets/")}") format("woff2");' in style
    assert "unicode-range:U+200D,U+FE0F,U+1F35E" in style
    assert '--font-text:var(--emoji,)  "Inter"' in style
    assert not [name for name in plain.files if "emoji" in name]


def test_signs_are_named_in_order() -> None:
    assert unicode_range(frozenset("🍞⏰")) == "U+23F0,U+1F35E"
