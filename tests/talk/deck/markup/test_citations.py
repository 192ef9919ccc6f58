"""Citations and abbreviations in texts."""

from __future__ import annotations

import pytest

from talk.deck.markup.citations import Cited, cited
from talk.deck.markup.markdown import block, inline, plain
from talk.deck.reading.words import Words

WORDS = Words(
    citations={"@a": "<b>(A)</b>", "@a, p. 12; @b:c": "(A, B)"},
    abbreviations={"LLM": "large <language> model", "LLMs": "more of them"},
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("As [@a] says.", "<p>As <b>(A)</b> says.</p>\n"),
        ("[@a, p. 12; @b:c]", "<p>(A, B)</p>\n"),
        ("[@unknown]", "<p>[@unknown]</p>\n"),
        ("`[@a]`", "<p><code>[@a]</code></p>\n"),
        (r"\[@a]", "<p>[@a]</p>\n"),
    ],
)
def test_a_citation_is_what_the_style_makes_of_it(text: str, html: str) -> None:
    assert block(text, words=WORDS) == html
    assert f"<p>{inline(text, words=WORDS)}</p>\n" == html


def test_a_link_whose_words_begin_with_an_at_stays_a_link() -> None:
    assert 'href="https://example.org"' in block("[@a](https://example.org)", words=WORDS)


def test_a_title_goes_without_its_citations_in_lists() -> None:
    assert plain("Bread [@a]") == "Bread"


def test_a_citation_has_keys_places_and_where_they_stand() -> None:
    assert cited("@a, pp. 3-4; @b:c") == [Cited("a", "pp. 3-4", 1), Cited("b:c", "", 14)]


def test_an_abbreviation_is_marked_as_a_whole_word_and_outside_of_code_and_links() -> None:
    meaning = "large &lt;language&gt; model"
    short = f'<abbr title="{meaning}" tabindex="0">LLM</abbr>'
    html = block("An LLM, xLLM, `LLM`, [LLM](#a), **LLM**", words=WORDS)
    assert html.count(short) == 2
    assert "xLLM, <code>LLM</code>" in html
    assert '<a href="#a">LLM</a>' in html
    assert "<strong><abbr" in html
    assert ">LLMs</abbr>" in inline("LLMs", words=WORDS), "the longer one wins"
