"""Find what is wrong with a Markdown text, at which character, and say what to do instead.

Markdown never fails: what it does not read it shows. So each text is parsed once more, by a parser
that records where things stand (`talk.deck.checking.position_parser`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markdown_it.token import Token

from talk.deck.checking.html_hints import html_hint
from talk.deck.checking.position_parser import AT, BRACES, position_parser
from talk.deck.markup import diagrams
from talk.deck.markup.code import language_hint, languages
from talk.deck.markup.markdown import HTML_FENCE, Kind, image_path
from talk.deck.markup.safe_html import HtmlClass, HtmlPicture, html_faults
from talk.deck.markup.step_marks import STEP_KINDS, StepCounter
from talk.drawings import diagram

__all__ = ["Fault", "Part", "Reading", "read_text"]


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
    """Everything that was found in a text."""

    faults: tuple[Fault, ...] = ()
    images: tuple[Part, ...] = ()
    links: tuple[Part, ...] = ()
    classes: tuple[Part, ...] = ()
    html_classes: tuple[Part, ...] = ()
    """Classes that its fences of HTML name."""
    names: tuple[Part, ...] = ()
    """Names of what moves from one slide to the next: `{#name}`."""
    citations: tuple[Part, ...] = ()
    """What stands between the brackets of each citation."""


@lru_cache(maxsize=4096)
def read_text(text: str, kind: Kind, *, trusted: bool = False) -> Reading:
    """Return what is wrong with a text by itself, and what it names.

    `kind` is that of the text's field; `trusted` says if the user trusts its HTML. The names are
    checked against the deck by the caller.
    """
    # Most texts have nothing that could be wrong; they are not parsed a second time.
    if not _SUSPECT.search(_PROGRAM.sub(_kept, text) if kind == "block" else text):
        return Reading()
    return _Reader(text, kind, trusted).read()


_SUSPECT = re.compile(
    r"\$|\\[(\[]|:::|!!!|```|~~~|\]\(|\]:|<[a-zA-Z/!?]|\{|\[\^|\^\[|@\w"
    r"|^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?\[",
    re.MULTILINE,
)
"""Whatever any of the checks below looks at begins with one of these."""

# Lines with "```" are left to the parser: any of them may end the fence, or be around it.
_PROGRAM = re.compile(r"^```([\w+#-]+)\n(?:(?!.*```).*\n)*```[ \t]*$", re.MULTILINE)


def _kept(program: re.Match[str]) -> str:
    """Return what a check has to look at of a fence: nothing, where its language is known."""
    language = program[1]
    known = language.lower() in languages() and language != diagrams.LANGUAGE
    return "" if known else program[0]


_CONTAINER = re.compile(r":::+|!!!|\[![A-Za-z]+\]")
"""How other tools begin a box."""


@dataclass
class _Reader:
    """Collects the faults of one text."""

    text: str
    kind: Kind
    trusted: bool = False
    faults: list[Fault] = field(default_factory=list)
    images: list[Part] = field(default_factory=list)
    links: list[Part] = field(default_factory=list)
    classes: list[Part] = field(default_factory=list)
    html_classes: list[Part] = field(default_factory=list)
    names: list[Part] = field(default_factory=list)
    citations: list[Part] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)
    """Labels of the footnotes that the text refers to."""
    tags: set[str] = field(default_factory=set)
    """HTML elements whose opening tag has been reported."""
    cell_ends: dict[int, int] = field(default_factory=dict)
    """Line to the end of the last table cell that was found on it."""

    def __post_init__(self) -> None:
        self.env: dict[str, Any] = {"steps": StepCounter()}
        self.lines = self.text.split("\n")
        self.starts = [0]
        """Place of each line in the text."""
        for line in self.lines:
            # One more for the line's end.
            self.starts.append(self.starts[-1] + len(line) + 1)

    def read(self) -> Reading:
        md = position_parser(self.kind)
        tokens = (
            md.parse(self.text, self.env)
            if self.kind == "block"
            else md.parseInline(self.text, self.env)
        )
        for place, token in enumerate(tokens):
            if token.type == "inline":
                # Item, paragraph, inline: the words of an item come two tokens after its opening.
                in_list = place > 1 and tokens[place - 2].type == "list_item_open"
                self._check_inline(token, in_list=in_list)
                if place and token.meta.get("classes"):
                    # The marks of an item's first paragraph belong to the item, which opens one
                    # token before the paragraph (markup/step_marks.py).
                    block = place - (2 if tokens[place - 2].meta.get("classes") else 1)
                    # A block that has just closed is what the step may replace.
                    follows = block > 0 and tokens[block - 1].nesting == -1
                    self._check_kinds(self.classes[-len(token.meta["classes"]) :], follows)
            elif token.type == "fence":
                self._check_fence(token)
            elif token.type.startswith("math_"):
                self._check_formula(token.content, self._locator(token, token.content.lstrip()))
        self._check_footnotes(tokens)
        return Reading(
            tuple(self.faults),
            tuple(self.images),
            tuple(self.links),
            tuple(self.classes),
            tuple(self.html_classes),
            tuple(self.names),
            tuple(self.citations),
        )

    def _add(self, at: int, message: str, hint: str = "") -> None:
        self.faults.append(Fault(at, message, hint))

    # Places

    def _locator(self, token: Token, part: str) -> Callable[[int], int]:
        """Return a function from a place in a part of a block to one in the whole text.

        The parser has removed what containers put before each line (`> `, `- `, indentation), so
        each line of the part is looked up in the text.
        """
        first, last = token.map or [0, 1]
        found: list[int] = []
        number = first
        for line in part.split("\n"):
            column = -1
            while number < min(last, len(self.lines)):
                # In a table the same words may stand in several cells of one line.
                begin = self.cell_ends.get(number, 0)
                column = self.lines[number].find(line.strip(), begin)
                if column >= 0:
                    break
                number += 1
            # Not found as it stands, say because of an escape: the beginning of the block is near
            # enough.
            if column < 0:
                number, column = first, len(self.lines[first]) - len(self.lines[first].lstrip())
            found.append(self.starts[number] + column - (len(line) - len(line.lstrip())))
            number += 1

        def locate(offset: int) -> int:
            before = part[:offset]
            return found[before.count("\n")] + offset - (before.rfind("\n") + 1)

        return locate

    # Inline

    def _check_inline(self, token: Token, *, in_list: bool) -> None:
        # The parser has cut tasks and step marks off the two ends of the content.
        locate = self._locator(token, token.content)
        self._check_task(token, locate, in_list=in_list)
        if box := _CONTAINER.match(token.content):
            hint = "two texts side by side are the layout two_columns, boxes the layout cards"
            self._add(locate(0), f"'{box[0]}' is not read and would be shown as it stands", hint)
        if token.map and token.level > 1 and self.lines[token.map[0]].count("|") > 1:
            # Equal cells of a row are told apart by looking on from the end of the last one.
            self.cell_ends[token.map[0]] = (
                locate(0) + len(token.content) - self.starts[token.map[0]]
            )
        # `[ ]`, the three characters of a task's box, are no part of the content.
        shift = 3 if token.children and token.children[0].type == "task_box" else 0
        self.classes.extend(
            Part(locate(at - shift), name) for at, name in token.meta.get("classes", ())
        )
        self.names.extend(
            Part(locate(at - shift), name) for at, name in token.meta.get("names", ())
        )
        for child in token.children or ():
            self._check_child(child, token.content, lambda at: locate(at - shift))

    def _check_child(self, child: Token, content: str, locate: Callable[[int], int]) -> None:
        """Check a token inside a line; `locate` maps a place in `content` to one in the text."""
        at = child.meta.get(AT, 0)
        if child.type.startswith("math_"):
            start = at + len(child.markup) + len(child.content) - len(child.content.lstrip())
            self._check_formula(child.content, lambda offset: locate(start + offset))
        elif child.type == "image":
            self._check_image(child, content, locate)
        elif child.type == "link_open":
            self._check_link(child, content, locate)
        elif child.type == "citation":
            self.citations.append(Part(locate(at + 1), child.meta["citation"]))
        elif child.type == "footnote_ref" and "label" in child.meta:
            self.referred.add(child.meta["label"])
        elif child.type == "footnote_ref":
            # A note written in place, `^[words]`, has no label; its text is parsed apart.
            note = self.env["footnotes"]["list"][child.meta["id"]]
            for inner in note["tokens"]:
                self._check_child(
                    inner, note["content"], lambda offset: locate(at + len("^[") + offset)
                )
        elif child.type == "stray":
            checks = {
                "html": self._check_html,
                "braces": self._check_stray_braces,
                "note": self._check_stray_note,
            }
            checks.get(child.info, self._check_stray_formula)(locate(at), child.content)
        for opening, braces in child.meta.get(BRACES, ()):
            self._check_attributes(child, braces, locate(opening))

    def _check_formula(self, formula: str, locate: Callable[[int], int]) -> None:
        from talk.deck.markup.mathml import FormulaError, mathml  # most decks have no formula

        try:
            mathml(formula.strip(), display=False)
        except FormulaError as error:
            message = f"the formula '{_short(formula)}' cannot be set: {error}"
            self._add(locate(error.at), message, error.hint)

    def _check_image(self, token: Token, content: str, locate: Callable[[int], int]) -> None:
        path = image_path(token)
        # A path with escapes stands otherwise in the text: then the place is the picture's own.
        at = locate(max(content.find(path, token.meta.get(AT, 0)), token.meta.get(AT, 0)))
        if not token.content.strip():
            message = f"the image '{path}' has no alt text"
            self._add(at, message, "write what it shows between the '[]'")
        self.images.append(Part(at, path))

    def _check_link(self, token: Token, content: str, locate: Callable[[int], int]) -> None:
        target = str(token.attrGet("href") or "")
        at = locate(max(content.find(target, token.meta.get(AT, 0)), token.meta.get(AT, 0)))
        self.links.append(Part(at, target))
        if not re.match(r"#|//|[a-zA-Z][a-zA-Z0-9+.-]*:", target):
            hint = "write a whole address, https://…, or '#' and the id of a slide"
            message = f"the link '{target}' leads nowhere: only pictures travel with the slides"
            self._add(at, message, hint)

    def _check_html(self, at: int, tag: str) -> None:
        is_element = tag[1:2] not in "!?"  # comments and processing instructions have no name
        name = tag.strip("</> \t\n").split()[0].strip("/").lower() if is_element else tag[:2]
        if tag.startswith("</") and name in self.tags:
            return  # its opening tag has been reported
        self.tags.add(name)
        shown = _short(tag)
        message = f"HTML is not read: '{shown}' would be shown as it stands"
        self._add(at, message, html_hint(name, shown))

    def _check_stray_formula(self, at: int, formula: str) -> None:
        hint = "write it between '$' and '$', or between '$$' and '$$' on lines of its own"
        if formula.startswith("$"):
            hint = (
                "leave out the blanks inside of the two '$', and a digit directly outside of them"
            )
        self._add(at, f"'{_short(formula)}' is not read as a formula", hint)

    def _check_stray_note(self, at: int, note: str) -> None:
        if "@" in note and not note.startswith(("[^", "^[")):
            hint = "write '[@key]', '[@key, p. 12]' or '[@one; @two]'"
            self._add(at, f"'{_short(note)}' is not read as a citation", hint)
        elif self.kind == "inline":
            message = f"the footnote '{note}' stands where one line has to do"
            self._add(at, message, "put it into the 'body'")
        elif note.startswith("^"):
            hint = "write '[^1]' here, and '[^1]: …' on a line of its own"
            self._add(at, f"the footnote '{note}' cannot be read", hint)
        else:
            own_line = f"add '{note}: …' on a line of its own"
            hint = f"{own_line}, or write '\\{note}' to show it as it stands"
            self._add(at, f"the footnote '{note}' has no text", hint)

    def _check_footnotes(self, tokens: Iterable[Token]) -> None:
        seen: set[str] = set()
        for token in tokens:
            if token.type != "footnote_reference_open":
                continue
            label = token.meta["label"]
            at = self._locator(token, f"[^{label}]:")(0)
            # Of two with one name the slide would show one, without a word.
            if label in seen:
                message = f"the footnote '[^{label}]' is there twice"
                self._add(at, message, "give one of them another name")
            elif label not in self.referred:
                message = f"no text refers to the footnote '[^{label}]'"
                self._add(at, message, f"write '[^{label}]' where it belongs")
            seen.add(label)

    def _check_task(self, token: Token, locate: Callable[[int], int], *, in_list: bool) -> None:
        # Other tools' signs for a task, and a box with nothing behind it.
        if in_list and re.match(r"\[(?:| {2,}|[-/~?>!*])\](?:\s|$)|\[[ xX]\]$", token.content):
            self._add(locate(0), "this is no task", "a task is '- [ ] words' or '- [x] words'")
        elif not in_list and self.kind == "block" and re.match(r"\[[ xX]\]\s", token.content):
            self._add(locate(0), "a task stands in a list", "put '- ' before it")

    # Braces

    def _check_stray_braces(self, at: int, braces: str) -> None:
        inner = braces[1:-1].strip()
        if inner.startswith(":"):
            hint = f"write '{{{inner.removeprefix(':').strip()}}}'"
        elif "%" in inner:
            hint = "a width is a number of pixels: {width=400}"
        elif self.kind == "inline":
            hint = "in one line write [words]{.name}"
        elif re.fullmatch(r"(?:\.[\w-]+\s*)+", inner):
            block = "put it at the end of the paragraph, list item or heading"
            hint = f"{block}, or after [words] in brackets"
        else:
            hint = "texts take {.step} and the classes of the theme, pictures {width=400} too"
        self._add(at, f"'{braces}' is not read here and would be shown as it stands", hint)

    def _check_kinds(self, classes: Sequence[Part], follows: bool | None) -> None:
        """Check what a step does; `follows` says if anything is before it, None for words."""
        kinds = [one for one in classes if one.text in STEP_KINDS]
        for kind in kinds:
            if "step" not in [one.text for one in classes]:
                message = f"'.{kind.text}' says what a step does, and this is none"
                self._add(kind.at, message, f"write {{.step .{kind.text}}}")
            elif kind is not kinds[0]:
                message = f"a step does one thing, '.{kinds[0].text}' or '.{kind.text}'"
                self._add(kind.at, message, "take one of them out")
            elif kind.text == "replace" and follows is None:
                hint = "put both into paragraphs or list items; words take .hide and .emphasise"
                self._add(kind.at, "'.replace' is for paragraphs, list items and headings", hint)
            elif kind.text == "replace" and not follows:
                message = "nothing stands before this step that it could replace"
                self._add(kind.at, message, "put it after the text whose place it takes")

    def _check_attributes(self, token: Token, braces: str, at: int) -> None:
        classes = [
            Part(at + found.start(1), found[1]) for found in re.finditer(r"\.([\w-]+)", braces)
        ]
        self._check_kinds(classes, None)
        for found in re.finditer(r"([.#]?)([\w:-]+)(?:\s*=\s*(?:\"([^\"]*)\"|([\w:-]+)))?", braces):
            sign, name, value = found[1], found[2], found[3] or found[4] or ""
            place = at + found.start()
            if sign == ".":
                self.classes.append(Part(at + found.start(2), name))
            elif sign == "#":
                self.names.append(Part(at + found.start(2), name))
            elif name == "class":
                self.classes.extend(Part(place, one) for one in value.split())
            elif name not in ("width", "height") or token.type != "image":
                others = {"image": "a picture", "code_inline": "code"}
                owner = others.get(token.type, "a link" if "link" in token.type else "words")
                message = f"'{name}' is not an attribute of {owner}"
                self._add(place, message, _ATTRIBUTE_HINTS.get(name, _READ))
            elif not value.isdigit():
                message = f"'{name}' must be a number of pixels"
                self._add(place, message, f"for example {{{name}=400}}")

    def _check_fence(self, token: Token) -> None:
        info = token.info.strip()
        if not info:
            return
        name = info.split()[0]
        first = (token.map or [0])[0]
        # From the right: a list, a quotation and the fence itself put signs before it.
        at = self.starts[first] + max(self.lines[first].rfind(info), 0)
        if info == HTML_FENCE:
            self._check_html_part(token)
            return
        if name == diagrams.LANGUAGE:
            self._check_diagram(token, at)
            return
        # Pandoc and Quarto write {.python}.
        bare = re.match(r"\{?\.?([\w+#-]+)", name)
        if name.lower() not in languages():
            inner = bare[1] if bare and bare[1] != name and bare[1].lower() in languages() else ""
            hint = f"write '{inner}' alone" if inner else language_hint(name)
            self._add(at, f"'{name}' is not a language that code is coloured in", hint)
        elif len(info) > len(name):
            rest = info[len(name) :].strip()
            hint = "take it out; a slide of the layout code has 'highlight: 2-4' and 'caption:'"
            self._add(at + info.rfind(rest), f"'{rest}' after the language is not read", hint)

    def _check_diagram(self, token: Token, at: int) -> None:
        if not token.info.strip().removeprefix(diagrams.LANGUAGE).strip():
            hint = f"write what it shows after '{diagrams.LANGUAGE}'"
            self._add(at, "the diagram has no alt text", hint)
        locate = self._locator(token, token.content)
        lines = token.content.split("\n")
        for fault in diagram.faults(token.content):
            before = sum(len(line) + 1 for line in lines[: fault.line])
            self._add(
                locate(before + max(lines[fault.line].find(fault.near), 0)),
                fault.message,
                fault.hint,
            )

    def _check_html_part(self, token: Token) -> None:
        # The lines of the fence may be indented by the list or quotation that it stands in.
        first = (token.map or [0])[0] + 1
        lines = token.content.split("\n")
        for found in html_faults(token.content, trusted=self.trusted):
            before = token.content[: found.at]
            number = before.count("\n")
            column = found.at - (before.rfind("\n") + 1)
            indent = max(self.lines[first + number].find(lines[number]), 0)
            at = self.starts[first + number] + indent + column
            if isinstance(found, HtmlPicture):
                self.images.append(Part(at, found.path))
            elif isinstance(found, HtmlClass):
                self.html_classes.append(Part(at, found.name))
            else:
                self._add(at, found.message, found.hint)


_READ = "texts take {.step} and the classes of the theme, pictures 'width' and 'height' too"
_ATTRIBUTE_HINTS = {
    "style": "give it a class, and the theme a rule for that class",
    "id": "write {#name} for what moves to the next slide",
    "alt": "write what the picture shows between the '[]'",
    "src": "write the path between the '()'",
    "href": "write the address between the '()'",
    "width": "only pictures have a width",
    "height": "only pictures have a height",
}


def _short(text: str) -> str:
    """Return a text in one line of at most 40 characters."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
