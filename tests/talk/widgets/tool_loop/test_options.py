"""Options of tool_loop: which questions are prepared, and for which models."""

from __future__ import annotations

from talk.widgets.tool_loop.options import Options


def test_a_further_model_answers_each_question_without_tools() -> None:
    options = Options(question="A?", examples=["B?"], checkpoint="sft", models=["real"])
    asked = [
        (demo.lane, demo.label, demo.params["checkpoint"], "tools" in demo.params, demo.first)
        for demo in options.demos()
    ]
    assert asked == [
        ("main", "A?", "sft", True, True),
        ("without", "A?", "sft", False, True),
        ("without", "real: A?", "real", False, False),
        ("main", "B?", "sft", True, False),
        ("without", "B?", "sft", False, False),
        ("without", "real: B?", "real", False, False),
    ]
