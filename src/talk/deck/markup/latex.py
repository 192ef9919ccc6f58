"""Find what is wrong with a LaTeX formula, and where.

latex2mathml raises few errors: what it does not know it prints as it stands or leaves out. So a
formula is checked before it is converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from talk.deck.reading.problems import did_you_mean

COMMAND = re.compile(r"\\[a-zA-Z]+")


class FormulaError(ValueError):
    """A formula that cannot be set; the text says why, without naming the formula."""

    def __init__(self, reason: str, at: int = 0, hint: str = "") -> None:
        super().__init__(reason)
        self.at = at
        """Place in the formula, in characters from 0."""
        self.hint = hint


SAME_AS = {
    # Equations on a slide have no numbers: a number is for a paper that refers to it.
    "align": "align*",
    "aligned": "align*",
    "gather": "displaylines",
    "gather*": "displaylines",
    "gathered": "displaylines",
}
"""Environments that latex2mathml does not know, or numbers → those that it sets as meant."""

_TABLES = frozenset(
    {"align", "align*", "aligned", "split", "cases", "array", "smallmatrix"}
    | {f"{kind}matrix{star}" for kind in ("", "p", "b", "B", "v", "V") for star in ("", "*")}
)
"""Environments of rows and cells."""
_LINES = frozenset({"gather", "gather*", "gathered"})
"""Environments of rows without cells."""
_PLAIN = frozenset({"equation", "equation*"})
"""Environments that change nothing: a formula on its own lines is one already."""
_ENVIRONMENTS = _TABLES | _LINES | _PLAIN
_OTHERS = {
    "alignat": "write aligned",
    "alignedat": "write aligned",
    "dcases": "write cases",
    "eqnarray": "write aligned",
    "flalign": "write aligned",
    "multline": "write gathered",
    "subarray": "write \\substack{…}",
    "tabular": "make a slide of the layout table",
}
"""Environments of LaTeX that are not set → what to write instead."""

_TABLE_COMMANDS = frozenset(
    {
        r"\matrix",
        r"\pmatrix",
        r"\bmatrix",
        r"\vmatrix",
        r"\cases",
        r"\substack",
        r"\eqalign",
        r"\displaylines",
    }
)
"""Commands whose braces hold rows and cells."""

_REFUSED = {
    r"\hline": "lines between rows are not drawn: make a slide of the layout table",
    r"\hdashline": "lines between rows are not drawn: make a slide of the layout table",
    r"\href": "write the link outside the formula: [words](address)",
    r"\label": "equations have no numbers here; take it out",
    r"\nonumber": "equations have no numbers here; take it out",
    r"\notag": "equations have no numbers here; take it out",
    r"\tag": "equations have no numbers here; take it out",
    r"\ref": "equations have no numbers here; take it out",
    r"\eqref": "equations have no numbers here; take it out",
    r"\unicode": "write the character itself",
    r"\class": "take it out",
    r"\style": "take it out",
    r"\ce": "write \\mathrm{H_2O}",
    r"\newline": "put the lines into \\begin{aligned} … \\end{aligned}",
}
"""Commands that latex2mathml or browsers leave out without an error → what to do instead."""

_TOKEN = re.compile(
    r"""
    \\(?:begin|end)\s*\{(?P<environment>[^{}]*)\}
    | (?P<command>\\[a-zA-Z]+\*?)
    | (?P<newline>\\\\)
    | \\.
    | (?P<sign>[{}&%$])
    """,
    re.VERBOSE | re.DOTALL,
)
_TEXT = re.compile(r"\\(?:text(?:bf|it|md|normal|rm|sf|tt|up)?|emph|mbox|hbox|fbox)\s*(\{)")
_WORDS = re.compile(rf"{_TEXT.pattern}[^}}]*\}}")
_OPERATOR_NAME = re.compile(r"\\operatorname(?:withlimits|\*)?\s*\{(?![a-zA-Z\s*]+\})")
_COLUMNS = re.compile(r"\\begin\s*\{(array)\}(?!\s*\{[lcr](?:\|?[lcr])*\})")
# latex2mathml reads such braces behind any environment as the columns of an array.
_LOST_LETTER = re.compile(r"\\begin\s*\{(?!array\})[a-zA-Z]+\*?\}\s*(\{[lcr|]+\})")
_DEFINED = re.compile(r"\\(?:newcommand|def|DeclareMathOperator)\*?\s*\{?(\\[a-zA-Z]+)")


@dataclass(frozen=True)
class _Open:
    r"""A brace, an environment or a `\left` that is not closed yet."""

    what: str
    r"""`{`, `\left`, or the environment's name."""
    at: int
    cells: bool
    """Rows and cells may stand in it."""


def check(formula: str) -> None:
    """Check a formula. Raises FormulaError for the first thing that would be set wrong."""
    _check_arguments(formula)
    # A formula may define commands of its own.
    known = {*_commands(), *_DEFINED.findall(formula)}
    around: list[_Open] = []
    # Blanks for what stands in `\text{…}`, so that the places of all else stay.
    without_words = _WORDS.sub(lambda found: " " * len(found[0]), formula)
    for token in _TOKEN.finditer(without_words):
        inner = around[-1] if around else _Open("", 0, cells=False)
        at, text = token.start(), token[0]
        if text.startswith((r"\begin", r"\end")) and token["environment"] is not None:
            _environment(around, token)
        elif text == "{":
            before = re.search(r"\\[a-zA-Z]+\s*$", formula[:at])
            command = before[0].strip() if before else ""
            # Rows and cells may stand in the braces of \matrix and its like, and in no others.
            around.append(_Open("{", at, command in _TABLE_COMMANDS))
        elif text == "}":
            if inner.what != "{":
                raise FormulaError("a '}' has no '{'", at)
            around.pop()
        elif text == r"\left":
            # A `\left` and its `\right` must stand in the same cell.
            around.append(_Open(text, at, cells=False))
        elif text == r"\right":
            if inner.what != r"\left":
                raise FormulaError("'\\right' has no '\\left' before it", at)
            around.pop()
        elif text == "&" and not (inner.cells and inner.what not in _LINES):
            hint = (
                "write '\\&' for the sign, or put the lines into \\begin{aligned} … \\end{aligned}"
            )
            raise FormulaError("an '&' stands outside of an alignment", at, hint)
        elif token["newline"] and not inner.cells:
            hint = "put the lines into \\begin{aligned} … \\end{aligned}"
            raise FormulaError("'\\\\' breaks no line here", at, hint)
        elif text == "%":
            raise FormulaError("LaTeX reads nothing after a '%'", at, "write '\\%' for the sign")
        elif text == "$":
            raise FormulaError(
                "a '$' stands inside of it", at, "let '$$' begin and end it on lines of their own"
            )
        elif token["command"]:
            # `\operatorname*` is a name of its own; of other commands the star is a sign.
            name = text if text in known else text.rstrip("*")
            if refused := _REFUSED.get(name):
                raise FormulaError(f"'{name}' is not set", at, refused)
            if name not in known:
                near = did_you_mean(name, known)
                raise FormulaError(f"'{name}' is not a known command", at, near)
    if around:
        _not_closed(around[-1])


def for_converter(formula: str) -> str:
    """Return the formula with the environments that latex2mathml knows."""

    def replaced(found: re.Match[str]) -> str:
        name = found[2].strip()
        return "" if name in _PLAIN else rf"\{found[1]}{{{SAME_AS.get(name, name)}}}"

    # latex2mathml has no distances between rows; the rows themselves are as meant.
    for written, known in _SPELLED.items():
        formula = written.sub(known, formula)
    formula = _ROW_GAP.sub(r"\\\\", formula)
    formula = _POSITION.sub(r"\1", formula)
    return re.sub(r"\\(begin|end)\s*\{([^{}]*)\}", replaced, formula)


_SPELLED = {
    re.compile(r"\\arg(?![a-zA-Z])"): r"\\operatorname{arg}",
    re.compile(r"\\not\s*="): r"\\neq ",
}
"""What latex2mathml does not know, or sets as two signs → what it sets right."""
_ROW_GAP = re.compile(r"\\\\(?:\*|\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|mu)\s*\])")
"""`\\\\[2pt]`: latex2mathml prints the brackets."""
_POSITION = re.compile(r"(\\begin\{(?:aligned|gathered)\})\s*\[[tbc]\]")


def _check_arguments(formula: str) -> None:
    """Check what stands in the braces of commands whose argument is no formula."""
    for found in _TEXT.finditer(formula):
        start = found.end()
        # The first brace ends the text: latex2mathml reads no pairs inside of it.
        end = formula.find("}", start)
        if brace := re.search(r"(?<!\\)\{", formula[start:end]):
            message = "braces cannot stand inside of \\text{…}"
            raise FormulaError(message, start + brace.start(), "end the text before them")
        if dollar := re.search(r"(?<!\\)\$", formula[start:end]):
            hint = "end the text before it, and begin it again after it"
            message = "a formula cannot stand inside of \\text{…}"
            raise FormulaError(message, start + dollar.start(), hint)
        if end > 0 and (command := COMMAND.search(formula, start, end)):
            hint = "end the text before it, and begin it again after it"
            raise FormulaError(
                f"'{command[0]}' is not read inside of \\text{{…}}", command.start(), hint
            )
    if wrong := _OPERATOR_NAME.search(formula):
        raise FormulaError(
            "an operator's name has letters only", wrong.start(), "write it in \\mathrm{…}"
        )
    if wrong := _COLUMNS.search(formula):
        message = "'array' needs its columns, each l, c or r, with '|' between them for a line"
        raise FormulaError(message, wrong.start(1), "for example \\begin{array}{c|cc}")
    if wrong := _LOST_LETTER.search(formula):
        raise FormulaError(
            f"'{wrong[1]}' is read as an alignment here", wrong.start(1), "leave out the braces"
        )


def _environment(around: list[_Open], token: re.Match[str]) -> None:
    r"""Open or close an environment. Raises FormulaError for a `\end` that closes another one."""
    name, at = str(token["environment"]).strip(), token.start("environment")
    if token[0].startswith(r"\begin"):
        if name not in _ENVIRONMENTS:
            bare = name.removesuffix("*")
            hint = (
                _OTHERS.get(bare)
                or did_you_mean(name, _ENVIRONMENTS)
                or f"there are {', '.join(_SHOWN)}"
            )
            raise FormulaError(f"'{name}' is not an environment that can be set", at, hint)
        around.append(_Open(name, token.start(), cells=name not in _PLAIN))
        return
    if not around:
        raise FormulaError(f"'\\end{{{name}}}' has no '\\begin'", token.start())
    if around[-1].what != name:
        # The innermost: what is around it may be closed where the author thinks.
        _not_closed(around[-1])
    around.pop()


_SHOWN = ("aligned", "gathered", "cases", "matrix", "pmatrix", "bmatrix", "array")
"""Environments that are offered where a name is like none."""


def _not_closed(opened: _Open) -> NoReturn:
    """Raise the FormulaError for what was opened and not closed."""
    if opened.what == "{":
        raise FormulaError("a '{' has no '}'", opened.at)
    if opened.what == r"\left":
        raise FormulaError(
            "'\\left' has no '\\right'", opened.at, "write '\\right.' for an end that is not seen"
        )
    raise FormulaError("'\\begin' has no '\\end'", opened.at, f"add \\end{{{opened.what}}}")


@cache
def _commands() -> frozenset[str]:
    """Return every command that latex2mathml has a rule or a character for."""
    from latex2mathml import commands
    from latex2mathml.converter import MOVABLE_LIMIT_TEXTS, OPERATORS
    from latex2mathml.symbols_parser import SYMBOLS

    # `\of` is the middle of `\root 3 \of x`, and in none of latex2mathml's tables.
    names: set[str] = {r"\of", *SYMBOLS, *OPERATORS, *MOVABLE_LIMIT_TEXTS}
    # Its constants are commands, or tuples and tables of commands; there is no list of all.
    for value in vars(commands).values():
        if isinstance(value, str):
            names.add(value)
        elif isinstance(value, tuple | dict):
            names.update(one for one in value if isinstance(one, str))
    return frozenset({r"\arg", *(name for name in names if name.startswith("\\"))}) - {
        # The beginning of `\mathbf` and its like, no command; `_environment` reads the other two.
        r"\math",
        r"\begin",
        r"\end",
    }
