"""`talk check --render` finds what only shows when slides are drawn.

Sound decks are left alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.load import load
from talk.export.render_check import problems, sentence, source_line

pytestmark = pytest.mark.browser

BAD_THEME = """
:root { --ink: #767676; --quiet: #b0b0b0; --paper: #ffffff; }
.card .prose { font-size: 14px; }
.statement { height: 160px; overflow: hidden; }
"""
LONG = "A line that says the same thing again and again. "
LINES = "\\n".join(f"line_{number}" for number in range(1, 41))
WIDE = "wide " * 40
PARAGRAPHS = "Line\\n\\n" * 7
"""With one more they fill the room between title and foot."""


FORMULA = r"$$\\frac{\\frac{a}{b}}{\\frac{c}{d}}$$\n\n"
"""Written between double quotes in YAML."""


@pytest.mark.parametrize("deck", ["tour", "llm-101"])
def test_our_own_decks_have_nothing_to_mend(deck: str) -> None:
    assert problems(load(deck)) == []


def test_every_kind_of_fault_is_found_at_its_slide(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "themes" / "bad").mkdir(parents=True)
    (tmp_path / "themes" / "bad" / "theme.css").write_text(BAD_THEME)
    (tmp_path / "deck.yaml").write_text("title: A deck\ntheme: bad\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(
        "chapter: A\nphase: none\nslides:\n"
        "  - {id: sound, layout: statement, statement: Fine}\n"
        f"  - {{id: long, title: Long, body: '{LONG * 40}'}}\n"
        "  - {id: small, layout: cards, title: Small, cards: [{title: One, body: tiny words}]}\n"
        f"  - {{id: boxed, layout: statement, statement: '{LONG * 4}'}}\n"
        f'  - {{id: program, layout: code, title: Long, code: "{LINES}"}}\n'
        f'  - {{id: noted, title: Noted, body: "{PARAGRAPHS}Last[^1]\\n\\n[^1]: A note."}}\n'
        f'  - {{id: wide, title: Wide, body: "```text\\n{WIDE}\\n```"}}\n'
        f'  - {{id: formula, title: High, body: "{FORMULA * 4}"}}\n'
        '  - {id: sourced, title: Sound, body: "One[^1]\\n\\n[^1]: A note.", sources: [Measured]}\n'
    )
    found = problems(load(tmp_path))
    told = capsys.readouterr()
    assert told.out == ""
    assert "theme bad: looking at 9 slides" in told.err.splitlines()
    rendered = [problem.render() for problem in found]
    assert any(
        text.startswith("a.yaml:5:5: slide 'long'") and "leaves the slide" in text
        for text in rendered
    ), rendered
    assert any(
        "'tiny words' is set in 14 px (nothing on a projector is under 20)" in text
        for text in rendered
    )
    assert any("slide 'small': 'tiny words' has a contrast of 2.1" in text for text in rendered)
    assert any(
        "slide 'boxed': 'A line that says" in text and "is cut off" in text for text in rendered
    )
    assert any("slide 'program': 'line_" in text and "is cut off" in text for text in rendered)
    assert any("slide 'noted': 'Last' runs into the foot" in text for text in rendered)
    assert any("slide 'formula': 'abcd' leaves" in text for text in rendered)
    assert not any("slide 'sourced'" in text and "foot" in text for text in rendered)
    assert any("slide 'wide': 'wide wide" in text and "is cut off" in text for text in rendered)
    assert sum("slide 'program'" in text and "is cut off" in text for text in rendered) == 1, (
        "one box, one problem"
    )
    assert not any(
        "'sound'" in problem.message and "contrast" not in problem.message for problem in found
    )
    assert found[0].source_line.startswith("  - {id: long")


def test_words_that_are_small_only_on_a_narrow_canvas_are_found(tmp_path: Path) -> None:
    (tmp_path / "themes" / "own").mkdir(parents=True)
    (tmp_path / "themes" / "own" / "theme.css").write_text(
        ".vote-question { font-size: 24px !important; }\n"
    )
    (tmp_path / "deck.yaml").write_text(
        'title: A deck\ntheme: own\ncanvas: "1:1"\nchapters: [a.yaml]\n'
    )
    (tmp_path / "a.yaml").write_text(
        "chapter: A\nphase: none\nslides:\n"
        "  - {id: ask, title: Ask, live: {widget: poll, question: Rye or not?, options: [a, b]}}\n"
    )
    small = [one.message for one in problems(load(tmp_path)) if "is set in" in one.message]
    # The canvas shows widgets at 78 %; the widget's own small words stay above the bound.
    assert small == ["slide 'ask': 'Rye or not?' is set in 18.72 px"]


def test_a_rule_of_axe_is_named_with_its_help() -> None:
    fault = {
        "kind": "image-alt",
        "words": "<img>",
        "figure": None,
        "help": "Images must have alternative text",
    }
    assert sentence(fault) == ("'<img>': images must have alternative text", "axe rule image-alt")


def test_a_file_that_went_away_has_no_line(tmp_path: Path) -> None:
    assert source_line(tmp_path / "gone.yaml", 3) == ""
