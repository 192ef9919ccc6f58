"""text/generate from a branch's own tokens."""

from __future__ import annotations

from typing import Any

CONTROLS = {"temperature": 1.3, "top_k": 30, "top_p": 0.95, "seed": 5}


async def test_a_branch_goes_on_from_its_tokens_as_if_it_had_never_stopped(tiny: Any) -> None:
    whole = (await tiny.ask("text/generate", {"text": "The", "max_tokens": 8, **CONTROLS}))[
        "tokens"
    ]
    then = await tiny.ask(
        "text/generate", {"text": "The", "then": whole[:3], "max_tokens": 5, **CONTROLS}
    )
    assert then["tokens"] == whole[3:]
