"""Markdown → HTML, as slides need it.

CommonMark with tables, strikethrough, formulas (`$…$`, `$$…$$` → MathML), coloured code, step marks
(`{.step}`), typographic quotes and dashes. Raw HTML is not read: it is shown as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from talk.deck.code import highlight, languages
from talk.deck.maths import FormulaError, mathml
from talk.deck.picture_paragraphs import picture_paragraphs_plugin
from talk.deck.problems import did_you_mean
from talk.deck.step_marks import StepCounter, step_marks_plugin

__all__ = ["StepCounter", "block", "faults", "images", "inline", "links", "plain", "step_count"]

ImageUrl = Callable[[str], str]
"""From a path as the author wrote it to the URL a browser asks for."""

_QUOTES = {
    "en": "“”‘’",
    "de": "„“‚‘",
    "fr": ["« ", " »", "‹ ", " ›"],
    "es": "«»“”",
    "ru": "«»„“",
    "pl": "„”‚’",
}


def block(text: str, *, steps: StepCounter | None = None, image: ImageUrl | None = None, language: str = "en") -> str:
    """HTML of a text with paragraphs, lists and so on. Step marks are numbered on from `steps`."""
    steps = steps if steps is not None else StepCounter()
    if "![" in text:
        return _block(text, language, steps, image)
    html, steps.count = _block_without_images(text, language, steps.count)
    return html


@lru_cache(maxsize=4096)
def _block_without_images(text: str, language: str, before: int) -> tuple[str, int]:
    """HTML, and the number of the last step. Every view has the same, and most slides are as before the last save."""
    steps = StepCounter(before)
    return _block(text, language, steps, None), steps.count


def _block(text: str, language: str, steps: StepCounter, image: ImageUrl | None) -> str:
    md = _parser(_quotes(language))
    env = _env(steps, image)
    html: str = md.renderer.render(md.parse(text, env), md.options, env)
    return html


def inline(text: str, *, image: ImageUrl | None = None, language: str = "en") -> str:
    """HTML of one line, without a block round it."""
    md = _parser(_quotes(language))
    env = _env(None, image)
    html: str = md.renderer.render(md.parseInline(text, env), md.options, env)
    return html


def plain(text: str, *, language: str = "en") -> str:
    """The words alone, without markup, for titles of windows and labels."""
    if not _MARKUP.search(text):
        return text
    tokens = _parser(_quotes(language)).parseInline(text, _env(None, None))
    return "".join(_words(tokens)).strip()


def step_count(text: str) -> int:
    """Number of step marks in a text."""
    if ".step" not in text:
        return 0
    steps = StepCounter()
    _parser(_QUOTES["en"]).parse(text, _env(steps, None))
    return steps.count


# What can be wrong with a text


@dataclass(frozen=True)
class Fault:
    """A mistake in a text: `part` is the source it is about, `nth` which of its occurrences, from 0."""

    part: str
    message: str
    hint: str = ""
    nth: int = 0


def faults(text: str) -> Iterator[Fault]:
    """Formulas that cannot be set, code in unknown languages, images without alt text."""
    if not _SUSPECT.search(text):
        return
    for token in _tokens(text):
        if token.type.startswith("math_"):
            try:
                mathml(token.content.strip(), display=token.type != "math_inline")
            except FormulaError as error:
                shown = " ".join(token.content.split())
                first_line = token.content.strip().split("\n")[0]
                yield Fault(first_line, f"the formula '{_short(shown)}' cannot be set: {error}")
        elif token.type == "fence" and (name := token.info.split(" ")[0].strip()):
            if name.lower() not in languages():
                hint = did_you_mean(name, languages()) or "no colours: leave the name out"
                yield Fault(name, f"'{name}' is not a language that code is coloured in", hint)
        elif token.type == "image" and not token.content.strip():
            source = image_path(token)
            yield Fault(source, f"the image '{source}' has no alt text", "write what it shows between the '[]'")


def images(text: str) -> Iterator[str]:
    """Paths of the images in a text."""
    if "![" in text:
        yield from (image_path(token) for token in _tokens(text) if token.type == "image")


def links(text: str) -> Iterator[str]:
    """Targets of the links in a text."""
    if "](" in text or "]:" in text or "<" in text:
        yield from (str(token.attrGet("href") or "") for token in _tokens(text) if token.type == "link_open")


_SUSPECT = re.compile(r"\$|```|~~~|!\[")
_MARKUP = re.compile(r"[\\`*_\[\]$~<>&!{'\"]|--|\.\.\.|\+-|\(")


def _tokens(text: str) -> Iterator[Token]:
    for token in _parser(_QUOTES["en"]).parse(text, _env(None, None)):
        yield token
        yield from token.children or ()


def image_path(token: Token) -> str:
    """As the author wrote it: the parser percent-encodes it."""
    return unquote(str(token.attrGet("src") or ""))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children and token.type != "image":
            yield from _words(token.children)
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            yield token.content


# The parser


def _env(steps: StepCounter | None, image: ImageUrl | None) -> dict[str, Any]:
    return {"steps": steps if steps is not None else StepCounter(), "image": image}


def _quotes(language: str) -> Any:
    return _QUOTES.get(language.split("-")[0].lower(), _QUOTES["en"])


def _parser(quotes: Any) -> MarkdownIt:
    return _make_parser(tuple(quotes))


@cache
def _make_parser(quotes: tuple[str, ...]) -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": True, "quotes": list(quotes)}
    md = MarkdownIt("commonmark", options)
    md.enable(["table", "strikethrough", "replacements", "smartquotes"])
    dollarmath_plugin(md, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    attrs_plugin(md, spans=True, allowed=("class", "width", "height"))
    step_marks_plugin(md)
    picture_paragraphs_plugin(md)
    for rule in (_image, _link_open, _fence, _code_block, _math_inline, _math_inline_double, _math_block):
        md.add_render_rule(rule.__name__[1:], rule)
    return md


def _image(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    token = tokens[idx]
    if env["image"]:
        token.attrSet("src", env["image"](image_path(token)))
    token.attrSet("loading", "lazy")
    return self.image(tokens, idx, options, env)


def _link_open(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    if not str(tokens[idx].attrGet("href") or "").startswith("#"):
        tokens[idx].attrSet("target", "_blank")
        tokens[idx].attrSet("rel", "noopener noreferrer")
    return self.renderToken(tokens, idx, options, env)


def _fence(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    language = tokens[idx].info.split(" ")[0].strip() or "text"
    return code_html(tokens[idx].content, language)


def _code_block(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    return code_html(tokens[idx].content, "text")


def code_html(code: str, language: str, lines: str = "") -> str:
    """`<pre>` with coloured code; raises ValueError for wrong `lines`."""
    return (
        f'<pre class="code" data-language="{escape(language)}" tabindex="0"><code>'
        f"{highlight(code, language, lines)}</code></pre>\n"
    )


def _math_inline(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    return _math(tokens[idx].content, display=False)


def _math_inline_double(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    return _math(tokens[idx].content, display=True)


def _math_block(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    return f'<div class="math">{_math(tokens[idx].content, display=True)}</div>\n'


def _math(formula: str, *, display: bool) -> str:
    """A formula that cannot be set is shown as it was typed; `faults` has told the author."""
    try:
        return mathml(formula.strip(), display=display)
    except FormulaError:
        return f'<code class="formula">{escape(formula)}</code>'
