"""Options of silent_head: what is measured."""

from __future__ import annotations

from talk.protocol.registry import METHODS
from talk.widgets.silent_head.options import Options


def test_every_prompt_is_measured_in_one_request_without_its_label() -> None:
    probe = {"text": "The capital of France is", "answer": " Paris"}
    options = {"probes": [probe | {"label": "A fact"}], "checkpoint": "base"}
    [demo] = Options.model_validate(options).demos()
    assert (demo.label, demo.params) == ("A fact", {"probes": [probe], "checkpoint": "base"})
    METHODS[demo.method].read(demo.params)
