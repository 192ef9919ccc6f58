"""A YAML file as it was read: its value, and the line and column of everything in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from talk.deck.reading.problems import Problem

Where = Sequence[str | int]
"""The way to a value: keys and list positions from the top of the file."""

LINE_BREAK = re.compile(r"\r\n|\r|\n|\x85|\u2028|\u2029")
"""What libyaml counts as the end of a line."""


class Replaced(NamedTuple):
    """A part of a text that was put where another part had been written; places from 0."""

    start: int
    end: int
    written_start: int
    written_end: int


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
    """Line and column of each value that could not be read: later problems there repeat it."""
    damaged: bool = False
    """True when parts were not readable as YAML and are missing from `value`."""
    hints: dict[str, str] = field(default_factory=dict)
    """What to write where a key is missing, for files in which it has a form of its own."""
    replaced: dict[tuple[int, int], list[Replaced]] = field(default_factory=dict)
    """Parts that variables took in the text that is written at a line and column."""

    def add_problem(self, where: Where, message: str, hint: str = "", *, key: bool = False) -> None:
        """Append a problem at a value, or with `key` at the key that names it."""
        self.problems.append(self.problem(where, message, hint, key=key))

    def add_problem_at(self, line: int, column: int, message: str, hint: str = "") -> None:
        """Append a problem at a line and column, both from 1."""
        self.problems.append(self.problem_at(line, column, message, hint))

    def problem(self, where: Where, message: str, hint: str = "", *, key: bool = False) -> Problem:
        """Return a problem at a value, or with `key` at the key that names it."""
        node, name = self._walk(where)
        chosen = name if key and name is not None else node
        line, column = _position(chosen)
        return self.problem_at(line, column, message, hint)

    def problem_at(self, line: int, column: int, message: str, hint: str = "") -> Problem:
        """Return a problem at a line and column, both from 1."""
        return Problem(self.path, line, column, message, hint, self.line(line))

    def distinct_problems(self) -> list[Problem]:
        """Return the problems without those that follow from a value that could not be read."""
        seen: set[tuple[int, int]] = set()
        kept: list[Problem] = []
        for problem in self.problems:
            mark = (problem.line, problem.column)
            if mark not in seen:
                kept.append(problem)
            # The first problem there says why it is unreadable; what follows complains that it is
            # missing.
            if mark in self.unreadable:
                seen.add(mark)
        return kept

    @property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return LINE_BREAK.split(self.text)

    def line(self, number: int) -> str:
        """Return the text of a line, counted from 1; empty beyond the end."""
        lines = self.lines
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def at(self, where: Where) -> tuple[int, int]:
        """Return line and column of a value, or of the nearest value above it that exists."""
        node, _ = self._walk(where)
        return _position(node)

    def find(self, where: Where, part: str) -> tuple[int, int]:
        """Return line and column of the first `part` in the text of a value.

        Where the text does not have it on one line, return the position of the value.
        """
        node, _ = self._walk(where)
        # An empty part is found everywhere.
        if node is None or not part:
            return self.at(where)
        first, last = node.start_mark, node.end_mark
        lines = self.lines
        # The end of the last value may lie behind the last line.
        for number in range(first.line, min(last.line, len(lines) - 1) + 1):
            start = first.column if number == first.line else 0
            stop = last.column if number == last.line else len(lines[number])
            column = lines[number].find(part, start, stop)
            if column >= 0:
                return number + 1, column + 1
        return self.at(where)

    def note_replaced(self, where: Where, parts: list[Replaced]) -> None:
        """Remember which parts of a text are other than they were written."""
        self.replaced[self.at(where)] = parts

    def _written_offset(self, where: Where, offset: int) -> int:
        """Return the place in a text as it was written of a place in the text as it is read."""
        # Characters that the variables before the place have added to the text.
        grown = 0
        for part in self.replaced.get(self.at(where), ()):
            if offset < part.start:
                break
            if offset < part.end:
                return part.written_start
            grown = part.end - part.written_end
        return offset - grown

    def character(self, where: Where, offset: int) -> tuple[int, int]:
        """Return line and column in the file of the character at `offset` (from 0) of a text.

        Where the text as read and as written cannot be matched, return the position of the value.
        """
        node, _ = self._walk(where)
        offset = self._written_offset(where, offset)
        # Lists and mappings have no characters of their own.
        if not isinstance(node, ScalarNode) or offset >= len(node.value):
            return self.at(where)
        lines, style = self.lines, node.style or ""
        line, column = node.start_mark.line, node.start_mark.column
        if style in ("|", ">"):
            # A block's text begins on the line after its `|` or `>`.
            line, column = line + 1, 0
        elif style in ("'", '"'):
            column += 1
        # YAML's folding and indentation change the number of blanks between words, so blanks are
        # matched run by run and only the characters between them one by one.
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
            width = _columns_of(char, lines[line], column, style)
            # A folded or escaped form that is not known here: better the value's place than a wrong
            # one.
            if not width:
                return self.at(where)
            column += width
        return line + 1, column + 1

    def _walk(self, where: Where) -> tuple[Node | None, Node | None]:
        """Return the node at `where` and the node of its key.

        Steps that do not exist in the file are skipped: pydantic's locations name union members.
        """
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


def _position(node: Node | None) -> tuple[int, int]:
    """Return line and column of a node, both from 1."""
    return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 1)


_BLANKS = {False: re.compile(r"\s*"), True: re.compile(r"(?:\s|\\[ntrvf0NLP_\t ]|\\$)*")}
"""Blanks between the words of a text; in double quotes (True) they may be escapes too."""

_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


def _columns_of(char: str, line: str, column: int, style: str) -> int:
    """Return how many columns a character takes in the file; 0 where another one stands there."""
    if style == '"' and line.startswith("\\", column):
        return _ESCAPE_LENGTHS.get(line[column + 1 : column + 2], 2)
    # In single quotes a quote is written twice.
    if style == "'" and line.startswith("''", column):
        return 2 if char == "'" else 0
    return int(line.startswith(char, column))
