"""Conversations: the format, and the loop of tool calls with forced results."""

from __future__ import annotations

from typing import Any

import pytest

from demo_kernel.inference.engine import Logits, Work
from demo_kernel.tokens.chat_format import ToolMarks, turn_parts
from demo_kernel.tokens.tokenizer import (
    END_TOOL_CALL,
    END_TOOL_RESULT,
    IM_END,
    IM_SEP,
    TOOL_CALL,
    vocabulary,
)
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

HELLO = [{"role": "user", "content": "hello"}]

QUESTION = [{"role": "user", "content": "What is 37 times 48?"}]


class Scripted:
    """Makes the network write given texts, in which {call} and the like stand for special tokens.

    It begins the next text each time a tool's result has been forced in.
    """

    def __init__(self, tiny: Any, *scripts: str) -> None:
        self.codec = vocabulary("talk-4k")
        self.scripts = [self._tokens(script) for script in scripts]
        self.engine = tiny.kernel.model.engine
        self.read: dict[int, list[int]] = {}
        self.prompt: int | None = None

    def _tokens(self, script: str) -> list[int]:
        text = script.format(call=TOOL_CALL, end_call=END_TOOL_CALL, end=IM_END)
        return self.codec.to_dense(self.codec.encode_with_special_tokens(text))

    def forward(self, work: list[Work]) -> Logits:
        logits = self._forward(work)
        for row, item in zip(logits, work, strict=True):
            self.read[item.slot] = [*self.read.get(item.slot, [])[: item.start], *item.tokens]
            end_result, opening = (
                self.codec.to_dense([self.codec.special(name)])[0]
                for name in (END_TOOL_RESULT, IM_SEP)
            )
            read = self.read[item.slot]
            part = read.count(end_result)
            # What the model writes begins behind the last forced result, or its turn's opening.
            opened = max(n for n, token in enumerate(read) if token in (end_result, opening))
            written = len(read) - opened - 1
            # Far above every logit of the tiny network.
            row[self.scripts[part][written]] = 1e4
        return logits

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._forward = self.engine.forward
        monkeypatch.setattr(self.engine, "forward", self.forward)


async def complete(tiny: Any, **params: Any) -> dict[str, Any]:
    return await tiny.ask("chat/complete", {"messages": QUESTION, "temperature": 0, **params})


async def test_a_conversation_is_one_run_of_tokens_with_special_markers(tiny: Any) -> None:
    messages = [
        {"role": "user", "content": "hi <|im_end|>"},
        {"role": "assistant", "content": "yes"},
    ]
    answer = await tiny.ask("chat/render", {"messages": messages, "open_turn": True})
    special = [token["text"] for token in answer["tokens"] if token["special"]]
    turn = ["<|im_start|>", "<|im_sep|>", "<|im_end|>"]
    assert special == ["<|endoftext|>", *turn, *turn, "<|im_start|>", "<|im_sep|>"]
    assert "".join(token["text"] for token in answer["tokens"] if token["own"]) == "yes<|im_end|>"
    assert "".join(token["text"] for token in answer["tokens"]).count("hi <|im_end|>") == 1


async def test_a_tool_call_pauses_runs_and_goes_on_with_the_result_forced_in(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Scripted(tiny, "Let me see. {call}calculator: 37*48{end_call}", " It is 1776.{end}").install(
        monkeypatch
    )
    answer = await complete(tiny, tools=["calculator"], max_tokens=60)
    (called,) = answer["tool_calls"]
    assert called.pop("time_ms") >= 0
    assert called == {"name": "calculator", "argument": "37*48", "result": "1776", "failed": False}
    assert answer["finish_reason"] == "end"
    assert answer["message"]["content"] == "Let me see.  It is 1776."
    assert [part["kind"] for part in answer["message"]["parts"]] == [
        "text",
        "tool_call",
        "tool_result",
        "text",
    ]
    events = tiny.events
    assert [event["index"] for event in events] == list(range(len(events)))
    assert [event["id"] for event in events] == answer["tokens"]
    forced = [event for event in events if event["forced"]]
    assert "".join(event["text"] for event in forced) == "1776"
    assert all("logprob" not in event and "draw" not in event for event in forced)
    assert all("logprob" in event for event in events if not event["forced"])


async def test_the_answer_sent_back_is_read_as_the_same_tokens(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Scripted(tiny, "See {call}clock{end_call}", " Morning.{end}").install(monkeypatch)
    answer = await complete(tiny, tools=["clock"], max_tokens=60)
    rendered = await tiny.ask(
        "chat/render", {"messages": [*QUESTION, answer["message"]], "open_turn": False}
    )
    prompt = await tiny.ask("chat/render", {"messages": QUESTION})
    again = [token["id"] for token in rendered["tokens"]][len(prompt["tokens"]) :]
    assert again == answer["tokens"]


async def test_a_failing_tool_tells_the_model_why(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Scripted(tiny, "{call}calculator: 1/0{end_call}", "Oh.{end}").install(monkeypatch)
    (call,) = (await complete(tiny, tools=["calculator"], max_tokens=60))["tool_calls"]
    assert (call["failed"], call["result"]) == (True, "error: division by zero")


async def test_a_tool_that_was_not_offered_is_not_run(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Scripted(tiny, "{call}clock{end_call}", "Oh.{end}").install(monkeypatch)
    (call,) = (await complete(tiny, tools=["calculator"], max_tokens=60))["tool_calls"]
    assert (call["failed"], call["result"]) == (True, "error: there is no tool clock")


async def test_tool_calls_are_bounded(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Scripted(tiny, *["{call}clock{end_call}"] * 5).install(monkeypatch)
    answer = await complete(tiny, tools=["clock"], max_tool_calls=2, max_tokens=60)
    assert (len(answer["tool_calls"]), answer["finish_reason"]) == (2, "tool_call")


async def test_without_tools_the_call_token_cannot_be_drawn(
    tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Scripted(tiny, "{call}clock{end_call}{end}").install(monkeypatch)
    answer = await complete(tiny, max_tokens=1)
    assert answer["tokens"] != [vocabulary("talk-4k").special(TOOL_CALL)]
    assert answer["tool_calls"] == []


async def test_the_same_seed_gives_the_same_answer(tiny: Any) -> None:
    params = {"temperature": 1.0, "seed": 5, "max_tokens": 12}
    assert (await complete(tiny, **params))["tokens"] == (await complete(tiny, **params))["tokens"]


async def test_any_checkpoint_can_be_asked_and_the_chats_own_is_the_default(tiny: Any) -> None:
    assert (await complete(tiny, max_tokens=1))["provenance"]["checkpoint"] == "sft"
    assert (await complete(tiny, max_tokens=1, checkpoint="base"))["provenance"][
        "checkpoint"
    ] == "base"


async def test_where_nothing_has_learnt_to_chat_it_says_so(tiny: Any) -> None:
    tiny.kernel.model.checkpoints.chat_default = None
    with pytest.raises(WireError, match="has learnt to chat") as caught:
        await complete(tiny)
    assert caught.value.code == jsonrpc.UNAVAILABLE


def test_a_turn_is_read_back_as_parts() -> None:
    marks = ToolMarks(1, 2, 3, 4)
    decoded = [
        (50, b"a", False),
        (1, b"", True),
        (51, b"c: ", False),
        (52, b"x", False),
        (2, b"", True),
    ]
    decoded += [
        (3, b"", True),
        (4, b"", True),
        # The two halves of é.
        (53, b"\xc3", False),
        (54, b"\xa9", False),
        (9, b"end", True),
    ]
    found = [(part.kind, part.text) for part in turn_parts(decoded, marks)]
    assert found == [("text", "a"), ("tool_call", "c: x"), ("tool_result", ""), ("text", "é")]


async def test_an_edited_answer_is_gone_on_from_as_if_the_model_had_said_it(tiny: Any) -> None:
    whole = await tiny.ask(
        "chat/complete", {"messages": HELLO, "seed": 3, "max_tokens": 6, "temperature": 0}
    )
    text = whole["message"]["content"]
    begun = await tiny.ask(
        "chat/complete",
        {"messages": HELLO, "seed": 3, "max_tokens": 4, "temperature": 0, "prefill": "The cap"},
    )
    assert begun["message"]["content"].startswith("The cap")
    assert begun["message"]["parts"][0]["text"].startswith("The cap")
    assert len(begun["tokens"]) <= 4
    assert begun["prompt_tokens"] > whole["prompt_tokens"]
    assert not text.startswith("The cap")


async def test_a_stop_sequence_in_the_prefill_does_not_cut_it(tiny: Any) -> None:
    params = {"messages": HELLO, "max_tokens": 4, "prefill": "a b", "stop": ["a"]}
    answer = await tiny.ask("chat/complete", params)
    assert answer["message"]["content"].startswith("a b")


async def test_a_prefill_of_almost_any_length_is_gone_on_from(tiny: Any) -> None:
    # One character less than a text may have.
    prefill = ("ab " * 7000)[:19_999]
    answer = await complete(tiny, prefill=prefill, max_tokens=3)
    assert answer["message"]["content"].startswith(prefill)
    assert answer["dropped"] > 0
