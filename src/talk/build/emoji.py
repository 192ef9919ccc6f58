"""Cut the emoji font down to the emoji of a deck, so that they look the same on every machine.

The font is Twemoji in layers of colour (COLR version 0), which every browser draws and which stays
a drawing in a PDF. The stage, the speaker view, paper and the single file have it; phones and the
guide show their reader's own emoji, as they do with every font.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

import talk
from talk.deck.model import Deck, Slide

FAMILY = "talk emoji"
FILE = Path(talk.__file__).parent / "web" / "dist" / "emoji.woff2"
_ALWAYS = (
    "⌚⌛⏩-⏬⏰⏳◽◾☔☕♈-♓♿⚓⚡⚪⚫⚽⚾⛄⛅"
    "⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓-❕❗➕-➗➰➿⬛⬜⭐⭕"
)
"""Signs of the basic plane that are emoji without a selector: Emoji_Presentation=Yes in Unicode's
emoji-data.txt (UTS #51)."""
_EMOJI = re.compile(rf"[{_ALWAYS}\U0001f000-\U0001faff]|[\u2100-\u3299]\ufe0f")
_JOINING = "\u200d\ufe0f"
"""The joiner of a sequence such as a family, and the selector that makes a sign an emoji."""


def emoji_in(deck: Deck) -> frozenset[str]:
    """Return the signs of the emoji in a deck's texts, and what joins them; often nothing."""
    found = {
        sign
        for slide in deck.slides
        for text in _texts(slide)
        # Most texts have none, which is seen without a search.
        if not text.isascii()
        for emoji in _EMOJI.findall(text)
        for sign in emoji
    }
    return frozenset(found | set(_JOINING)) if found else frozenset()


def _texts(slide: Slide) -> Iterator[str]:
    """Yield every text of a slide, its notes and its widgets' options."""
    yield from _strings([slide.title, slide.body, slide.phone, slide.notes, slide.chapter.title])
    yield from _strings([slide.fields, slide.sources])
    for live in slide.live:
        yield from _strings(live.options.public())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def unicode_range(signs: Iterable[str]) -> str:
    """Return signs as CSS names them in `unicode-range`."""
    return ",".join(f"U+{ord(sign):X}" for sign in sorted(signs))


@lru_cache(maxsize=8)
def font_of(signs: frozenset[str]) -> bytes:
    """Return a font (WOFF 2) with the emoji that can be made of these signs."""
    listed = unicode_range(signs)
    return _kept(f"{listed}.woff2", lambda: _cut(signs))


def _cut(signs: Iterable[str]) -> bytes:
    # 0.2 s to import, for decks with emoji alone.
    from fontTools import subset
    from fontTools.ttLib import TTFont

    # FFTM is the clock of the program that made the font.
    options = subset.Options(layout_features=["*"], notdef_outline=True, drop_tables=["FFTM"])
    font = TTFont(io.BytesIO(_kept("whole.ttf", _unpacked)), lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(sign) for sign in signs])
    cutter.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _unpacked() -> bytes:
    """Return the whole font as TrueType: unpacking takes 4 s, cutting it then a few tenths."""
    from fontTools.ttLib import TTFont

    font = TTFont(FILE)
    font.flavor = None
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns for this font and a name, from the disk where it is kept there."""
    of_font = hashlib.sha256(name.encode() + FILE.read_bytes())
    file = user_cache_path("talk", appauthor=False) / "emoji" / of_font.hexdigest()
    with suppress(OSError):
        return file.read_bytes()
    data = make()
    # Whole or not at all; where nothing can be written it is made again.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
        Path(part).replace(file)
    return data
