"""YAML text → values, with a mark for every value and key.

YAML is read by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema): `yes`, `on`,
`3:20` and `2024-05-01` are text, `0o17` is 15. Merge keys (`<<`), tags and second documents are refused;
aliases are followed, but only so far.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from talk.deck.reading.problems import Problem

Where = Sequence[str | int]
"""The way to a value: keys and list positions from the top of the file."""

MAX_BYTES = 2_000_000
MAX_VALUES = 100_000
MAX_DEPTH = 40


class WholeNumber(int):
    """An int that remembers how it was written, so that `9.10` or `007` as text stays as it is."""

    raw: str


class Fraction(float):
    """A float that remembers how it was written."""

    raw: str


@dataclass
class Source:
    """A file as it was read. `value` has what could be read even where there are problems."""

    path: Path
    """As it is shown to people."""
    text: str = ""
    value: Any = None
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    unreadable: frozenset[tuple[int, int]] = frozenset()
    """Where a value could not be read; what is said of it afterwards only repeats that."""
    damaged: bool = False
    """Parts were not readable as YAML and are missing from `value`."""

    def at(self, where: Where) -> tuple[int, int]:
        """Line and column of the value; of the nearest value above it that exists."""
        return self._mark(where, key=False)

    def at_key(self, where: Where) -> tuple[int, int]:
        """Line and column of the key that names the value."""
        return self._mark(where, key=True)

    def problem(self, where: Where, message: str, hint: str = "", *, key: bool = False) -> Problem:
        line, column = self._mark(where, key=key)
        return self.problem_at(line, column, message, hint)

    def problem_at(self, line: int, column: int, message: str, hint: str = "") -> Problem:
        return Problem(self.path, line, column, message, hint, self.line(line))

    def told(self) -> list[Problem]:
        """The problems, without those that follow from a value that could not be read."""
        seen: set[tuple[int, int]] = set()
        kept: list[Problem] = []
        for problem in self.problems:
            mark = (problem.line, problem.column)
            if mark not in seen:
                kept.append(problem)
            if mark in self.unreadable:
                seen.add(mark)
        return kept

    def line(self, number: int) -> str:
        """Text of a line, counted from 1; empty beyond the end."""
        lines = self.lines
        return lines[number - 1] if 0 < number <= len(lines) else ""

    @property
    def lines(self) -> list[str]:
        return _BREAK.split(self.text)

    def find(self, where: Where, part: str, nth: int = 0) -> tuple[int, int]:
        """Line and column of the nth `part` (from 0) in the text of a value; else of the value."""
        node, _ = self._walk(where)
        if node is None or not part:
            return self.at(where)
        first, last = node.start_mark, node.end_mark
        lines = self.lines
        for number in range(first.line, min(last.line, len(lines) - 1) + 1):
            start = first.column if number == first.line else 0
            stop = last.column if number == last.line else len(lines[number])
            column = lines[number].find(part, start, stop)
            while column >= 0:
                if nth == 0:
                    return number + 1, column + 1
                nth -= 1
                column = lines[number].find(part, column + 1, stop)
        return self.at(where)

    def place(self, where: Where, offset: int) -> tuple[int, int]:
        """Line and column of a character of a text, counted from 0; of the value where the two cannot be matched.

        Blanks are matched run by run: folding and indentation change their number.
        """
        node, _ = self._walk(where)
        if not isinstance(node, ScalarNode) or offset >= len(node.value):
            return self.at(where)
        lines, style = self.lines, node.style or ""
        line, column = node.start_mark.line, node.start_mark.column
        if style in ("|", ">"):
            line, column = line + 1, 0
        elif style:
            column += 1
        for place, char in enumerate(node.value[: offset + 1]):
            if char.isspace() and place < offset:
                continue
            while line < len(lines) and (
                blanks := _BLANKS[style == '"'].match(lines[line], column)
            ):
                column = blanks.end()
                if column < len(lines[line]):
                    break
                line, column = line + 1, 0
            if place == offset or line >= len(lines):
                break
            width = _width_of(char, lines[line], column, style)
            if not width:
                return self.at(where)
            column += width
        return line + 1, column + 1

    def _mark(self, where: Where, *, key: bool) -> tuple[int, int]:
        node, name = self._walk(where)
        chosen = name if key and name is not None else node
        if chosen is None:
            return 1, 1
        return chosen.start_mark.line + 1, chosen.start_mark.column + 1

    def _walk(self, where: Where) -> tuple[Node | None, Node | None]:
        """The node and the node of its key. Steps that do not exist (names of union members) are left out."""
        node, name = self.root, None
        for step in where:
            if isinstance(node, MappingNode):
                for key, value in node.value:
                    if key.value == step:
                        node, name = value, key
                        break
            elif (
                isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value)
            ):
                node, name = node.value[step], None
        return node, name


_BREAK = re.compile(r"\r\n|\r|\n|\x85|\u2028|\u2029")
"""What libyaml counts as the end of a line."""


_BLANKS = {False: re.compile(r"\s*"), True: re.compile(r"(?:\s|\\[ntrvf0NLP_\t ]|\\$)*")}
"""Blanks as they may stand in a text; with double quotes as escapes too."""

_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


def _width_of(char: str, line: str, column: int, style: str) -> int:
    """Columns that a character of a text takes in the file; 0 where another one stands there."""
    if style == '"' and line.startswith("\\", column):
        return _ESCAPE_LENGTHS.get(line[column + 1 : column + 2], 2)
    if style == "'" and line.startswith("''", column):
        return 2 if char == "'" else 0
    return int(line.startswith(char, column))


def read(data: bytes, path: Path) -> Source:
    """The file's value and everything that is wrong with it as YAML."""
    source = Source(path)
    text = _decode(data, source)
    if text is None:
        return source
    source.text = text
    if _has_control_characters(source):
        return source
    source.root = _compose(text, source)
    if source.root is not None:
        source.value = _Reader(source).read(source.root)
        source.unreadable = frozenset((problem.line, problem.column) for problem in source.problems)
    elif not source.problems:
        source.problems.append(Problem(path, 1, 1, "the file is empty"))
    return source


# Bytes → text


def _decode(data: bytes, source: Source) -> str | None:
    if len(data) > MAX_BYTES:
        source.problems.append(
            Problem(
                source.path,
                0,
                0,
                f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}",
                "split it",
            )
        )
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        source.problems.append(Problem(source.path, 1, 1, "the file is UTF-16", "save it as UTF-8"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        skip = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        before = data[skip : skip + error.start].decode("utf-8")
        lines = _BREAK.split(before)
        bad = data[skip + error.start]
        rest = _BREAK.split(data[skip:].decode("utf-8", "replace"))
        source.problems.append(
            Problem(
                source.path,
                len(lines),
                len(lines[-1]) + 1,
                f"the byte 0x{bad:02X} is not UTF-8",
                "save the file as UTF-8",
                rest[len(lines) - 1],
            )
        )
        return None


_CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML does not allow in a file (chapter 5.1), and byte order marks inside it."""


def _has_control_characters(source: Source) -> bool:
    found = False
    for match in _CONTROL.finditer(source.text):
        before = _BREAK.split(source.text[: match.start()])
        message = f"the character U+{ord(match.group()):04X} is not allowed in YAML"
        source.problems.append(
            source.problem_at(len(before), len(before[-1]) + 1, message, "remove it")
        )
        found = True
        if len(source.problems) == 5:
            break
    return found


# Text → nodes


class _Composer:
    """What both composers share: no YAML 1.1 guesses; a plain scalar gets the tag `plain`."""

    def resolve(self, kind: type[Node], value: str | None, implicit: Any) -> str:
        if kind is ScalarNode:
            return "plain" if implicit[0] else "text"
        return "list" if kind is SequenceNode else "map"


if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    class _Loader(_Composer, CParser, BaseResolver):
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            BaseResolver.__init__(self)

else:

    class _Loader(  # type: ignore[no-redef]
        _Composer,
        yaml.reader.Reader,
        yaml.scanner.Scanner,
        yaml.parser.Parser,
        yaml.composer.Composer,
        BaseResolver,
    ):
        def __init__(self, text: str) -> None:
            yaml.reader.Reader.__init__(self, text)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)
            yaml.composer.Composer.__init__(self)
            BaseResolver.__init__(self)


def _compose(text: str, source: Source) -> Node | None:
    """The nodes; a slide that cannot be read is told and left out, and the rest is read without it."""
    lines = _BREAK.split(text)
    for _ in range(10):
        loader = _Loader("\n".join(lines) if source.damaged else text)
        try:
            node: Node | None = loader.get_single_node()
            return node
        except yaml.MarkedYAMLError as error:
            line = _tell(error, source)
            if source.problems[-1] in source.problems[:-1]:
                return None
            source.damaged = True
            if not _blank_item(lines, line):
                return None
        finally:
            dispose = getattr(loader, "dispose", None)
            if dispose:
                dispose()
    return None


_ITEM = re.compile(r"( *)- ")


def _blank_item(lines: list[str], bad: int) -> bool:
    """Empty the slide (an item of the list after `slides:`) that has line `bad`, counted from 0.

    False when there is none, or no other slide.
    """
    top = next((number for number, line in enumerate(lines) if line.startswith("slides:")), None)
    if top is None or bad <= top:
        return False
    first = next((match for line in lines[top + 1 :] if (match := _ITEM.match(line))), None)
    if first is None:
        return False
    starts = [
        number
        for number, line in enumerate(lines)
        if number > top and (match := _ITEM.match(line)) and match[1] == first[1]
    ]
    begin = max((start for start in starts if start <= bad), default=None)
    if begin is None:
        return False
    end = min((start for start in starts if start > bad), default=len(lines))
    lines[begin:end] = [""] * (end - begin)
    return len(starts) > 1


_SENTENCES: list[tuple[str, str, str]] = [
    ("mapping values are not allowed", "a ': ' inside a value needs quotes round the value", ""),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "check its indentation and quotes",
    ),
    (
        "did not find expected '-' indicator",
        "this line should begin with '- ' like the items above it",
        "or stand further right",
    ),
    (
        "could not find expected ':'",
        "a key without ': ' after it",
        "or a text over several lines without '|'",
    ),
    ("did not find expected ',' or ']'", "the list that opens here with '[' is not closed", ""),
    ("did not find expected ',' or '}'", "the mapping that opens here with '{' is not closed", ""),
    ("did not find expected node content", "here a value should be", ""),
    (
        "found unexpected end of stream",
        "the text that opens here is not closed",
        "add the quote at its end",
    ),
    (
        "found unexpected document indicator",
        "the text that opens here is not closed",
        "add the quote at its end",
    ),
    (
        "found unknown escape character",
        "an unknown escape after '\\'",
        "use single quotes, or '\\\\'",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "put it on its own lines",
    ),
    (
        "found undefined alias",
        "this alias has no anchor",
        "a text that begins with '*' needs quotes",
    ),
    ("found undefined tag handle", "a text that begins with '!' needs quotes", ""),
    ("found another document", "a second document begins here", "remove the '---'"),
    (
        "did not find expected <document start>",
        "a second document begins here",
        "indent it or remove it",
    ),
    ("nesting depth", f"values are nested deeper than {MAX_DEPTH} levels", ""),
    ("found duplicate anchor", "this anchor is there twice", ""),
    (
        "found character that cannot start any token",
        "a text cannot begin with this character",
        "put it in quotes",
    ),
    ("did not find expected alphabetic", "a text that begins with '*' or '&' needs quotes", ""),
    ("mapping keys are not allowed", "a text that begins with '?' needs quotes", ""),
    (
        "could not find expected directive name",
        "a line cannot begin with '%'",
        "put the text in quotes",
    ),
    ("expected comment or line break", "after '|' or '>' the text begins on the next line", ""),
]


_TOLD_WHERE_IT_BEGINS = (
    "end of stream",
    "document indicator",
    "',' or",
    "alphabetic",
    "expected ':'",
)
"""Mistakes that are found later than they were made."""


def _tell(error: yaml.MarkedYAMLError, source: Source) -> int:
    """Adds the problem; returns its line counted from 0."""
    what = error.problem or error.context or ""
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(part in what for part in _TOLD_WHERE_IT_BEGINS):
        mark = error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line_text = source.line(line + 1)
    indentation = line_text[: len(line_text) - len(line_text.lstrip())]
    if "\t" in indentation:
        problem = source.problem_at(
            line + 1, indentation.index("\t") + 1, "a tab cannot indent in YAML", "use spaces"
        )
    else:
        message, hint = next(
            ((message, hint) for part, message, hint in _SENTENCES if part in what),
            (f"not YAML: {what}", ""),
        )
        if "not closed" in message and "text" not in message:
            hint = f"add the '{what.rstrip()[-2]}'" if what.endswith("'") else ""
        problem = source.problem_at(line + 1, column + 1, message, hint)
    source.problems.append(problem)
    return line


# Nodes → values

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class _TooMuchError(Exception):
    pass


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0
        self.open: set[int] = set()

    def read(self, node: Node) -> Any:
        try:
            return self._value(node, 0)
        except _TooMuchError:
            return None

    def _problem(self, node: Node, message: str, hint: str = "") -> None:
        mark = node.start_mark
        self.source.problems.append(
            self.source.problem_at(mark.line + 1, mark.column + 1, message, hint)
        )

    def _value(self, node: Node, depth: int) -> Any:
        self.count += 1
        if self.count > MAX_VALUES:
            self._problem(
                node, f"the aliases of this file expand to more than {MAX_VALUES:,} values"
            )
            raise _TooMuchError
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if depth >= MAX_DEPTH:
            self._problem(node, f"values are nested deeper than {MAX_DEPTH} levels")
            raise _TooMuchError
        if id(node) in self.open:
            self._problem(node, "this value contains itself through an alias", "remove the alias")
            return None
        self._refuse_tag(node)
        self.open.add(id(node))
        value = (
            self._mapping(node, depth) if isinstance(node, MappingNode) else self._list(node, depth)
        )
        self.open.discard(id(node))
        return value

    def _list(self, node: Node, depth: int) -> list[Any]:
        return [self._value(item, depth + 1) for item in node.value]

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                self._problem(
                    key, "a key must be text", "a text that begins with '{' or '[' needs quotes"
                )
            elif key.value == "<<" and key.tag == "plain":
                self._problem(key, "merge keys ('<<') are not read", "write the keys out")
            elif key.value in value:
                first = next(one for one, _ in node.value if one.value == key.value)
                self._problem(
                    key,
                    f"'{key.value}' is there twice",
                    f"first on line {first.start_mark.line + 1}",
                )
                self._value(item, depth + 1)
            else:
                value[key.value] = self._value(item, depth + 1)
        return value

    def _refuse_tag(self, node: Node) -> None:
        if node.tag not in ("plain", "text", "list", "map"):
            name = node.tag.replace("tag:yaml.org,2002:", "!!")
            self._problem(
                node, f"the tag {name} is not read", "remove it, or put the text in quotes"
            )

    def _scalar(self, node: ScalarNode) -> Any:
        text: str = node.value
        if node.tag != "plain":
            self._refuse_tag(node)
            return text
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if text[0] in "-+.0123456789":
            return self._number(node, text)
        return text

    def _number(self, node: ScalarNode, text: str) -> Any:
        if len(text) > 300:
            return text
        if _INT.fullmatch(text):
            base = 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10
            whole = WholeNumber(int(text, base))
            whole.raw = text
            return whole
        if _FLOAT.fullmatch(text):
            fraction = Fraction(text)
            fraction.raw = text
            return fraction
        if _SPECIAL.fullmatch(text):
            fraction = Fraction(text.replace(".", ""))
            fraction.raw = text
            return fraction
        return text
