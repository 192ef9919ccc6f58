"""Options of the probability map: which maps and which training steps are prepared."""

from __future__ import annotations

from talk.widgets.probability_map.options import Options


def test_a_further_model_has_a_map_of_the_context_and_is_not_trained() -> None:
    options = Options(
        context="A", answer=" b", checkpoint="base", checkpoints=["base"], models=["real"]
    )
    asked = [(demo.method, demo.params["checkpoint"]) for demo in options.demos()]
    assert asked.count(("next_token/predict", "real")) == 1
    assert ("model/step", "base") in asked
    assert ("model/step", "real") not in asked
