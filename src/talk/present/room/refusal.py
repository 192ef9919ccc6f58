"""Why the room refuses what a person sent, as phones say it in their own language."""

from __future__ import annotations

from typing import Literal

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError

Reason = Literal[
    "vote-closed", "number-range", "text-empty", "asked-else", "not-shown", "no-prompts",
    "room-full", "questions-full", "questions-many", "questions-soon", "prompts-full",
    "busy", "one-at-a-time", "too-soon",
]  # fmt: skip
"""Each has the message `refused-REASON` (talk.messages)."""
CODES: dict[Reason, int] = {
    "vote-closed": jsonrpc.NOT_ALLOWED,
    "number-range": jsonrpc.INVALID_PARAMS,
    "text-empty": jsonrpc.INVALID_PARAMS,
    "asked-else": jsonrpc.NOT_ALLOWED,
    "not-shown": jsonrpc.NOT_ALLOWED,
    "no-prompts": jsonrpc.NOT_ALLOWED,
}
"""Codes of reasons; that of the others is TOO_MANY."""


def refusal(reason: Reason, sentence: str, **values: float) -> WireError:
    """Return the error of a refusal.

    `sentence` says it in English, for logs; `values` are those of the message.
    """
    code = CODES.get(reason, jsonrpc.TOO_MANY)
    return WireError(code, sentence, {"reason": reason, **values})
