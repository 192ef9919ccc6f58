"""Options of polls: what an author may write, and what the room is asked."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["poll"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "`options` has 0, and a vote needs two"),
        ({"options": ["a", "b", "a"]}, "`options` has 'a' twice"),
        ({"kind": "text", "options": ["a", "b"]}, "`kind: text` takes no `options`"),
        ({"kind": "number", "low": 5, "high": 5}, "`low` is 5 and has to be less than `high`"),
        ({"kind": "scale", "low": 0.5}, "a scale needs whole numbers"),
        ({"kind": "scale", "high": 100}, "use `kind: number` for more"),
        ({"kind": "next", "options": ["a", "b"]}, "`context` belongs to `kind: next`"),
        ({"options": ["a", "b"], "context": "The"}, "`context` belongs to `kind: next`"),
        ({"options": ["a", "b"], "ends": ["no", "yes"]}, "`ends` are two words"),
    ],
)
def test_options_that_make_no_vote_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        WIDGET.options.model_validate(options)


def test_a_scale_is_a_choice_among_its_numbers() -> None:
    plan = WIDGET.options.model_validate({"kind": "scale", "low": 0, "high": 3}).ballot()
    assert plan is not None
    assert (plan.kind, plan.options) == ("choice", ("0", "1", "2", "3"))


def test_a_guessed_word_is_beside_the_models_recorded_map() -> None:
    options = WIDGET.options.model_validate(
        {"kind": "next", "context": "The capital is", "options": ["Paris", "a"]}
    )
    [demo] = options.demos()
    assert (demo.method, demo.params) == (
        "next_token/predict",
        {"text": "The capital is", "top_k": 200},
    )
    plan = options.ballot()
    assert plan is not None
    # The room asks in the language of the deck.
    assert (plan.question, plan.context) == ("", "The capital is")
