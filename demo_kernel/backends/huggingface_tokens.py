"""Read and write the tokens of a transformers model: its tokenizer and its chat template."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from demo_kernel.tokens.chat_format import Conversation, ToolMarks, message_text
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.chat import ChatMessage


class _SameIds:
    """A codec whose wire IDs are the dense ones: the model's own, from 0 to below `size`."""

    name: str
    size: int

    def to_dense(self, ids: Sequence[int]) -> list[int]:
        """Return the same IDs. Raises ValueError for one outside the vocabulary."""
        for id_ in ids:
            if not 0 <= id_ < self.size:
                raise ValueError(f"{self.name} has no token {id_}")
        return list(ids)

    def from_dense(self, ids: Sequence[int]) -> list[int]:
        """Return the same IDs."""
        return list(ids)


class TokenizerCodec(_SameIds):
    """A transformers tokenizer as a Codec. Wire IDs are the model's own."""

    def __init__(self, name: str, tokenizer: Any, size: int) -> None:
        self.name, self.size = name, size
        self._tokenizer = tokenizer
        self._special = set(tokenizer.all_special_ids)
        # `all_special_ids` has those with a role (end of text, padding); chat marks are only among
        # the added tokens.
        self._special |= {
            id_ for id_, added in tokenizer.added_tokens_decoder.items() if added.special
        }
        self._byte_level = _is_byte_level(tokenizer)

    def encode(self, text: str) -> list[int]:
        """Return the wire IDs of a text.

        The name of a special token that a person typed stays text.
        """
        return list(
            self._tokenizer(text, add_special_tokens=False, split_special_tokens=True).input_ids
        )

    def token_bytes(self, id_: int) -> bytes:
        """Return the bytes of a token; those of a special token are its name.

        Raises ValueError for an unknown ID.
        """
        if not 0 <= id_ < self.size:
            raise ValueError(f"{self.name} has no token {id_}")
        # The token's own spelling and not `decode`, which drops spaces and replaces parts of
        # characters.
        token = self._tokenizer.convert_ids_to_tokens(id_)
        if token is None:  # the output layer is wider than the vocabulary
            return f"<unused {id_}>".encode()
        if id_ in self._special:
            return str(token).encode()
        return _bytes_of(token, self._byte_level)

    def is_special(self, id_: int) -> bool:
        """Return whether the ID is a special token's."""
        return id_ in self._special


class NumberCodec(_SameIds):
    """Codec of a model that was saved without a tokenizer.

    Prompts are given as tokens, and tokens are shown as numbers.
    """

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size

    def encode(self, text: str) -> list[int]:
        """Refuse: raise WireError(UNAVAILABLE)."""
        raise WireError(
            jsonrpc.UNAVAILABLE, f"{self.name} came without a tokenizer; give the prompt as tokens"
        )

    def token_bytes(self, id_: int) -> bytes:
        """Return `<id>`. Raises ValueError for an unknown ID."""
        (id_,) = self.to_dense([id_])
        return f"<{id_}>".encode()

    def is_special(self, id_: int) -> bool:
        """Return False: which tokens are special is not known."""
        return False


class TemplateChat:
    """The model's own chat template. See ChatFormat."""

    marks: ToolMarks | None = None

    def __init__(self, tokenizer: Any, end: frozenset[int]) -> None:
        self._tokenizer = tokenizer
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
        names = [name for name in self._tokenizer.all_special_tokens if name]
        risky = {n for n, content in enumerate(contents) if any(name in content for name in names)}
        shown = [marks[n] if n in risky else content for n, content in enumerate(contents)]
        turns = [
            {"role": message.role, "content": text}
            for message, text in zip(messages, shown, strict=True)
        ]
        try:
            text = self._tokenizer.apply_chat_template(
                turns, tokenize=False, add_generation_prompt=open_turn
            )
        except Exception as error:  # a template raises what it likes, e.g. for a system message
            raise ValueError(f"the chat template refuses this conversation: {error}") from None
        ids: list[int] = []
        # Only the pieces between marks may become special tokens: they are the template's own text.
        for piece in re.split("(\ue000\\d+\ue001)", text):
            # Compared with the marks made above, since a person may type private characters too.
            typed = piece in marks
            piece = contents[marks.index(piece)] if typed else piece
            ids += self._tokenizer(
                piece, add_special_tokens=False, split_special_tokens=typed
            ).input_ids
        return ids


def _is_byte_level(tokenizer: Any) -> bool:
    """Return whether tokens are spelled in GPT-2's printable bytes."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    # In its decoder, because that is what turns tokens into bytes; pre-tokenizers may differ.
    return backend is not None and "ByteLevel" in json.dumps(
        json.loads(backend.to_str()).get("decoder")
    )


def _bytes_of(token: str, byte_level: bool) -> bytes:
    """Return the bytes of a token as tokenizers spell it: GPT-2's way, or SentencePiece's."""
    if byte_level:
        table = _printable_bytes()
        return b"".join(
            bytes([table[letter]]) if letter in table else letter.encode() for letter in token
        )
    if re.fullmatch(r"<0x[0-9A-F]{2}>", token):
        return bytes([int(token[3:5], 16)])
    # SentencePiece writes a space as U+2581.
    return token.replace("▁", " ").encode()


def _printable_bytes() -> dict[str, int]:
    """Return the byte of each letter in GPT-2's way of writing bytes (`bytes_to_unicode`).

    Bytes that print stand for themselves; the others are the letters from 256 on.
    """
    plain = [
        *range(ord("!"), ord("~") + 1),
        *range(ord("¡"), ord("¬") + 1),
        *range(ord("®"), ord("ÿ") + 1),
    ]
    others = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {
        chr(256 + n): byte for n, byte in enumerate(others)
    }
