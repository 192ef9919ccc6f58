"""Options of word_arithmetic: which sums are prepared."""

from __future__ import annotations

from talk.protocol.registry import METHODS
from talk.widgets.word_arithmetic.options import Options


def test_the_first_sum_and_each_example_are_prepared() -> None:
    example = {"start": "Paris", "minus": "France", "plus": "Japan", "label": "Capitals"}
    demos = Options.model_validate({"answer": "queen", "examples": [example]}).demos()
    assert [(demo.label, demo.first) for demo in demos] == [
        ("king − man + woman", True),
        ("Capitals", False),
    ]
    assert demos[0].params == {
        "add": ["king", "woman"],
        "subtract": ["man"],
        "tracked": ["queen"],
        "top_k": 6,
    }
    assert "tracked" not in demos[1].params
    for demo in demos:
        METHODS[demo.method].read(demo.params)
