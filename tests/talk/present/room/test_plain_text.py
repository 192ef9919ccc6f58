"""Text from phones before others see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talk.present.room.plain_text import MAX_MARKS, clean


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("  two   words\n", "two words"),
        ("a\u202eb", "ab"),
        ("a\u0000\u0007b", "ab"),
        ("line\r\nline\tend", "line line end"),
        ("e\u0301", "\u00e9"),
        ("\U0001f469\u200d\U0001f469", "\U0001f469\u200d\U0001f469"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("z" + "\u0301" * 50, "\u017a" + "\u0301" * MAX_MARKS),
    ],
)
def test_text_is_one_line_without_what_moves_other_text(typed: str, seen: str) -> None:
    assert clean(typed) == seen


@given(st.text())
def test_cleaning_again_changes_nothing(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)
