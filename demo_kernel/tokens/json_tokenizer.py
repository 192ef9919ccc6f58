"""Read text with a model's own byte-pair tokenizer, from its GGUF file or its tokenizer.json.

Both become a `tokenizers.Tokenizer`. What comes before the merges, the cutting of a text into
pieces, is only a name in a GGUF file; `PRE_TOKENIZERS` has what the names stand for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment


class TokenizerError(Exception):
    """A tokenizer cannot be read. The message is one sentence."""


class UnsupportedTokenizerError(TokenizerError):
    """The file is whole, but its kind of tokenizer is not one that is read here."""


_CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_LLAMA3 = rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}|{_REST}"
_QWEN2 = rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}|{_REST}"


def _pre_tokenizer(pattern: str | None = None, digits: bool = False) -> Any:
    """Return the steps before the merges: cut at a pattern, single digits, bytes as letters.

    Without a pattern a text is cut as GPT-2 does it.
    """
    from tokenizers import Regex, pre_tokenizers

    steps: list[Any] = []
    if digits:
        # Before everything else, as SmolLM's own tokenizer.json has it: no merge joins two digits.
        steps.append(pre_tokenizers.Digits(individual_digits=True))
    if pattern is not None:
        steps.append(pre_tokenizers.Split(Regex(pattern), "isolated"))
    steps.append(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pattern is None))
    return pre_tokenizers.Sequence(steps)


PRE_TOKENIZERS: Mapping[str, Callable[[], Any]] = {
    "default": _pre_tokenizer,
    "gpt-2": _pre_tokenizer,
    "smollm": lambda: _pre_tokenizer(digits=True),
    "llama-bpe": lambda: _pre_tokenizer(_LLAMA3),
    "qwen2": lambda: _pre_tokenizer(_QWEN2),
}
"""By the name in `tokenizer.ggml.pre`; llama.cpp's src/llama-vocab.cpp has the same patterns."""
CONTROL = 3
"""`tokenizer.ggml.token_type` of a special token."""


class OwnIds:
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


class JSONTokenizer(OwnIds):
    """A byte-level BPE tokenizer as a generation.Codec. Wire IDs are the model's own."""

    def __init__(
        self, name: str, tokenizer: Any, special: Mapping[str, int], size: int, begin: Sequence[int]
    ) -> None:
        """Take the special tokens' IDs by name, and the rows of the network's table as `size`."""
        self.name, self.size = name, size
        self.special = dict(special)
        self.begin = list(begin)
        """IDs put before a text, e.g. that of a begin-of-text token."""
        self._tokenizer = tokenizer
        # The name of a special token that a person typed stays text.
        tokenizer.encode_special_tokens = True
        self._special_ids = set(self.special.values())
        self._letters = printable_bytes()

    def encode(self, text: str) -> list[int]:
        """Return the IDs of a text, which never become special tokens."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode_template(self, text: str) -> list[int]:
        """Return the IDs of a text in which the names of special tokens stand for them."""
        if not self.special:
            return self.encode(text)
        # The longest first: one name may be the beginning of another.
        names = sorted(map(re.escape, self.special), key=len, reverse=True)
        ids: list[int] = []
        for piece in re.split(f"({'|'.join(names)})", text):
            if piece in self.special:
                ids.append(self.special[piece])
            elif piece:
                ids += self.encode(piece)
        return ids

    def token_bytes(self, id_: int) -> bytes:
        """Return the bytes of a token; those of a special token are its name.

        Raises ValueError for an unknown ID.
        """
        if not 0 <= id_ < self.size:
            raise ValueError(f"{self.name} has no token {id_}")
        token = self._tokenizer.id_to_token(id_)
        if token is None:  # the network's table is longer than the vocabulary
            return f"<unused {id_}>".encode()
        if id_ in self._special_ids:
            return str(token).encode()
        return b"".join(
            bytes([self._letters[letter]]) if letter in self._letters else letter.encode()
            for letter in token
        )

    def is_special(self, id_: int) -> bool:
        """Return whether the ID is a special token's."""
        return id_ in self._special_ids


def tokenizer_of_gguf(name: str, fields: Mapping[str, Any], size: int) -> JSONTokenizer:
    """Return the tokenizer that a GGUF file's metadata describes.

    Raises UnsupportedTokenizerError for a kind that is not known here, TokenizerError for metadata
    that make no tokenizer.
    """
    from tokenizers import Tokenizer, decoders, models

    kind, pre = fields.get("tokenizer.ggml.model"), fields.get("tokenizer.ggml.pre", "default")
    if kind != "gpt2" or pre not in PRE_TOKENIZERS:
        raise UnsupportedTokenizerError(
            f"{name} cuts text the way of '{kind}', '{pre}'; this engine knows"
            f" {', '.join(PRE_TOKENIZERS)} of 'gpt2'"
        )
    try:
        tokens = fields["tokenizer.ggml.tokens"]
        kinds = fields.get("tokenizer.ggml.token_type", [])
        merges = [tuple(merge.split(" ", 1)) for merge in fields["tokenizer.ggml.merges"]]
        vocabulary = {token: id_ for id_, token in enumerate(tokens)}
        tokenizer = Tokenizer(
            # Llama 3 takes a word that is a token whole, whatever its merges would make of it.
            models.BPE(vocab=vocabulary, merges=merges, ignore_merges=pre == "llama-bpe")
        )
        special = {
            token: id_
            for id_, (token, kind) in enumerate(zip(tokens, kinds, strict=False))
            if kind == CONTROL
        }
        begin = []
        # A Llama 3 reads one unless its file says otherwise.
        if fields.get("tokenizer.ggml.add_bos_token", pre == "llama-bpe"):
            begin = [int(fields["tokenizer.ggml.bos_token_id"])]
    except Exception as error:  # the library raises plain Exception
        raise TokenizerError(f"the tokenizer of {name} is damaged ({error})") from None
    tokenizer.pre_tokenizer = PRE_TOKENIZERS[pre]()
    tokenizer.decoder = decoders.ByteLevel()
    return JSONTokenizer(name, tokenizer, special, size, begin)


def tokenizer_of_folder(name: str, folder: Path, size: int) -> JSONTokenizer:
    """Return the tokenizer in a folder's tokenizer.json.

    Raises UnsupportedTokenizerError for a kind that is not known here, TokenizerError for a file
    that is missing or damaged.
    """
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    try:
        described = json.loads(path.read_bytes())
        tokenizer = Tokenizer.from_file(str(path))
        decoder = json.dumps(described.get("decoder"))
    except Exception as error:  # the library raises plain Exception
        raise TokenizerError(f"{path} cannot be read as a tokenizer ({error})") from None
    if "ByteLevel" not in decoder:
        raise UnsupportedTokenizerError(
            f"the tokenizer of {name} does not spell its tokens in bytes as this engine reads them"
        )
    special = {
        token["content"]: token["id"]
        for token in described.get("added_tokens", [])
        if token.get("special")
    }
    # What the file's own post-processor puts before an empty text is what begins every text.
    return JSONTokenizer(name, tokenizer, special, size, tokenizer.encode("").ids[:1])


class JinjaTemplate:
    """A chat template in Jinja, as model files carry it, run in a sandbox. See ChatTemplate."""

    def __init__(self, source: str, values: Mapping[str, Any], tokenizer: JSONTokenizer) -> None:
        """Parse a template that may use the names in `values` beside the messages.

        Raises TokenizerError for a template that cannot be parsed.
        """
        self._tokenizer = tokenizer
        self.special_names: Sequence[str] = list(tokenizer.special)
        # A template is a program from a stranger's file: it may read its messages and nothing else.
        sandbox = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        sandbox.globals["raise_exception"] = _refuse
        # Jinja's own tojson escapes for HTML, which would change the prompt.
        sandbox.filters["tojson"] = lambda value, indent=None: json.dumps(
            value, ensure_ascii=False, indent=indent
        )
        self._values = dict(values)
        try:
            self._template = sandbox.from_string(source)
        except jinja2.TemplateError as error:
            raise TokenizerError(f"the chat template cannot be parsed ({error})") from None

    def render(self, messages: Sequence[Mapping[str, str]], open_turn: bool) -> str:
        """See ChatTemplate."""
        return self._template.render(
            messages=list(messages), add_generation_prompt=open_turn, **self._values
        )

    def encode(self, text: str, typed: bool) -> list[int]:
        """See ChatTemplate."""
        return self._tokenizer.encode(text) if typed else self._tokenizer.encode_template(text)


def _refuse(reason: str) -> None:
    raise jinja2.TemplateError(reason)


def printable_bytes() -> dict[str, int]:
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
