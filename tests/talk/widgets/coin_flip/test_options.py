"""Options of coin_flip: what an author may write, and the requests it is prepared for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from talk.protocol.registry import METHODS
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["coin_flip"]


def test_it_works_without_any_option() -> None:
    assert WIDGET.options().public()["context"] != ""


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="contxt"):
        WIDGET.options.model_validate({"contxt": "a"})


def test_every_demo_is_a_valid_request_to_a_method_it_may_call() -> None:
    demos = WIDGET.options().demos()
    assert demos
    for demo in demos:
        assert demo.method in WIDGET.methods
        METHODS[demo.method].read(demo.params)


def test_the_first_map_is_the_context_s_and_no_other_is() -> None:
    demos = WIDGET.options.model_validate({"context": "One", "examples": ["Two", "One"]}).demos()
    assert [(demo.params["text"], demo.first) for demo in demos] == [("One", True), ("Two", False)]
