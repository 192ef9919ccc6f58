"""Turn text into token IDs and back, for the four vocabularies that the slides show.

Three are OpenAI's (cl100k_base, o200k_base, gpt2). The fourth, talk-4k, is the embedded model's: a
merge-closed subset of cl100k_base with our special tokens. Everywhere outside the model a token is
named by its *wire ID*, which for talk-4k is cl100k's own, so " Paris" is 12366 in every widget.
Inside the model IDs are renumbered densely.
"""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple

import regex  # type: ignore[import-untyped]
import tiktoken

from demo_kernel.tokens.ranks import RanksError, load_ranks, parse_ranks
from demo_kernel.tokens.unicode_tables import as_tiktoken_sees

TALK_VOCABULARY_FILE = Path(__file__).parents[1] / "models" / "talk-4k.tiktoken"
VOCABULARY_NAMES = ("cl100k_base", "o200k_base", "gpt2", "talk-4k")

BEGIN_OF_DOCUMENT = "<|endoftext|>"
IM_START, IM_END, IM_SEP = "<|im_start|>", "<|im_end|>", "<|im_sep|>"
TOOL_CALL, END_TOOL_CALL = "<|tool_call|>", "<|/tool_call|>"
TOOL_RESULT, END_TOOL_RESULT = "<|tool_result|>", "<|/tool_result|>"
DATA, END_DATA = "<|data|>", "<|/data|>"

TALK_SPECIAL_TOKENS: dict[str, int] = {
    BEGIN_OF_DOCUMENT: 100257,
    IM_START: 100264,
    IM_END: 100265,
    IM_SEP: 100266,
    TOOL_CALL: 100267,
    END_TOOL_CALL: 100268,
    TOOL_RESULT: 100269,
    END_TOOL_RESULT: 100270,
    DATA: 100271,
    END_DATA: 100272,
}
"""Name → wire ID.

The begin of a document and the chat markers are GPT-4's; the others lie in cl100k_base's free gap
100267–100275.
"""

PATTERNS: dict[str, str] = {
    "cl100k_base": (
        r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+"""
        r"""| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
    ),
    "o200k_base": (
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"""
        r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)?"""
        r"""|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"""
        r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)?"""
        r"""|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"""
    ),
    "gpt2": r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s""",
}
"""Patterns that cut text before merging.

tiktoken declares these beside its downloads; a test compares the two.
"""

PUBLIC_SPECIAL_TOKENS: dict[str, dict[str, int]] = {
    "cl100k_base": {
        "<|endoftext|>": 100257,
        "<|fim_prefix|>": 100258,
        "<|fim_middle|>": 100259,
        "<|fim_suffix|>": 100260,
        "<|endofprompt|>": 100276,
    },
    "o200k_base": {"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
    "gpt2": {"<|endoftext|>": 50256},
}
"""Special tokens of OpenAI's vocabularies, likewise."""

PartKind = Literal["text", "tool_call", "tool_result", "data"]
_BRACKETS: dict[str, tuple[str, str]] = {
    "tool_call": (TOOL_CALL, END_TOOL_CALL),
    "tool_result": (TOOL_RESULT, END_TOOL_RESULT),
    "data": (DATA, END_DATA),
}


class Piece(NamedTuple):
    """One token as the wire shows it."""

    id: int
    """The wire ID."""
    text: str
    """What became readable with this token; empty while a UTF-8 character is incomplete."""
    bytes: bytes
    """The token's own bytes; for a special token, its name in UTF-8."""


class Part(NamedTuple):
    """A stretch of a message: typed text, or text between a pair of special tokens."""

    kind: PartKind
    text: str


@dataclass(frozen=True)
class Message:
    """One turn of a conversation; `content` is plain text or a sequence of parts."""

    role: str
    content: str | tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The content as parts."""
        return (Part("text", self.content),) if isinstance(self.content, str) else self.content


class Rendered(NamedTuple):
    """A conversation as the model reads it."""

    ids: list[int]
    """Wire IDs."""
    mask: list[int]
    """1 for tokens that the assistant produces, which enter the loss, else 0; as long as `ids`."""


class Vocabulary:
    """A vocabulary: byte pieces, the pattern that cuts text before merging, and special tokens.

    Everything that a person typed goes through `encode`, which never makes a special token.
    """

    def __init__(
        self, name: str, pattern: str, ranks: dict[bytes, int], special_tokens: dict[str, int]
    ) -> None:
        self.name = name
        self._pattern = pattern
        self._ranks = ranks
        self._special = special_tokens
        self._special_names = {id_: special for special, id_ in special_tokens.items()}
        # The ranks have gaps in talk-4k; tiktoken does not mind unless it is told the vocabulary's
        # size.
        self._encoding = tiktoken.Encoding(
            name, pat_str=pattern, mergeable_ranks=ranks, special_tokens=special_tokens
        )

    @property
    def size(self) -> int:
        """Number of pieces and special tokens; for talk-4k the width of the model's output."""
        # Counted, not the highest ID: talk-4k has IDs up to 100,272 and 4,096 entries.
        return len(self._ranks) + len(self._special)

    @property
    def id_range(self) -> int:
        """One more than the highest wire ID, which people quote as the vocabulary's size.

        100,277 for cl100k_base.
        """
        return self._encoding.n_vocab

    @property
    def special_tokens(self) -> dict[str, int]:
        """Name → wire ID of every special token."""
        return dict(self._special)

    def encode(self, text: str) -> list[int]:
        """Return the wire IDs of `text`, read as ordinary text throughout.

        `<|im_start|>` typed by hand becomes several pieces. Raises ValueError when the text holds a
        lone surrogate, which no UTF-8 can express.
        """
        _refuse_surrogates(text)
        return self._encoding.encode_ordinary(text)

    def encode_with_special_tokens(self, text: str) -> list[int]:
        """Return the wire IDs of `text` with the names of special tokens read as those tokens.

        For text that we wrote ourselves, and to show the other reading of a typed text.
        """
        _refuse_surrogates(text)
        return self._encoding.encode(text, allowed_special="all")

    def encode_document(self, text: str) -> list[int]:
        """Return a document's wire IDs as in pre-training: begin of document, then the text."""
        return [self.special(BEGIN_OF_DOCUMENT), *self.encode(text)]

    def special(self, name: str) -> int:
        """Return the wire ID of a special token. Raises KeyError with a sentence."""
        if name not in self._special:
            raise KeyError(f"{self.name} has no special token {name}")
        return self._special[name]

    def is_special(self, id_: int) -> bool:
        """Return whether the wire ID is a special token's."""
        return id_ in self._special_names

    def holds(self, id_: int) -> bool:
        """Return whether the vocabulary has a token of that wire ID."""
        return id_ in self._wire_to_dense

    def token_bytes(self, id_: int) -> bytes:
        """Return the bytes of one token; a special token's are its name.

        Raises ValueError for an unknown wire ID.
        """
        if id_ in self._special_names:
            return self._special_names[id_].encode()
        try:
            return self._encoding.decode_single_token_bytes(id_)
        # OverflowError: an ID that does not fit into Rust's u32.
        except (KeyError, OverflowError):
            raise ValueError(f"{self.name} has no token {id_}") from None

    def piece_id(self, piece: bytes) -> int:
        """Return the wire ID of the piece with exactly these bytes, which is also its merge rank.

        Raises KeyError when there is no such piece.
        """
        return self._ranks[piece]

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        """Return the bytes of a run of wire IDs, which need not be whole characters."""
        return b"".join(self.token_bytes(id_) for id_ in ids)

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of a run of wire IDs; bytes that are not UTF-8 become U+FFFD."""
        return self.decode_bytes(ids).decode("utf-8", errors="replace")

    def pieces(self, ids: Sequence[int]) -> list[Piece]:
        """Return each token with its bytes and the text that became complete with it.

        The texts joined are `decode(ids)`.
        """
        stream = TextStream(self)
        pieces = [Piece(id_, stream.push(id_), self.token_bytes(id_)) for id_ in ids]
        rest = stream.close()
        if rest:
            # What stayed incomplete belongs to the last token, so that the texts joined are the
            # decoded text.
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + rest)
        return pieces

    def cut(self, text: str) -> list[str]:
        """Return the stretches into which the pattern cuts a text before any merging.

        No token crosses their borders.
        """
        _refuse_surrogates(text)
        return [
            # Found in the text as tiktoken sees it, cut from the text itself: each replacement is
            # one character for one, so the places agree.
            text[slice(*match.span())]
            for match in regex.finditer(self._pattern, as_tiktoken_sees(text))
        ]

    def merges(self, word: str) -> list[list[bytes]]:
        """Return the pieces of one word after each merge: single bytes first, its tokens last.

        `word` is meant to be one stretch of `cut`; a longer text is merged as if it were one.
        Raises ValueError on a lone surrogate. The cost grows with the square of the length: bound
        it before calling with foreign text.
        """
        _refuse_surrogates(word)
        data = word.encode()
        pieces = [data[i : i + 1] for i in range(len(data))]
        found = [pieces]
        while (position := lowest_pair(pieces, self._ranks)) is not None:
            joined = pieces[position] + pieces[position + 1]
            # A new list each time: the caller gets every state of the way.
            pieces = [*pieces[:position], joined, *pieces[position + 2 :]]
            found.append(pieces)
        return found

    @cached_property
    def _dense_to_wire(self) -> list[int]:
        # In the order of the wire IDs, so that the numbering follows from the set of tokens alone.
        return sorted([*self._ranks.values(), *self._special.values()])

    @cached_property
    def _wire_to_dense(self) -> dict[int, int]:
        return {wire: dense for dense, wire in enumerate(self._dense_to_wire)}

    @property
    def wire_ids(self) -> Sequence[int]:
        """All wire IDs in ascending order; the position in this list is the dense ID."""
        return self._dense_to_wire

    def to_dense(self, ids: Iterable[int]) -> list[int]:
        """Return the dense IDs 0 … size−1 of wire IDs.

        Raises ValueError for an ID outside the vocabulary.
        """
        table = self._wire_to_dense
        try:
            return [table[id_] for id_ in ids]
        except KeyError as error:
            raise ValueError(f"{self.name} has no token {error.args[0]}") from None

    def from_dense(self, ids: Iterable[int]) -> list[int]:
        """Return the wire IDs of dense IDs."""
        return [self._dense_to_wire[id_] for id_ in ids]

    def render(self, messages: Sequence[Message], *, open_turn: bool = False) -> Rendered:
        """Return a conversation as one run of tokens.

        It is the begin of document, then `<|im_start|>role<|im_sep|>…<|im_end|>` a turn. The mask
        is 1 on what the assistant itself must produce: its text, its tool calls and the end of its
        turn. It is 0 on everybody else's words and on tool results, which the application forces
        in. With `open_turn` the run ends in `<|im_start|>assistant<|im_sep|>`, where a model goes
        on.
        """
        ids, mask = [self.special(BEGIN_OF_DOCUMENT)], [0]

        def add(tokens: list[int], own: bool) -> None:
            ids.extend(tokens)
            mask.extend([int(own)] * len(tokens))

        for message in messages:
            own = message.role == "assistant"
            add(self._turn_header(message.role), own=False)
            for part in message.parts:
                ids_of_part = self.encode(part.text)
                if part.kind != "text":
                    # The text between the brackets is encoded as typed: whoever controls a document
                    # or a tool's result cannot close them.
                    begin, end = _BRACKETS[part.kind]
                    ids_of_part = [self.special(begin), *ids_of_part, self.special(end)]
                add(ids_of_part, own=own and part.kind not in ("tool_result", "data"))
            # The end of its own turn enters the loss, or a model would never learn to stop.
            add([self.special(IM_END)], own=own)
        if open_turn:
            add(self._turn_header("assistant"), own=False)
        return Rendered(ids, mask)

    def _turn_header(self, role: str) -> list[int]:
        return [self.special(IM_START), *self.encode(role), self.special(IM_SEP)]


class TextStream:
    """Tokens that arrive one by one as text; bytes wait until their character is complete."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def push(self, id_: int) -> str:
        """Return the text that the token completes; empty while a character is incomplete."""
        return self._decoder.decode(self._vocabulary.token_bytes(id_))

    def close(self) -> str:
        """Return U+FFFD when the stream ends inside a character, else nothing."""
        return self._decoder.decode(b"", final=True)


def lowest_pair(pieces: Sequence[bytes], ranks: dict[bytes, int]) -> int | None:
    """Return where the pair of neighbours with the lowest rank begins; of equals the leftmost.

    None when no pair merges.
    """
    found = [
        (ranks[left + right], i)
        for i, (left, right) in enumerate(itertools.pairwise(pieces))
        if left + right in ranks
    ]
    return min(found)[1] if found else None


def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary of that name, loaded once a process.

    Raises KeyError for a name that is not in VOCABULARY_NAMES, RanksError when its rank file is
    missing or damaged.
    """
    if name not in VOCABULARY_NAMES:
        raise KeyError(
            f"there is no vocabulary {name}: choose one of {', '.join(VOCABULARY_NAMES)}"
        )
    return _load(name)


@cache
def _load(name: str) -> Vocabulary:
    if name == "talk-4k":
        return load_talk_vocabulary(TALK_VOCABULARY_FILE)
    ranks = load_ranks("r50k_base" if name == "gpt2" else name)
    return Vocabulary(name, PATTERNS[name], ranks, PUBLIC_SPECIAL_TOKENS[name])


def load_talk_vocabulary(path: Path) -> Vocabulary:
    """Return talk-4k from its own rank file.

    The file holds cl100k_base's bytes and IDs, so that no other file is needed. Raises RanksError
    when it is missing or not a rank file with all 256 single bytes.
    """
    try:
        ranks = parse_ranks(path.read_bytes())
    except OSError:
        raise RanksError(
            f"the vocabulary file {path} cannot be read: restore it from the repository"
        ) from None
    except RanksError as error:
        raise RanksError(
            f"the vocabulary file {path} is damaged ({error}): restore it from the repository"
        ) from None
    # Without all 256 there would be texts that cannot be encoded at all.
    if any(bytes([value]) not in ranks for value in range(256)):
        raise RanksError(
            f"the vocabulary file {path} lacks single bytes: restore it from the repository"
        )
    return Vocabulary("talk-4k", PATTERNS["cl100k_base"], ranks, TALK_SPECIAL_TOKENS)


def _refuse_surrogates(text: str) -> None:
    """Raise ValueError with a sentence for a lone surrogate, which tiktoken would not name."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"the text has a lone surrogate (U+{ord(text[error.start]):04X})"
            f" at position {error.start}: remove it"
        ) from None
