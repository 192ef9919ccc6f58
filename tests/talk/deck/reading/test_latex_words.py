"""LaTeX in a BibTeX file is read as the words that it stands for."""

from __future__ import annotations

import pytest

from talk.deck.reading.latex_words import LatexError, Part, parts, words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"M{\"u}ller, M\"uller, M{\"{u}}ller", "Müller, Müller, Müller"),
        (r"Caf\'{e} Fran\c{c}ois Fran\c cois \v{S}koda", "Café François François Škoda"),
        (r"Garc{\'\i}a na\"{\i}ve Stra{\ss}e Stra\ss e", "García naïve Straße Straße"),
        (r"{\L}\'od\'z, {\AE}r{\o}, \AA{} b", "Łódź, Ærø, Å b"),
        (r"\textit{E. coli} and \emph{\textbf{b}}", "<i>E. coli</i> and <i><b>b</b></i>"),
        (r"{\em all} \texttt{of it}, \enquote{said}", "all of it, “said”"),
        (r"H$_2$O at 93\,$^\circ$C, $10^{-3}$", "H<sub>2</sub>O at 93 °C, 10<sup>-3</sup>"),
        (r"$\alpha$-decay $\times$ 2", "α-decay × 2"),
        (r"A \& B, 5\%, \$5, a\_b, \{x\}, \#1", "A & B, 5%, $5, a_b, {x}, #1"),
        ("1 -- 2 --- ``so'' it~is", "1 – 2 — “so” it is"),
        (r"\href{https://a.example}{words} \url{b.example}", "words b.example"),
        (r"\LaTeX{} and \TeX", "LaTeX and TeX"),
        ("{} } { \\", ""),
    ],
)
def test_letters_marks_and_small_formulas_are_read(written: str, meant: str) -> None:
    plain = words(written).replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert plain.replace("\N{NO-BREAK SPACE}", " ") == meant


def test_words_in_braces_keep_their_capitals_and_a_command_in_braces_is_no_such_word() -> None:
    assert parts(r"{\"U}ber {NASA} and \emph{the {ESA}}") == [
        Part("Über ", fixed=False),
        Part("NASA", fixed=True),
        Part(" and <i>the ESA</i>", fixed=False),
    ]


def test_a_command_that_is_not_known_is_named() -> None:
    with pytest.raises(LatexError, match=r"^\\doublehat$"):
        words(r"an \doublehat{x}")
