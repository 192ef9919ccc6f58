"""Formulas: what is set, and what is refused with a reason."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talk.deck.maths import FormulaError, mathml


@pytest.mark.parametrize(
    "formula",
    [
        r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        r"-\log p(\text{Paris} \mid \text{The capital of France is})",
        r"\mathbb{R}^{d \times V}",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\left( \frac{1}{n} \right)^2",
        r"\sqrt{d_k}",
    ],
)
def test_formulas_of_the_lecture_are_set(formula: str) -> None:
    assert mathml(formula).startswith("<math ")


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("", "it is empty"),
        ("x_{", "a '{' has no '}'"),
        ("x}", "a '}' has no '{'"),
        (r"\frac{1}", "a fraction has no denominator"),
        (r"\frac{\frac{1}{2}}", "a fraction has no denominator"),
        (r"\softmax x", "'\\softmax' is not a known command"),
        ("a^2^3", "two exponents follow each other: use braces"),
        ("a_2_3", "two indices follow each other: use braces"),
        (r"\left( x", "'\\left' has no '\\right'"),
        (r"\begin{matrix} a", "'\\begin' has no '\\end'"),
    ],
)
def test_a_bad_formula_is_refused_with_the_reason(formula: str, reason: str) -> None:
    with pytest.raises(FormulaError) as caught:
        mathml(formula)
    assert str(caught.value) == reason


def test_text_in_a_formula_cannot_become_markup() -> None:
    assert "&lt;script&gt; &amp; &lt;" in mathml(r"\text{<script> & &lt;}").replace("\xa0", " ")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1 _^{}\\&$<>'\"()[]|+=~#%", max_size=25))
def test_every_text_is_set_or_refused(formula: str) -> None:
    try:
        element = mathml(formula)
    except FormulaError:
        return
    assert ElementTree.fromstring(element).tag.endswith("math")
