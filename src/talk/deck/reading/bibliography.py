"""Read the sources that a deck cites from BibTeX files, with the line of each.

An entry is read at a time, so that a broken one is named and hides no other. What its fields mean
is in `talk.deck.reading.bibtex_entries`.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from talk.deck.reading.bibtex_entries import FieldError, address, kinds, reference
from talk.deck.reading.problems import Problem, did_you_mean
from talk.deck.reading.source import Source

# Whole libraries of a lifetime are smaller. It bounds the time of a load.
MAX_BYTES = 2_000_000
_ENTRY = re.compile(r"@(\w+)\s*\{\s*(?:([^\s,{}=]+)\s*,)?")
_MONTHS = {name[:3].lower(): name for name in month_name[1:]}
"""Words that stand for months."""


class _Field(NamedTuple):
    value: str
    at: int
    """Where it stands in the file, in characters from 0."""


@dataclass
class Bibliography:
    """The entries of a BibTeX file, as citeproc-py has them."""

    source: Source
    entries: dict[str, Any] = field(default_factory=dict)
    """By key, in small letters: BibTeX's keys are told apart by nothing else."""
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each entry, by its key as written."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Address on the web of each entry that has one, by its key in small letters."""


def read_bibliography(file: Path, path: Path) -> Bibliography:
    """Return what a BibTeX file has; `path` is how messages name it."""
    status = file.stat()
    found = _read(file, path, status.st_mtime_ns, status.st_size)
    # A source of its own: a deck adds problems to it, and what is cached must stay as it was read.
    source = Source(path, found.source.text, problems=list(found.source.problems))
    return Bibliography(source, found.entries, found.places, found.addresses)


@lru_cache(maxsize=16)
def _read(file: Path, path: Path, _modified_ns: int, _size: int) -> Bibliography:
    """Return what a file has; read once while its time and size stay, over many saves of slides."""
    source = Source(path)
    found = Bibliography(source)
    data = file.read_bytes()
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}"
        source.problems.append(Problem(path, 0, 0, message, "leave out what no slide cites"))
        return found
    try:
        source.text = text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        message = "this bibliography is not UTF-8 text"
        source.problems.append(Problem(path, 0, 0, message, "save it as UTF-8"))
        return found
    strings = dict(_MONTHS)
    end = 0
    for match in _ENTRY.finditer(text):
        if match.start() < end:
            continue  # inside of the entry before
        position = _position(text, match.start())
        kind, key = match[1].lower(), match[2]
        closing = _closing(text, text.index("{", match.start()))
        if closing is None:
            name = f"the entry '{key}'" if key else f"this @{kind}"
            source.add_problem_at(*position, f"{name} has no end", "a '}' is missing")
            break
        end = closing + 1
        if kind in ("comment", "preamble"):
            continue
        begin = match.end() if key else text.index("{", match.start()) + 1
        try:
            fields = _fields(text, begin, closing, strings)
        except _FieldError as error:
            source.add_problem_at(*_position(text, error.at), str(error), error.hint)
            continue
        if kind == "string":
            strings |= {name: one.value for name, one in fields.items()}
        elif key is None:
            message = f"this @{kind} has no key to cite it by"
            source.add_problem_at(*position, message, f"write '@{kind}{{key,'")
        elif key.lower() in found.entries:
            line = next(at for name, at in found.places.items() if name.lower() == key.lower())[0]
            source.add_problem_at(
                *position, f"the key '{key}' is there twice", f"first on line {line}"
            )
        else:
            _add(found, key, kind, match.start(), fields)
    return found


class _FieldError(ValueError):
    """A field of an entry that cannot be read; `at` is where it stands in the file."""

    def __init__(self, at: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.at = at
        self.hint = hint


_NAME = re.compile(r"\s*([\w:-]+)\s*=\s*")
_WORD = re.compile(r"[^\s,{}#\"=]+")
_QUOTED = re.compile(r'"([^"]*)"')
_JOIN = re.compile(r"\s*#\s*")
_NEXT = re.compile(r"\s*,?\s*")


def _fields(text: str, at: int, end: int, strings: Mapping[str, str]) -> dict[str, _Field]:
    """Return the fields between two places of a file. Raises _FieldError.

    citeproc-py's own parser never comes back from some broken entries.
    """
    fields: dict[str, _Field] = {}
    first = _NEXT.match(text, at, end)
    at = first.end() if first else at
    while at < end:
        name = _NAME.match(text, at, end)
        if name is None:
            hint = "each field is 'name = {words},'"
            raise _FieldError(
                at, f"'{text[at : min(at + 20, end)].splitlines()[0]}' is no field", hint
            )
        value, at = _value(text, name.end(), end, strings)
        fields[name[1].lower()] = _Field(value, name.start(1))
        separator = _NEXT.match(text, at, end)
        if separator is not None and separator.end() < end and "," not in separator[0]:
            raise _FieldError(at, "a ',' is missing between two fields")
        at = separator.end() if separator else end
    return fields


def _value(text: str, at: int, end: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """Return a field's value, which may be joined of several by `#`, and where it ends."""
    whole = ""
    while True:
        word = _WORD.match(text, at, end)
        quoted = _QUOTED.match(text, at, end)
        closing = _closing(text, at) if text.startswith("{", at) else None
        if closing is not None:
            part, at = text[at + 1 : closing], closing + 1
        elif quoted is not None:
            part, at = quoted[1], quoted.end()
        elif word is not None and (word[0].isdigit() or word[0].lower() in strings):
            part, at = strings.get(word[0].lower(), word[0]), word.end()
        else:
            shown = word[0] if word else text[at : at + 1]
            raise _FieldError(at, f"'{shown}' is no value", "put the words between '{' and '}'")
        whole += part
        joined = _JOIN.match(text, at, end)
        if joined is None:
            return whole, at
        at = joined.end()


def _add(found: Bibliography, key: str, kind: str, at: int, fields: dict[str, _Field]) -> None:
    """Add one entry, and a problem for each of its mistakes.

    An entry with mistakes is there to be cited all the same, so that each is told once.
    """
    position = _position(found.source.text, at)
    if "title" not in fields:
        found.source.add_problem_at(*position, f"the entry '{key}' has no title")
    if kind not in (known := kinds()):
        hint = did_you_mean(f"@{kind}", [f"@{one}" for one in known])
        hint = hint or "kinds are book, article, inproceedings, report, thesis, online, misc, …"
        found.source.add_problem_at(*position, f"'@{kind}' is no kind of source", hint)
    values = {name: one.value for name, one in fields.items()}
    # A field at a time, so that each mistake is told, at its own place.
    while True:
        try:
            entry = reference(key.lower(), kind, values)
            break
        except FieldError as error:
            message = f"'{error.command}' in '{error.name}' of the entry '{key}' is not known"
            hint = "write the sign or the words that it stands for"
            where = _position(found.source.text, fields[error.name].at)
            found.source.add_problem_at(*where, message, hint)
            # The key stands for what cannot be shown, so that the entry can be cited.
            values[error.name] = key
    if found_at := address(values):
        found.addresses[key.lower()] = found_at
    found.entries[key.lower()] = entry
    found.places[key] = position


def _closing(text: str, opening: int) -> int | None:
    """Return the place of the brace that closes the one at `opening`."""
    depth = 0
    # A brace behind a backslash is a sign of the text.
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, opening):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
            if depth == 0:
                return found.start()
    return None


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
