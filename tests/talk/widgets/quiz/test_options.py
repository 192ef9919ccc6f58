"""Options of quizzes: the right answer has to be one of the answers, and stays in the room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from talk.deck.load import load
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["quiz"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"options": ["a", "b"], "right": "c"}, "'c', which is none of the `options`"),
        ({"options": ["a", "b"], "right": ["a", "b"]}, "write `kind: several`"),
        ({"kind": "number", "right": 101}, "a number between 0 and 100"),
        ({"kind": "number", "right": "many"}, "a number between 0 and 100"),
        ({"options": ["a"], "right": "a"}, "a vote needs two"),
    ],
)
def test_a_right_answer_that_nobody_could_give_is_refused(
    options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        WIDGET.options.model_validate(options)


@pytest.mark.parametrize(
    ("options", "right", "number"),
    [
        ({"options": ["1", "2"], "right": 2}, (1,), None),
        ({"kind": "several", "options": ["a", "b", "c"], "right": ["c", "a"]}, (0, 2), None),
        ({"kind": "number", "right": 42}, (), 42.0),
    ],
)
def test_what_is_right_goes_to_the_room(
    options: dict[str, Any], right: tuple[int, ...], number: float | None
) -> None:
    plan = WIDGET.options.model_validate(options).ballot()
    assert plan is not None
    assert (plan.right, plan.right_number) == (right, number)


@pytest.mark.parametrize("option", ["007", "2.50", "1000000", "1e3"])
def test_a_right_option_that_is_a_number_is_named_as_it_is_written(
    tmp_path: Path, option: str
) -> None:
    (tmp_path / "deck.yaml").write_text("title: Numbers\ntheme: plain\nchapters: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(
        "chapter: One\nphase: none\nslides:\n  - id: one\n    title: How many?\n    layout: live\n"
        f"    live: {{widget: quiz, options: [3, {option}], right: {option}}}\n"
    )
    (slide,) = load(tmp_path).slides
    plan = slide.live[0].options.ballot()
    assert plan is not None
    assert plan.right == (1,)
