"""Where mistakes stand in a text; what is said of each is in broken/markup.txt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talk.deck.checking.markdown_lint import _Reader, read_text
from talk.deck.markup.markdown import block, inline


def places(text: str) -> list[tuple[int, int]]:
    """Line and column of every mistake, from 1."""
    found = sorted(fault.at for fault in read_text(text, "block").faults)
    return [(text[:at].count("\n") + 1, at - (text.rfind("\n", 0, at) + 1) + 1) for at in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b>b</b>", [(1, 3)]),
        ("`<b>` and <i>x</i>", [(1, 11)]),
        ("- one\n- > two <br> $x &$\n", [(2, 9), (2, 17)]),
        ("- [x] $a &$ {.step}", [(1, 10)]),
        ("| $x &$ | $x &$ |\n|---|---|\n| a | $x &$ |", [(1, 6), (1, 14), (3, 10)]),
        ("> $$\n> a\n> & b\n> $$", [(3, 3)]),
        ("so $$ a & b $$ and $$c & d$$", [(1, 9), (1, 24)]),
        ("$$ a $$ and $$ b $$", [(1, 6)]),
        ("$x$ and `$x &$` and $x &$", [(1, 24)]),
        ("a^[b <b> $c &$]", [(1, 6), (1, 13)]),
        ("a[^n]\n\n[^n]: first\n\n    and <u>second</u>", [(5, 9)]),
        ("**bold [text $x &$](#a)**", [(1, 17)]),
        ("so $ x^2 $ and 2$x^2$ and $\\alpha$", [(1, 4), (1, 17)]),
        ("so \\(x^2\\) and\n\\[\\frac{1}{2}\\]", [(1, 4), (2, 1)]),
        ("::: note\nwords\n:::\n\n> [!NOTE]\n> words\n\n!!! tip", [(1, 1), (5, 3), (8, 1)]),
        ("[x](#a){onclick=y} [*y*](#b){.c}{width=3} `c`{alt=d}", [(1, 9), (1, 34), (1, 47)]),
        ("# A <b>heading</b>\n\npara[^x]", [(1, 5), (3, 5)]),
    ],
)
def test_a_mistake_is_found_at_its_own_character(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2 and a<b, 2 > 1",
        r"\<b> and `<b>` and <https://example.org>",
        "from $5 to $10 or 3 $, a\\\\(b) and \\[words\\]",
        "a set {x | x > 1}, {.} and \\{.step}",
        "```\n<b> {.x} $&$ [^1]\n```",
        "    <b> indented code",
        "- [ ] task\n- [x] task {.step}\n\na[^1]\n\n[^1]: note",
        "[words][ref] and [^1][ok]\n\n[ref]: #here\n\n[^1]: note",
    ],
)
def test_text_that_only_looks_like_a_mistake_is_left_alone(text: str) -> None:
    assert read_text(text, "block").faults == ()


def test_images_links_and_classes_are_listed_with_their_places() -> None:
    text = "![a](b.png){.big} [c](#d) [x]{.y .z}\n\n![e][f]{class=more}\n\n[f]: g.png\n"
    read = read_text(text, "block")
    assert [(part.text, text[part.at :][: len(part.text)]) for part in read.images[:1]] == [
        ("b.png", "b.png")
    ]
    assert [part.text for part in read.images] == ["b.png", "g.png"]
    assert [part.text for part in read.links] == ["#d"]
    assert [(part.text, part.at) for part in read.classes] == [
        ("big", 13),
        ("y", 31),
        ("z", 34),
        ("more", 46),
    ]


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab1 \n\n\t$$&\\\\{}[]()^^~~==<>/!.#:-*`|_%'x", max_size=60))
def test_every_text_is_read_and_no_mistake_stands_outside_of_it(text: str) -> None:
    for kind in ("block", "inline"):
        read = read_text(text, kind)
        assert all(0 <= fault.at <= len(text) for fault in read.faults)
        assert all(0 <= part.at <= len(text) for part in (*read.images, *read.links, *read.classes))
    assert isinstance(block(text) + inline(text), str)


LINES = (
    *(
        "```python",
        "```nonsense",
        "```",
        "````",
        "~~~",
        "   ```",
        "    ```",
        "``` yaml",
        "```text x",
    ),
    *("- ```python", "> ```yaml", "  ```", "- item", "words", "a <b>b</b>", "$x &$", "[x](y)", ""),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=9).map("\n".join))
def test_a_text_that_is_not_parsed_has_nothing_that_a_parser_would_find(text: str) -> None:
    assert read_text(text, "block") == _Reader(text, "block").read()
