"""Formulas: what is set, and what is refused with a reason."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talk.deck.markup.mathml import FormulaError, mathml


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
        (r"\overset{a}", "a command has not all of its parts"),
        (r"\hat", "it is not complete"),
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


def cells(formula: str) -> list[list[tuple[str, str]]]:
    """Text and style of the cells of a formula's table, row by row."""
    found = ElementTree.fromstring(mathml(formula, display=True))
    rows = [
        [one for one in row if one.tag.endswith("mtd")]
        for row in found.iter()
        if row.tag.endswith("mtr")
    ]
    return [[("".join(cell.itertext()), cell.get("style", "")) for cell in row] for row in rows]


@pytest.mark.parametrize("name", ["aligned", "align", "align*", "split"])
def test_an_alignment_has_a_row_for_each_line_and_its_ampersands_are_where_the_lines_meet(
    name: str,
) -> None:
    rows = cells(rf"\begin{{{name}}} a &= b + c \\ &= d \end{{{name}}}")
    assert [[text for text, _ in row] for row in rows] == [["a", "=b+c"], ["", "=d"]]
    for left, right in rows:
        assert "text-align: right; text-align: -webkit-right" in left[1]
        assert "text-align: left" in right[1]
        assert "padding-inline: 0em 0em" in right[1]


def test_lines_cases_and_columns_are_set_as_they_are_meant() -> None:
    assert [row[0][0] for row in cells(r"\begin{gathered} a \\ b \end{gathered}")] == ["a", "b"]
    assert cells(r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}")[1] == [
        ("0", "text-align: left"),
        ("else", "text-align: left"),
    ]
    assert "border-inline-start" in cells(r"\begin{array}{c|c} a & b \end{array}")[0][1][1]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"\mathbf{Wx}_1", "𝐖𝐱1"),
        (r"\mathbb{RC}", "ℝℂ"),
        (r"\mathfrak{gC} \mathcal{BD}", "𝔤ℭℬ𝒟"),
        (r"\boldsymbol{\theta}", "𝜽"),
        (r"\text{50\% of a_b}", "50%\xa0of\xa0a_b"),
        (r"x \sim p", "x∼p"),
    ],
)
def test_letters_are_those_that_browsers_draw(formula: str, words: str) -> None:
    r"""MathML Core has no `mathvariant` any more.

    Chromium draws `\mathbf{Wx}` as plain letters without a word.
    """
    set_ = mathml(formula)
    assert "mathvariant" not in set_
    assert "".join(ElementTree.fromstring(set_).itertext()) == words


def test_limits_stand_under_their_operator_and_spaces_are_lengths() -> None:
    assert "<munder><mo movablelimits" in mathml(r"\lim_{x \to 0} f", display=True)
    assert 'width="-0.1667em"' in mathml(r"a \! b")


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        (r"\underbrace{a+b}_n", '</mpadded><mo stretchy="true">⏟</mo></munder><mi>n</mi>'),
        (r"\overline{a+b}", '<menclose notation="top"><mrow><mi>a</mi><mo>+</mo>'),
        (r"\underline{ab}", '<menclose notation="bottom"><mrow><mi>a</mi><mi>b</mi></mrow></m'),
        (r"\widehat{abc}", '<mover accent="true"><mpadded>'),
        (
            r"\overrightarrow{AB}",
            '<mo stretchy="true">\N{COMBINING RIGHT ARROW ABOVE}</mo></mover>',
        ),
        (r"\xrightarrow{T}", '<mover><mstyle scriptlevel="0"><mo>⟶</mo></mstyle>'),
        (r"\hat{a}", "<mi>a</mi></mrow><mo>^</mo></mover>"),
    ],
)
def test_what_stands_over_several_letters_is_as_wide_as_they_are(formula: str, part: str) -> None:
    r"""Chromium takes the width of a row without the room round its operators.

    Signs that STIX Two Math does not draw out are those that it does.
    """
    assert part in mathml(formula, display=True)


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        ("x = -1", ['<mo>=</mo><mo form="prefix">−</mo>']),
        (
            r"f(-x) - (a)-b, -c",
            ['">(</mo><mo form="prefix">−</mo>', "<mo>−</mo><mi>b", ",</mo><mo f"],
        ),
        (r"\sin -x + a", ['<mi>sin</mi><mo form="prefix">−', "<mo>+</mo>"]),
        ("|a|-b", ["|</mo><mo>−</mo>"]),
    ],
)
def test_a_minus_is_close_to_its_number_where_it_is_a_sign(formula: str, parts: list[str]) -> None:
    assert all(part in mathml(formula) for part in parts)


def test_limits_of_sums_stand_under_them_wherever_they_are() -> None:
    for formula in (r"\left\{ \sum_{i}^n x \right\}", r"a \bigcup_i^n A", r"\bigoplus_i^n V"):
        assert '<munderover><mo movablelimits="true">' in mathml(formula, display=True)
    assert "<msub><mo>∑</mo>" in mathml(r"\sum\nolimits_i x", display=True)


def test_bars_round_a_matrix_are_as_high_as_it() -> None:
    rows = "<mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr>"
    for kind, sides in (("v", "left right"), ("V", "left right double")):
        set_ = mathml(rf"\det \begin{{{kind}matrix}} a \\ b \end{{{kind}matrix}} |x|")
        assert f'<menclose notation="{sides}"><mtable>{rows}</mtable></menclose>' in set_
        assert set_.count(">|<") == 2


def test_signs_are_those_that_latex_means() -> None:
    assert '">}</mo>' in mathml(r"\Bigg\}")
    assert "<mo>≠</mo>" in mathml(r"a \not= b")
    assert "arg" in mathml(r"\arg z")


def test_a_formula_says_how_it_is_written() -> None:
    set_ = ElementTree.fromstring(mathml('\\frac{a}{b} <\n "x"'))
    assert set_.get("alttext") == '\\frac{a}{b} < "x"'


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
