"""Hold a conversation in the words of a model's own chat template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from demo_kernel.tokens.chat_format import Conversation, ToolMarks, message_text
from talk.protocol.methods.chat import ChatMessage


class ChatTemplate(Protocol):
    """A chat template and the tokenizer that reads what it writes."""

    special_names: Sequence[str]
    """Of the special tokens."""

    def render(self, messages: Sequence[Mapping[str, str]], open_turn: bool) -> str:
        """Return a conversation of `role` and `content` as text.

        Raises any exception for one that the template refuses.
        """
        ...

    def encode(self, text: str, typed: bool) -> list[int]:
        """Return the token IDs; in a `typed` text the name of a special token is plain text."""
        ...


class TemplateChat:
    """The model's own chat template. See ChatFormat."""

    marks: ToolMarks | None = None

    def __init__(self, template: ChatTemplate, end: frozenset[int]) -> None:
        self._template = template
        self.end = end

    def render(self, messages: Sequence[ChatMessage], open_turn: bool) -> Conversation:
        """See ChatFormat."""
        ids = self._ids(messages, open_turn)
        own = [False] * len(ids)
        # A template does not say which tokens are the assistant's. They are those that a turn adds
        # to the conversation before it, as long as the longer text begins with the shorter one.
        for n, message in enumerate(messages):
            if message.role == "assistant":
                before, after = self._ids(messages[:n], True), self._ids(messages[: n + 1], False)
                if after[: len(before)] == before and ids[: len(after)] == after:
                    own[len(before) : len(after)] = [True] * (len(after) - len(before))
        return Conversation(ids, own)

    def _ids(self, messages: Sequence[ChatMessage], open_turn: bool) -> list[int]:
        """Return the conversation as token IDs.

        Special tokens come from the template alone: a content in which a person typed the name of
        one is replaced by a mark of private characters, and encoded apart as plain text.
        """
        if not messages:
            return []
        contents = [message_text(message) for message in messages]
        # Private-use characters: no template and no tokenizer gives them a meaning.
        marks = [f"\ue000{n}\ue001" for n in range(len(contents))]
        names = self._template.special_names
        risky = {n for n, content in enumerate(contents) if any(name in content for name in names)}
        shown = [marks[n] if n in risky else content for n, content in enumerate(contents)]
        turns = [
            {"role": message.role, "content": text}
            for message, text in zip(messages, shown, strict=True)
        ]
        try:
            text = self._template.render(turns, open_turn)
        except Exception as error:  # a template raises what it likes, e.g. for a system message
            raise ValueError(f"the chat template refuses this conversation: {error}") from None
        ids: list[int] = []
        # Only the pieces between marks may become special tokens: they are the template's own text.
        for piece in re.split("(\ue000\\d+\ue001)", text):
            # Compared with the marks made above, since a person may type private characters too.
            typed = piece in marks
            piece = contents[marks.index(piece)] if typed else piece
            ids += self._template.encode(piece, typed)
        return ids
