"""Read a streamed answer of OpenAI's interface: server-sent events into pieces of text.

Servers differ in what they send. What one does not send stays None, or NO_ID for a token's ID.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from talk.protocol.methods.next_token import Candidate
from talk.protocol.methods.text import StepEvent
from talk.protocol.refusal import refusal

NO_ID = -1
"""In place of a token's ID where the server does not send it."""
MOST_CANDIDATES = 20
"""Most candidates that OpenAI's interface offers for a token."""


@dataclass(frozen=True)
class Piece:
    """One token or, where the server does not say so, one piece of text as it came."""

    text: str
    id: int = NO_ID
    bytes: bytes | None = None
    logprob: float | None = None
    likely: tuple[tuple[str, int, float], ...] = ()
    """Text, ID and log-probability of the most likely tokens, the likeliest first."""


@dataclass
class Stream:
    """What a streamed answer has brought so far."""

    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    finish_reason: str | None = None
    calls: dict[int, dict[str, str]] = field(default_factory=dict)
    """Tool calls by index: id, name, arguments."""

    def receive(self, data: str) -> list[Piece]:
        """Append what one server-sent event adds, and return the new pieces.

        Raises WireError(UNAVAILABLE) for an error that the server reports, and for an event that is
        not as OpenAI's interface says.
        """
        try:
            event = json.loads(data)
            # A failure after the first token comes in the stream: the status was 200 by then.
            if "error" in event:
                text = f"the model server says: {error_message(event)}"
                raise refusal("server-says", text, why=error_message(event))
            if not event.get("choices"):  # e.g. the event with the count of tokens
                return []
            # One answer a request, so there is one choice.
            choice = event["choices"][0]
            # Kept, as a later event without it would wipe it out.
            self.finish_reason = choice.get("finish_reason") or self.finish_reason
            delta = choice.get("delta")  # of a chat; a completion has the text itself
            if delta is not None:
                self._receive_calls(delta.get("tool_calls") or [])
            text = (delta.get("content") if delta is not None else choice.get("text")) or ""
            pieces = _pieces(text, choice.get("logprobs"))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            text = "the model server's answer could not be understood"
            raise refusal("server-garbled", text) from None
        for piece in pieces:
            self.text += piece.text
            self.pieces.append(piece)
        return pieces

    def _receive_calls(self, deltas: Iterable[Mapping[str, Any]]) -> None:
        """Append parts of tool calls: arguments come in pieces, from some servers the name too."""
        for delta in deltas:
            call = self.calls.setdefault(
                # The index joins the parts of one call; servers with single calls leave it out.
                int(delta.get("index", 0)),
                {"id": "", "name": "", "arguments": ""},
            )
            call["id"] += delta.get("id") or ""
            function = delta.get("function") or {}
            call["name"] += function.get("name") or ""
            call["arguments"] += function.get("arguments") or ""


def _pieces(text: str, logprobs: Any) -> list[Piece]:
    """Return tokens with log-probabilities in either of OpenAI's two forms, else the bare text."""
    if isinstance(logprobs, Mapping) and logprobs.get("content"):  # a chat's
        return [
            Piece(
                entry["token"],
                id=int(entry.get("id", NO_ID)),
                # A token that is a part of a character has no readable text, but it has bytes.
                bytes=bytes(entry["bytes"]) if entry.get("bytes") is not None else None,
                logprob=entry["logprob"],
                likely=_ranked(
                    (top["token"], int(top.get("id", NO_ID)), top["logprob"])
                    for top in entry.get("top_logprobs") or []
                ),
            )
            for entry in logprobs["content"]
        ]
    if isinstance(logprobs, Mapping) and logprobs.get("tokens"):  # a completion's
        # Left out by servers that were asked for no candidates.
        likely = logprobs.get("top_logprobs") or [None] * len(logprobs["tokens"])
        return [
            Piece(
                token,
                logprob=logprob,
                likely=_ranked((one, NO_ID, value) for one, value in (top or {}).items()),
            )
            for token, logprob, top in zip(
                logprobs["tokens"], logprobs["token_logprobs"], likely, strict=True
            )
        ]
    return [Piece(text)] if text else []


def _ranked(likely: Iterable[tuple[str, int, float]]) -> tuple[tuple[str, int, float], ...]:
    # Not all servers send them in order, and a completion's come as a dictionary.
    return tuple(sorted(likely, key=lambda entry: -entry[2]))


def step_event(piece: Piece, index: int, time_ms: float = 0.0) -> StepEvent:
    """Return a piece as an event of the wire."""
    found = candidates(piece, MOST_CANDIDATES) if piece.likely else None
    # `replace` for half of a surrogate pair, which JSON can hold and UTF-8 cannot.
    data = piece.bytes if piece.bytes is not None else piece.text.encode("utf-8", "replace")
    return StepEvent(
        index=index,
        id=piece.id,
        text=piece.text,
        bytes=data.hex(),
        logprob=piece.logprob,
        candidates=found,
        rest=None if found is None else rest(found),
        time_ms=time_ms,
    )


def candidates(piece: Piece, count: int) -> list[Candidate]:
    """Return the `count` most likely tokens at a piece's place."""
    return [
        Candidate(
            id=id_, text=text, bytes=text.encode().hex(), probability=math.exp(logprob), rank=rank
        )
        for rank, (text, id_, logprob) in enumerate(piece.likely[:count], start=1)
    ]


def rest(found: Iterable[Candidate]) -> float:
    """Return the probability of all other tokens. Rounding may bring the sum above 1."""
    return max(0.0, 1.0 - sum(candidate.probability for candidate in found))


def error_message(body: Any) -> str:
    """Return the first line of what a server says went wrong, in whichever form it says so."""
    error = body.get("error", body) if isinstance(body, Mapping) else body
    text = error.get("message", error) if isinstance(error, Mapping) else error
    return str(text).strip().partition("\n")[0][:200]
