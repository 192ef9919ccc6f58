"""Find the widgets: every subfolder of this package that has an `options.py`."""

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
            # All folders of the package: a test puts a scaffolded widget beside those that are
            # there.
            for folder in widgets.__path__
            for file in Path(folder).glob("*/options.py")
        )
        self._names = dict.fromkeys(sorted(folders))
        self._loaded: dict[str, Widget] = {}

    def __getitem__(self, name: str) -> Widget:
        if name not in self._loaded:
            if name not in self._names:
                raise KeyError(name)
            # Only now: all options take a fifth of a second to import.
            module = importlib.import_module(f"talk.widgets.{name}.options")
            options: type[WidgetOptions] = module.Options
            self._loaded[name] = Widget(name, options, methods=tuple(options.methods))
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def all_widgets() -> Mapping[str, Widget]:
    """Return the widgets by name, sorted."""
    return _Registry()
