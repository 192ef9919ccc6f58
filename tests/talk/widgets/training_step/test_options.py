"""Options of training_step: what an author may write, and the requests it is prepared for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from talk.protocol.methods.model import StepParams
from talk.protocol.registry import METHODS
from talk.protocol.wire import derived_name
from talk.widgets.registry import all_widgets

WIDGET = all_widgets()["training_step"]


def test_it_works_without_any_option() -> None:
    assert WIDGET.options().public()["answer"] != ""


@pytest.mark.parametrize(
    "wrong", [{"contxt": "a"}, {"prepared": 7}, {"learning_rate": 0}, {"answer": ""}]
)
def test_what_it_cannot_do_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        WIDGET.options.model_validate(wrong)


def test_every_demo_is_a_valid_request_to_a_method_it_may_call() -> None:
    demos = WIDGET.options.model_validate({"examples": [{"context": "a", "answer": " b"}]}).demos()
    assert len(demos) == 18
    for demo in demos:
        assert demo.method in WIDGET.methods
        METHODS[demo.method].read(demo.params)


def test_only_the_first_map_comes_up_by_itself() -> None:
    demos = WIDGET.options.model_validate({"examples": [{"context": "a", "answer": " b"}]}).demos()
    assert [demo.lane for demo in demos if demo.first] == ["map0"]


def test_each_step_starts_at_the_checkpoint_that_the_one_before_it_makes() -> None:
    _, first, after, second, _ = WIDGET.options.model_validate({"prepared": 2}).demos()
    made = derived_name("base", StepParams.model_validate(first.params))
    assert made.startswith("base+")
    assert after.params["checkpoint"] == second.params["checkpoint"] == made


def test_an_example_that_is_the_options_own_is_prepared_once() -> None:
    own = {"context": "One", "answer": " two"}
    with_example = WIDGET.options.model_validate({**own, "examples": [own]})
    assert len(with_example.demos()) == len(WIDGET.options.model_validate(own).demos())
