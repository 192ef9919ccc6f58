"""Turn LaTeX formulas into MathML, which every current browser renders without a script.

latex2mathml prints what it does not know, and writes attributes that MathML Core
(https://w3c.github.io/mathml-core/) has dropped. So `talk.deck.markup.latex` refuses what would be
set wrong, and `_to_core` rewrites what was set.
"""

from __future__ import annotations

import unicodedata
from copy import copy
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

from talk.deck.markup.latex import COMMAND, FormulaError, check, for_converter

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["FormulaError", "mathml"]

_REASONS = {
    "MissingSuperScriptOrSubscriptError": "nothing follows '_' or '^'",
    "DoubleSuperscriptsError": "two exponents follow each other: use braces",
    "DoubleSubscriptsError": "two indices follow each other: use braces",
    "ExtraLeftOrMissingRightError": "'\\left' has no '\\right'",
    "NumeratorNotFoundError": "a fraction has no numerator",
    "DenominatorNotFoundError": "a fraction has no denominator",
    "InvalidStyleForGenfracError": "'\\genfrac' has an unknown style",
    "LimitsMustFollowMathOperatorError": "'\\limits' must follow an operator",
    "InvalidWidthError": "a width is not a length",
    "InvalidAlignmentError": "an alignment is not one of l, c, r",
}
"""latex2mathml's errors in an author's words."""


@lru_cache(maxsize=2000)
def mathml(formula: str, *, display: bool = False) -> str:
    """Return a `<math>` element for a LaTeX formula.

    Raises FormulaError for one that cannot be set.
    """
    if not formula.strip():
        raise FormulaError("it is empty")
    # Before the conversion, whose result does not tell a mistake from what was meant.
    check(formula)
    # Imported here: many decks have no formula, and these import a lot.
    from xml.etree import ElementTree

    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(
            for_converter(formula), display="block" if display else "inline"
        )
    except Exception as error:  # latex2mathml lets IndexError and others out for some inputs
        raise FormulaError(_REASONS.get(type(error).__name__, "it is not complete")) from None
    # latex2mathml returns something for most mistakes that `check` has let pass.
    beside = r"\nolimits" in formula
    for part in element.iter():
        _refuse_damage(part)
    # Each looks at the texts of the parts in it, which are characters only now.
    for part in element.iter():
        _to_core(part, beside=beside)
        _stretch(part)
        _tell_signs_apart(part)
    # When all tables are what they stay.
    for part in list(element.iter()):
        _enclose_matrices(part)
    # What a formula that has become a picture says, as in PowerPoint.
    element.set("alttext", " ".join(formula.split()))
    return ElementTree.tostring(element, encoding="unicode")


_CHILDREN = dict.fromkeys(("mfrac", "mover", "munder", "msub", "msup", "mroot"), 2) | {
    "munderover": 3,
    "msubsup": 3,
}
"""Element → number of children that it must have; latex2mathml leaves out those not written."""


def _refuse_damage(part: Element) -> None:
    """Raise FormulaError for what latex2mathml did not understand."""
    # latex2mathml writes entities as text, which the serializer would escape once more.
    part.text = unescape(part.text) if part.text else part.text
    if part.tag in ("mi", "mo", "mtext") and (unknown := COMMAND.search(part.text or "")):
        raise FormulaError(f"'{unknown[0]}' is not a known command here")
    # Before the general sentence: of a fraction it is known which part is missing.
    if part.tag == "mfrac" and len(part) != _CHILDREN["mfrac"]:
        raise FormulaError("a fraction has no denominator")
    if len(part) != _CHILDREN.get(part.tag, len(part)):
        raise FormulaError("a command has not all of its parts")


# What browsers do not read any more → what they do

_SPACES = {
    "thinmathspace": "0.1667em",
    "mediummathspace": "0.2222em",
    "thickmathspace": "0.2778em",
    "negativethinmathspace": "-0.1667em",
    "negativemediummathspace": "-0.2222em",
    "negativethickmathspace": "-0.2778em",
}
"""MathML 3's names of widths → lengths, which are all that MathML Core knows."""

_LETTERS = {
    "bold": "MATHEMATICAL BOLD",
    "italic": "MATHEMATICAL ITALIC",
    "bold-italic": "MATHEMATICAL BOLD ITALIC",
    "script": "MATHEMATICAL SCRIPT",
    "fraktur": "MATHEMATICAL FRAKTUR",
    "double-struck": "MATHEMATICAL DOUBLE-STRUCK",
    "sans-serif": "MATHEMATICAL SANS-SERIF",
    "sans-serif-italic": "MATHEMATICAL SANS-SERIF ITALIC",
    "monospace": "MATHEMATICAL MONOSPACE",
}
"""`mathvariant` → the names that Unicode gives its letters."""

_WORDS = {
    "bold": "font-weight: bold",
    "italic": "font-style: italic",
    "sans-serif": "font-family: sans-serif",
    "monospace": "font-family: monospace",
}
"""`mathvariant` → the style of words."""


_LIMITS = {"msub": "munder", "msubsup": "munderover"}
"""Element with what stands beside an operator → the one with it under and over the operator."""
_WITH_LIMITS = frozenset({"lim", "max", "min", "sup", "inf"})
_LARGE = frozenset("∑∏∐⋀⋁⋂⋃⨀⨁⨂⨄⨆")
"""Signs of sums and their like, over many terms."""


def _to_core(part: Element, *, beside: bool) -> None:
    """Rewrite one element as MathML Core has it; limits stay `beside` where the author wants it."""
    if part.tag == "mi" and part.text in _LARGE:
        part.tag = "mo"
    if part.tag in _LIMITS and part[0].tag in ("mo", "mi"):
        operator = part[0]
        large = operator.text in _LARGE and not beside
        if large or operator.text in _WITH_LIMITS or operator.get("movablelimits"):
            operator.tag = "mo"
            # Under the operator in a formula on its own lines, beside it in a line of text.
            part.tag = _LIMITS[part.tag]
            operator.set("movablelimits", "true")
    if part.tag == "mi" and part.text == "~":
        # For \sim latex2mathml writes the tilde of the keyboard.
        part.tag, part.text = "mo", "∼"
    if (width := part.get("width")) in _SPACES:
        part.set("width", _SPACES[str(width)])
    variant = part.get("mathvariant")
    if variant in _WORDS and part.tag == "mtext":
        part.set("style", _WORDS[variant])
        del part.attrib["mathvariant"]
    elif variant in _LETTERS:
        part.text = "".join(_letter(char, variant) for char in part.text or "")
        del part.attrib["mathvariant"]
    if part.tag == "mpadded" and str(part.get("width")).startswith("+"):
        # The label over a long arrow: MathML Core has no relative widths.
        part.attrib.clear()
    if part.tag == "mtext" and part.text:
        # latex2mathml leaves the backslashes: `50\%` in `\text{…}` is 50%.
        for char in "%_&#$":
            part.text = part.text.replace(f"\\{char}", char)
    elif part.tag == "mo" and part.text in ("\\{", "\\}", "\\|"):
        # After \Big and its like latex2mathml leaves the backslash.
        part.text = "‖" if part.text == "\\|" else part.text[1]
    elif part.tag == "mtable":
        _table(part)


_DRAWN_OUT = {
    ("mover", "^"): "\N{COMBINING CIRCUMFLEX ACCENT}",
    ("mover", "→"): "\N{COMBINING RIGHT ARROW ABOVE}",
    ("mover", "↔"): "\N{COMBINING LEFT RIGHT ARROW ABOVE}",
    ("munder", "→"): "\N{COMBINING RIGHT ARROW BELOW}",
}
"""Element and sign over or under several letters → the sign that fonts draw as wide as they are."""
_WIDE = frozenset("⏞⏟⏜⏝←") | frozenset(_DRAWN_OUT.values())
_LINES = {"mover": "top", "munder": "bottom"}
"""Where the line of an `\\overline` or `\\underline` is drawn, by what latex2mathml makes of it."""
_LONG = {"→": "⟶", "←": "⟵", "↔": "⟷", "⇒": "⟹", "⇐": "⟸", "⇔": "⟺", "↦": "⟼"}
"""Arrow → the same for a label: Chromium does not draw all of them out."""


def _stretch(part: Element) -> None:
    """Let what stands over or under several letters be as wide as they are."""
    if part.tag not in ("mover", "munder", "munderover"):
        return
    base, sign = part[0], part[1]
    if base.tag == "mstyle" and len(base) == 1 and base[0].text in _LONG:
        base[0].text = _LONG[str(base[0].text)]
    if sign.text == "―":
        # As a border (web/base.css): few fonts of phones draw such a line out.
        part.set("notation", _LINES[part.tag])
        part.tag = "menclose"
        part.remove(sign)
        return
    # Of \hat and \vec, which are as wide as a letter, latex2mathml says so.
    if sign.tag != "mo" or part.get("accent") or sign.get("stretchy"):
        return
    sign.text = _DRAWN_OUT.get((part.tag, str(sign.text)), sign.text)
    if sign.text in _WIDE:
        sign.set("stretchy", "true")
        if sign.text == "\N{COMBINING CIRCUMFLEX ACCENT}":
            part.set("accent", "true")
        if base.tag == "mrow":
            # The same to a reader. Of a row Chromium takes the width without the room between.
            base.tag = "mpadded"


_SIGNS = frozenset("−+±∓")
_AFTER_VALUE = frozenset(")]}|‖′!%⟩⌉⌋…⋯")
"""What ends a value, so that a sign behind it adds or subtracts."""


def _tell_signs_apart(part: Element) -> None:
    """Set a minus close to its number where it is a sign: in x = −1."""
    for before, sign in pairwise(part):
        if sign.tag != "mo" or sign.text not in _SIGNS or before.get("form") == "postfix":
            continue
        text = before.text or ""
        name = before.tag == "mi" and len(text) > 1 and text.isalpha()  # of a function
        if name or (before.tag == "mo" and text and text not in _AFTER_VALUE):
            sign.set("form", "prefix")


_BARS = {"|": "left right", "‖": "left right double"}


def _enclose_matrices(part: Element) -> None:
    """Draw the bars round a matrix as borders.

    Browsers take a bar between two other things for a sign of its own, as high as a letter.
    """
    for left, table, right in zip(list(part), list(part)[1:], list(part)[2:], strict=False):
        if left.tag == right.tag == "mo" and left.text == right.text and table.tag == "mtable":
            if left.text not in _BARS:
                continue
            # The table becomes what is round it, so that its place among the others stays.
            inside = copy(table)
            table.clear()
            table.tag = "menclose"
            table.set("notation", _BARS[left.text])
            table.append(inside)
            part.remove(left)
            part.remove(right)


def _letter(char: str, variant: str) -> str:
    """Return a letter or digit in a style of Unicode's mathematical letters.

    Where Unicode has none in that style, return the character itself.
    """
    words = unicodedata.name(char, "").split()
    kind = "CAPITAL" if "CAPITAL" in words else "SMALL"
    name = f"{kind} {words[-1]}" if words[:1] in (["LATIN"], ["GREEK"]) else " ".join(words)
    family = _LETTERS[variant]
    # Unicode named some before it had the rest: BLACK-LETTER CAPITAL C, SCRIPT CAPITAL B.
    older = family.removeprefix("MATHEMATICAL ").replace("FRAKTUR", "BLACK-LETTER")
    for one in (family, older):
        try:
            return unicodedata.lookup(f"{one} {name}")
        except KeyError:
            continue
    return char


_SIDES = {
    "left": "text-align: left",
    # Chromium lays a cell's content out as a block, which only its own value moves; other browsers
    # read the first.
    "right": "text-align: right; text-align: -webkit-right",
    "center": "text-align: center; text-align: -webkit-center",
}


def _table(table: Element) -> None:
    """Write alignment, lines and spacing of columns as styles.

    MathML Core has dropped their attributes.
    """
    gaps = table.attrib.pop("columnspacing", "").split()
    lines = table.attrib.pop("columnlines", "").split()
    table.attrib.pop("rowspacing", None)
    for row in table:
        for column, cell in enumerate(row):
            style = [_SIDES[side]] if (side := cell.attrib.pop("columnalign", None)) else []
            if gaps:
                # Gaps stand between columns, so there is none before the first.
                before = gaps[(column - 1) % len(gaps)] if column else "0em"
                style.append(f"padding-inline: {before} 0em")
            if 0 < column <= len(lines) and lines[column - 1] == "solid":
                style.append("border-inline-start: 0.06em solid")
            if style:
                cell.set("style", "; ".join(style))
