"""Turn a conversation into one run of tokens, and read a turn back from its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from demo_kernel.tokens.tokenizer import (
    END_TOOL_CALL,
    END_TOOL_RESULT,
    IM_END,
    TOOL_CALL,
    TOOL_RESULT,
    Message,
    Part,
    Vocabulary,
)
from talk.protocol.methods.chat import AssistantPart, ChatMessage, ChatPart


class Conversation(NamedTuple):
    """Wire IDs, and which of them are the assistant's own doing."""

    ids: list[int]
    own: list[bool]


class ToolMarks(NamedTuple):
    """Wire IDs of the special tokens round a tool call and its result."""

    call: int
    end_call: int
    result: int
    end_result: int


class ChatFormat(Protocol):
    """What a model must bring to hold a conversation."""

    @property
    def end(self) -> frozenset[int]:
        """Wire IDs that end the assistant's turn."""
        ...

    @property
    def marks(self) -> ToolMarks | None:
        """Special tokens of tool calls; None where the model's way of calling is not known."""
        ...

    def render(self, messages: Sequence[ChatMessage], open_turn: bool) -> Conversation:
        """Return the conversation as tokens; with `open_turn` up to where the model goes on.

        Raises ValueError for a conversation that the format cannot express.
        """
        ...


class TalkChat:
    """See ChatFormat: `<|im_start|>role<|im_sep|>…<|im_end|>`, parts between special tokens."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.end = frozenset({vocabulary.special(IM_END)})
        self.marks: ToolMarks | None = ToolMarks(
            *(
                vocabulary.special(name)
                for name in (TOOL_CALL, END_TOOL_CALL, TOOL_RESULT, END_TOOL_RESULT)
            )
        )

    def render(self, messages: Sequence[ChatMessage], open_turn: bool) -> Conversation:
        """See ChatFormat."""
        turns = []
        for message in messages:
            # An assistant's earlier turn comes back with its parts, so that tool calls are read
            # again as the special tokens that they were.
            given = message.parts
            parts = given if given is not None else [ChatPart(text=message.content)]
            turns.append(Message(message.role, tuple(Part(part.kind, part.text) for part in parts)))
        rendered = self._vocabulary.render(turns, open_turn=open_turn)
        return Conversation(rendered.ids, [bool(own) for own in rendered.mask])


def message_text(message: ChatMessage) -> str:
    """Return a message's text, with that of all its parts."""
    if message.parts is None:
        return message.content
    return "".join(part.text for part in message.parts)


def turn_parts(
    decoded: Sequence[tuple[int, bytes, bool]], marks: ToolMarks | None
) -> list[AssistantPart]:
    """Return an assistant's turn as parts.

    Each token is (wire ID, bytes, whether it is special). Special tokens other than `marks` are
    left out.
    """
    parts: list[AssistantPart] = []
    kind, data = "text", b""

    def close() -> None:
        nonlocal data
        # An empty call is shown, an empty text is not.
        if data or kind != "text":
            parts.append(AssistantPart(kind=kind, text=data.decode("utf-8", errors="replace")))  # type: ignore[arg-type]
        data = b""

    for id_, piece, special in decoded:
        if not special:
            # As bytes until the part ends: a character may be spread over several tokens.
            data += piece
        elif marks is not None and id_ in marks:
            opens = {marks.call: "tool_call", marks.result: "tool_result"}.get(id_)
            if opens or kind != "text":
                close()
            # An end mark without its beginning changes nothing: models write such.
            kind = opens or "text"
    close()
    return parts
