"""Footnotes: numbers, ids, links both ways, and the step they come with."""

from __future__ import annotations

import re

from talk.deck.markup.footnotes import Footnotes
from talk.deck.markup.markdown import StepCounter, block


def test_a_note_and_the_places_that_refer_to_it_are_linked_both_ways() -> None:
    html = block("a[^x] b[^x]\n\n[^x]: *why*", scope="one")
    assert html.count('href="#fn:one:1"') == 2
    assert '<li id="fn:one:1" value="1"><p><em>why</em>' in html
    targets = re.findall(r'href="#(fnref[^"]+)"', html)
    assert targets == ["fnref:one:1", "fnref:one:1:2"]
    assert all(f'id="{target}"' in html for target in targets)


def test_links_of_footnotes_have_roles_and_names() -> None:
    html = block("a[^1]\n\n[^1]: b")
    assert 'role="doc-noteref" aria-label="Footnote 1">1</a>' in html
    assert 'role="doc-backlink" aria-label="Back to the text"' in html


def test_notes_of_several_texts_are_numbered_through_and_stand_together() -> None:
    footnotes = Footnotes("slide")
    first = block("a[^1]\n\n[^1]: one", footnotes=footnotes)
    second = block("b[^1] c^[three]\n\n[^1]: two", footnotes=footnotes)
    assert "<ol" not in first + second
    assert ">1</a>" in first
    assert ">2</a>" in second
    assert ">3</a>" in second
    assert re.findall(r'<li id="fn:slide:(\d)"', footnotes.html()) == ["1", "2", "3"]
    ids = re.findall(r' id="([^"]+)"', first + second + footnotes.html())
    assert len(ids) == len(set(ids))


def test_a_note_comes_with_the_step_that_refers_to_it_first() -> None:
    steps, footnotes = StepCounter(), Footnotes("s")
    block(
        "- a[^1] {.step}\n- b[^2] {.step}\n\nlast[^3]\n\n[^1]: x\n[^2]: y\n[^3]: z",
        steps=steps,
        footnotes=footnotes,
    )
    assert steps.count == 2
    assert re.findall(r"data-step=\"(\d)\"", footnotes.html()) == ["1", "2"]
    block("in a card^[w]", steps=steps, footnotes=footnotes, base_step=7)
    assert 'value="4" class="step" data-step="7"' in footnotes.html()


def test_a_slide_without_notes_has_no_list() -> None:
    assert Footnotes("one").html() == ""
