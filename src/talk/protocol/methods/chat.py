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
"""Most turns of a conversation."""


class ChatPart(Wire):
    """A stretch of a message.

    It is written text, or text that the application puts between a pair of special tokens.
    """

    kind: PartKind = "text"
    """What the stretch is; all but `text` stands between special tokens."""
    text: Text
    """The stretch without its special tokens."""


class ChatMessage(Wire):
    """One turn."""

    role: Speaker
    """Whose turn it is."""
    content: Text = ""
    """What is said, as plain text."""
    parts: Annotated[list[ChatPart], Field(max_length=64)] | None = None
    """The turn in full, where it holds more than text (an earlier answer with its tool calls, a
    question with retrieved documents as `data`); `content` is then only for reading."""


Messages = Annotated[list[ChatMessage], Field(min_length=1, max_length=MAX_MESSAGES)]


class CompleteParams(Sampling):
    """Answer a conversation, running tools where the model calls them."""

    messages: Messages
    """The conversation so far, oldest turn first."""
    tools: Annotated[list[ToolName], Field(max_length=8)] | None = None
    """Tools the model may call; with none it cannot produce the tool-call token."""
    max_tool_calls: Annotated[int, Field(ge=1, le=8)] = 4
    """Most tools that one turn may run."""
    prefill: Text = ""
    """What the assistant's turn begins with, e.g. an answer edited by hand; the model goes on from
    there."""


class AssistantPart(Result):
    """A `ChatPart` of any length: what a model wrote has no bound of its own."""

    kind: PartKind = "text"
    """What the stretch is, as in `ChatPart`."""
    text: str
    """The stretch without its special tokens."""


class AssistantMessage(Result):
    """A `ChatMessage` of any length."""

    role: Literal["assistant"]
    """Always the assistant."""
    content: str
    """What the model said, without tool calls and their results."""
    parts: list[AssistantPart] | None = None
    """The turn in full, in order; none where it is empty."""


class CompleteResult(Result):
    message: AssistantMessage
    """The assistant's turn, `prefill` and all; send it back as it is to go on, where it is not too
    long for a `ChatMessage`."""
    tool_calls: list[ToolCall]
    """The tools that ran, in order."""
    tokens: list[int]
    """IDs, sampled and forced, in order."""
    finish_reason: FinishReason
    """tool_call: `max_tool_calls` is used up."""
    prompt_tokens: int = 0
    """Tokens of the conversation and the prefill."""
    dropped: int = 0
    """Oldest tokens of the prompt that did not fit into the context."""
    provenance: Provenance
    """Model, checkpoint and seed of the turn."""


COMPLETE = Method("chat/complete", CompleteParams, CompleteResult, StepEvent)


class RenderParams(Params):
    """Return a conversation as the tokens that the model reads."""

    messages: Messages
    """The conversation, oldest turn first."""
    checkpoint: str | None = None
    """Named in the provenance; the tokens are the same for all of a model's checkpoints."""
    open_turn: bool = True
    """End with the beginning of the assistant's turn, where the model takes over."""


class RenderedToken(Token):
    own: bool = False
    """The assistant's own doing; training on this conversation would score it."""


class RenderResult(Result):
    tokens: list[RenderedToken]
    """The conversation as the model reads it, special tokens included."""
    provenance: Provenance
    """The model whose chat format was used."""


RENDER = Method("chat/render", RenderParams, RenderResult)

METHODS = [COMPLETE, RENDER]
