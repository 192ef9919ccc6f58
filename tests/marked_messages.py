"""A language in which every word of ours is a mark, to find those that no message file has.

It is Korean, which has no Latin letters of its own. What stands in Latin letters in a Korean deck
was written by its author, is a name, or was forgotten by us.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, FluentSerializer, ast
from fluent.syntax.visitor import Transformer

from talk import messages
from talk.deck.model import Deck

LANGUAGE = "ko"
MARK = "글"
WORD = r"[^\W\d가-힣]{2,}"
"""A word that is not Korean; `guess_ahead`, a name of the deck format, is one."""
TEXTS = re.compile(r".*\.(bib|css|csv|dot|html|j2|js|jsonl?|md|py|svg|ts|txt|yaml)")
"""Files in a deck that hold words of its author, or of a recorded model."""
NAMES = frozenset({"Alt", "ID", "PDF", "Top", "tanh"})
"""Names that are written so in every language (a key, Top-k), so also outside of the messages."""
SAID = re.compile("alt|aria-description|aria-label|aria-valuetext|content|placeholder|title")
"""Attributes that a person reads or hears."""
SETTING = re.compile("color-scheme|og:type|referrer|robots|talk-.*|twitter:card|viewport")
"""Names of `meta` elements whose content no person reads."""
SILENT = frozenset({"script", "style"})
VOID = re.compile("area|br|col|hr|img|input|link|meta|source|track|wbr")
"""Elements without an end."""


class _Marked(Transformer):
    def visit_TextElement(self, node: ast.TextElement) -> ast.TextElement:  # noqa: N802
        node.value = re.sub("[A-Za-z]+", MARK, node.value)
        return node


def speak_in_marks(patch: pytest.MonkeyPatch) -> None:
    """Replace every Latin word of the Korean messages by a mark."""
    sections = messages.sections
    parser, serializer = FluentParser(with_spans=False), FluentSerializer()

    @cache
    def marked(language: str) -> dict[str, str]:
        return {
            name: serializer.serialize(_Marked().visit(parser.parse(text)))
            if language == LANGUAGE
            else text
            for name, text in sections(language).items()
        }

    # Each with a memory of its own, so that no message of these tests is found by another.
    patch.setattr(messages, "sections", marked)
    patch.setattr(messages, "_patterns", cache(messages._patterns.__wrapped__))
    patch.setattr(messages, "_bundle", cache(messages._bundle.__wrapped__))


def in_marks(deck: Path, folder: Path) -> Path:
    """Copy a deck into a folder as a Korean one; return the copy."""
    copy = folder / deck.name
    shutil.copytree(deck, copy)
    head = copy / "deck.yaml"
    lines = re.sub(r"(?m)^language: .*\n", "", head.read_text("utf-8"))
    head.write_text(f"{lines.rstrip()}\nlanguage: {LANGUAGE}\n", "utf-8")
    return copy


class Author:
    """What the author of a deck wrote, by which words of ours are told from theirs."""

    def __init__(self, deck: Deck) -> None:
        files = [path for path in sorted(deck.root.rglob("*")) if TEXTS.fullmatch(path.name)]
        # The files have what was recorded and drawn, the deck what variables became.
        written = [path.read_text("utf-8", "replace") for path in files] + [str(deck)]
        # A model writes token by token.
        written += ["".join(re.findall(r'"text": ?"((?:[^"\\]|\\.)*)"', text)) for text in written]
        written = [text.replace("\\n", " ") for text in written]
        # Beside each word that has attributes, `word {.step}`, stands the one after them too.
        written += [re.sub(r"\{[^{}]*\}", " ", text) for text in written]
        self._pairs = {pair for text in written for pair in pairwise(re.findall(WORD, text))}
        self._words = {word for text in written for word in re.findall(WORD, text)} | NAMES

    def foreign(self, texts: Iterable[str]) -> list[str]:
        """Return the texts with a word that the author did not write, or not after that other."""
        return sorted({text for text in texts if self._is_foreign(text)})

    def _is_foreign(self, text: str) -> bool:
        return any(
            not self._words.issuperset(words) or not self._pairs.issuperset(pairwise(words))
            for words in (phrase.split(" ") for phrase in re.findall(f"{WORD}(?: {WORD})*", text))
        )


def said_on(page: str) -> list[str]:
    """Return every text and label of a page that is not marked as English."""
    reader = _Reader()
    reader.feed(page)
    return reader.said


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._passed_over: list[str] = []
        """Open elements in and under the one that is passed over."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        licences = tag == "template" and given.get("class") == "licences"
        if self._passed_over or tag in SILENT or licences or given.get("lang") == "en":
            if not VOID.fullmatch(tag):
                self._passed_over.append(tag)
            return
        if not SETTING.fullmatch(given.get("name") or given.get("property") or ""):
            self.said += [value for name, value in attrs if SAID.fullmatch(name) and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # As in SVG and MathML: it has no end to wait for.
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        # What HTML lets an author leave open ends with the element around it.
        while tag in self._passed_over and self._passed_over.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._passed_over and data.strip():
            self.said.append(" ".join(data.split()))
