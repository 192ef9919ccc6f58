"""`talk scaffold widget NAME`: the three files of a widget and their tests, working from the first minute."""

from __future__ import annotations

import keyword
import re
import sys
from importlib.resources import files
from pathlib import Path

import talk
from talk.failure import Failure

_TEMPLATES = files("talk.scaffold") / "widget_files"

_PLACES = {
    "init.py.txt": "src/talk/widgets/{name}/__init__.py",
    "options.py.txt": "src/talk/widgets/{name}/options.py",
    "element.ts.txt": "src/talk/widgets/{name}/element.ts",
    "look.css.txt": "src/talk/widgets/{name}/look.css",
    "test_options.py.txt": "tests/talk/widgets/{name}/test_options.py",
    "test_element.py.txt": "tests/browser/test_{name}.py",
}
"""Template to file, from the top of the checkout."""

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def scaffold_widget(name: str, root: Path) -> list[Path]:
    """Write the files of a new widget below `root`, the top of a checkout; what was written.

    Raises Failure for a name that is none, or a widget that is there.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Failure(
            f"'{name}' is not a widget's name: small letters, digits and underscores, such as 'token_race'",
            2,
        )
    places = {template: root / place.format(name=name) for template, place in _PLACES.items()}
    for place in places.values():
        if place.exists():
            raise Failure(f"{place.relative_to(root)} is there already: choose another name")
    for template, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_fill((_TEMPLATES / template).read_text("utf-8"), name), "utf-8")
    return list(places.values())


def widget(name: str) -> int:
    """Write the files into the checkout that talk runs from, and say how to go on."""
    root = _checkout()
    for file in scaffold_widget(name, root):
        sys.stdout.write(f"made {file.relative_to(root)}\n")
    sys.stdout.write(
        f"write 'live: {{widget: {name}}}' on a slide, run `make present`, and change the files as you like;\n"
        f"`python tools/make_docs.py` puts its options into docs/widgets.md\n"
    )
    return 0


def _checkout() -> Path:
    package = Path(talk.__file__).resolve().parent
    if package.parent.name != "src" or not (package.parents[1] / "pyproject.toml").is_file():
        raise Failure(
            "widgets are built from a checkout of talk: clone the project and run its .venv/bin/talk"
        )
    return package.parents[1]


def _fill(text: str, name: str) -> str:
    words = name.split("_")
    values = {
        "name": name,
        "tag": "talk-" + "-".join(words),
        "class": "".join(word.capitalize() for word in words),
        "words": " ".join(words),
        "title": " ".join(words).capitalize(),
    }
    return re.sub(r"<<(\w+)>>", lambda found: values[found[1]], text)
