"""Choose the modules that define a deck's widgets, and make one module of most of them.

Each file of a page is compressed by itself: thirty small modules weigh a quarter more than one of
them all, and each is a request of every phone. What the first slide shows stays apart, because it
is loaded before the first paint.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from talk.build.assets import Assets
from talk.build.front_end import front_end, manifest
from talk.deck.model import Slide


def widgets_on(slides: Iterable[Slide]) -> list[str]:
    """Return the names of talk's own widgets on these slides, each once."""
    shipped = manifest()["widgets"]
    names = dict.fromkeys(live.widget for slide in slides for live in slide.live)
    return [name for name in names if name in shipped]


def modules(widgets: Iterable[str]) -> list[str]:
    """Return the files that define these widgets one by one."""
    of_widget: dict[str, list[str]] = manifest()["widgets"]
    return list(dict.fromkeys(file for name in widgets for file in of_widget[name]))


def together(widgets: Collection[str], assets: Assets) -> tuple[str, list[str]]:
    """Add one module that defines all these widgets; return its URL and the files it imports.

    Without widgets the URL is empty.
    """
    if not widgets:
        return "", []
    of_widget: dict[str, list[str]] = manifest()["together"]
    imported = list(dict.fromkeys(file for name in widgets for file in of_widget[name]))
    # The names by which the functions that web/build.mjs wrote know what is imported.
    head = "".join(f'import*as ${file.split(".")[1]} from"./{file}";' for file in imported)
    parts = [(front_end() / "together" / f"{name}.js").read_text("utf-8") for name in widgets]
    return assets.add("widgets.js", "\n".join([head, *parts]).encode()), imported
