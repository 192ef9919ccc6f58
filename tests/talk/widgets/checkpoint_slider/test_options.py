"""Options of checkpoint_slider: what an author may write, and the requests it is prepared for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from talk.protocol.registry import METHODS
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["checkpoint_slider"]
STOPS = [
    {"checkpoint": "base-start", "label": "step 0"},
    {"checkpoint": "base", "label": "the end"},
]


def test_a_slider_needs_two_stops() -> None:
    with pytest.raises(ValidationError, match="at least 2"):
        WIDGET.options.model_validate({"checkpoints": STOPS[:1]})


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="txt"):
        WIDGET.options.model_validate({"checkpoints": STOPS, "txt": "a"})


def test_every_prompt_is_prepared_at_every_stop_and_the_first_stop_is_shown() -> None:
    demos = WIDGET.options.model_validate(
        {"text": "One", "checkpoints": STOPS, "examples": ["Two", "One"]}
    ).demos()
    asked = [(demo.params["text"], demo.params["checkpoint"], demo.first) for demo in demos]
    assert asked == [
        ("One", "base-start", True),
        ("One", "base", False),
        ("Two", "base-start", False),
        ("Two", "base", False),
    ]
    for demo in demos:
        assert demo.method in WIDGET.methods
        METHODS[demo.method].read(demo.params)
