"""What the columns of a comparison ask for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from talk.protocol.registry import KERNEL_METHODS
from talk.widgets.compare.options import Options

COLUMN = {"label": "One"}


def asked(**options: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(demo.method, demo.params) for demo in Options(**options).demos()]


def test_every_request_is_one_that_the_wire_takes() -> None:
    for shows in ("text", "chat", "probability"):
        for method, params in asked(
            shows=shows, answer=" Paris", tokens=True, conditions=[COLUMN, COLUMN]
        ):
            KERNEL_METHODS[method].read(params)


def test_a_message_carries_its_page_between_the_tokens_for_data() -> None:
    [(_, params)] = asked(
        shows="chat",
        text="Who?",
        conditions=[{**COLUMN, "system": "Be kind.", "document": "A page."}],
    )
    system, message = params["messages"]
    assert system == {"role": "system", "content": "Be kind."}
    assert message["parts"] == [
        {"kind": "text", "text": "Who? "},
        {"kind": "data", "text": "A page."},
    ]


def test_a_pasted_page_is_typed_text() -> None:
    [(_, params)] = asked(
        shows="chat", text="Who?", conditions=[{**COLUMN, "document": "A page.", "pasted": True}]
    )
    assert params["messages"] == [{"role": "user", "content": "Who? A page."}]


def test_a_probability_needs_its_token() -> None:
    with pytest.raises(ValidationError, match="give the right next token as `answer`"):
        Options.model_validate({"shows": "probability", "conditions": [COLUMN]})


def test_a_measured_claim_stands_under_the_columns(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    row = {
        "id": 4,
        "title": "t",
        "figure": "98 %",
        "interval": "90 to 99",
        "holds": True,
        "values": {"a": 1.0},
    }
    (tmp_path / "figures" / "claims.json").write_text(json.dumps({"claims": [row]}))
    options = Options.model_validate(
        {"conditions": [COLUMN], "claim": 4}, context={"root": tmp_path}
    )
    assert options.figure == "Measured: 98 % (95\N{NO-BREAK SPACE}%: 90 to 99)"
