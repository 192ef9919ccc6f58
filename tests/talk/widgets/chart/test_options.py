"""Options of chart: the series file, what is wrong with one, and the live point."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from talk.protocol.registry import METHODS
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["chart"]
DATA: dict[str, Any] = {"series": [{"name": "loss", "points": [[0, 8], [1, 4]]}]}


def test_a_chart_needs_a_file_or_the_series_itself() -> None:
    with pytest.raises(ValidationError, match="either `file` or `data`"):
        WIDGET.options.model_validate({})


def test_a_figure_without_curves_says_why() -> None:
    with pytest.raises(ValidationError, match="missing"):
        WIDGET.options.model_validate({"data": {"series": []}})
    WIDGET.options.model_validate({"data": {"series": [], "missing": "not trained yet"}})


def test_places_that_go_back_are_told() -> None:
    back = [[0, 8], [3, 4], [2, 5]]
    with pytest.raises(ValidationError, match="x goes back from 3 to 2"):
        WIDGET.options.model_validate({"data": {"series": [{"name": "loss", "points": back}]}})
    moments = [{"x": 1, "text": "late"}, {"x": 0, "text": "early"}]
    with pytest.raises(ValidationError, match="x goes back from 1 to 0"):
        WIDGET.options.model_validate({"data": {**DATA, "moments": moments}})
    straight_up = [[0, 8], [1, 4], [1, 5]]
    WIDGET.options.model_validate({"data": {"series": [{"name": "loss", "points": straight_up}]}})


def test_a_wrong_file_is_named_with_the_place_of_the_mistake(tmp_path: Path) -> None:
    (tmp_path / "it.json").write_text(
        json.dumps({"series": [{"name": "a", "points": "none"}]}), encoding="utf-8"
    )
    with pytest.raises(ValidationError, match=r"it\.json is wrong at series\.0\.points"):
        WIDGET.options.model_validate({"file": "it.json"}, context={"root": tmp_path})


def test_a_live_point_is_prepared_with_the_losses_of_its_text() -> None:
    point = {"text": "The weather is fine.", "checkpoint": "base", "x": 1}
    (demo,) = WIDGET.options.model_validate({"data": DATA, "point": point}).demos()
    assert demo.params["score_context"] is True
    METHODS[demo.method].read(demo.params)
    assert WIDGET.options.model_validate({"data": DATA}).demos() == []


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        ({"min": 5}, "4 is beyond the ends of the y axis"),
        ({"max": 6}, "8 is beyond the ends of the y axis"),
        ({"min": 3, "max": 3}, "`min` must be under `max`"),
        ({"log": True, "min": 0}, "a log axis cannot begin at 0"),
    ],
)
def test_ends_of_an_axis_that_cannot_be_are_refused_with_what_to_change(
    axis: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        WIDGET.options.model_validate({"data": {**DATA, "y": axis}})


def test_an_axis_may_begin_at_a_number_or_at_the_data() -> None:
    for begin in (-1, 4, "data"):
        WIDGET.options.model_validate({"data": {**DATA, "y": {"min": begin, "max": 8}}})
