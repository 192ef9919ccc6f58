"""Options of guess_ahead: which texts are prepared."""

from __future__ import annotations

from talk.protocol.registry import METHODS
from talk.widgets.guess_ahead.options import Options


def test_each_way_to_guess_is_prepared_beside_the_same_text_token_by_token() -> None:
    options = {
        "text": "Dear",
        "checkpoint": "base",
        "draft": "base-1",
        "examples": [
            {"label": "Early", "draft": "base-2"},
            {"label": "Lookup", "text": "The capital"},
        ],
    }
    demos = Options.model_validate(options).demos()
    assert [
        (demo.lane, demo.params["text"], demo.params.get("draft"), demo.first) for demo in demos
    ] == [
        ("main", "Dear", "base-1", True),
        ("plain", "Dear", None, True),
        # The plain text is there already.
        ("main", "Dear", "base-2", False),
        ("main", "The capital", None, False),
        ("plain", "The capital", None, False),
    ]
    for demo in demos:
        METHODS[demo.method].read(demo.params)
