"""text/generate from a branch's own tokens; text/speculate against it."""

from __future__ import annotations

from typing import Any

import pytest

from talk.protocol.jsonrpc import WireError

CONTROLS = {"temperature": 1.3, "top_k": 30, "top_p": 0.95, "seed": 5}


async def test_a_branch_goes_on_from_its_tokens_as_if_it_had_never_stopped(tiny: Any) -> None:
    whole = (await tiny.ask("text/generate", {"text": "The", "max_tokens": 8, **CONTROLS}))[
        "tokens"
    ]
    then = await tiny.ask(
        "text/generate", {"text": "The", "then": whole[:3], "max_tokens": 5, **CONTROLS}
    )
    assert then["tokens"] == whole[3:]


@pytest.mark.parametrize("draft", [None, "sft", "base"])
@pytest.mark.parametrize("controls", [{"temperature": 0}, CONTROLS])
async def test_a_text_written_by_drafts_is_the_text_written_token_by_token(
    tiny: Any, draft: str | None, controls: dict[str, Any]
) -> None:
    # Repeated words, so that a text of noise has something to look up as well.
    asked = {"text": "the river the river the", "max_tokens": 20, **controls}
    plain = await tiny.ask("text/generate", asked)
    fast = await tiny.ask("text/speculate", asked | {"draft": draft, "ahead": 4})
    assert fast["tokens"] == plain["tokens"]
    assert (fast["text"], fast["finish_reason"]) == (plain["text"], plain["finish_reason"])
    # Each pass brings the kept drafts and, at the end of the text perhaps not, one token more.
    events = tiny.events
    assert [event["index"] for event in events] == list(range(fast["passes"]))
    assert sum(event["kept"] for event in events) == fast["kept"]
    assert sum(len(event["drafts"]) for event in events) == fast["drafted"]
    written = [
        token["id"]
        for event in events
        for token in [
            *event["drafts"][: event["kept"]],
            *([event["token"]] if event.get("token") else []),
        ]
    ]
    assert written == fast["tokens"]
    if draft == "base":  # whoever drafts for itself is never wrong
        assert fast["kept"] == fast["drafted"]
        assert fast["passes"] == 4  # four drafts and one token of its own each, 20 in all


async def test_drafts_go_on_to_the_end_of_the_context(tiny: Any) -> None:
    asked = {"text": "the river " * 45, "max_tokens": 40, "temperature": 0}
    plain = await tiny.ask("text/generate", asked)
    fast = await tiny.ask("text/speculate", asked | {"draft": "base", "ahead": 16})
    assert (fast["tokens"], fast["finish_reason"]) == (plain["tokens"], "length")


async def test_a_draft_of_an_unknown_checkpoint_is_refused(tiny: Any) -> None:
    with pytest.raises(WireError, match="there is no checkpoint 'nobody'"):
        await tiny.ask("text/speculate", {"text": "The", "draft": "nobody"})
