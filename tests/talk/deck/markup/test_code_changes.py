"""The lines that two states of a program share keep their names."""

from __future__ import annotations

import pytest

from talk.deck.markup.code_changes import line_names


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("a = 1\nb = 2", "a = 1\nc = 3\nb = 2", [0, 2, 1]),
        ("a = 1\nb = 2", "b = 2", [1]),
        # Into a block: the same line with another indent.
        ("a()\nb()", "if c:\n    a()\n    b()", [2, 0, 1]),
        # Changed a little, and changed altogether.
        ("total = price * 2", "total = price * 3", [0]),
        ("total = price * 2", "import os", [1]),
        # To another place, but not where it is not certain which of two it is.
        ("top()\nx = 1\ny = 2\nz = 3", "x = 1\ny = 2\nz = 3\ntop()", [1, 2, 3, 0]),
        ("}\nx = 1\ny = 2", "x = 1\ny = 2\n}\n}", [1, 2, 3, 4]),
        # Of two that are alike, the nearest one.
        ("price = old\nprice = cost", "price = costs", [1]),
    ],
)
def test_a_line_that_stays_keeps_its_name(before: str, after: str, names: list[int]) -> None:
    assert line_names([before, after])[1] == names


def test_names_go_on_from_state_to_state() -> None:
    found = line_names(["a\nb", "a\n\nwhile\nb", "b\na", "end\na\nb"])
    assert found == [[0, 1], [0, 2, 3, 1], [1, 0], [4, 0, 1]]
