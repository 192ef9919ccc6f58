"""Work out an expression exactly: a parser of its own, no eval, and every size bounded.

expression = term { ("+" | "-") term }
term       = factor { ("*" | "/") factor }
factor     = ("+" | "-") factor | power
power      = atom [ "^" factor ]
atom       = number | "(" expression ")"
"""

from __future__ import annotations

import re
from fractions import Fraction

MAX_LENGTH = 200
# A depth is four frames (expression, term, factor, atom); Python allows a thousand.
MAX_DEPTH = 40
MAX_DIGITS = 60
"""Digits that any number may have, intermediate results included."""
# Checked before the power is computed: 9^9^9 would never end.
MAX_EXPONENT = 64
_TOKEN = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+|\*\*|[-+*/^()])")
# How people and models write an expression; a comma groups thousands, and "= ?" ends a question.
_SPELLINGS = str.maketrans(
    {"×": "*", "·": "*", "x": "*", "÷": "/", "−": "-", "–": "-", ",": "", "=": " ", "?": " "}
)


class CalculatorError(Exception):
    """The expression cannot be worked out. The message is one short sentence."""


def calculate(text: str) -> str:
    """Return the value as text: a whole number, or a decimal rounded to ten places.

    Raises CalculatorError.
    """
    if len(text) > MAX_LENGTH:
        raise CalculatorError(f"the expression is longer than {MAX_LENGTH} characters")
    parser = _Parser(_tokenize(text.translate(_SPELLINGS)))
    value = parser.expression(0)
    # "2 2" or "3)" is a fault: a result of the first half would look like the whole one.
    if parser.next is not None:
        raise CalculatorError(f"'{parser.next}' was not expected there")
    return _format(value)


def _tokenize(text: str) -> list[str]:
    # The pattern eats spaces before a token, so those at the end are cut off first.
    tokens, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise CalculatorError(f"'{text[place:].strip()[:10]}' is not arithmetic")
        tokens.append(match[1].replace("**", "^"))
        place = match.end()
    if not tokens:
        raise CalculatorError("there is nothing to work out")
    return tokens


class _Parser:
    """Recursive descent over the grammar above; each method returns the value of its rule.

    `depth` bounds the recursion: without it a text of brackets would end the process.
    """

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def next(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _accept(self, *wanted: str) -> str | None:
        """Return the next token and go past it when it is one of `wanted`."""
        if self.next in wanted:
            self._place += 1
            return self._tokens[self._place - 1]
        return None

    def expression(self, depth: int) -> Fraction:
        if depth > MAX_DEPTH:
            raise CalculatorError("the brackets are nested too deeply")
        value = self._term(depth)
        while sign := self._accept("+", "-"):
            term = self._term(depth)
            value = _bounded(value + term if sign == "+" else value - term)
        return value

    def _term(self, depth: int) -> Fraction:
        value = self._factor(depth)
        while sign := self._accept("*", "/"):
            factor = self._factor(depth)
            if sign == "/" and factor == 0:
                raise CalculatorError("division by zero")
            value = _bounded(value * factor if sign == "*" else value / factor)
        return value

    def _factor(self, depth: int) -> Fraction:
        if depth > MAX_DEPTH:
            raise CalculatorError("there are too many signs or powers in a row")
        if sign := self._accept("+", "-"):
            value = self._factor(depth + 1)
            return -value if sign == "-" else value
        # The exponent is a factor again: a power groups to the right, and may have a sign (2^-3).
        base = self._atom(depth)
        return _power(base, self._factor(depth + 1)) if self._accept("^") else base

    def _atom(self, depth: int) -> Fraction:
        if self._accept("("):
            value = self.expression(depth + 1)
            if not self._accept(")"):
                raise CalculatorError("a bracket is not closed")
            return value
        token = self.next
        if token is None:
            raise CalculatorError("the expression ends too early")
        # An operator where a number belongs, as in "3 * * 4".
        if not (token[0].isdigit() or token[0] == "."):
            raise CalculatorError(f"'{token}' was not expected there")
        self._place += 1
        # From the text: 0.1 is a tenth, exactly, and not the nearest float.
        return _bounded(Fraction(token))


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > MAX_EXPONENT:
        raise CalculatorError(f"an exponent must be a whole number up to {MAX_EXPONENT}")
    if base == 0 and exponent < 0:
        raise CalculatorError("division by zero")
    return _bounded(base ** int(exponent))


def _bounded(value: Fraction) -> Fraction:
    """Return the value. Raises CalculatorError when it has too many digits."""
    # A fraction's denominator grows as well: 1/3 + 1/7 + … takes memory like a large number.
    if max(abs(value.numerator), value.denominator) >= 10**MAX_DIGITS:
        raise CalculatorError(f"a number has more than {MAX_DIGITS} digits")
    return value


def _format(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    # Half to even, as Python's round; ten places are more than a slide shows.
    rounded = round(value * 10**10)
    whole, part = divmod(abs(rounded), 10**10)
    digits = f"{part:010d}".rstrip("0")
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"
