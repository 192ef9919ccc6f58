"""chat/complete, with the loop of tool calls, and chat/render."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from demo_kernel.backends.language_model import LocalModel
from demo_kernel.inference.generation import FinishReason
from demo_kernel.methods.text import placer, plan_of, stepper
from demo_kernel.methods.tokens import wire_tokens
from demo_kernel.service.kernel import Call, Handler, Kernel
from demo_kernel.tokens.chat_format import ChatFormat, Conversation, ToolMarks, turn_parts
from demo_kernel.tools.toolbox import parse_call
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.chat import (
    AssistantMessage,
    ChatMessage,
    CompleteParams,
    CompleteResult,
    RenderedToken,
    RenderParams,
    RenderResult,
)
from talk.protocol.methods.text import StepEvent
from talk.protocol.methods.tools import ToolCall


@dataclass
class _Turn:
    """The assistant's turn so far."""

    tokens: list[int] = field(default_factory=list)
    drawn: int = 0
    calls: list[ToolCall] = field(default_factory=list)


async def complete(kernel: Kernel, params: CompleteParams, call: Call) -> CompleteResult:
    """The assistant's next turn. Each tool call pauses it; the result is forced into the context and it goes on."""
    model = kernel.local()
    chat = _format(model)
    checkpoint = model.checkpoints.checked_for_chat(params.checkpoint)
    params = params.model_copy(update={"checkpoint": checkpoint})
    marks = chat.marks
    if params.tools and marks is None:
        raise WireError(
            jsonrpc.UNAVAILABLE, f"how {model.name} calls tools is not known to this kernel"
        )
    prefill = model.codec.encode(params.prefill)
    prompt = [*rendered(chat, params.messages, open_turn=True).ids, *prefill]
    end: dict[int, FinishReason] = dict.fromkeys(model.dense(sorted(chat.end | model.end)), "end")
    if marks is not None:
        end[model.dense([marks.end_call])[0]] = "tool_call"
    banned = frozenset() if params.tools or marks is None else frozenset({marks.call})
    turn, begun = _Turn(), time.perf_counter()
    while True:
        plan = plan_of(
            model,
            [*prompt, *turn.tokens],
            params,
            end,
            banned=banned,
            max_tokens=params.max_tokens - turn.drawn,
            first_index=len(turn.tokens),
        )
        finished = await kernel.scheduler.generate(
            plan, call.asker, stepper(model, call), placer(call)
        )
        turn.tokens += finished.tokens
        turn.drawn += len(finished.tokens)
        reason = finished.finish_reason
        if reason != "tool_call" or marks is None:
            break
        _use_tool(kernel, params, turn, marks, call, begun)
        if turn.drawn >= params.max_tokens:
            reason = "length"
            break
        if len(turn.calls) >= params.max_tool_calls:
            break
    parts = turn_parts([_decoded(model, id_) for id_ in [*prefill, *turn.tokens]], marks)
    content = "".join(part.text for part in parts if part.kind == "text")
    if reason == "stop":
        begun = len(params.prefill)
        content = content[:begun] + _cut(content[begun:], params.stop)
    return CompleteResult(
        message=AssistantMessage(role="assistant", content=content, parts=parts or None),
        tool_calls=turn.calls,
        tokens=turn.tokens,
        finish_reason=reason,
        prompt_tokens=len(prompt),
        dropped=plan.dropped,
        provenance=model.provenance(checkpoint, params.seed),
    )


async def render(kernel: Kernel, params: RenderParams, call: Call) -> RenderResult:
    """A conversation as the model reads it."""
    model = kernel.local()
    conversation = rendered(_format(model), params.messages, params.open_turn)
    checkpoint = model.checkpoints.checked(params.checkpoint)
    return RenderResult(
        tokens=[
            RenderedToken(**token.model_dump(), own=own)
            for token, own in zip(
                wire_tokens(model.codec, conversation.ids), conversation.own, strict=True
            )
        ],
        provenance=model.provenance(checkpoint),
    )


def rendered(chat: ChatFormat, messages: Sequence[ChatMessage], open_turn: bool) -> Conversation:
    """The conversation as tokens; raises WireError(INVALID_PARAMS) for one that the model's format cannot say."""
    try:
        return chat.render(messages, open_turn)
    except ValueError as error:
        raise WireError(jsonrpc.INVALID_PARAMS, f"messages: {error}") from None


def _format(model: LocalModel) -> ChatFormat:
    if model.chat is None:
        raise WireError(jsonrpc.UNAVAILABLE, f"{model.name} has no chat format")
    return model.chat


def _use_tool(
    kernel: Kernel, params: CompleteParams, turn: _Turn, marks: ToolMarks, call: Call, begun: float
) -> None:
    """Run the call that the turn ends with and force its result into the turn."""
    model = kernel.local()
    name, argument = parse_call(_call_text(model, turn.tokens, marks))
    if name in (params.tools or []):
        result = kernel.tools.run(name, argument)
    else:
        text = f"error: there is no tool {name[:40]}"
        result = ToolCall(name=name[:40], argument=argument, result=text, failed=True)
    turn.calls.append(result)
    forced = [marks.result, *model.codec.encode(result.result), marks.end_result]
    for token in wire_tokens(model.codec, forced):
        event = StepEvent(
            index=len(turn.tokens),
            id=token.id,
            text="" if token.special else token.text,
            bytes=token.bytes,
            logprob=None,
            entropy_bits=None,
            forced=True,
            special=token.special,
            time_ms=(time.perf_counter() - begun) * 1000,
        )
        turn.tokens.append(token.id)
        call.emit(event)


def _call_text(model: LocalModel, tokens: Sequence[int], marks: ToolMarks) -> str:
    """What stands between the last call mark and the end; all of the tail where the model forgot the mark."""
    starts = [n for n, id_ in enumerate(tokens) if id_ in (marks.call, marks.end_result)]
    inside = tokens[starts[-1] + 1 if starts else 0 : -1]
    data = b"".join(
        model.codec.token_bytes(id_) for id_ in inside if not model.codec.is_special(id_)
    )
    return data.decode("utf-8", errors="replace")


def _decoded(model: LocalModel, id_: int) -> tuple[int, bytes, bool]:
    return id_, model.codec.token_bytes(id_), model.codec.is_special(id_)


def _cut(text: str, stops: Sequence[str]) -> str:
    places = [place for stop in stops if (place := text.find(stop)) >= 0]
    return text[: min(places, default=len(text))]


HANDLERS: dict[str, Handler] = {"chat/complete": complete, "chat/render": render}
