"""Finds the widgets: every subfolder of this package that has an `options.py`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from talk import widgets
from talk.widgets.base import Widget, WidgetOptions


class _Registry(Mapping[str, Widget]):
    """Widgets by name, sorted.

    Each is imported when it is first asked for, so that a small deck starts fast.
    """

    def __init__(self) -> None:
        folders = (
            file.parent.name
            for place in widgets.__path__
            for file in Path(place).glob("*/options.py")
        )
        self._names = dict.fromkeys(sorted(folders))
        self._loaded: dict[str, Widget] = {}

    def __getitem__(self, name: str) -> Widget:
        if name not in self._loaded:
            if name not in self._names:
                raise KeyError(name)
            self._loaded[name] = _load(name)
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def all_widgets() -> Mapping[str, Widget]:
    """Widgets by name, sorted."""
    return _Registry()


def _load(name: str) -> Widget:
    module = importlib.import_module(f"talk.widgets.{name}.options")
    options: type[WidgetOptions] = module.Options
    return Widget(name=name, options=options, methods=tuple(options.methods))
