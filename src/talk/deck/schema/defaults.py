"""Make the model of `defaults:`: what every slide may say, for slides that say nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Any, Literal

from pydantic import create_model

from talk.deck.schema.fields import Written
from talk.deck.schema.layouts import Slide

NO_DEFAULTS = {
    "id": "every slide has an id of its own",
    "title": "every slide has a title of its own",
    "live": "a widget stands on its slide: its votes and recordings are that slide's",
}
"""Key of a slide → why it can have no default."""


def defaults_model(layouts: Mapping[str, type[Slide]]) -> type[Any]:
    """Return the model of defaults in a deck with these layouts."""
    return _model(tuple(layouts.items()))


@lru_cache(maxsize=8)
def _model(layouts: tuple[tuple[str, type[Slide]], ...]) -> type[Any]:
    fields: dict[str, Any] = {"layout": (Literal[tuple(name for name, _ in layouts)] | None, None)}
    for _, layout in layouts:
        for name, given in layout.model_fields.items():
            if name in fields or name in NO_DEFAULTS:
                continue
            field = copy(given)
            field.default, field.default_factory, field.validate_default = None, None, False
            fields[name] = (field.annotation, field)
    return create_model("Defaults", __base__=Written, **fields)


def keys_of(model: type[Slide]) -> set[str]:
    """Return the keys that a slide of a layout may have, as they are written."""
    return {field.alias or name for name, field in model.model_fields.items()}
