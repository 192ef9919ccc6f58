"""Programs as coloured lines."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from pygments import highlight as colour
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

from talk.deck.markup.code import highlight, line_numbers, line_parts

PROGRAM = 'def f(x):\n    """two\n    lines"""\n\n    return x < 3\n'


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("language", ["python", "text", "yaml", "unheard-of"])
def test_no_character_is_lost(language: str) -> None:
    assert words(highlight(PROGRAM, language)) == PROGRAM


def test_every_line_is_an_element_that_is_closed() -> None:
    for number, line in enumerate(highlight(PROGRAM, "python").splitlines(), 1):
        assert line.startswith(f'<span class="line" data-line="{number}">')
        assert line.count("<span") == line.count("</span>")


def test_named_lines_are_pointed_out() -> None:
    lines = highlight(PROGRAM, "python", "2-3,5").splitlines()
    assert ['class="line hl"' in line for line in lines] == [False, True, True, False, True]


def test_ranges_of_lines() -> None:
    assert line_numbers("2-4, 7") == {2, 3, 4, 7}
    assert line_numbers("") == set()


@pytest.mark.parametrize("ranges", ["all", "4-2", "0", "1-", "-3"])
def test_what_is_no_range_is_refused(ranges: str) -> None:
    with pytest.raises(ValueError, match="is not a line or a range"):
        line_numbers(ranges)


def test_a_program_has_steps() -> None:
    assert line_parts("1|2-3|all") == [{1}, {2, 3}, None]
    made = highlight("a\nb\nc", "text", "7|8-9|all", 7)
    assert made.split("\n")[:2] == [
        '<span class="line" data-in="0" data-line="7">a</span>',
        '<span class="line" data-in="1" data-line="8">b</span>',
    ]


def test_python_in_ascii_is_coloured_as_pygments_does_it() -> None:
    code = Path(json.__file__).read_text("ascii")
    lines = re.findall(r'data-line="\d+">(.*)</span>', highlight(code, "python"))
    whole = colour(code, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    assert "\n".join(lines) == whole.rstrip("\n")
    # A name in another alphabet takes the way that knows them all.
    assert '<span class="nf">größe</span>' in highlight("def größe(): ...", "python")
