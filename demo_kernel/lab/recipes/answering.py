"""Answer many conversations at once, tool calls included, for recipes and claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from demo_kernel.inference.batch_generation import continue_all
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import (
    END_TOOL_CALL,
    END_TOOL_RESULT,
    IM_END,
    TOOL_CALL,
    TOOL_RESULT,
    Message,
    Vocabulary,
)
from demo_kernel.tools.toolbox import Tools, parse_call
from talk.protocol.methods.tools import ToolCall

TOOLS = Tools(
    now=lambda: datetime(2024, 3, 1, 14, 5), search=lambda _: "error: there are no documents"
)
"""A clock that stands still and an empty collection: what is measured must come out the same again.
"""
MAX_CALLS = 3


@dataclass
class Turn:
    """An assistant's turn as generated."""

    text: str = ""
    """What it says, without tool calls and their results."""
    tokens: list[int] = field(default_factory=list)
    """Dense IDs of everything, tool results included."""
    calls: list[ToolCall] = field(default_factory=list)
    ended: bool = False
    """Whether the model ended the turn itself."""


def answer_all(
    model: GPT,
    words: Vocabulary,
    conversations: Sequence[Sequence[Message]],
    *,
    max_tokens: int = 120,
    temperature: float = 0.0,
    seed: int = 0,
    tools: Tools | None = TOOLS,
) -> list[Turn]:
    """Return the next turn of every conversation; without `tools` a call cannot be begun."""
    special = {
        name: words.to_dense([words.special(name)])[0]
        for name in (IM_END, TOOL_CALL, END_TOOL_CALL)
    }
    # Banned and not only unanswered: a call that nobody runs would end the turn without an answer.
    banned = frozenset({special[TOOL_CALL]}) if tools is None else frozenset[int]()
    prompts = [
        words.to_dense(words.render(messages, open_turn=True).ids) for messages in conversations
    ]
    turns = [Turn() for _ in prompts]
    open_turns = list(range(len(prompts)))
    # Each round continues all open turns at once, up to their next tool call or their end.
    for _ in range(MAX_CALLS + 1):
        # Read anew in each round: few turns call a tool, and a cache would have to outlive the
        # batch.
        contexts = [prompts[i] + turns[i].tokens for i in open_turns]
        stop = frozenset({special[IM_END], special[END_TOOL_CALL]})
        new = continue_all(
            model,
            contexts,
            max_tokens,
            temperature=temperature,
            seed=seed,
            stop=stop,
            banned=banned,
        )
        for i, tokens in zip(open_turns, new, strict=True):
            turns[i].tokens += tokens
            # A slice, since a prompt that fills the context has no new token.
            turns[i].ended = tokens[-1:] == [special[IM_END]]
        calling = [i for i in open_turns if turns[i].tokens[-1:] == [special[END_TOOL_CALL]]]
        for i in calling:
            _use_tool(turns[i], words, tools or TOOLS)
        open_turns = calling
        if not calling:
            break
    for turn in turns:
        turn.text = _said(turn.tokens, words)
    return turns


def _use_tool(turn: Turn, words: Vocabulary, tools: Tools) -> None:
    """Run the call that the turn ends with and put its result behind it."""
    call = (
        # After the last mark: an earlier call of the turn stands before it.
        words.decode(words.from_dense(turn.tokens))
        .rpartition(TOOL_CALL)[2]
        .removesuffix(END_TOOL_CALL)
    )
    result = tools.run(*parse_call(call))
    turn.calls.append(result)
    marked = [
        words.special(TOOL_RESULT),
        *words.encode(result.result),
        words.special(END_TOOL_RESULT),
    ]
    turn.tokens += words.to_dense(marked)


def _said(tokens: Sequence[int], words: Vocabulary) -> str:
    """Return the text outside calls and results."""
    said, inside = list[int](), False
    for id_ in words.from_dense(tokens):
        if words.is_special(id_):
            # Any other special token ends a call or a result, also one that was never begun.
            inside = id_ in (words.special(TOOL_CALL), words.special(TOOL_RESULT))
        elif not inside:
            said.append(id_)
    return words.decode(said).strip()
