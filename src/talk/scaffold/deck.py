"""`talk new DIR`: write a small deck with two live widgets, which explains itself."""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from talk.deck.schema.json_schema import schema
from talk.failure import Failure

SCHEMA_FILE = "talk.schema.json"
"""Name of the schema's file.

A deck's files name it in their first line, where editors look for it.
"""

_TEMPLATE = files("talk.scaffold") / "deck_files"


def new_deck(folder: Path) -> None:
    """Write a new deck; the folder `my-first_talk` gives it the title `My first talk`.

    Raises Failure when there is something in the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure(f"{folder} is there and is not empty: give the name of a new folder")
    words = re.sub(r"[-_\s]+", " ", folder.resolve().name).strip() or "My talk"
    # JSON's quotes are YAML's too, so any folder's name makes a valid title.
    title = json.dumps(words[:1].upper() + words[1:], ensure_ascii=False)
    _copy(_TEMPLATE, folder, title)
    (folder / SCHEMA_FILE).write_text(json.dumps(schema(), ensure_ascii=False) + "\n", "utf-8")


def new(folder: Path) -> int:
    """Make a deck and print how to go on; return 0."""
    new_deck(folder)
    name = str(folder)
    # Quoted where a shell would part it, so that the printed commands can be copied.
    shown = f"'{name}'" if re.search(r"[^\w./-]", name) else name
    sys.stdout.write(
        f"made a deck in {name}\n"
        f"  talk present {shown}    shows it; every save shows at once\n"
        f"  talk check {shown}      tells what is wrong with it\n"
    )
    return 0


def _copy(source: Traversable, target: Path, title: str) -> None:
    """Copy a template, a file or a folder, and put the title where it says TITLE."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for item in source.iterdir():
            _copy(item, target / item.name, title)
    else:
        text = source.read_text("utf-8")
        target.write_text(
            re.sub(r"(?m)^( *title: )TITLE$", lambda found: found[1] + title, text), "utf-8"
        )
