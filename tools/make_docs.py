"""Write the parts of docs/ that come from docstrings: between `<!-- made: NAME -->` and `<!-- end: NAME -->`.

`python tools/make_docs.py` writes them; `--check` only says which are not current (exit code 1).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from talk.deck.schema.layout_gallery import gallery
from talk.deck.schema.reference import files_reference, layouts_reference, widgets_reference
from talk.widgets.registry import all_widgets

DOCS = Path(__file__).resolve().parents[1] / "docs"

PARTS: dict[str, Callable[[], str]] = {
    "files": files_reference,
    "layouts": layouts_reference,
    "gallery": lambda: gallery(DOCS.parent / "slides" / "tour"),
    "widgets": lambda: widgets_reference(all_widgets()),
}


def filled(text: str) -> str:
    """The document with each marked part made anew."""

    def part(match: re.Match[str]) -> str:
        return f"{match[1]}\n\n{PARTS[match[2]]()}\n\n{match[3]}"

    return re.sub(r"(<!-- made: (\w+) .*?-->).*?(<!-- end: \2 -->)", part, text, flags=re.DOTALL)


def outdated() -> list[Path]:
    """Documents that would change."""
    return [
        file
        for file in sorted(DOCS.glob("*.md"))
        if filled(text := file.read_text("utf-8")) != text
    ]


def main() -> int:
    check = "--check" in sys.argv[1:]
    for file in outdated():
        print(
            f"{file.name} {'is not current: run python tools/make_docs.py' if check else 'written'}"
        )
        if check:
            return 1
        file.write_text(filled(file.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
