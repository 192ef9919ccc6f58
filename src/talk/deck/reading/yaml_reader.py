"""Read YAML text into values, with a mark for every value and key.

YAML is read by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema): `yes`,
`on`, `3:20` and `2024-05-01` are text, `0o17` is 15. Merge keys (`<<`), tags and second documents
are refused. Aliases are followed until a file has `MAX_VALUES` values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from talk.deck.reading.problems import Problem
from talk.deck.reading.source import LINE_BREAK, Source
from talk.deck.reading.yaml_errors import MAX_DEPTH, problem_of

MAX_BYTES = 2_000_000
"""Longest file that is read."""
MAX_VALUES = 100_000
"""Most values of a file, aliases expanded: a few lines of nested aliases stand for billions."""
MAX_ATTEMPTS = 10
"""Most slides of a file that are blanked because they are not YAML, one an attempt."""
MAX_CONTROL_CHARACTERS = 5
"""Most control characters of a file that are reported: a binary file has thousands."""
MAX_NUMBER_LENGTH = 300
"""Most characters of a number; Python's int() raises an error for thousands of digits."""


class WholeNumber(int):
    """An int that remembers how it was written, so that `007` wanted as text stays `007`."""

    raw: str


class Fraction(float):
    """A float that remembers how it was written, so that `9.10` wanted as text stays `9.10`."""

    raw: str


def read(
    data: bytes, path: Path, to_nodes: Callable[[str, Source], Node | None] | None = None
) -> Source:
    """Return a file's value and everything that is wrong with it as YAML.

    `to_nodes` makes the nodes of a file that is no YAML as a whole.
    """
    source = Source(path)
    text = _decode(data, source)
    if text is None:
        return source
    source.text = text
    # libyaml would stop at the first one.
    if _add_control_characters(source):
        return source
    source.root = (to_nodes or _compose)(text, source)
    if source.root is not None:
        source.value = _Reader(source).read(source.root)
        # After the reading: what is found later at one of these places only follows from it.
        source.unreadable = frozenset((problem.line, problem.column) for problem in source.problems)
    elif not source.problems:
        source.problems.append(Problem(path, 1, 1, "the file is empty"))
    return source


# Bytes → text


def _decode(data: bytes, source: Source) -> str | None:
    """Return the text of a file; None, with a problem added, where it is not UTF-8 or too long."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}"
        source.problems.append(Problem(source.path, 0, 0, message, "split it"))
        return None
    # Notepad's "Unicode". As UTF-8 the message would be about its first byte.
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        source.problems.append(Problem(source.path, 1, 1, "the file is UTF-16", "save it as UTF-8"))
        return None
    try:
        # With or without the byte order mark that Windows' editors write.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.start` does not count the byte order mark that utf-8-sig dropped.
        skip = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        before = LINE_BREAK.split(data[skip : skip + error.start].decode("utf-8"))
        lines = LINE_BREAK.split(data[skip:].decode("utf-8", "replace"))
        source.problems.append(
            Problem(
                source.path,
                len(before),
                len(before[-1]) + 1,
                f"the byte 0x{data[skip + error.start]:02X} is not UTF-8",
                "save the file as UTF-8",
                lines[len(before) - 1],
            )
        )
        return None


# What is left of the characters of YAML, not `[^…]` with these: of those Python would make a table
# of 65,536 entries, for 10 ms at each start.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""What YAML does not allow in a file (chapter 5.1), and byte order marks inside it."""


def _add_control_characters(source: Source) -> bool:
    """Add a problem for each of the first control characters; return whether there are any."""
    for match in _CONTROL.finditer(source.text):
        before = LINE_BREAK.split(source.text[: match.start()])
        message = f"the character U+{ord(match.group()):04X} is not allowed in YAML"
        source.add_problem_at(len(before), len(before[-1]) + 1, message, "remove it")
        if len(source.problems) == MAX_CONTROL_CHARACTERS:
            break
    return bool(source.problems)


# Text → nodes


class _Tags:
    """Give scalars the tag `plain` or `text`, without YAML 1.1's guesses at their types."""

    # `implicit[0]` is True of a scalar without quotes and without a tag.
    def resolve(self, kind: type[Node], value: str | None, implicit: Any) -> str:
        if kind is ScalarNode:
            return "plain" if implicit[0] else "text"
        return "list" if kind is SequenceNode else "map"


# libyaml is several times as fast. PyYAML's wheels have it; a PyYAML built from source may not.
if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    class _Loader(_Tags, CParser, BaseResolver):
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            BaseResolver.__init__(self)

else:

    class _Loader(  # type: ignore[no-redef]
        _Tags,
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
    """Return the nodes of a text.

    libyaml stops at the first mistake. So that an author sees the mistakes of all slides at once,
    a slide that cannot be read is reported and blanked, and the rest is read again without it.
    """
    lines = LINE_BREAK.split(text)
    for _ in range(MAX_ATTEMPTS):
        # The text itself while nothing is blanked: joining would make one kind of line end of all.
        node = compose_once("\n".join(lines) if source.damaged else text, source)
        if not isinstance(node, Problem):
            return node
        repeated = node in source.problems
        source.problems.append(node)
        if repeated:  # blanking did not help
            return None
        # Later checks know from it that a slide may be missing which is there in the file.
        source.damaged = True
        if not _blank_item(lines, node.line - 1):
            return None
    return None


def compose_once(text: str, source: Source) -> Node | Problem | None:
    """Return the nodes of a text, or the first mistake that keeps it from being YAML."""
    loader = _Loader(text)
    try:
        node: Node | None = loader.get_single_node()
        return node
    except yaml.MarkedYAMLError as error:
        return problem_of(error, source)
    finally:
        # Only the pure Python loader has state to drop.
        dispose = getattr(loader, "dispose", None)
        if dispose:
            dispose()


_ITEM = re.compile(r"( *)- ")


def _blank_item(lines: list[str], bad: int) -> bool:
    """Empty the slide (an item of the list after `slides:`) that has line `bad`, counted from 0.

    Return False when there is none, or no other slide.
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
    # Empty lines rather than none, so that the marks of all that follows stay right.
    lines[begin:end] = [""] * (end - begin)
    # The only slide: without it the chapter would be reported as empty, which it is not.
    return len(starts) > 1


# Nodes → values

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class _TooMuchError(Exception):
    """The file expands to more than can be read; the problem has been added."""


class _Reader:
    """Turns the nodes of one file into values, and adds a problem for each that is refused."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0
        self.open: set[int] = set()
        """Ids of the nodes that are being read: an alias to one of them has no end."""

    def read(self, node: Node) -> Any:
        try:
            return self._value(node, 0)
        except _TooMuchError:
            return None

    def _add_problem(self, node: Node, message: str, hint: str = "") -> None:
        mark = node.start_mark
        self.source.add_problem_at(mark.line + 1, mark.column + 1, message, hint)

    def _value(self, node: Node, depth: int) -> Any:
        self.count += 1
        if self.count > MAX_VALUES:
            message = f"the aliases of this file expand to more than {MAX_VALUES:,} values"
            self._add_problem(node, message)
            raise _TooMuchError
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if depth >= MAX_DEPTH:
            self._add_problem(node, f"values are nested deeper than {MAX_DEPTH} levels")
            raise _TooMuchError
        # Only nodes that are open: the same anchor may be used any number of times side by side.
        if id(node) in self.open:
            message = "this value contains itself through an alias"
            self._add_problem(node, message, "remove the alias")
            return None
        self._refuse_tag(node)
        self.open.add(id(node))
        if isinstance(node, MappingNode):
            value: Any = self._mapping(node, depth)
        else:
            value = [self._value(item, depth + 1) for item in node.value]
        self.open.discard(id(node))
        return value

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                hint = "a text that begins with '{' or '[' needs quotes"
                self._add_problem(key, "a key must be text", hint)
            elif key.value == "<<" and key.tag == "plain":
                self._add_problem(key, "merge keys ('<<') are not read", "write the keys out")
            elif key.value in value:
                first = next(one for one, _ in node.value if one.value == key.value)
                hint = f"first on line {first.start_mark.line + 1}"
                self._add_problem(key, f"'{key.value}' is there twice", hint)
                # Read for its own problems; the first value stays.
                self._value(item, depth + 1)
            else:
                value[key.value] = self._value(item, depth + 1)
        return value

    def _refuse_tag(self, node: Node) -> None:
        if node.tag not in ("plain", "text", "list", "map"):
            name = node.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "remove it, or put the text in quotes"
            self._add_problem(node, f"the tag {name} is not read", hint)

    def _scalar(self, node: ScalarNode) -> Any:
        text: str = node.value
        if node.tag != "plain":
            self._refuse_tag(node)
            return text
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        # By the first character: most scalars are words, and patterns would be tried on each.
        return _number(text) if text[0] in "-+.0123456789" else text


def _number(text: str) -> WholeNumber | Fraction | str:
    """Return the number that a plain scalar means, or the text where it means none."""
    if len(text) > MAX_NUMBER_LENGTH:
        return text
    if _INT.fullmatch(text):
        base = 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10
        whole = WholeNumber(int(text, base))
        whole.raw = text
        return whole
    if _FLOAT.fullmatch(text) or _SPECIAL.fullmatch(text):
        # Python writes YAML's `.inf` and `.nan` without the dot.
        fraction = Fraction(text.replace(".", "") if _SPECIAL.fullmatch(text) else text)
        fraction.raw = text
        return fraction
    return text
