"""The calculator: exact, and bounded whatever it is given."""

from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from demo_kernel.tools.calculator import MAX_DIGITS, MAX_LENGTH, CalculatorError, calculate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2+2", "4"),
        ("37*48", "1776"),
        ("37 × 48 =", "1776"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("7/2", "3.5"),
        ("1/3", "0.3333333333"),
        ("2/3", "0.6666666667"),
        ("-1/3", "-0.3333333333"),
        ("0.1 + 0.2", "0.3"),
        ("1,000 * 3", "3000"),
        ("2^10", "1024"),
        ("2**3", "8"),
        ("2^3^2", "512"),
        ("-2^2", "-4"),
        ("2^-2", "0.25"),
        ("10 - 2 - 3", "5"),
        ("8 / 4 / 2", "1"),
        ("--5", "5"),
        (".5 * 4.", "2"),
        ("1/100000000000", "0"),
        ("9.11 - 9.9", "-0.79"),
    ],
)
def test_it_works_out(text: str, value: str) -> None:
    assert calculate(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing to work out"),
        ("2+", "ends too early"),
        ("(2", "not closed"),
        ("2)", "'\\)' was not expected"),
        ("2 2", "'2' was not expected"),
        ("*2", "'\\*' was not expected"),
        ("1/0", "division by zero"),
        ("0^-1", "division by zero"),
        ("2^0.5", "whole number"),
        ("2^65", "up to 64"),
        ("9^64", "more than 60 digits"),
        ("__import__('os')", "is not arithmetic"),
        ("two", "is not arithmetic"),
        ("(" * 60 + "1" + ")" * 60, "nested too deeply"),
        ("-" * 100 + "1", "too many signs"),
        ("1" * 201, "longer than 200"),
    ],
)
def test_it_refuses_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(CalculatorError, match=reason):
        calculate(text)


expressions = st.recursive(
    st.integers(0, 99).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda parts: f"({''.join(parts)})"
    ),
    max_leaves=12,
)


@given(expressions)
def test_it_agrees_with_exact_arithmetic(text: str) -> None:
    assume(len(text) <= MAX_LENGTH)
    assert calculate(text) == str(eval(text))


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_quotient_is_right_to_ten_places(top: int, bottom: int) -> None:
    assert abs(Fraction(calculate(f"{top}/{bottom}")) - Fraction(top, bottom)) <= Fraction(
        1, 2 * 10**10
    )


@given(st.text(alphabet="0123456789+-*/^(). x=,", max_size=250) | st.text(max_size=50))
def test_nonsense_gives_a_short_answer_or_a_reason(text: str) -> None:
    with contextlib.suppress(CalculatorError):
        assert len(calculate(text)) <= MAX_DIGITS + 15
