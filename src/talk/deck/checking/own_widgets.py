"""Read the widgets that a deck, or an installed package, brings: a folder for each of them.

A folder has `options.yaml` (JSON Schema, with what concerns the kernel under `x-talk`) or
`options.py`, `element.js` or `element.ts`, and perhaps `look.css`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from pydantic import model_validator

from talk.deck.checking.css_lint import css_problems
from talk.deck.checking.widget_module import widget_module
from talk.deck.reading.problems import Problem, did_you_mean, did_you_mean_or_list
from talk.deck.reading.source import Source
from talk.deck.reading.trust import NotTrusted, is_trusted
from talk.deck.reading.yaml_reader import read
from talk.deck.schema.declared import declared_model
from talk.protocol.jsonrpc import WireError
from talk.protocol.registry import KERNEL_METHODS, method
from talk.widgets.base import Demo, Request, Widget, WidgetOptions, request
from talk.widgets.registry import all_widgets

GROUP = "talk.widgets"
"""Entry points of installed packages: name of a widget → package whose folder it is."""
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_OPTIONS = ("options.yaml", "options.json", "options.py")
_ELEMENTS = ("element.ts", "element.js")
_KEYS = ("description", "type", "properties", "required", "additionalProperties", "x-talk", "title")
_TALK_KEYS = ("methods", "requests", "steps")
_REQUEST_KEYS = ("method", "params", "variant", "label")
NOT_UTF8, SAVE_AS_UTF8 = "the file is not UTF-8 text", "save it as UTF-8"
"""Message and hint for a file of a widget in another encoding."""


@dataclass
class OwnWidgets(Mapping[str, Widget]):
    """The widgets that a deck may use: its own, talk's, and those of installed packages."""

    root: Path
    shipped: Mapping[str, Widget]
    sources: list[Source] = field(default_factory=list)
    """Files of the deck's own widgets, with their problems."""
    files: list[Path] = field(default_factory=list)
    own: dict[str, Widget] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Names of widgets that could not be read: what slides say of them is not judged."""
    _installed: dict[str, Widget] | None = None

    def __post_init__(self) -> None:
        """Read the deck's own widgets. Raises NotTrusted."""
        folders = [one for one in sorted((self.root / "widgets").glob("*")) if _is_widget(one)]
        if folders and not is_trusted(self.root):
            raise NotTrusted(self.root)
        for folder in folders:
            self._read(folder, folder.relative_to(self.root), self.own)

    def _read(self, folder: Path, path: Path, found: dict[str, Widget]) -> None:
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        stamps = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        sources, widget = read_widget(folder, path, (tuple(files), stamps))
        # The sources are kept from one load to the next, the problems that slides add are not.
        self.sources += sources
        # What Python writes beside a module is no change that live reload should show.
        self.files += [file for file in files if "__pycache__" not in file.parts]
        if widget is None:
            self.broken.add(folder.name)
        else:
            found[widget.name] = widget

    @property
    def installed(self) -> dict[str, Widget]:
        """The widgets of installed packages, looked for once they are asked for."""
        if self._installed is None:
            self._installed = {}
            for point in entry_points(group=GROUP):
                # The deck's own widget comes first, also before a package's of the same name.
                if point.name not in self.own and (folder := _folder_of(point)):
                    self._read(folder, Path(point.value) / folder.name, self._installed)
        return self._installed

    def __getitem__(self, name: str) -> Widget:
        if name in self.own:
            return self.own[name]
        return self.shipped[name] if name in self.shipped else self.installed[name]

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self.shipped or name in self.installed

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self.own, *self.shipped, *self.installed]))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _is_widget(folder: Path) -> bool:
    return folder.is_dir() and any((folder / name).is_file() for name in (*_OPTIONS, *_ELEMENTS))


def _folder_of(point: EntryPoint) -> Path | None:
    """Return the folder of the package that an entry point names."""
    spec = importlib.util.find_spec(point.module)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


Stamp = tuple[tuple[Path, ...], tuple[tuple[int, int], ...]]


@lru_cache(maxsize=64)
def read_widget(folder: Path, path: Path, stamp: Stamp) -> tuple[list[Source], Widget | None]:
    """Return the files of a widget as they were read, and the widget where they have no problem.

    `path` is the folder's name in messages, `stamp` its files with their times and sizes.
    """
    name = folder.name
    if not _NAME.fullmatch(name) or name in all_widgets():
        why = "is a widget that talk brings" if name in all_widgets() else "is no widget's name"
        hint = "small letters, digits and underscores, and none of talk's own"
        return [Source(path, problems=[Problem(path, 0, 0, f"'{name}' {why}", hint)])], None
    sources = []
    options_file = next((folder / one for one in _OPTIONS if (folder / one).is_file()), None)
    element = next((folder / one for one in _ELEMENTS if (folder / one).is_file()), None)
    options: type[WidgetOptions] | None = None
    if options_file is None or element is None:
        missing = _OPTIONS if options_file is None else _ELEMENTS
        message = f"the widget '{name}' has no {missing[0]}"
        hint = f"make the file; {' or '.join(missing[1:])} will do too"
        return [Source(path, problems=[Problem(path, 0, 0, message, hint)])], None
    source, options = (_python_options if options_file.suffix == ".py" else _declared_options)(
        options_file, path / options_file.name
    )
    sources.append(source)
    module, problems = widget_module(element, path / element.name)
    sources.append(Source(path / element.name, problems=problems))
    tag = "talk-" + name.replace("_", "-")
    # By its text: only a browser could run the module and see what it defines.
    if not problems and f'"{tag}"' not in module and f"'{tag}'" not in module:
        text = f"the element is never defined as <{tag}>"
        hint = f'end the file with customElements.define("{tag}", …)'
        problems.append(Problem(path / element.name, 0, 0, text, hint))
    look = folder / "look.css"
    try:
        css = look.read_text("utf-8-sig") if look.is_file() else ""
        found = css_problems(css, path / look.name)
    except UnicodeDecodeError:
        css, found = "", [Problem(path / look.name, 0, 0, NOT_UTF8, SAVE_AS_UTF8)]
    sources.append(Source(path / look.name, css, problems=found))
    if options is None or any(one.problems for one in sources):
        return sources, None
    return sources, Widget(name, options, tuple(options.methods), module=module, look=css)


# Options in Python


def _python_options(file: Path, path: Path) -> tuple[Source, type[WidgetOptions] | None]:
    """Return the class `Options` of a Python file."""
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return Source(path, problems=[Problem(path, 0, 0, NOT_UTF8, SAVE_AS_UTF8)]), None
    source = Source(path, text)
    # A module of this name may be in memory from before an edit.
    digest = hashlib.sha256(str(file).encode()).hexdigest()[:8]
    name = f"talk_deck_widget_{digest}_{file.parent.name}"
    module = ModuleType(name)
    # With it `inspect` finds the module's source, and the module the files beside itself.
    module.__file__ = str(file)
    # There pydantic looks for the names in the annotations of the module's classes.
    sys.modules[name] = module
    try:
        # A program of the deck's, which its user has trusted before any was read (OwnWidgets).
        exec(compile(text, str(file), "exec"), module.__dict__)
        options = module.__dict__.get("Options")
        if not (isinstance(options, type) and issubclass(options, WidgetOptions)):
            message = "the file defines no class 'Options' of WidgetOptions"
            source.add_problem_at(1, 1, message, "from talk.widgets.base import WidgetOptions")
            return source, None
        # pydantic puts off what it cannot resolve: a type that is wrong shows here, not on a slide.
        options.model_rebuild()
    except SyntaxError as error:
        source.add_problem_at(error.lineno or 1, error.offset or 1, f"{error.msg}")
        return source, None
    except Exception as error:  # a program may raise anything
        # The deepest line of the widget's own file, where the call into a library went wrong.
        lines = [
            one for one in traceback.extract_tb(error.__traceback__) if one.filename == str(file)
        ]
        line = lines[-1].lineno if lines else 1
        source.add_problem_at(line or 1, 1, f"{type(error).__name__}: {error}")
        return source, None
    return source, options


# Options in JSON Schema


class DeclaredOptions(WidgetOptions):
    """Options that a widget declares in JSON Schema, with requests made of them."""

    declared_requests: ClassVar[Sequence[dict[str, Any]]] = ()
    declared_steps: ClassVar[int | str] = 0

    def requests(self) -> list[Request]:
        """Return the requests, with the options in the places that name them."""
        return [
            request(one["method"], one.get("variant", ""), **self._filled(one.get("params", {})))
            for one in self.declared_requests
        ]

    def demos(self) -> list[Demo]:
        """Return each request once, prepared."""
        return [
            made.demo(label=str(self._filled(one.get("label", ""))))
            for made, one in zip(self.requests(), self.declared_requests, strict=True)
        ]

    def step_count(self) -> int:
        """Return the number that the declaration gives, or the length of the list that it names."""
        value = self._filled(self.declared_steps)
        return len(value) if isinstance(value, list) else int(value)

    def _filled(self, value: Any) -> Any:
        """Return a value of the declaration; `$name` in it is the option of that name."""
        if isinstance(value, str) and value.startswith("$"):
            return self.public().get(value[1:])
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        return [self._filled(item) for item in value] if isinstance(value, list) else value

    @model_validator(mode="after")
    def _requests_fit(self) -> DeclaredOptions:
        # On each slide: whether the kernel would accept a request depends on the options in it.
        for one in self.requests():
            try:
                method(one.method).read(one.params)
            except WireError as error:
                raise ValueError(f"{one.method} would refuse this: {error.message}") from None
        return self


def _declared_options(file: Path, path: Path) -> tuple[Source, type[WidgetOptions] | None]:
    """Return the options that a JSON Schema declares."""
    source = read(file.read_bytes(), path)
    value = source.value
    if not isinstance(value, dict):
        if not source.problems:
            source.add_problem((), "options are a JSON Schema with 'properties:'")
        return source, None
    for key in value:
        if key not in _KEYS:
            hint = did_you_mean_or_list(key, _KEYS, "keys")
            source.add_problem((key,), f"'{key}' is not read here", hint, key=True)
    properties = value.get("properties", {})
    talk = value.get("x-talk", {})
    if not isinstance(talk, dict):
        source.add_problem(("x-talk",), "'x-talk' must be a mapping (keys and values)")
        return source, None
    _check_talk(talk, properties if isinstance(properties, dict) else {}, source)
    about = str(value.get("description", ""))
    model = declared_model(
        file.parent.name,
        properties,
        source,
        ("properties",),
        base=DeclaredOptions,
        about=about,
        # In JSON Schema nothing is needed that is not listed.
        required=value.get("required", []),
    )
    if model is None or source.problems:
        return source, None
    model.methods = tuple(talk.get("methods", ()))
    model.declared_requests = tuple(talk.get("requests", ()))
    model.declared_steps = talk.get("steps", 0)
    return source, model


def _check_talk(talk: dict[str, Any], properties: Mapping[str, Any], source: Source) -> None:
    """Check what a declaration says of the kernel and of steps."""
    for key in talk:
        if key not in _TALK_KEYS:
            hint = did_you_mean_or_list(key, _TALK_KEYS, "keys")
            source.add_problem(("x-talk", key), f"'{key}' is not read here", hint, key=True)
    listed: dict[str, list[Any]] = {}
    for key in ("methods", "requests"):
        given = talk.get(key, [])
        if not isinstance(given, list):
            source.add_problem(("x-talk", key), f"'{key}' must be a list")
        listed[key] = given if isinstance(given, list) else []
    methods = listed["methods"]
    for place, name in enumerate(methods):
        if str(name) not in KERNEL_METHODS:
            hint = did_you_mean_or_list(str(name), KERNEL_METHODS, "methods")
            where = ("x-talk", "methods", place)
            source.add_problem(where, f"'{name}' is not a method of the kernel", hint)
    for place, one in enumerate(listed["requests"]):
        where = ("x-talk", "requests", place)
        if not isinstance(one, dict) or one.get("method") not in methods:
            message = "a request names a 'method' that is among 'methods'"
            source.add_problem(where, message, "give it 'method' and 'params'")
            continue
        for key in one:
            if key not in _REQUEST_KEYS:
                hint = did_you_mean_or_list(key, _REQUEST_KEYS, "keys")
                source.add_problem((*where, key), f"'{key}' is not read here", hint, key=True)
        for way, name in _named(one, ()):
            if name not in properties:
                hint = did_you_mean(name, properties)
                source.add_problem((*where, *way), f"'${name}' names no option", hint)
    steps = talk.get("steps", 0)
    if not isinstance(steps, str):
        if not isinstance(steps, int) or steps < 0:
            message = "'steps' must be a number, or '$' and the name of an option"
            source.add_problem(("x-talk", "steps"), message)
    elif not steps.startswith("$") or steps[1:] not in properties:
        name = steps.removeprefix("$")
        hint = f"write '${name}'" if name in properties else did_you_mean(name, properties)
        source.add_problem(("x-talk", "steps"), f"'{steps}' names no option", hint)


def _named(value: Any, way: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each `$name` in a value, with the way to it."""
    if isinstance(value, str) and value.startswith("$"):
        yield way, value[1:]
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _named(item, (*way, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _named(item, (*way, place))
