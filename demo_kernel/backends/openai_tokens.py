"""What vLLM and llama.cpp offer beside OpenAI's interface: tokens, chat template, scored prompts.

Whether a server does is tried once, at the start: a proxy before it may serve OpenAI's paths alone.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from demo_kernel.tokens.json_tokenizer import printable_bytes
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.tokens import Token

Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Function that posts JSON to a path of the server and returns the JSON of its answer."""

BYTE = re.compile(r"<0x([0-9A-F]{2})>")
"""How SentencePiece writes a token that is a byte."""
SPACE = "\u2581"
"""How SentencePiece writes a space."""


def tokenize_request(kind: str, model: str, text: str, *, begin: bool) -> dict[str, Any]:
    """Return the body of a request to `/tokenize`; `begin` puts the begin of text in front."""
    if kind == "vLLM":
        return {
            "model": model,
            "prompt": text,
            "add_special_tokens": begin,
            "return_token_strs": True,
        }
    # Typed text: the name of a special token stays text.
    return {"content": text, "add_special": begin, "parse_special": False, "with_pieces": True}


def read_tokens(kind: str, answer: Any) -> list[Token]:
    """Return the tokens in an answer of `/tokenize`. Raises ValueError for anything else."""
    try:
        if kind == "vLLM":
            pieces = [str(piece) for piece in answer["token_strs"]]
            ids = [int(id_) for id_ in answer["tokens"]]
            data = _bytes_of(pieces)
        else:
            ids = [int(token["id"]) for token in answer["tokens"]]
            data = [_piece_bytes(token["piece"]) for token in answer["tokens"]]
        return [
            Token(id=id_, text=piece.decode("utf-8", errors="replace"), bytes=piece.hex())
            for id_, piece in zip(ids, data, strict=True)
        ]
    except (KeyError, TypeError) as error:
        raise ValueError(f"no tokens in the answer ({error})") from None


async def chat_tokens(
    kind: str, model: str, messages: Sequence[Mapping[str, Any]], open_turn: bool, ask: Ask
) -> list[Token]:
    """Return a conversation as the server's chat template writes it.

    Raises WireError(UNAVAILABLE) where the server cannot leave out the beginning of the next turn.
    """
    if kind == "vLLM":
        body = {
            "model": model,
            "messages": list(messages),
            "add_generation_prompt": open_turn,
            "add_special_tokens": False,
            "return_token_strs": True,
        }
        return read_tokens(kind, await ask("/tokenize", body))
    if not open_turn:
        raise WireError(
            jsonrpc.UNAVAILABLE, "a conversation that is over is not available from this server"
        )
    written = await ask("/apply-template", {"messages": list(messages)})
    # The template's own text, in which special tokens are meant.
    body = {
        "content": str(written["prompt"]),
        "add_special": True,
        "parse_special": True,
        "with_pieces": True,
    }
    return read_tokens(kind, await ask("/tokenize", body))


def score_request(model: str, ids: Sequence[int]) -> dict[str, Any]:
    """Return the body of a request to vLLM that scores every token of a prompt."""
    return {"model": model, "prompt": list(ids), "max_tokens": 1, "prompt_logprobs": 0}


def read_scores(answer: Any, ids: Sequence[int]) -> list[tuple[float, int]]:
    """Return log-probability and rank of each token of a prompt from the second on.

    Raises ValueError where the answer has none.
    """
    try:
        (choice,) = answer["choices"]
        found = [
            entry[str(id_)]
            for entry, id_ in zip(choice["prompt_logprobs"][1:], ids[1:], strict=True)
        ]
        return [(float(one["logprob"]), int(one["rank"])) for one in found]
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"no scores in the answer ({error})") from None


def _bytes_of(pieces: Sequence[str]) -> list[bytes]:
    """Return the bytes of tokens as a tokenizer spells them, in GPT-2's or SentencePiece's way."""
    letters = printable_bytes()
    sentencepiece = any(SPACE in piece for piece in pieces)

    def one(piece: str) -> bytes:
        if match := BYTE.fullmatch(piece):
            return bytes([int(match[1], 16)])
        if sentencepiece or not all(letter in letters for letter in piece):
            return piece.replace(SPACE, " ").encode()
        return bytes(letters[letter] for letter in piece)

    return [one(piece) for piece in pieces]


def _piece_bytes(piece: Any) -> bytes:
    """Return the bytes of llama.cpp's piece: a text, or numbers where it is part of a character."""
    return piece.encode() if isinstance(piece, str) else bytes(piece)
