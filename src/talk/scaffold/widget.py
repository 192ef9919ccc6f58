"""`talk scaffold widget NAME`: write the files of a widget that works at once.

In a deck they are the deck's own. In a checkout of talk they are one of talk's, with its tests.
"""

from __future__ import annotations

import keyword
import re
import sys
from importlib.resources import files
from pathlib import Path

import talk
from talk.deck.reading.trust import trust
from talk.failure import Failure
from talk.widgets.registry import all_widgets

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

_DECK_TEMPLATES = files("talk.scaffold") / "deck_widget_files"

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 30
"""Most characters of a name: the templates' longest lines have room for as many."""


def scaffold_widget(name: str, root: Path) -> list[Path]:
    """Write the files of a new widget below `root`, the top of a checkout; return their paths.

    Raises Failure for a name that is none, or a widget that is there.
    """
    _check_name(name)
    places = {template: root / place.format(name=name) for template, place in _FILES.items()}
    # All are looked at before the first is written: nothing is left half made.
    for place in places.values():
        if place.exists():
            raise Failure(f"{place.relative_to(root)} is there already: choose another name")
    for template, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_fill((_TEMPLATES / template).read_text("utf-8"), name), "utf-8")
    return list(places.values())


def scaffold_deck_widget(name: str, deck: Path, *, typescript: bool = False) -> list[Path]:
    """Write the files of a widget into a deck's folder `widgets/`; return their paths.

    For TypeScript they are joined by the types of what it imports, and by the settings that lead
    editors and `tsc` to them. The deck is trusted from then on: whoever makes a widget there means
    it to run.

    Raises Failure for a name that is none, or a widget that is there.
    """
    _check_name(name)
    folder = deck / "widgets" / name
    if folder.exists():
        raise Failure(f"{folder} is there already: choose another name")
    folder.mkdir(parents=True)
    made = []
    for file in ("options.yaml", "element.ts" if typescript else "element.js", "look.css"):
        place = folder / file
        text = (_DECK_TEMPLATES / f"{file}.txt").read_text("utf-8")
        place.write_text(_fill(text, name), "utf-8")
        made.append(place)
    for file in ("talk.d.ts", "tsconfig.json") if typescript else ():
        place = folder.parent / file
        # The types are this talk's own; the settings may have been changed by the author.
        if file == "talk.d.ts" or not place.exists():
            place.write_text((_DECK_TEMPLATES / f"{file}.txt").read_text("utf-8"), "utf-8")
            made.append(place)
    trust(deck)
    return made


def widget(name: str, deck: Path | None = None, *, typescript: bool = False) -> int:
    """Write the files of a widget, and print how to go on; return 0.

    They go into `deck`, or into the deck in whose folder the command runs, else into the checkout
    that talk runs from and that it is called in.

    Raises Failure.
    """
    if deck is None and Path("deck.yaml").is_file():
        deck = Path()
    if deck is not None:
        if name in all_widgets():
            raise Failure(f"'{name}' is a widget that talk brings: choose another name", 2)
        for file in scaffold_deck_widget(name, deck, typescript=typescript):
            sys.stdout.write(f"made {file}\n")
        sys.stdout.write(
            f"write 'live: {{widget: {name}}}' on a slide; every save shows in `talk present`\n"
        )
        return 0
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


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        form = "small letters, digits and underscores, such as 'token_race'"
        raise Failure(f"'{name}' is not a widget's name: {form}", 2)
    if len(name) > LONGEST_NAME:
        text = f"'{name}' has {len(name)} characters: at most {LONGEST_NAME} make a widget's name"
        raise Failure(text, 2)


def _checkout() -> Path:
    """Return the top of the checkout that talk runs from. Raises Failure elsewhere."""
    package = Path(talk.__file__).resolve().parent
    root = package.parents[1]
    is_checkout = package.parent.name == "src" and (root / "pyproject.toml").is_file()
    # Called elsewhere it is meant for a deck: nobody would look for its files in the checkout.
    if not is_checkout or not Path.cwd().is_relative_to(root):
        raise Failure("there is no deck.yaml here: name the deck that gets the widget with --deck")
    return root


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
