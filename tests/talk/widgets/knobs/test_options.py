"""Options of knobs: where the points may lie."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from talk.widgets.registry import all_widgets

OPTIONS = all_widgets()["knobs"].options


def test_points_that_go_back_are_told() -> None:
    with pytest.raises(ValidationError, match="x goes back from 2 to 1"):
        OPTIONS.model_validate({"points": [[0, 1], [2, 1], [1, 1]]})


def test_points_above_each_other_are_told() -> None:
    with pytest.raises(ValidationError, match="all points lie at x = 2"):
        OPTIONS.model_validate({"points": [[2, 1], [2, 3], [2, 5]]})


def test_the_points_of_the_default_are_in_order() -> None:
    assert OPTIONS.model_validate(OPTIONS().model_dump()) == OPTIONS()
