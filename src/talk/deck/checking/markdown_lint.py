"""What is wrong with a Markdown text, at which character, and what to do instead.

Markdown never fails: what it does not read it shows. So each text is parsed once more, by talk.deck.checking.position_parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from markdown_it.token import Token

from talk.deck.checking.html_hints import html_hint
from talk.deck.checking.position_parser import AT, BRACES, noting_parser
from talk.deck.markup.code import language_hint, languages
from talk.deck.markup.markdown import Kind, image_path
from talk.deck.markup.mathml import FormulaError, mathml
from talk.deck.markup.step_marks import StepCounter

__all__ = ["Fault", "Part", "Reading", "picture_fault", "read_text"]


@dataclass(frozen=True)
class Fault:
    """A mistake in a text."""

    at: int
    """Where in the text, in characters from 0."""
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Part:
    """Something a text names: the path of a picture, the target of a link, a class."""

    at: int
    text: str


@dataclass(frozen=True)
class Reading:
    faults: tuple[Fault, ...] = ()
    images: tuple[Part, ...] = ()
    links: tuple[Part, ...] = ()
    classes: tuple[Part, ...] = ()


@lru_cache(maxsize=4096)
def read_text(text: str, kind: Kind) -> Reading:
    """Everything in a text that may be wrong by itself, or by what it names. `kind` is that of its field."""
    if not _SUSPECT.search(text):
        return Reading()
    return _Reader(text, kind).read()


_SUSPECT = re.compile(
    r"\$|\\[(\[]|:::|!!!|```|~~~|\]\(|\]:|<[a-zA-Z/!?]|\{|\[\^|\^\[|^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?\[",
    re.MULTILINE,
)

_VIDEOS = frozenset({".mp4", ".webm", ".mov", ".m4v", ".avi", ".mkv", ".ogv"})
_SOUNDS = frozenset({".mp3", ".wav", ".ogg", ".oga", ".m4a", ".flac", ".aac"})
_PICTURES = frozenset(
    {".png", ".apng", ".svg", ".jpg", ".jpeg", ".jfif", ".webp", ".gif", ".avif", ".bmp", ".ico"}
)


def picture_fault(path: str) -> tuple[str, str] | None:
    """Message and hint for a file that cannot be shown as a picture, by its ending."""
    ending = PurePosixPath(path.split("?")[0].split("#")[0]).suffix.lower()
    if ending in _VIDEOS:
        hint = "put a picture of it here, and play the video from a window of its own"
        return f"'{path}' is a video: slides do not show videos yet", hint
    if ending in _SOUNDS:
        return (
            f"'{path}' is a sound: slides do not play sounds yet",
            "play it from a window of its own",
        )
    if (
        ending
        and ending not in _PICTURES
        and ending[1:].isalpha()
        and "://" not in path
        and not path.startswith("data:")
    ):
        return f"browsers do not show '{ending}' as a picture", "save it as PNG, JPEG, SVG or WebP"
    return None


_CONTAINER = re.compile(r":::+|!!!|\[![A-Za-z]+\]")
"""How other tools begin a box."""


# Tokens → mistakes


@dataclass
class _Reader:
    text: str
    kind: Kind
    faults: list[Fault] = field(default_factory=list)
    images: list[Part] = field(default_factory=list)
    links: list[Part] = field(default_factory=list)
    classes: list[Part] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    """HTML elements whose opening tag has been told."""
    taken: dict[int, int] = field(default_factory=dict)
    """Line to the end of the last cell that was found on it."""

    def __post_init__(self) -> None:
        self.env: dict[str, Any] = {"steps": StepCounter()}
        self.lines = self.text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def read(self) -> Reading:
        md = noting_parser(self.kind)
        tokens = (
            md.parse(self.text, self.env)
            if self.kind == "block"
            else md.parseInline(self.text, self.env)
        )
        for place, token in enumerate(tokens):
            if token.type == "inline":
                self._inline(
                    token, in_list=place > 1 and tokens[place - 2].type == "list_item_open"
                )
            elif token.type == "fence":
                self._fence(token)
            elif token.type.startswith("math_"):
                self._formula(token.content, self._in_block(token, token.content.lstrip()))
        self._unused_footnotes(tokens)
        return Reading(
            tuple(self.faults), tuple(self.images), tuple(self.links), tuple(self.classes)
        )

    def _tell(self, at: int, message: str, hint: str = "") -> None:
        self.faults.append(Fault(at, message, hint))

    # Places

    def _in_block(self, token: Token, part: str) -> Callable[[int], int]:
        """From a place in a part of a block to one in the text: containers put their own signs before each line."""
        first, last = token.map or [0, 1]
        found: list[int] = []
        number = first
        for line in part.split("\n"):
            column = -1
            while number < min(last, len(self.lines)):
                begin = self.taken.get(number, 0)
                column = self.lines[number].find(line.strip(), begin)
                if column >= 0:
                    break
                number += 1
            if column < 0:
                number, column = first, len(self.lines[first]) - len(self.lines[first].lstrip())
            found.append(self.starts[number] + column - (len(line) - len(line.lstrip())))
            number += 1

        def place(offset: int) -> int:
            before = part[:offset]
            return found[before.count("\n")] + offset - (before.rfind("\n") + 1)

        return place

    # Inline

    def _inline(self, token: Token, *, in_list: bool) -> None:
        # tasks and marks have been taken out of the content, from its two ends
        place = self._in_block(token, token.content)
        self._wrong_task(token, place, in_list=in_list)
        if box := _CONTAINER.match(token.content):
            hint = "two texts side by side are the layout two_columns, boxes the layout cards"
            self._tell(place(0), f"'{box[0]}' is not read and would be shown as it stands", hint)
        if token.map and token.level > 1 and self.lines[token.map[0]].count("|") > 1:
            self.taken[token.map[0]] = place(0) + len(token.content) - self.starts[token.map[0]]
        shift = 3 if token.children and token.children[0].type == "task_box" else 0
        self.classes.extend(
            Part(place(at - shift), name) for at, name in token.meta.get("classes", ())
        )
        for child in token.children or ():
            self._child(child, token.content, lambda at: place(at - shift))

    def _child(self, child: Token, content: str, place: Callable[[int], int]) -> None:
        at = child.meta.get(AT, 0)
        if child.type.startswith("math_"):
            start = at + len(child.markup) + len(child.content) - len(child.content.lstrip())
            self._formula(child.content, lambda offset: place(start + offset))
        elif child.type == "image":
            self._image(child, content, place)
        elif child.type == "link_open":
            self._link(child, content, place)
        elif child.type == "footnote_ref" and "label" in child.meta:
            self.referred.add(child.meta["label"])
        elif child.type == "footnote_ref":
            note = self.env["footnotes"]["list"][child.meta["id"]]
            for inner in note["tokens"]:
                self._child(inner, note["content"], lambda offset: place(at + len("^[") + offset))
        elif child.type == "stray":
            tell = {"html": self._html, "braces": self._stray_braces, "note": self._stray_note}
            tell.get(child.info, self._stray_formula)(place(at), child.content)
        for opening, braces in child.meta.get(BRACES, ()):
            self._attributes(child, braces, place(opening))

    def _formula(self, formula: str, place: Callable[[int], int]) -> None:
        try:
            mathml(formula.strip(), display=False)
        except FormulaError as error:
            self._tell(
                place(error.at),
                f"the formula '{_short(formula)}' cannot be set: {error}",
                error.hint,
            )

    def _image(self, token: Token, content: str, place: Callable[[int], int]) -> None:
        path = image_path(token)
        at = place(max(content.find(path, token.meta.get(AT, 0)), token.meta.get(AT, 0)))
        if not token.content.strip():
            self._tell(
                at, f"the image '{path}' has no alt text", "write what it shows between the '[]'"
            )
        self.images.append(Part(at, path))

    def _link(self, token: Token, content: str, place: Callable[[int], int]) -> None:
        target = str(token.attrGet("href") or "")
        at = place(max(content.find(target, token.meta.get(AT, 0)), token.meta.get(AT, 0)))
        self.links.append(Part(at, target))
        if not re.match(r"#|//|[a-zA-Z][a-zA-Z0-9+.-]*:", target):
            hint = "write a whole address, https://…, or '#' and the id of a slide"
            self._tell(
                at, f"the link '{target}' leads nowhere: only pictures travel with the slides", hint
            )

    def _html(self, at: int, tag: str) -> None:
        name = (
            tag.strip("</> \t\n").split()[0].strip("/").lower() if tag[1:2] not in "!?" else tag[:2]
        )
        if tag.startswith("</") and name in self.tags:
            return
        self.tags.add(name)
        shown = _short(tag)
        self._tell(
            at, f"HTML is not read: '{shown}' would be shown as it stands", html_hint(name, shown)
        )

    def _stray_formula(self, at: int, formula: str) -> None:
        hint = "write it between '$' and '$', or between '$$' and '$$' on lines of its own"
        if formula.startswith("$"):
            hint = (
                "leave out the blanks inside of the two '$', and a digit directly outside of them"
            )
        self._tell(at, f"'{_short(formula)}' is not read as a formula", hint)

    def _stray_note(self, at: int, note: str) -> None:
        if self.kind == "inline":
            self._tell(
                at,
                f"the footnote '{note}' stands where one line has to do",
                "put it into the 'body'",
            )
        elif note.startswith("^"):
            self._tell(
                at,
                f"the footnote '{note}' cannot be read",
                "write '[^1]' here, and '[^1]: …' on a line of its own",
            )
        else:
            hint = (
                f"add '{note}: …' on a line of its own, or write '\\{note}' to show it as it stands"
            )
            self._tell(at, f"the footnote '{note}' has no text", hint)

    def _unused_footnotes(self, tokens: Iterable[Token]) -> None:
        seen: set[str] = set()
        for token in tokens:
            if token.type != "footnote_reference_open":
                continue
            label = token.meta["label"]
            at = self._in_block(token, f"[^{label}]:")(0)
            if label in seen:
                self._tell(
                    at, f"the footnote '[^{label}]' is there twice", "give one of them another name"
                )
            elif label not in self.referred:
                self._tell(
                    at,
                    f"no text refers to the footnote '[^{label}]'",
                    f"write '[^{label}]' where it belongs",
                )
            seen.add(label)

    def _wrong_task(self, token: Token, place: Callable[[int], int], *, in_list: bool) -> None:
        if in_list and re.match(r"\[(?:| {2,}|[-/~?>!*])\](?:\s|$)|\[[ xX]\]$", token.content):
            self._tell(place(0), "this is no task", "a task is '- [ ] words' or '- [x] words'")
        elif not in_list and self.kind == "block" and re.match(r"\[[ xX]\]\s", token.content):
            self._tell(place(0), "a task stands in a list", "put '- ' before it")

    # Braces

    def _stray_braces(self, at: int, braces: str) -> None:
        inner = braces[1:-1].strip()
        if inner.startswith(":"):
            hint = f"write '{{{inner.removeprefix(':').strip()}}}'"
        elif "%" in inner:
            hint = "a width is a number of pixels: {width=400}"
        elif self.kind == "inline":
            hint = "in one line write [words]{.name}"
        elif re.fullmatch(r"(?:\.[\w-]+\s*)+", inner):
            hint = "put it at the end of the paragraph, list item or heading, or after [words] in brackets"
        else:
            hint = "texts take {.step} and the classes of the theme, pictures {width=400} too"
        self._tell(at, f"'{braces}' is not read here and would be shown as it stands", hint)

    def _attributes(self, token: Token, braces: str, at: int) -> None:
        for found in re.finditer(r"([.#]?)([\w:-]+)(?:\s*=\s*(?:\"([^\"]*)\"|([\w:-]+)))?", braces):
            sign, name, value = found[1], found[2], found[3] or found[4] or ""
            place = at + found.start()
            if sign == ".":
                self.classes.append(Part(at + found.start(2), name))
            elif sign == "#":
                self._tell(place, f"'#{name}' is not read: only slides have ids", "take it out")
            elif name == "class":
                self.classes.extend(Part(place, one) for one in value.split())
            elif name not in ("width", "height") or token.type != "image":
                self._tell(
                    place,
                    f"'{name}' is not an attribute of {_owner(token)}",
                    _ATTRIBUTE_HINTS.get(name, _TAKES),
                )
            elif not value.isdigit():
                self._tell(
                    place, f"'{name}' must be a number of pixels", f"for example {{{name}=400}}"
                )

    def _fence(self, token: Token) -> None:
        info = token.info.strip()
        if not info:
            return
        name = info.split()[0]
        first = (token.map or [0])[0]
        at = self.starts[first] + max(self.lines[first].rfind(info), 0)
        bare = re.match(r"\{?\.?([\w+#-]+)", name)
        if name.lower() not in languages():
            inner = bare[1] if bare and bare[1] != name and bare[1].lower() in languages() else ""
            hint = f"write '{inner}' alone" if inner else language_hint(name)
            self._tell(at, f"'{name}' is not a language that code is coloured in", hint)
        elif len(info) > len(name):
            rest = info[len(name) :].strip()
            hint = "take it out; a slide of the layout code has 'highlight: 2-4' and 'caption:'"
            self._tell(at + info.rfind(rest), f"'{rest}' after the language is not read", hint)


_TAKES = "texts take {.step} and the classes of the theme, pictures 'width' and 'height' too"
_ATTRIBUTE_HINTS = {
    "style": "give it a class, and the theme a rule for that class",
    "id": "take it out: only slides have ids",
    "alt": "write what the picture shows between the '[]'",
    "src": "write the path between the '()'",
    "href": "write the address between the '()'",
    "width": "only pictures have a width",
    "height": "only pictures have a height",
}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def _owner(token: Token) -> str:
    return {"image": "a picture", "code_inline": "code"}.get(
        token.type, "a link" if "link" in token.type else "words"
    )
