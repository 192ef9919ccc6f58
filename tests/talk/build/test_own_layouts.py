"""A deck's own layout is made in a sandbox, between the head and the foot of a slide."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.build import html
from talk.build.html import Links
from talk.deck.load import load
from talk.deck.model import Deck
from talk.failure import Failure

HEAD = """{#
fields: {loaf: line, notes_of: [line], price: {type: number, default: 3}}
reveal: notes_of
#}
"""


def deck_with(folder: Path, template: str) -> Deck:
    (folder / "layouts").mkdir()
    (folder / "layouts" / "shelf.html.j2").write_text(HEAD + template)
    (folder / "deck.yaml").write_text("title: Talk\nchapters: [one.yaml]\n")
    slide = "{id: a, title: x, layout: shelf, loaf: '*Rye* < 1 &', notes_of: [a, b], reveal: true}"
    (folder / "one.yaml").write_text(f"chapter: One\nslides:\n  - {slide}\n")
    return load(folder)


def made(deck: Deck) -> str:
    return html.section(deck, deck.slides[0], "stage", Links(), 1)


def test_texts_are_markdown_and_items_are_steps(tmp_path: Path) -> None:
    deck = deck_with(
        tmp_path,
        '<div class="shelf">{{ inline(fields.loaf) }} {{ fields.loaf }}\n'
        "{% for one in fields.notes_of %}<p{{ step(fields.reveal) }}>{{ one }}</p>{% endfor %}"
        "</div>",
    )
    section = made(deck)
    assert "<em>Rye</em> &lt; 1 &amp; *Rye* &lt; 1 &amp;" in section
    assert '<p class="step" data-step="1">a</p><p class="step" data-step="2">b</p>' in section
    assert deck.slides[0].steps == 2
    assert (
        section.index("slide-head") < section.index('class="shelf"') < section.index("slide-foot")
    )


def test_a_number_is_shown_as_it_is_written(tmp_path: Path) -> None:
    assert "costs 3 €" in made(deck_with(tmp_path, "costs {{ fields.price }} €"))


@pytest.mark.parametrize(
    "template",
    [
        "{{ slide.__class__.__mro__ }}",
        "{{ fields['__init__'].__globals__ }}",
        "{{ block.__globals__ }}",
        "{{ fields.loaf.missing.more }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_reaches_nothing_but_what_it_is_given(tmp_path: Path, template: str) -> None:
    deck = deck_with(tmp_path, template)
    with pytest.raises(Failure, match=r"layouts/shelf\.html\.j2: slide 'a' cannot be made"):
        made(deck)
