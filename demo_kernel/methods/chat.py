"""Answer chat/complete, with the loop of tool calls, and chat/render."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from demo_kernel.backends.language_model import LocalModel
from demo_kernel.inference.generation import FinishReason
from demo_kernel.methods.text import make_plan, queue_place_sender, step_sender
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
from talk.protocol.refusal import refusal


@dataclass
class _Turn:
    """The assistant's turn so far."""

    tokens: list[int] = field(default_factory=list)
    """Wire IDs, sampled and forced."""
    sampled: int = 0
    """How many of `tokens` were sampled: only they count against `max_tokens`."""
    calls: list[ToolCall] = field(default_factory=list)


async def complete(kernel: Kernel, params: CompleteParams, call: Call) -> CompleteResult:
    """Sample the assistant's next turn.

    Each tool call pauses the turn; the result is forced into the context, and the turn goes on.
    """
    model = kernel.local()
    chat = _chat_format(model)
    checkpoint = model.checkpoints.checked_for_chat(params.checkpoint)
    params = params.model_copy(update={"checkpoint": checkpoint})
    marks = chat.marks
    if params.tools and marks is None:
        text = f"how {model.name} calls tools is not known to this kernel"
        raise refusal("not-offered", text, name=model.name)
    prefill = model.codec.encode(params.prefill)
    # The prefill is plain tokens behind the open turn, as if the assistant had begun with it.
    prompt = [*render_messages(chat, params.messages, open_turn=True).ids, *prefill]
    end: dict[int, FinishReason] = dict.fromkeys(model.dense(sorted(chat.end | model.end)), "end")
    if marks is not None:
        end[model.dense([marks.end_call])[0]] = "tool_call"
    # Without tools nothing would answer a call, so the token that begins one must not be sampled.
    banned = frozenset() if params.tools or marks is None else frozenset({marks.call})
    turn, begun = _Turn(), time.perf_counter()
    while True:
        # Planned anew after each tool: the whole turn is the prompt, and its prefix is still in the
        # cache.
        plan = make_plan(
            model,
            [*prompt, *turn.tokens],
            params,
            end,
            banned=banned,
            max_tokens=params.max_tokens - turn.sampled,
            first_index=len(turn.tokens),
        )
        finished = await kernel.scheduler.generate(
            plan, call.asker, step_sender(model, call), queue_place_sender(call)
        )
        turn.tokens += finished.tokens
        turn.sampled += len(finished.tokens)
        reason = finished.finish_reason
        if reason != "tool_call" or marks is None:
            break
        _use_tool(kernel, params, turn, marks, call, begun)
        # Checked after the tool ran: the turn ends with a result, never with an open call.
        if turn.sampled >= params.max_tokens:
            reason = "length"
            break
        if len(turn.calls) >= params.max_tool_calls:
            break
    codec = model.codec
    parts = turn_parts(
        [(id_, codec.token_bytes(id_), codec.is_special(id_)) for id_ in [*prefill, *turn.tokens]],
        marks,
    )
    content = "".join(part.text for part in parts if part.kind == "text")
    if reason == "stop":
        # The last token may hold the stop text and more. A stop text within the prefill does not
        # count.
        own = len(params.prefill)
        found = [place for stop in params.stop if (place := content.find(stop, own)) >= 0]
        content = content[: min(found, default=len(content))]
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
    """Return a conversation as the tokens that the model reads."""
    model = kernel.local()
    conversation = render_messages(_chat_format(model), params.messages, params.open_turn)
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


def render_messages(
    chat: ChatFormat, messages: Sequence[ChatMessage], open_turn: bool
) -> Conversation:
    """Return the conversation as tokens, with `open_turn` up to where the assistant goes on.

    Raises WireError(INVALID_PARAMS) for a conversation that the model's chat format cannot hold.
    """
    try:
        return chat.render(messages, open_turn)
    except ValueError as error:
        raise WireError(jsonrpc.INVALID_PARAMS, f"messages: {error}") from None


def _chat_format(model: LocalModel) -> ChatFormat:
    """Return the model's chat format. Raises WireError(UNAVAILABLE) when it has none."""
    if model.chat is None:
        text = f"{model.name} has no chat format"
        raise refusal("not-offered", text, name=model.name)
    return model.chat


def _use_tool(
    kernel: Kernel, params: CompleteParams, turn: _Turn, marks: ToolMarks, call: Call, begun: float
) -> None:
    """Run the tool call that the turn ends with, and force its result into the turn.

    Each forced token is sent as an event; `begun` is when the turn began, by `perf_counter`.
    """
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
    """Return the text between the last mark that begins a call and the end of the turn.

    Where the model forgot the mark, it is all since the last tool's result.
    """
    starts = [n for n, id_ in enumerate(tokens) if id_ in (marks.call, marks.end_result)]
    inside = tokens[starts[-1] + 1 if starts else 0 : -1]
    data = b"".join(
        model.codec.token_bytes(id_) for id_ in inside if not model.codec.is_special(id_)
    )
    return data.decode("utf-8", errors="replace")


HANDLERS: dict[str, Handler] = {"chat/complete": complete, "chat/render": render}
