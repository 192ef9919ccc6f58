"""Why the room or the kernel refuses what a person sent, as a page says it in its own language.

An error of the wire carries a reason and values beside its English sentence. The page words the
reason (`web/ui/refusals.ts`); a page that does not know it shows the sentence.
"""

from __future__ import annotations

from typing import Literal, get_args

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import Json

Reason = Literal[
    # The room's
    "vote-closed", "number-range", "text-empty", "asked-else", "not-shown", "no-prompts",
    "room-full", "questions-full", "questions-many", "questions-soon", "prompts-full",
    "busy", "one-at-a-time", "too-soon", "tokens-many", "model-away", "kernel-away",
    "not-here", "wrong-token", "remote-ended", "remote-forged", "remote-waits", "remote-watches",
    # The kernel's
    "kernel-stopped", "kernel-fault", "kernel-memory", "kernel-busy", "not-offered",
    "no-checkpoint", "no-chat", "no-vocabulary", "vocabulary-damaged", "no-documents",
    "no-embedding", "no-tool", "no-token", "prompt-empty", "prompt-long", "text-long",
    "text-short", "text-broken", "word-tokens", "server-away", "server-garbled", "server-says",
]  # fmt: skip
"""Each has the message `refused-REASON` (talk.messages)."""
REASONS: frozenset[str] = frozenset(get_args(Reason))
CODES: dict[Reason, int] = {
    "vote-closed": jsonrpc.NOT_ALLOWED,
    "number-range": jsonrpc.INVALID_PARAMS,
    "text-empty": jsonrpc.INVALID_PARAMS,
    "asked-else": jsonrpc.NOT_ALLOWED,
    "not-shown": jsonrpc.NOT_ALLOWED,
    "no-prompts": jsonrpc.NOT_ALLOWED,
    "tokens-many": jsonrpc.TOO_LARGE,
    "model-away": jsonrpc.UNKNOWN_NAME,
    "not-here": jsonrpc.NOT_ALLOWED,
    "wrong-token": jsonrpc.NOT_ALLOWED,
    "remote-ended": jsonrpc.NOT_ALLOWED,
    "remote-forged": jsonrpc.NOT_ALLOWED,
    "remote-waits": jsonrpc.WAITING,
    "remote-watches": jsonrpc.NOT_ALLOWED,
    "kernel-away": jsonrpc.KERNEL_GONE,
    "kernel-stopped": jsonrpc.KERNEL_GONE,
    "kernel-fault": jsonrpc.INTERNAL_ERROR,
    "kernel-memory": jsonrpc.UNAVAILABLE,
    "not-offered": jsonrpc.UNAVAILABLE,
    "no-checkpoint": jsonrpc.UNKNOWN_NAME,
    "no-chat": jsonrpc.UNAVAILABLE,
    "no-vocabulary": jsonrpc.UNKNOWN_NAME,
    "vocabulary-damaged": jsonrpc.UNAVAILABLE,
    "no-documents": jsonrpc.UNAVAILABLE,
    "no-embedding": jsonrpc.UNAVAILABLE,
    "no-tool": jsonrpc.UNKNOWN_NAME,
    "no-token": jsonrpc.INVALID_PARAMS,
    "prompt-empty": jsonrpc.INVALID_PARAMS,
    "prompt-long": jsonrpc.TOO_LARGE,
    "text-long": jsonrpc.TOO_LARGE,
    "text-short": jsonrpc.INVALID_PARAMS,
    "text-broken": jsonrpc.BAD_TEXT,
    "word-tokens": jsonrpc.INVALID_PARAMS,
    "server-away": jsonrpc.UNAVAILABLE,
    "server-garbled": jsonrpc.UNAVAILABLE,
    "server-says": jsonrpc.UNAVAILABLE,
}
"""Codes of reasons; that of the others is TOO_MANY."""

MAX_VALUES = 8
"""Most values that a reason brings along."""
MAX_TEXT = 200
"""Longest text of a value, in characters."""


def refusal(reason: Reason, sentence: str, **values: str | float) -> WireError:
    """Return the error of a refusal.

    `sentence` says it in English, for logs and for whoever does not know the reason; `values` are
    those of the message.
    """
    code = CODES.get(reason, jsonrpc.TOO_MANY)
    return WireError(code, sentence, {"reason": reason, **values})


def named_reason(data: Json) -> tuple[str, dict[str, str | int | float]]:
    """Return the reason and the values in an error's `data`; no reason where it names none.

    A kernel may be anybody's program, and every screen gets what it says: an unknown reason and
    values that no message takes are left out, and texts are cut.
    """
    if not isinstance(data, dict) or data.get("reason") not in REASONS:
        return "", {}
    values: dict[str, str | int | float] = {}
    for name, value in list(data.items())[: MAX_VALUES + 1]:
        if isinstance(value, str) and name != "reason":
            values[name[:MAX_TEXT]] = value[:MAX_TEXT]
        elif isinstance(value, int | float) and not isinstance(value, bool):
            values[name[:MAX_TEXT]] = value
    return str(data["reason"]), values
