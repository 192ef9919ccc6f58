"""Make the models of keys of a slide that stand elsewhere than on the slide.

`defaults:` has what slides say that say nothing else; an item `include:` changes the slide that it
takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache, lru_cache
from typing import Any, Literal

from pydantic import create_model
from pydantic.fields import FieldInfo

from talk.deck.schema.fields import Written
from talk.deck.schema.layouts import Slide

NO_DEFAULTS = {
    "id": "every slide has an id of its own",
    "title": "every slide has a title of its own",
    "live": "a widget stands on its slide: its votes and recordings are that slide's",
}
"""Key of a slide → why it can have no default."""

CHANGEABLE = (
    *("title", "notes", "guide_notes", "time", "paths", "hold", "skip", "sources", "transition"),
)
"""Keys that an item `include:` may say otherwise for the slide that it takes."""


def defaults_model(layouts: Mapping[str, type[Slide]]) -> type[Any]:
    """Return the model of defaults in a deck with these layouts."""
    return _model(tuple(layouts.items()))


# A deck with layouts of its own has new ones after each edit of theirs: some are kept, not all.
@lru_cache(maxsize=8)
def _model(layouts: tuple[tuple[str, type[Slide]], ...]) -> type[Any]:
    fields: dict[str, Any] = {"layout": (Literal[tuple(name for name, _ in layouts)] | None, None)}
    for _, layout in layouts:
        for name, given in layout.model_fields.items():
            # A key of several layouts has the type of the first. A slide checks it again by its own
            # layout.
            if name in fields or name in NO_DEFAULTS:
                continue
            fields[name] = _optional(given)
    return create_model("Defaults", __base__=Written, **fields)


@cache
def changes_model() -> type[Any]:
    """Return the model of what an item `include:` says of its slide; None where it says nothing."""
    fields: dict[str, Any] = {name: _optional(Slide.model_fields[name]) for name in CHANGEABLE}
    return create_model("Changes", __base__=Written, **fields)


def _optional(given: FieldInfo) -> tuple[Any, FieldInfo]:
    """Return the definition of a field that is None where nothing is written."""
    # A copy: the field itself goes on to belong to the layout. None is not of its type, and is not
    # validated, so it stays apart from everything that an author may write.
    field = copy(given)
    field.default, field.default_factory, field.validate_default = None, None, False
    return field.annotation, field


def keys_of(model: type[Slide]) -> set[str]:
    """Return the keys that a slide of a layout may have, as they are written."""
    return {field.alias or name for name, field in model.model_fields.items()}
