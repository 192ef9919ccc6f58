"""What the options of all widgets share."""

from __future__ import annotations

import pytest

from talk.widgets.base import plain_number


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (2.5, "2.5"), (1_000_000.0, "1000000"), (12_345_678.9, "12345678.9")],
)
def test_a_number_has_all_its_digits(value: float, text: str) -> None:
    assert plain_number(value) == text


def test_a_number_has_no_digits_of_its_binary_fraction() -> None:
    assert plain_number(0.1 + 0.2) == "0.3"
