"""Read and write the tokens of a transformers model: its tokenizer and its chat template."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from demo_kernel.tokens.json_tokenizer import OwnIds, printable_bytes
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError


class TokenizerCodec(OwnIds):
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
        backend = getattr(tokenizer, "backend_tokenizer", None)
        decoder = json.loads(backend.to_str()).get("decoder") if backend is not None else None
        # Whether tokens are spelled in GPT-2's printable bytes: the decoder says it, because that
        # is what turns tokens into bytes; pre-tokenizers may differ.
        self._byte_level = "ByteLevel" in json.dumps(decoder)

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


class NumberCodec(OwnIds):
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


class TransformersTemplate:
    """The chat template of a transformers tokenizer. See ChatTemplate."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self.special_names: Sequence[str] = [name for name in tokenizer.all_special_tokens if name]

    def render(self, messages: Sequence[Mapping[str, str]], open_turn: bool) -> str:
        """See ChatTemplate."""
        return str(
            self._tokenizer.apply_chat_template(
                list(messages), tokenize=False, add_generation_prompt=open_turn
            )
        )

    def encode(self, text: str, typed: bool) -> list[int]:
        """See ChatTemplate."""
        return list(
            self._tokenizer(text, add_special_tokens=False, split_special_tokens=typed).input_ids
        )


def _bytes_of(token: str, byte_level: bool) -> bytes:
    """Return the bytes of a token as tokenizers spell it: GPT-2's way, or SentencePiece's."""
    if byte_level:
        table = printable_bytes()
        return b"".join(
            bytes([table[letter]]) if letter in table else letter.encode() for letter in token
        )
    if re.fullmatch(r"<0x[0-9A-F]{2}>", token):
        return bytes([int(token[3:5], 16)])
    # SentencePiece writes a space as U+2581.
    return token.replace("▁", " ").encode()
