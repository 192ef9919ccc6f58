"""Every language of the interface is whole, and no sentence stands outside the message files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from talk import messages
from talk.build.html import SECTIONS
from talk.protocol.refusal import Reason
from talk.widgets.registry import all_widgets

TALK = Path(messages.__file__).parents[1]
OTHERS = messages.LANGUAGES[1:]
PLURALS = {
    "en": {"one", "other"},
    "de": {"one", "other"},
    "fr": {"one", "many", "other"},
    "es": {"one", "many", "other"},
    "ko": {"other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
}
"""Plural categories of each language (Unicode CLDR)."""


class Placeables(Visitor):
    """Collects the names of a message's values, and the categories that it tells apart."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        """Values that stand in the text."""
        self.categories: set[str] = set()

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        # What only chooses a form need not stand in a language that has one.
        for variant in node.variants:
            self.visit(variant)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_Variant(self, node: ast.Variant) -> None:  # noqa: N802
        self.categories.add(str(getattr(node.key, "name", "")))
        self.generic_visit(node)


@cache
def entries(language: str) -> dict[str, Placeables]:
    """Return what each message of a language takes, by its key."""
    text = (TALK / "messages" / f"{language}.ftl").read_text("utf-8")
    found: dict[str, Placeables] = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{entry.id.name} stands there twice"
            found[entry.id.name] = Placeables()
            found[entry.id.name].visit(entry)
    return found


def scripts() -> Iterator[tuple[Path, str]]:
    """Yield the shells' and the widgets' modules without their comments."""
    for path in sorted([*TALK.glob("web/**/*.ts"), *TALK.glob("widgets/*/*.ts")]):
        if {"node_modules", "dist", "testing"} & set(path.parts):
            continue
        if not re.search(r"\.(test|gen|d)\.ts$", path.name):
            text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
            yield path, re.sub(r"(?m)(^|\s)//.*$", "", text)


def sources() -> Iterator[str]:
    """Yield every text that may name a message."""
    yield from (text for _, text in scripts())
    for pattern in ("**/*.py", "**/*.j2"):
        yield from (path.read_text("utf-8") for path in sorted(TALK.glob(pattern)))


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_message_and_no_other(language: str) -> None:
    assert set(entries(language)) == set(entries("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_takes_the_same_values(language: str) -> None:
    others = entries(language)
    differ = {
        key: (mine.names, others[key].names)
        for key, mine in entries("en").items()
        # The room's own reasons are English; other languages say what kind of reason it is.
        if mine.names != others[key].names and not key.startswith("refused-")
    }
    assert differ == {}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_plurals_are_those_of_the_language(language: str) -> None:
    used = {category for message in entries(language).values() for category in message.categories}
    # English also has ordinals: 1st, 2nd, 3rd.
    allowed = PLURALS[language] | ({"two", "few"} if language == "en" else set())
    assert used <= allowed


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_message_can_change_the_page_that_carries_it(language: str) -> None:
    assert "<" not in "".join(messages.sections(language).values())


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_sections_of_all_languages_are_the_same(language: str) -> None:
    def keys(text: str) -> set[str]:
        return set(re.findall(r"(?m)^([a-z][\w-]*) *=", text))

    english = {name: keys(text) for name, text in messages.sections("en").items()}
    assert {name: keys(text) for name, text in messages.sections(language).items()} == english
    named = {
        "shared",
        "page",
        "report",
        *all_widgets(),
        *(part for view in SECTIONS.values() for part in view),
    }
    assert set(english) <= named, "a section that no page carries"


def test_every_widget_has_a_name_for_screen_readers() -> None:
    names = {f"widget-{name.replace('_', '-')}" for name in all_widgets()}
    assert names <= set(entries("en"))


def test_every_reason_of_a_refusal_is_said_by_phones() -> None:
    reasons = set(get_args(Reason))
    assert {f"refused-{reason}" for reason in reasons} <= set(entries("en"))


def test_no_style_holds_words() -> None:
    sheets = [*TALK.glob("web/**/*.css"), *TALK.glob("widgets/*/*.css"), *TALK.glob("export/*.css")]
    worded = [
        f"{path.name}: {words}"
        for path in sheets
        if not {"node_modules", "dist"} & set(path.parts)
        for words in re.findall(r'content: "([^"]*)"', path.read_text("utf-8"))
        if re.search("[A-Za-z]", re.sub(r"\\[0-9A-F]+", "", words))
    ]
    assert worded == []


def test_every_message_is_said_somewhere() -> None:
    text = "\n".join(sources())
    literal = set(re.findall(r"""["'`]([a-z][a-z0-9-]*)["'`]""", text))
    # `t(`phone-turn-${…}`)` and `"phase-" ~ …` in a layout: the first part of the key.
    begun = set(
        re.findall(r"""[`"'](?:widget-|[a-z][a-z0-9]*(?:-[a-z0-9]+)*-)(?=\$\{|["'{])""", text)
    )
    stems = {stem.strip("`\"'") for stem in begun}
    unsaid = {
        key
        for key in entries("en")
        if key not in literal and not any(key.startswith(stem) for stem in stems)
    }
    assert unsaid == set()


def test_a_page_carries_what_its_scripts_say() -> None:
    """A module of a widget or of a shell uses the sections that its pages have."""
    where = {
        key: name
        for name, text in messages.sections("en").items()
        for key in re.findall(r"(?m)^([a-z][\w-]*) *=", text)
    }
    views = {"stage", "speaker", "phone", "remote", "print"}
    lost = []
    for path, text in scripts():
        parts = path.relative_to(TALK).parts
        owner = parts[1].removesuffix(".ts")
        if parts[0] == "widgets":
            allowed = {"shared", owner}
        elif owner in views:
            allowed = {"shared", *SECTIONS[owner]}  # type: ignore[index]
            if owner == "speaker":  # its clock and notes are the remote's as well
                allowed |= set(SECTIONS["remote"]) - {"remote"}
        else:
            allowed = (
                {"shared", "presenter"}
                if owner in ("clicker", "media", "problem_panel")
                else {"shared"}
            )
        for key in re.findall(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"', text):
            if key in where and where[key] not in allowed and re.search(rf'\bt\("{key}"', text):
                lost.append(f"{'/'.join(parts)}: {key} is in the section {where[key]}")
    assert lost == []


SHOWN = re.compile(
    r"""(?:setText\([^,;]+,|textContent\ =|\.placeholder\ =|\.title\ =|\.alt\ =
    |setAttribute\([^,;]+,\s*"(?:aria-label|title|alt|placeholder|aria-description)",
    |"?(?:aria-label|title|alt|placeholder|label|note)"?:\ |\bsay\(|\bbutton\(
    |},)\s*["`](?P<text>(?:[^"`\\$]|\\.)*[A-Za-z]{2}[^"`]*)["`]""",
    re.X,
)
"""Places whose text a person reads or hears."""
SENTENCE = re.compile(
    r"""(?<!Error\()["`]([A-Z][a-z]+ [a-z][^"`]*[a-z.…]|[a-z]+ [a-z]+ [a-z]+ [^"`]*)["`]"""
)
"""Words in a row anywhere else."""
NOT_SAID = re.compile(
    r"""^(?:GPT|MLP|[a-z0-9_-]+$|--|M\d|widget-|choice |control |field |curve |label |end |key\ )
    |\.[a-z-]+\ |\[|:scope|px|calc|input|button,\ |^Page\ up""",
    re.X,
)


def test_no_sentence_stands_in_a_script() -> None:
    """Words that people read come from the message files, in the language of the deck."""
    said = []
    for path, text in scripts():
        name = path.relative_to(TALK).as_posix()
        # For developers, or for the terminal; what the room's connection says has a code, by which
        # people are told.
        if name in {"web/host.ts", "web/print.ts"} or name.startswith("web/room/"):
            continue
        for found in SHOWN.finditer(text):
            words = found["text"]
            if re.search(r"[A-Z][a-z]+|[a-z] [a-z]", words) and not NOT_SAID.search(words):
                said.append(f"{name}: {words}")
        for line in text.split("\n"):
            if re.search(r"Error\(|console\.|class:|className|querySelector|matches\(", line):
                continue
            said += [
                f"{name}: {words}" for words in SENTENCE.findall(line) if not NOT_SAID.search(words)
            ]
    assert sorted(set(said)) == []
