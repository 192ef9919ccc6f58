"""Options of resample: which solutions are prepared."""

from __future__ import annotations

from talk.protocol.registry import METHODS
from talk.widgets.problems import APPLES
from talk.widgets.resample.options import Options


def test_each_solution_is_prepared_with_its_own_seed() -> None:
    example = {"problem": "Two?", "answer": 2, "label": "Second", "seed": 5}
    demos = Options.model_validate({"checkpoint": "rl", "seed": 3, "examples": [example]}).demos()
    assert [(demo.label, demo.params["seed"], demo.first) for demo in demos] == [
        (APPLES, 3, True),
        ("Second", 5, False),
    ]
    for demo in demos:
        METHODS[demo.method].read(demo.params)
