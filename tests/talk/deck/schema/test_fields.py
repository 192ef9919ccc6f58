"""Times, ids and the other small kinds of value."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from talk.deck.schema.fields import ID_FORM, seconds


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (90, 90),
        (1.5, 1.5),
        ("90 s", 90),
        ("90s", 90),
        ("1:30", 90),
        ("1:05:00", 3900),
        ("45 min", 2700),
        ("1.5 min", 90),
        ("2 minutes", 120),
        ("1 h 10 min", 4200),
        ("2 min 30 s", 150),
    ],
)
def test_ways_to_write_a_time(written: object, meant: float) -> None:
    assert seconds(written) == meant


@pytest.mark.parametrize(
    "written", ["", "soon", "1:75", "-3", -3, 0, True, "25 h", None, [], "3 2", "min"]
)
def test_what_is_no_time_is_refused(written: object) -> None:
    with pytest.raises(PydanticCustomError, match="must be a time such as"):
        seconds(written)


@pytest.mark.parametrize("text", ["a", "two-phases", "9-11"])
def test_ids(text: str) -> None:
    assert ID_FORM.fullmatch(text)


@pytest.mark.parametrize("text", ["", "A", "a--b", "-a", "a_b", "a/b", "a b", "ä"])
def test_what_is_no_id(text: str) -> None:
    assert not ID_FORM.fullmatch(text)
