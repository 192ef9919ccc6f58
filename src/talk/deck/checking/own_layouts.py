"""Read a deck's own layouts: `layouts/NAME.html.j2`, the fields at the top and HTML below them.

The fields are YAML between `{#` and `#}`, the HTML is a Jinja template that runs in a sandbox. Both
are checked here, so that a slide cannot fail while it is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from talk.deck.markup.safe_html import HtmlFault, html_faults
from talk.deck.model import OwnLayout
from talk.deck.reading.problems import Problem, did_you_mean, did_you_mean_or_list
from talk.deck.reading.source import Source
from talk.deck.reading.yaml_reader import read
from talk.deck.schema.declared import declared_model
from talk.deck.schema.layouts import LAYOUTS, Slide

ENDING = ".html.j2"
FUNCTIONS = (
    "fields",
    "block",
    "inline",
    "html",
    "picture",
    "code",
    "step",
    "plain",
    "slide",
    "view",
)
"""Names that a template may use: its fields, and functions that turn them into HTML."""
_HEAD = re.compile(r"\s*\{#(.*?)#\}", re.DOTALL)
_KEYS = ("about", "fields", "reveal")
_LAYOUT_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Declared:
    """A layout of a deck: the model of its slides, and its template."""

    model: type[Slide]
    layout: OwnLayout


def read_layout(file: Path, path: Path) -> tuple[Source, Declared | None]:
    """Return a layout file as it was read, with its problems; the layout where it has none.

    `path` is the file's name in messages.
    """
    name = file.name.removesuffix(ENDING)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Source(path, problems=[Problem(path, 0, 0, "this layout is not UTF-8 text")]), None
    head = _HEAD.match(text)
    if not _LAYOUT_NAME.fullmatch(name) or name in LAYOUTS:
        why = "is a layout that talk brings" if name in LAYOUTS else "is not a layout's name"
        hint = "small letters, digits and underscores, and none of talk's own"
        return Source(path, text, problems=[Problem(path, 0, 0, f"'{name}' {why}", hint)]), None
    if head is None:
        hint = "begin the file with {#, then 'fields:' and a line for each, then #}"
        message = "the layout does not say which fields its slides have"
        problem = Problem(path, 1, 1, message, hint, text.split("\n")[0])
        return Source(path, text, problems=[problem]), None
    # Lines are counted as in the file, so that a problem has its place there.
    blank = "\n" * text[: head.start(1)].count("\n")
    source = read((blank + head[1]).encode(), path)
    source.text = text
    model, reveal = _model(name, source)
    # With the head's line breaks too, so that Jinja names the lines of the file.
    template = "\n" * head[0].count("\n") + text[head.end() :]
    if model is not None:
        for problem in _template_problems(template, model, source):
            source.problems.append(problem)
    if model is None or source.problems:
        return source, None
    return source, Declared(model, OwnLayout(name, template, path, reveal))


def layout_models(root: Path) -> dict[str, type[Slide]]:
    """Return the models of a deck's own layouts that can be read, by name."""
    files = sorted((root / "layouts").glob(f"*{ENDING}"))
    read_ones = [read_layout(file, file.relative_to(root))[1] for file in files]
    return {one.layout.name: one.model for one in read_ones if one is not None}


def _model(name: str, source: Source) -> tuple[type[Slide] | None, tuple[str, ...]]:
    """Return the model of the slides, and the fields that `reveal: true` shows one by one."""
    value = source.value
    if not isinstance(value, dict):
        if not source.problems:
            source.add_problem((), "the top of a layout is YAML with 'fields:'")
        return None, ()
    for key in value:
        if key not in _KEYS:
            hint = did_you_mean_or_list(key, _KEYS, "keys")
            source.add_problem((key,), f"'{key}' is not a key of a layout", hint, key=True)
    fields, reveal = value.get("fields", {}), value.get("reveal", [])
    if not isinstance(reveal, str | list):
        source.add_problem(("reveal",), "'reveal' must be the name of a field, or a list of names")
        reveal = []
    revealed = tuple(str(one) for one in ([reveal] if isinstance(reveal, str) else reveal))
    # A `fields` that is no mapping is reported by `declared_model` below.
    names = fields if isinstance(fields, dict) else {}
    for one in revealed:
        if one not in names:
            hint = did_you_mean(one, names)
            source.add_problem(("reveal",), f"'{one}' is not a field of this layout", hint)
    further: dict[str, Any] = {"layout": (Literal[name], ...)}
    if revealed:
        # Only then: on a slide whose layout shows nothing one by one, `reveal` is an unknown key.
        further["reveal"] = (bool, False)
    about = str(value.get("about", ""))
    model = declared_model(
        name, fields, source, ("fields",), base=Slide, about=about, further=further
    )
    return model, revealed


def _template_problems(text: str, model: type[Slide], source: Source) -> Iterator[Problem]:
    """Yield what is wrong with the HTML below the fields."""
    try:
        tree = sandbox().parse(text)
    except TemplateSyntaxError as error:
        message = (error.message or "this cannot be read").rstrip(".")
        yield source.problem_at(error.lineno, 1, f"{message[:1].lower()}{message[1:]}")
        return
    # `fields` has the layout's own alone; what every slide has stands in `slide`.
    known = set(model.model_fields) - (set(Slide.model_fields) | {"layout"})
    # Names that the template itself sets, in a loop or by `set`.
    local = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Filter, nodes.Extends)):
        if isinstance(node, nodes.Name) and node.ctx == "load":
            if node.name not in (*FUNCTIONS, "loop", "range", *local):
                hint = did_you_mean_or_list(node.name, FUNCTIONS, "names")
                message = f"'{node.name}' is nothing that a layout has"
                yield _at(source, node.lineno, node.name, message, hint)
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            if node.node.name == "fields" and node.attr not in known:
                hint = did_you_mean_or_list(node.attr, sorted(known), "fields")
                message = f"'{node.attr}' is not a field of this layout"
                yield _at(source, node.lineno, node.attr, message, hint)
        elif isinstance(node, nodes.Filter) and node.name in ("safe", "xmlattr"):
            message = f"the filter '{node.name}' would let a text be read as HTML"
            hint = "block() and inline() read Markdown, html() reads HTML"
            yield _at(source, node.lineno, node.name, message, hint)
        elif isinstance(node, nodes.Extends):
            message = "a layout extends nothing: talk puts it between head and foot of the slide"
            yield _at(source, node.lineno, "extends", message, "take the line out")
    # Escaped values are safe as text and between quotation marks. Elsewhere in a tag one could
    # add attributes.
    for start, part, in_tag in _values(text):
        if in_tag and not re.match(r"\{\{-?\s*step\(", part):
            line = text.count("\n", 0, start) + 1
            message = "only a value between quotation marks can be filled into a tag"
            hint = 'write <p class="{{ fields.kind }}">; step(…) makes its attributes itself'
            yield source.problem_at(line, start - text.rfind("\n", 0, start), message, hint)
    bare = _blanked(text)
    for fault in html_faults(bare, template=True):
        if isinstance(fault, HtmlFault):
            line, column = (
                bare.count("\n", 0, fault.at) + 1,
                fault.at - bare.rfind("\n", 0, fault.at),
            )
            yield source.problem_at(line, column, fault.message, fault.hint)


_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def _values(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield place and text of each `{{ … }}`, and whether it is inside a tag, not in quotes."""
    for found in _TEMPLATE.finditer(text):
        if found[0].startswith("{{"):
            # A sign of HTML within an expression opens no tag.
            before = _TEMPLATE.sub("", text[: found.start()])
            tag = before[before.rfind("<") :] if before.rfind("<") > before.rfind(">") else ""
            # After an odd number of quotation marks the place is between two of them.
            yield found.start(), found[0], bool(tag) and tag.count('"') % 2 == 0


def _blanked(text: str) -> str:
    """Return a template without Jinja's parts, every character that is left in its place."""
    places = {start for start, _, in_tag in _values(text) if in_tag}

    def blank(found: re.Match[str]) -> str:
        # A value leaves its braces, by which html_faults sees that an address is filled in.
        if found[0].startswith("{{") and found.start() not in places:
            return "{{" + re.sub(r"[^\n]", "_", found[0][2:-2]) + "}}"
        return re.sub(r"[^\n]", " ", found[0])

    return _TEMPLATE.sub(blank, text)


def _at(source: Source, line: int, word: str, message: str, hint: str) -> Problem:
    """Return a problem at a word of a line."""
    found = re.search(rf"\b{re.escape(word)}\b", source.line(line))
    return source.problem_at(line, found.start() + 1 if found else 1, message, hint)


def sandbox() -> ImmutableSandboxedEnvironment:
    """Return Jinja for the templates of decks, which reach nothing beyond their own variables."""
    # Immutable: all views of a deck share the lists and mappings that its templates get.
    return ImmutableSandboxedEnvironment(autoescape=True, trim_blocks=True)
