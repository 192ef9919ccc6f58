"""Turn Markdown into HTML, as slides need it.

The dialect is CommonMark with tables, strikethrough, footnotes, citations, tasks, `==marks==`,
`H~2~O`, `x^2^`, formulas (`$…$` and `$$…$$` become MathML), coloured code, step marks (`{.step}`),
typographic quotes and dashes, fences of HTML (`{=html}`) and of diagrams (`dot`). Other HTML is
shown as it was typed.
Mistakes in a text are found by `talk.deck.checking.markdown_lint`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from html import escape
from typing import Any, Literal
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from talk.deck.markup import diagrams
from talk.deck.markup.abbreviations import abbreviations_plugin
from talk.deck.markup.citations import BEGINS, citation_plugin
from talk.deck.markup.code import highlight
from talk.deck.markup.footnotes import Footnotes, footnote_plugin, split_footnotes
from talk.deck.markup.highlight_marks import mark_plugin
from talk.deck.markup.picture_paragraphs import picture_paragraphs_plugin
from talk.deck.markup.safe_html import safe_html
from talk.deck.markup.step_marks import StepCounter, step_marks_plugin
from talk.deck.markup.tasks import task_plugin
from talk.deck.reading.words import NO_WORDS, Words

__all__ = ["Footnotes", "StepCounter", "block", "inline", "plain", "step_count"]

Kind = Literal["inline", "block"]
ImageUrl = Callable[[str], str]
"""Function from a path as the author wrote it to the URL that a browser asks for."""

HTML_FENCE = "{=html}"
"""What a fence with HTML of the author's own says, as in Pandoc."""

_QUOTES = {
    "en": "“”‘’",
    "de": "„“‚‘",
    "fr": ["« ", " »", "‹ ", " ›"],
    "es": "«»“”",
    "ru": "«»„“",
    "pl": "„”‚’",
}
"""Opening and closing double quotes, then single ones, by language."""


def block(
    text: str,
    *,
    steps: StepCounter | None = None,
    footnotes: Footnotes | None = None,
    base_step: int = 0,
    image: ImageUrl | None = None,
    language: str = "en",
    scope: str = "notes",
    words: Words = NO_WORDS,
) -> str:
    """Return the HTML of a text with paragraphs, lists and so on.

    Step marks are numbered on from `steps`. Footnotes are added to `footnotes`; without it they
    stand below the text, with `scope` in their ids. `base_step` is the step that the whole text
    comes with, 0 for none. `image` makes URLs of the paths of pictures. `words` are the deck's
    citations and abbreviations.
    """
    steps = steps if steps is not None else StepCounter()
    # Only these make the result depend on the page or on the deck; all others are cached.
    depends = any(sign in text for sign in ("![", "[^", "^[", HTML_FENCE, BEGINS))
    if not depends and not words.abbreviated(text):
        # The number of steps before it is part of the key: the same text later has other steps.
        finished, steps.count = _plain_block(text, language, steps.count)
        return finished
    md = _parser(language, "block")
    own = footnotes if footnotes is not None else Footnotes(scope, language=language)
    env = _env(steps, image, language, words) | {
        "footnotes_of_slide": own,
        "footnotes_before": len(own.items),
        "base_step": base_step,
    }
    tokens, notes = split_footnotes(md.parse(text, env))
    html: str = md.renderer.render(tokens, md.options, env)
    own.items.extend(md.renderer.render(note, md.options, env) for note in notes)
    return html if footnotes is not None else html + own.html()


@lru_cache(maxsize=4096)
def _plain_block(text: str, language: str, before: int) -> tuple[str, int]:
    """Return the HTML of a text without images and footnotes, and the number of its last step.

    Cached: every view has the same, and most slides are as before the last save.
    """
    steps = StepCounter(before)
    md, env = _parser(language, "block"), _env(steps, None, language)
    html: str = md.renderer.render(md.parse(text, env), md.options, env)
    return html, steps.count


def inline(
    text: str,
    *,
    image: ImageUrl | None = None,
    language: str = "en",
    words: Words = NO_WORDS,
) -> str:
    """Return the HTML of one line, without a block around it."""
    if "![" not in text and BEGINS not in text and not words.abbreviated(text):
        return _plain_inline(text, language)
    return _inline(text, _env(None, image, language, words))


@lru_cache(maxsize=4096)
def _plain_inline(text: str, language: str) -> str:
    """Return the HTML of a line without images, kept as in `_plain_block`."""
    return _inline(text, _env(None, None, language))


def _inline(text: str, env: dict[str, Any]) -> str:
    md = _parser(env["language"], "inline")
    html: str = md.renderer.render(md.parseInline(text, env), md.options, env)
    return html


def plain(text: str, *, language: str = "en") -> str:
    """Return the words alone, without markup, for titles of windows and labels."""
    # Most titles have none, and a parse costs much more than this search.
    if not _MARKUP.search(text):
        return text
    tokens = _parser(language, "inline").parseInline(text, _env(None, None, language))
    return "".join(_words(tokens)).strip()


@lru_cache(maxsize=4096)
def step_count(text: str) -> int:
    """Return the number of step marks in a text."""
    if ".step" not in text:
        return 0
    steps = StepCounter()
    # In any language: only quotes depend on it.
    _parser("en", "block").parse(text, _env(steps, None, "en"))
    return steps.count


_MARKUP = re.compile(r"[\\`*_\[\]$~^<>&!{'\"]|==|--|\.\.\.|\+-|\(")
"""Whatever Markdown or typography would change; a text without any of it is plain already."""


def image_path(token: Token) -> str:
    """Return the path of an image as the author wrote it: the parser percent-encodes it."""
    return unquote(str(token.attrGet("src") or ""))


def _words(tokens: list[Token]) -> Iterator[str]:
    """Yield the words of tokens; those of an image are its alternative text."""
    for token in tokens:
        if token.children and token.type != "image":
            yield from _words(token.children)
        # In a window's title a line break is a blank.
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            yield token.content


# The parser


def _env(
    steps: StepCounter | None, image: ImageUrl | None, language: str, words: Words = NO_WORDS
) -> dict[str, Any]:
    """Return what the rules of one text share (markdown-it's `env`)."""
    counter = steps if steps is not None else StepCounter()
    return {"steps": counter, "image": image, "language": language, "words": words}


def _parser(language: str, kind: Kind) -> MarkdownIt:
    # By the language alone: `de-CH` is written as `de`.
    quotes = _QUOTES.get(language.split("-")[0].lower(), _QUOTES["en"])
    return _make_parser(tuple(quotes), kind)


@cache
def _make_parser(quotes: tuple[str, ...], kind: Kind) -> MarkdownIt:
    md = new_parser(kind, {"typographer": True, "quotes": list(quotes)})
    for rule in (
        _image,
        _link_open,
        _fence,
        _code_block,
        _math_inline,
        _math_inline_double,
        _math_block,
    ):
        md.add_render_rule(rule.__name__[1:], rule)  # named after the token's type
    return md


def new_parser(kind: Kind, options: dict[str, Any], *, move_footnotes: bool = True) -> MarkdownIt:
    """Return a parser for everything that texts may hold.

    One line of text (`inline`) has no room for footnotes. With `move_footnotes` their tokens come
    last, else they stay where they are written.
    """
    # No HTML: a text may come from anybody, and a presenter's page can move the talk.
    md = MarkdownIt("commonmark", {"html": False, "linkify": False, **options})
    md.enable(["table", "strikethrough", "replacements", "smartquotes"])
    # Stricter than its default, so that prices (`$5 and $10`) stay text.
    dollarmath_plugin(
        md, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True
    )
    sub_plugin(md)
    superscript_plugin(md)
    mark_plugin(md)
    citation_plugin(md)
    abbreviations_plugin(md)
    # No `style` and no `on…`: a text sets classes that the theme has rules for.
    attrs_plugin(md, spans=True, allowed=("class", "id", "width", "height"))
    if kind == "block":
        footnote_plugin(md, move_to_end=move_footnotes)
        task_plugin(md)
    # After tasks, whose rule sets the class of their items anew.
    step_marks_plugin(md)
    picture_paragraphs_plugin(md)
    return md


def _image(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    token = tokens[idx]
    if env["image"]:
        token.attrSet("src", env["image"](image_path(token)))
    if (height := token.attrGet("height")) and not token.attrGet("width"):
        # Every picture has `height: auto`, so that a width alone keeps its shape.
        token.attrSet("style", f"height: {height}px")
    # Views that show a whole deck at once remove it again (build.html).
    token.attrSet("loading", "lazy")
    return self.image(tokens, idx, options, env)


def _link_open(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    # A link out of the deck must not replace the page that shows the talk.
    if not str(tokens[idx].attrGet("href") or "").startswith("#"):
        tokens[idx].attrSet("target", "_blank")
        tokens[idx].attrSet("rel", "noopener noreferrer")
    return self.renderToken(tokens, idx, options, env)


def _fence(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    language = tokens[idx].info.split(" ")[0].strip() or "text"
    if language == HTML_FENCE:
        html = safe_html(tokens[idx].content, env["image"], trusted=env["words"].trusted)
        return f'<div class="html-part">{html}</div>\n'
    if language == diagrams.LANGUAGE:
        alt = tokens[idx].info.strip().removeprefix(language).strip()
        drawn = diagrams.diagram_html(tokens[idx].content, alt)
        # Else as code: `talk check` reports the mistake, and a talk in front of people goes on.
        if drawn is not None:
            return drawn
    return code_html(tokens[idx].content, language)


def _code_block(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    return code_html(tokens[idx].content, "text")


def code_html(code: str, language: str, lines: str = "") -> str:
    """Return a `<pre>` with coloured code. Raises ValueError for wrong `lines`."""
    return (
        # Wide code is scrolled, for which the keyboard must reach it.
        f'<pre class="code" data-language="{escape(language)}" tabindex="0"><code>'
        f"{highlight(code, language, lines)}</code></pre>\n"
    )


def _math_inline(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    return _math(tokens[idx].content, display=False)


def _math_inline_double(
    self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any
) -> str:
    return _math(tokens[idx].content, display=True)


def _math_block(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    return f'<div class="math">{_math(tokens[idx].content, display=True)}</div>\n'


def _math(formula: str, *, display: bool) -> str:
    """Return the MathML of a formula.

    A formula that cannot be set is shown as it was typed: `talk check` reports it, and a talk in
    front of people goes on.
    """
    from talk.deck.markup.mathml import FormulaError, mathml  # most decks have no formula

    try:
        return mathml(formula.strip(), display=display)
    except FormulaError:
        return f'<code class="formula">{escape(formula)}</code>'
