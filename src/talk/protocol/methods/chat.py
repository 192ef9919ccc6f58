"""Conversations: `chat/complete` and `chat/render`."""

from typing import Annotated, Literal

from pydantic import Field

from talk.protocol.method import Method
from talk.protocol.methods.text import FinishReason, Sampling, StepEvent
from talk.protocol.methods.tokens import Text, Token
from talk.protocol.methods.tools import ToolCall, ToolName
from talk.protocol.wire import Params, Provenance, Result, Wire

Speaker = Literal["system", "user", "assistant"]
PartKind = Literal["text", "tool_call", "tool_result", "data"]

MAX_MESSAGES = 64


class ChatPart(Wire):
    """A stretch of a message.

    It is written text, or text that the application puts between a pair of special tokens.
    """

    kind: PartKind = "text"
    text: Text


class ChatMessage(Wire):
    """One turn."""

    role: Speaker
    content: Text = ""
    parts: Annotated[list[ChatPart], Field(max_length=64)] | None = None
    """The turn in full, where it holds more than text (an earlier answer with its tool calls, a
    question with retrieved documents as `data`); `content` is then only for reading."""


Messages = Annotated[list[ChatMessage], Field(min_length=1, max_length=MAX_MESSAGES)]


class CompleteParams(Sampling):
    """Answer a conversation, running tools where the model calls them."""

    messages: Messages
    tools: Annotated[list[ToolName], Field(max_length=8)] | None = None
    """Tools the model may call; with none it cannot produce the tool-call token."""
    max_tool_calls: Annotated[int, Field(ge=1, le=8)] = 4
    prefill: Text = ""
    """What the assistant's turn begins with, e.g. an answer edited by hand; the model goes on from
    there."""


class AssistantPart(Result):
    """A `ChatPart` of any length: what a model wrote has no bound of its own."""

    kind: PartKind = "text"
    text: str


class AssistantMessage(Result):
    """A `ChatMessage` of any length."""

    role: Literal["assistant"]
    content: str
    parts: list[AssistantPart] | None = None


class CompleteResult(Result):
    message: AssistantMessage
    """The assistant's turn, `prefill` and all; send it back as it is to go on, where it is not too
    long for a `ChatMessage`."""
    tool_calls: list[ToolCall]
    tokens: list[int]
    """Drawn and forced, in order."""
    finish_reason: FinishReason
    """tool_call: `max_tool_calls` is used up."""
    prompt_tokens: int = 0
    dropped: int = 0
    provenance: Provenance


COMPLETE = Method("chat/complete", CompleteParams, CompleteResult, StepEvent)


class RenderParams(Params):
    """Return a conversation as the tokens that the model reads."""

    messages: Messages
    checkpoint: str | None = None
    open_turn: bool = True
    """End with the beginning of the assistant's turn, where the model takes over."""


class RenderedToken(Token):
    own: bool = False
    """The assistant's own doing; training on this conversation would score it."""


class RenderResult(Result):
    tokens: list[RenderedToken]
    provenance: Provenance


RENDER = Method("chat/render", RenderParams, RenderResult)

METHODS = [COMPLETE, RENDER]
