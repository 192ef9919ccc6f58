"""Options of transformer: what an author may write, and the requests it is prepared for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from talk.protocol.registry import METHODS
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["transformer"]


def test_it_works_without_any_option() -> None:
    assert WIDGET.options().public()["text"] != ""


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="txt"):
        WIDGET.options.model_validate({"txt": "a"})


def test_a_further_model_has_its_parts_and_its_attention_over_the_first_text() -> None:
    options = WIDGET.options.model_validate({"checkpoint": "base", "models": ["real"]})
    asked = [(demo.method, demo.params["checkpoint"], demo.first) for demo in options.demos()]
    assert asked == [
        ("model/attention", "base", True),
        ("model/parts", "base", True),
        ("model/attention", "real", False),
        ("model/parts", "real", False),
    ]


def test_every_demo_is_a_valid_request_to_a_method_it_may_call() -> None:
    demos = WIDGET.options().demos()
    assert demos
    for demo in demos:
        assert demo.method in WIDGET.methods
        METHODS[demo.method].read(demo.params)
