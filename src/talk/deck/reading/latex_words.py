r"""Read the LaTeX in a field of a BibTeX file as words: letters, marks, small formulas.

citeproc-py has a table of LaTeX's letters and accents. Its own reader of them fails at the most
usual ways to write them: `{\ss}`, `\'{e}`, `\textit{…}`, `$^\circ$`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

_MARKED = {
    "emph": "i",
    "textit": "i",
    "textsl": "i",
    "mkbibemph": "i",
    "textbf": "b",
    "mkbibbold": "b",
    "textsubscript": "sub",
    "textsuperscript": "sup",
}
"""Command → the element that its argument becomes."""
_PLAIN = frozenset(
    {"ensuremath", "mathbf", "mathcal", "mathit", "mathrm", "mathsf", "mathtt", "mbox", "text"}
    | {"textlatin", "textnormal", "textrm", "textsc", "textsf", "texttt", "textup", "url"}
)
"""Commands of which the argument alone is shown."""
_QUOTING = frozenset({"enquote", "mkbibquote"})
_SILENT = frozenset(
    {"!", "-", "/", "@", "bf", "bfseries", "em", "it", "itshape", "left", "normalfont", "protect"}
    | {"relax", "right", "rm", "sc", "scshape", "sf", "sl", "slshape", "tt", "ttfamily", "upshape"}
)
"""Commands that show nothing of their own."""
_SHOWN = {
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
    "slash": "/",
    "j": "ȷ",
    "{": "{",
    "textbraceleft": "{",
    "textbraceright": "}",
    "}": "}",
    "\\": " ",
    "newline": " ",
    "par": " ",
    "space": " ",
    "quad": " ",
    ",": "\N{NARROW NO-BREAK SPACE}",
    ";": " ",
    ":": " ",
    "textdegree": "°",
    "degree": "°",
    "textmu": "µ",
    "texteuro": "€",
    "euro": "€",
    "~": "\N{NO-BREAK SPACE}",
}
"""Commands that stand for signs and that citeproc-py does not know."""
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?\s*|(.)|$)", re.DOTALL)
# The longer one first, or it would be found in pieces.
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\N{NO-BREAK SPACE}"))


class LatexError(ValueError):
    """A command that is not read; its text is the command."""


@dataclass(frozen=True)
class Part:
    """Words of a field, and whether braces keep their capitals as they are written."""

    words: str
    fixed: bool


def parts(text: str) -> list[Part]:
    """Return the words of a field, in HTML where they are marked. Raises LatexError."""
    return _Reader(" ".join(text.split())).parts()


def words(text: str) -> str:
    """Return the words of a field as one text. Raises LatexError."""
    return "".join(part.words for part in parts(text)).strip()


@cache
def _letters() -> dict[str, Any]:
    from citeproc.source.bibtex.latex.macro import MACROS  # most decks cite nothing

    found: dict[str, Any] = MACROS
    return found


class _Reader:
    """Reads one text from its first character to its last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def parts(self) -> list[Part]:
        """Return the words, those in braces by themselves."""
        found: list[Part] = []
        while self.at < len(self.text):
            # Braces round a command are the command's own: {\"U}ber is no name.
            fixed = self.text.startswith("{", self.at) and not self.text.startswith("{\\", self.at)
            one = self.one()
            # One part for neighbours: signs of several characters, such as ---, are looked for in
            # it.
            if found and found[-1].fixed is fixed:
                one, found = found[-1].words + one, found[:-1]
            found.append(Part(one, fixed))
        return [Part(_with_signs(part.words), part.fixed) for part in found if part.words]

    def one(self) -> str:
        """Return the words of the next character, command, formula or pair of braces."""
        sign = self.text[self.at]
        if sign == "\\":
            return self.command()
        self.at += 1
        if sign == "{":
            found = ""
            while self.at < len(self.text) and self.text[self.at] != "}":
                found += self.one()
            self.at += 1
            return found
        if sign == "$":
            return self.formula()
        return "" if sign == "}" else sign

    def argument(self) -> str:
        """Return the words of a command's argument: braces, a command, or one character."""
        while self.text.startswith(" ", self.at):
            self.at += 1
        return self.one() if self.at < len(self.text) else ""

    def command(self) -> str:
        """Return the words of a command and its arguments."""
        match = _COMMAND.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        name = match[1] or match[2] or ""
        if name in _MARKED:
            return f"<{_MARKED[name]}>{self.argument()}</{_MARKED[name]}>"
        if name in _PLAIN:
            return self.argument()
        if name in _QUOTING:
            return f"“{self.argument()}”"
        if name == "href":
            self.argument()  # the address
            return self.argument()
        if name in _SILENT or not name:
            return ""
        letter = _letters().get(name)
        if letter is not None and letter.num_args:
            accented = self.argument()
            # An accent over nothing is the sign itself: \~{}.
            return str(letter.expand([accented])) if accented else name
        shown = _SHOWN.get(name) or (str(letter.expand([])) if letter is not None else "")
        shown = shown or _symbol(name)
        if not shown:
            raise LatexError(f"\\{name}")
        # Braces that only end the command's name: \LaTeX{}.
        if self.text.startswith("{}", self.at):
            self.at += 2
        return shown

    def formula(self) -> str:
        """Return what stands until the next `$`, with its small letters."""
        found = ""
        while self.at < len(self.text) and self.text[self.at] != "$":
            sign = self.text[self.at]
            if sign in "^_":
                self.at += 1
                inner, element = self.argument(), "sup" if sign == "^" else "sub"
                # A degree is written as a small circle.
                found += "°" if inner in ("∘", "°") else f"<{element}>{inner}</{element}>"
            else:
                found += self.one()
        self.at += 1
        return found


def _symbol(name: str) -> str:
    r"""Return the sign of a command of formulas, `\alpha` or `\times`; "" where there is none."""
    from latex2mathml.symbols_parser import convert_symbol

    code = convert_symbol(f"\\{name}")
    return chr(int(code, 16)) if code else ""


def _with_signs(text: str) -> str:
    """Return a text with the signs that LaTeX writes by several characters."""
    for written, sign in _SIGNS:
        text = text.replace(written, sign)
    return text
