"""Read a chapter that is a Markdown file, with a mark for every value as in YAML.

The file begins with the chapter's fields between two lines `---`. Each further `---` begins a
slide; fields that follow it at once end with one more `---`. A first line `# Title {#id}` gives
title and id, the text after it is the slide's, and what stands below a line `Notes:` are the notes.
"""

from __future__ import annotations

import re
from pathlib import Path

from yaml.error import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from talk.deck.reading.problems import Problem
from talk.deck.reading.source import LINE_BREAK, Source
from talk.deck.reading.yaml_reader import compose_once, read

ENDINGS = (".md", ".markdown")
"""Endings of the files that are chapters in Markdown."""
MAIN_TEXT = {"statement": "statement", "quote": "quote"}
"""Layout → the field that the text of a slide is, where it is not `body`."""

# A blank after the colon, as YAML wants it: a first line `https://…` begins no fields.
_KEY = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_NOTES = re.compile(r"Notes:\s*")
_TITLE = re.compile(r"# +(?P<title>.*?)(?:\s+\{#(?P<id>[^{}\s]+)\})?\s*")

Pair = tuple[ScalarNode, Node]


def read_markdown(data: bytes, path: Path) -> Source:
    """Return the value of a chapter in Markdown, and everything that is wrong with its fields."""
    source = read(data, path, _chapter)
    # pydantic knows only the mapping that is made here, and would ask for keys.
    source.hints = dict.fromkeys(("id", "title"), "begin the slide with '# Title {#id}'")
    return source


def read_notes(data: bytes, path: Path) -> Source:
    """Return a Markdown file as the mapping `notes: text`."""

    def nodes(text: str, source: Source) -> Node | None:
        lines = LINE_BREAK.split(text)
        pairs = _block(lines, "notes", _first_words(lines, 0, len(lines)), len(lines))
        return MappingNode("map", pairs, _mark(0), _mark(len(lines))) if pairs else None

    return read(data, path, nodes)


def _chapter(text: str, source: Source) -> Node | None:
    """Return the nodes of a chapter, as if it had been written in YAML."""
    lines = LINE_BREAK.split(text)
    at = next((number for number, line in enumerate(lines) if line.strip()), None)
    if at is None:
        return None
    head: list[Pair] = []
    if _is_rule(lines[at]):
        at += 1
        if _begins_fields(lines, at):
            end = _next_rule(lines, at)
            head = _fields(lines, at, end, source) or []
            # The rule that ends the chapter's fields begins the first slide.
            at = end + 1
    slides: list[Node] = []
    while at < len(lines):
        slide, at = _slide(lines, at, source)
        if slide is not None:
            slides.append(slide)
    listed = SequenceNode("list", slides, _mark(0), _mark(len(lines)))
    pairs = [*head, (_text("slides", 0), listed)]
    return MappingNode("map", pairs, _mark(0), _mark(len(lines)))


def _slide(lines: list[str], at: int, source: Source) -> tuple[Node | None, int]:
    """Return the slide that begins at a line, None where there is none, and the next one's line."""
    pairs: list[Pair] | None = []
    start = at
    if _begins_fields(lines, at):
        start = _next_rule(lines, at) + 1
        pairs = _fields(lines, at, start - 1, source)
    end = notes = _text_end(lines, start)
    for number in range(start, end):
        if _NOTES.fullmatch(lines[number]) and not _in_fence(lines, start, number):
            notes = number
            break
    first = _first_words(lines, start, notes)
    # Unreadable fields are reported already. Without them the slide would only be wrong in other
    # ways.
    if pairs is None or not (pairs or first < end):
        return None, end + 1
    if first < notes and (found := _TITLE.fullmatch(lines[first])):
        for name in ("id", "title"):
            if found[name]:
                value = _text(found[name], first, found.start(name))
                pairs.append((_text(name, first, found.start(name)), value))
        first = _first_words(lines, first + 1, notes)
    given = {key.value: value for key, value in pairs}
    layout = given["layout"].value if "layout" in given else ""
    main = MAIN_TEXT.get(layout, "body") if isinstance(layout, str) else "body"
    # A main text that stands among the fields leaves what is below them to the body.
    pairs += _block(lines, "body" if main in given else main, first, notes)
    pairs += _block(lines, "notes", _first_words(lines, notes + 1, end), end)
    begin = at if start > at else _first_words(lines, start, end)
    return MappingNode("map", pairs, _mark(begin), _mark(end)), end + 1


def _block(lines: list[str], name: str, start: int, end: int) -> list[Pair]:
    """Return a text of several lines as the value of a key; nothing where it is empty."""
    text = "\n".join(lines[start:end]).rstrip()
    if not text:
        return []
    return [(_text(name, start), ScalarNode("text", text, _mark(start), _mark(end)))]


def _fields(lines: list[str], start: int, end: int, source: Source) -> list[Pair] | None:
    """Return the pairs of the fields on these lines; None, with a problem, where none are."""
    if end == len(lines):
        message = "the fields that begin here have no end"
        hint = "write '---' on a line of its own after them"
        source.add_problem_at(start + 1, 1, message, hint)
        source.damaged = True
        return None
    # With as many empty lines before them as there are, so that all marks are right.
    node = compose_once("\n" * start + "\n".join(lines[start:end]), source)
    if isinstance(node, Problem):
        source.problems.append(node)
        source.damaged = True
        return None
    return list(node.value) if isinstance(node, MappingNode) else []


def _is_rule(line: str) -> bool:
    return line.rstrip() == "---"


def _begins_fields(lines: list[str], at: int) -> bool:
    return at < len(lines) and _KEY.match(lines[at]) is not None


def _next_rule(lines: list[str], start: int) -> int:
    """Return the first line from `start` that is a rule, else the number of lines."""
    return next(
        (number for number in range(start, len(lines)) if _is_rule(lines[number])), len(lines)
    )


def _text_end(lines: list[str], start: int) -> int:
    """Return the line of the rule that ends a slide's text; one inside of code does not."""
    end = _next_rule(lines, start)
    while end < len(lines) and _in_fence(lines, start, end):
        end = _next_rule(lines, end + 1)
    return end


def _in_fence(lines: list[str], start: int, at: int) -> bool:
    """Return whether a line stands in a block of code that begins at `start` or later."""
    fence = ""
    for line in lines[start:at]:
        if found := _FENCE.match(line):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and line.strip() == found[1]:
                fence = ""
    return bool(fence)


def _first_words(lines: list[str], start: int, end: int) -> int:
    """Return the first line from `start` that is not empty, else `end`."""
    return next((number for number in range(start, end) if lines[number].strip()), end)


def _text(value: str, line: int, column: int = 0) -> ScalarNode:
    # Of the tag `text`, in which the reader looks for no number and no date.
    return ScalarNode("text", value, _mark(line, column), _mark(line, column + len(value)))


def _mark(line: int, column: int = 0) -> Mark:
    return Mark("", 0, line, column, None, 0)
