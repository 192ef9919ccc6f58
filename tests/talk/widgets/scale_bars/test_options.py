"""Options of scale_bars: ends of the axis that fit the bars."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["scale_bars"]
BARS = [{"label": "Rye", "value": 8}, {"label": "Spelt", "value": 14}]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"min": 9}, "begins at 9, over the bar of 8"),
        ({"max": 12}, "ends at 12, under the bar of 14"),
        ({"log": True, "min": 0}, "a log axis has no 0"),
        ({"log": True, "bars": [*BARS, {"label": "Water", "value": 0}]}, "a log axis has no 0"),
        ({"bars": [{"label": "Rye", "value": 8}], "min": 8, "max": 8}, "`min` must be under `max`"),
    ],
)
def test_an_axis_that_does_not_fit_its_bars_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        WIDGET.options.model_validate({"bars": BARS, **options})


def test_the_axis_is_linear_from_nought_unless_the_author_says_otherwise() -> None:
    options = WIDGET.options.model_validate(
        {"bars": [*BARS, {"label": "Water", "value": 0}]}
    ).public()
    assert (options["log"], options.get("min"), options.get("max")) == (False, None, None)
