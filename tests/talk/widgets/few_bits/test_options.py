"""Options of few_bits: which texts are prepared."""

from __future__ import annotations

from talk.protocol.registry import METHODS
from talk.widgets.few_bits.options import Options


def test_each_prompt_is_prepared_with_the_same_page_and_bits() -> None:
    options = {"page": "A page.", "examples": [{"text": "Dear", "label": "A letter"}]}
    first, second = Options.model_validate(options).demos()
    assert (first.label, second.label) == ("The capital of France is", "A letter")
    assert second.params == first.params | {"text": "Dear"}
    assert first.params["bits"] == [8, 6, 4, 3, 2]
    assert (first.first, second.first) == (True, False)
    for demo in (first, second):
        METHODS[demo.method].read(demo.params)
