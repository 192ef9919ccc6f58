"""`talk scaffold widget NAME`: write the files of a widget, and tests that pass at once."""

from __future__ import annotations

import keyword
import re
import sys
from importlib.resources import files
from pathlib import Path

import talk
from talk.failure import Failure

_TEMPLATES = files("talk.scaffold") / "widget_files"

_FILES = {
    "init.py.txt": "src/talk/widgets/{name}/__init__.py",
    "options.py.txt": "src/talk/widgets/{name}/options.py",
    "element.ts.txt": "src/talk/widgets/{name}/element.ts",
    "options.gen.ts.txt": "src/talk/widgets/{name}/options.gen.ts",
    "look.css.txt": "src/talk/widgets/{name}/look.css",
    "test_options.py.txt": "tests/talk/widgets/{name}/test_options.py",
    "test_element.py.txt": "tests/browser/test_{name}.py",
}
"""Template → file, from the top of the checkout."""

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 30
"""Most characters of a name: the templates' longest lines have room for as many."""


def scaffold_widget(name: str, root: Path) -> list[Path]:
    """Write the files of a new widget below `root`, the top of a checkout; return their paths.

    Raises Failure for a name that is none, or a widget that is there.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        form = "small letters, digits and underscores, such as 'token_race'"
        raise Failure(f"'{name}' is not a widget's name: {form}", 2)
    if len(name) > LONGEST_NAME:
        text = f"'{name}' has {len(name)} characters: at most {LONGEST_NAME} make a widget's name"
        raise Failure(text, 2)
    places = {template: root / place.format(name=name) for template, place in _FILES.items()}
    # All are looked at before the first is written: nothing is left half made.
    for place in places.values():
        if place.exists():
            raise Failure(f"{place.relative_to(root)} is there already: choose another name")
    for template, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_fill((_TEMPLATES / template).read_text("utf-8"), name), "utf-8")
    return list(places.values())


def widget(name: str) -> int:
    """Write the files into the checkout that talk runs from, and print how to go on; return 0."""
    root = _checkout()
    for file in scaffold_widget(name, root):
        sys.stdout.write(f"made {file.relative_to(root)}\n")
    sys.stdout.write(
        f"write 'live: {{widget: {name}}}' on a slide, run `make present`, "
        "and change the files as you like;\n"
        "after a change to options.py `python tools/generate_types.py` tells the element\n"
        "and `python tools/reference_parts.py` puts the options into the reference\n"
    )
    return 0


def _checkout() -> Path:
    """Return the top of the checkout that talk runs from. Raises Failure for an installed wheel."""
    package = Path(talk.__file__).resolve().parent
    if package.parent.name != "src" or not (package.parents[1] / "pyproject.toml").is_file():
        clone = "clone the project and run its .venv/bin/talk"
        raise Failure(f"widgets are built from a checkout of talk: {clone}")
    return package.parents[1]


def _fill(text: str, name: str) -> str:
    """Return a template with `<<name>>`, `<<tag>>` and so on replaced."""
    words = name.split("_")
    values = {
        "name": name,
        "tag": "talk-" + "-".join(words),
        "dashed": "-".join(words),
        "class": "".join(word.capitalize() for word in words),
        "words": " ".join(words),
        "title": " ".join(words).capitalize(),
    }
    return re.sub(r"<<(\w+)>>", lambda found: values[found[1]], text)
