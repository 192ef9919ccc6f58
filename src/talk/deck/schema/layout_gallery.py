"""Show the layouts by slides of a deck that has them all, for docs/layouts.md."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from talk.deck.schema.layouts import LAYOUTS

LIKE_TEXT = "text"
"""The layout of a slide that names none."""


def gallery(deck: Path) -> str:
    """Return Markdown with each layout's description and its first slide in the deck, as source."""
    shown = slides(deck)
    parts = []
    for name, layout in LAYOUTS.items():
        said = " ".join((layout.__doc__ or "").split("\n\n")[0].split())
        parts.append(f"## `{name}`\n\n{said}\n\n```yaml\n{shown[name]}\n```")
    return "\n\n".join(parts)


def slides(deck: Path) -> dict[str, str]:
    """Return the source of the first slide of each layout.

    Raises KeyError where the deck shows a layout nowhere.
    """
    found: dict[str, str] = {}
    for chapter in sorted((deck / "chapters").glob("*.yaml")):
        for source in re.split(r"(?m)^(?=  - id:)", chapter.read_text("utf-8"))[1:]:
            layout = re.search(r"(?m)^    layout: (\w+)", source)
            text = textwrap.dedent(source).rstrip()
            found.setdefault(layout[1] if layout else LIKE_TEXT, text)
    return {name: found[name] for name in LAYOUTS}
