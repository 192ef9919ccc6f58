"""LaTeX formulas → MathML, which every current browser draws without a script."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree import ElementTree

_COMMAND = re.compile(r"\\[a-zA-Z]+")


class FormulaError(ValueError):
    """A formula that cannot be set; the text says why, without naming the formula."""


_REASONS = {
    "MissingSuperScriptOrSubscriptError": "nothing follows '_' or '^'",
    "DoubleSuperscriptsError": "two exponents follow each other: use braces",
    "DoubleSubscriptsError": "two indices follow each other: use braces",
    "ExtraLeftOrMissingRightError": "'\\left' has no '\\right'",
    "MissingEndError": "'\\begin' has no '\\end'",
    "NumeratorNotFoundError": "a fraction has no numerator",
    "DenominatorNotFoundError": "a fraction has no denominator",
    "NoAvailableTokensError": "it is empty",
    "InvalidStyleForGenfracError": "'\\genfrac' has an unknown style",
    "LimitsMustFollowMathOperatorError": "'\\limits' must follow an operator",
    "InvalidWidthError": "a width is not a length",
    "InvalidAlignmentError": "an alignment is not one of l, c, r",
}
"""latex2mathml's errors in words."""


@lru_cache(maxsize=2000)
def mathml(formula: str, *, display: bool = False) -> str:
    """A `<math>` element; raises FormulaError."""
    _check_braces(formula)
    if not formula.strip():
        raise FormulaError("it is empty")
    from xml.etree import ElementTree  # here, because many decks have no formula and this imports a lot

    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(formula, display="block" if display else "inline")
    except Exception as error:  # latex2mathml lets IndexError and others out for some inputs
        raise FormulaError(_REASONS.get(type(error).__name__, "it is not complete")) from None
    for part in element.iter():
        _check(part)
    return ElementTree.tostring(element, encoding="unicode")


def _check(part: ElementTree.Element) -> None:
    """Refuses what was not understood, and turns latex2mathml's character references into characters."""
    part.text = unescape(part.text) if part.text else part.text
    if part.tag in ("mi", "mo", "mtext") and (unknown := _COMMAND.fullmatch(part.text or "")):
        raise FormulaError(f"'{unknown[0]}' is not a known command")
    if part.tag == "mfrac" and len(part) != 2:
        raise FormulaError("a fraction has no denominator")


def _check_braces(formula: str) -> None:
    depth = 0
    for brace in re.sub(r"\\.", "", formula, flags=re.DOTALL):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            raise FormulaError("a '}' has no '{'")
    if depth:
        raise FormulaError("a '{' has no '}'")
