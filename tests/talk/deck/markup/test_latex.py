"""What is refused of a formula, and at which character."""

from __future__ import annotations

import pytest

from talk.deck.markup.latex import FormulaError, check


@pytest.mark.parametrize(
    ("formula", "at", "reason"),
    [
        ("a & b", 2, "an '&' stands outside of an alignment"),
        (r"\begin{pmatrix} {a & b} \end{pmatrix}", 19, "an '&' stands outside of an alignment"),
        (r"\begin{gathered} a & b \end{gathered}", 19, "an '&' stands outside of an alignment"),
        (r"a \\ b", 2, r"'\\' breaks no line here"),
        (r"\begin{equation} a \\ b \end{equation}", 19, r"'\\' breaks no line here"),
        ("50% x", 2, "LaTeX reads nothing after a '%'"),
        (r"x + \alfa", 4, r"'\alfa' is not a known command"),
        (r"\mathfoo{x}", 0, r"'\mathfoo' is not a known command"),
        (r"x \label{eq}", 2, r"'\label' is not set"),
        (
            r"\begin{multline} x \end{multline}",
            7,
            "'multline' is not an environment that can be set",
        ),
        (r"\begin{aligned} x", 0, r"'\begin' has no '\end'"),
        (r"\begin{aligned} \begin{cases} x \end{aligned}", 16, r"'\begin' has no '\end'"),
        (r"x \end{cases}", 2, r"'\end{cases}' has no '\begin'"),
        (r"x \right)", 2, r"'\right' has no '\left' before it"),
        (r"a + \left( b", 4, r"'\left' has no '\right'"),
        (r"\frac{1}{", 8, "a '{' has no '}'"),
        ("x}", 1, "a '}' has no '{'"),
        (r"\text{for {x}}", 10, r"braces cannot stand inside of \text{…}"),
        (r"\text{for \alpha}", 10, r"'\alpha' is not read inside of \text{…}"),
        (r"\text{for $x$}", 10, r"a formula cannot stand inside of \text{…}"),
        (r"x \tag{1}", 2, r"'\tag' is not set"),
        (r"\operatorname{log2} x", 0, "an operator's name has letters only"),
        (
            r"\begin{array} x \end{array}",
            7,
            "'array' needs its columns, each l, c or r, with '|' between them for a line",
        ),
        (
            r"\begin{array}{|c|} x \end{array}",
            7,
            "'array' needs its columns, each l, c or r, with '|' between them for a line",
        ),
        (r"\begin{matrix} {c} & x \end{matrix}", 15, "'{c}' is read as an alignment here"),
    ],
)
def test_what_would_be_set_wrong_is_refused_where_it_stands(
    formula: str, at: int, reason: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        check(formula)
    assert (caught.value.at, str(caught.value)) == (at, reason)


@pytest.mark.parametrize(
    "formula",
    [
        r"\begin{aligned} a &= b \\[2pt] &= \left( \frac{c}{d} \right) \end{aligned}",
        r"\begin{align*} a &= b & c &= d \end{align*}",
        r"\cases{a & b \\ c & d} + \sum_{\substack{i \\ j}} x",
        r"\left\{ x \right. \| y \| \% \& \text{50% & more}",
        r"\newcommand{\loss}{\mathcal{L}} \loss",
        r"\argmax_y \operatorname{softmax}(y) \sim \mathbb{E}[x]",
    ],
)
def test_what_is_set_right_is_not_refused(formula: str) -> None:
    check(formula)


def test_an_environment_of_other_packages_says_what_to_write() -> None:
    with pytest.raises(FormulaError) as caught:
        check(r"\begin{eqnarray} x \end{eqnarray}")
    assert caught.value.hint == "write aligned"
