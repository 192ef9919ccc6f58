"""A request has the same canonical form in the browser as in Python.

The browser finds recordings by it.
"""

from __future__ import annotations

from typing import Any

import pytest

from talk.protocol.wire import canonical
from tests.talk.web.node import WEB, evaluate


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": None, "c": [None, {"z": 0.5, "y": True}]},
        {"text": 'a "quoted"\n line \u2028 with \t tabs', "ß": "ü😀", "A": "", "_": 1e21},
        {"nested": {"10": 1, "9": 2, "é": 3}},
        [],
    ],
    ids=["nulls and order", "strings", "keys", "empty"],
)
def test_a_request_has_the_same_canonical_form_in_both_languages(value: Any) -> None:
    program = "return module.canonical(value);"
    assert evaluate(WEB / "recordings.ts", program, value) == canonical(value)
