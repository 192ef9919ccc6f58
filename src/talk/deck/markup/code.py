"""Turn programs into HTML, coloured by Pygments' short classes, with one element a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from talk.deck.reading.problems import did_you_mean

if TYPE_CHECKING:
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexer import Lexer

# Five digits: `1-999999999` would make a set of a thousand million numbers.
_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


@cache
def languages() -> frozenset[str]:
    """Return every name of a language that Pygments knows."""
    # The table of names alone; `get_all_lexers` looks for plugins in every installed package.
    from pygments.lexers._mapping import LEXERS

    return frozenset(alias for _, _, aliases, _, _ in LEXERS.values() for alias in aliases)


_OTHER_NAMES = {
    "c#": "csharp",
    "golang": "go",
    "none": "text",
    "plain": "text",
    "plaintext": "text",
    "pseudocode": "text",
    "raw": "text",
    "txt": "text",
}
_DRAWINGS = frozenset({"mermaid", "plantuml", "dot", "d2", "graphviz", "tikz"})


def language_hint(name: str) -> str:
    """Return what to write instead of a language that is not known."""
    if name.lower() in _DRAWINGS:
        drawn = "write it in Graphviz's language in a fence of 'dot', or show it as an SVG"
        return f"{drawn}; 'text' shows the lines as they are"
    if near := _OTHER_NAMES.get(name.lower()):
        return f"did you mean '{near}'?"
    # Among 900 names each of three letters has a neighbour, which says nothing.
    meant = did_you_mean(name, languages()) if len(name) > 3 else ""
    return meant or "write 'text' for no colours"


def line_numbers(ranges: str) -> set[int]:
    """Return the numbers that `2-4,7` names: {2, 3, 4, 7}. Raises ValueError for other text."""
    numbers: set[int] = set()
    for part in filter(None, (part.strip() for part in ranges.split(","))):
        match = _RANGE.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 0 < first <= last:
            raise ValueError(f"'{part}' is not a line or a range of lines such as 2-4")
        numbers.update(range(first, last + 1))
    return numbers


MAX_PARTS = 8
"""Most steps of a program: web/code_steps.css has rules for so many."""


def line_parts(ranges: str) -> list[set[int] | None]:
    """Return the lines of each step that `1|2-4|all` names; None stands for all lines.

    Raises ValueError for other text.
    """
    parts = [part.strip() for part in ranges.split("|")]
    if len(parts) > MAX_PARTS:
        raise ValueError(f"'highlight' has {len(parts)} steps: at most {MAX_PARTS} can be shown")
    return [None if part == "all" else line_numbers(part) for part in parts]


def highlight(
    code: str,
    language: str = "text",
    lines: str = "",
    first: int = 1,
    names: Sequence[int] = (),
) -> str:
    """Return what goes into `<code>`: a `<span class="line">` for each line.

    The lines that `lines` names (`2-4,7`, counted from `first`) have the class `hl` too; where it
    names several steps (`1|2-4`), `data-in` has the steps of each line. An unknown language is
    shown without colours. `names` are a number for each line, which stand in `data-same`: what the
    states of a program have in common (`line_names`).

    Raises ValueError for wrong `lines`.
    """
    parts = line_parts(lines)

    def attributes(number: int) -> str:
        within = [str(step) for step, part in enumerate(parts) if part and number in part]
        same = f' data-same="{names[number - first]}"' if names else ""
        if len(parts) > 1:
            return f'class="line" data-in="{" ".join(within)}"{same}'
        return f'class="line{" hl" if within else ""}"{same}'

    return "".join(
        f'<span {attributes(number)} data-line="{number}">{line}</span>\n'
        for number, line in enumerate(_lines(code, language), first)
    )


def _lines(code: str, language: str) -> Iterable[str]:
    """Return the HTML of each line of a program."""
    if language.lower() not in languages() or language == "text":
        # Without Pygments: a deck whose programs have no language is spared its import.
        # In the text of an element quotation marks may stand as they are.
        return (escape(line, quote=False) for line in code.rstrip("\n").split("\n"))
    from pygments import highlight as colour

    # Pygments closes and reopens its spans at a line's end, so lines can be wrapped one by one.
    return colour(code, _lexer(language, code.isascii()), _formatter()).rstrip("\n").split("\n")


@cache
def _lexer(language: str, in_ascii: bool) -> Lexer:
    """Return the lexer of a language, for programs that are ASCII or for any."""
    from pygments.lexers import find_lexer_class_by_name

    kind: Any = find_lexer_class_by_name(language)
    if in_ascii and (names := getattr(kind, "uni_name", "")):
        # Python's names may have any letter of Unicode. To compile the classes of all those takes
        # 30 ms, and in ASCII they are these.
        tokens = {
            state: [
                (rule[0].replace(names, _ASCII_NAME), *rule[1:])
                if isinstance(rule, tuple) and isinstance(rule[0], str)
                else rule
                for rule in rules
            ]
            for state, rules in kind.tokens.items()
        }
        kind = type(kind)(kind.__name__, (kind,), {"tokens": tokens})
    # Blank lines at the start stay, since `lines` counts from the first line that the author wrote.
    lexer: Lexer = kind(stripnl=False)
    return lexer


_ASCII_NAME = "[A-Za-z_][A-Za-z0-9_]*"


@cache
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters.html import HtmlFormatter

    # Made once: it works its style sheet out, which takes as long as a short program's colours.
    return HtmlFormatter(nowrap=True)
