"""JSON-RPC 2.0 envelopes, their codec, and every error code the wire knows."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from talk.protocol.wire import Json, encode_json

PARSE_ERROR = -32700
"""The message is not JSON."""
INVALID_REQUEST = -32600
"""The message is JSON but no JSON-RPC 2.0 message."""
METHOD_NOT_FOUND = -32601
"""No such method, or not one this role may call."""
INVALID_PARAMS = -32602
"""The parameters do not fit the method's type."""
INTERNAL_ERROR = -32603
"""The other side has a fault; its log has the details."""
CANCELLED = -32800
"""The request was cancelled by whoever sent it."""
NOT_ALLOWED = -32001
"""The token is missing or wrong, or the role may not do this from this address."""
TOO_LARGE = -32002
"""The text, number of tokens or message is over the stated bound."""
TOO_MANY = -32003
"""The rate, queue or number of open requests is over its bound; try again later."""
UNKNOWN_NAME = -32004
"""No checkpoint, vocabulary, document or slide of this name."""
UNAVAILABLE = -32005
"""This kernel or model server cannot give what was asked, now or ever; the message says which."""
KERNEL_GONE = -32006
"""The kernel died or the link to it broke while the request was under way."""
BAD_TEXT = -32007
"""The text cannot be encoded, e.g. it holds a lone surrogate."""
WAITING = -32008
"""Somebody has to say yes first; ask again in a moment."""

EVENT = "$/event"
CANCEL = "$/cancel"

MAX_MESSAGE_BYTES = 1 << 20
"""A longer message is refused before it is parsed."""
MAX_DEPTH = 64
"""Lists and objects inside each other that a message may have: more than any method needs, less
than a parser fears."""


class Envelope(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    jsonrpc: Literal["2.0"] = "2.0"


class Request(Envelope):
    id: int | str
    method: str
    params: dict[str, Any] = {}


class Notification(Envelope):
    method: str
    params: dict[str, Any] = {}


class ErrorBody(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
    code: int
    message: str
    data: Any = None


class Success(Envelope):
    id: int | str
    result: Any


class Failure(Envelope):
    id: int | str | None
    error: ErrorBody


Message = Request | Notification | Success | Failure


class WireError(Exception):
    """What becomes a JSON-RPC error on the wire: a code from this module and one sentence."""

    def __init__(self, code: int, message: str, data: Json = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


class MalformedError(WireError):
    """A message that is refused, with what could be read of it.

    `asked` is the id of the request that the message makes, `replied` the id of the receiver's own
    request that the message answers or streams to; None where the message has no such id.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        asked: int | str | None = None,
        replied: int | str | None = None,
    ):
        super().__init__(code, message)
        self.asked = asked
        self.replied = replied


def decode(text: str | bytes) -> Message:
    """Return the message that a text holds.

    Raises MalformedError with PARSE_ERROR, INVALID_REQUEST or TOO_LARGE.
    """
    # Before it is parsed: parsing is what a long message costs.
    if len(text) > MAX_MESSAGE_BYTES:
        said = f"the message has {len(text)} bytes; at most {MAX_MESSAGE_BYTES} are accepted"
        raise MalformedError(TOO_LARGE, said, replied=_id_of_long(text))
    try:
        value = parse(text)
    # Python's parser gives up at about a thousand levels.
    except (ValueError, RecursionError) as error:
        raise MalformedError(PARSE_ERROR, f"the message is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise MalformedError(
            INVALID_REQUEST, f"a message is a JSON object, not {type(value).__name__}"
        )
    # By the members, as JSON-RPC 2.0 tells them apart; the model then refuses what is missing.
    kind: type[Message]
    if "method" in value:
        kind = Request if "id" in value else Notification
    else:
        kind = Failure if "error" in value else Success
    try:
        # The count is quick and rarely over the bound; only then is the value walked.
        if _brackets(text) > MAX_DEPTH and deeper_than(MAX_DEPTH, value):
            raise MalformedError(
                TOO_LARGE, f"the message is nested more than {MAX_DEPTH} deep", **_ids(kind, value)
            )
        # Strict: `"1"` for an id would be another id on the way back.
        return kind.model_validate(value, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        text = f"not a JSON-RPC message: {place}: {first['msg']}"
        raise MalformedError(INVALID_REQUEST, text, **_ids(kind, value)) from None


def parse(text: str | bytes) -> Any:
    """Return the value of a JSON text whose numbers are all finite; raise ValueError for another.

    Python's own parser takes `NaN` and turns `1e999` into infinity. Neither is JSON when it is sent
    on, so one of them in a widget's inputs would keep every phone from reading the room's snapshot.
    """
    return json.loads(text, parse_constant=_finite, parse_float=_finite)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no finite number")
    return number


def _id_of_long(text: str | bytes) -> int | None:
    """Return the request's id from the front of an answer or event that is too long to parse."""
    # Our own writer puts the id first, so a message of megabytes need not be searched.
    front = text[:200] if isinstance(text, str) else text[:200].decode("utf-8", "replace")
    found = _LEADING_ID.match(front)
    return int(found.group(1)) if found else None


# An answer, or an event with the request's id first in its `params`. Fifteen digits are more than
# requests ever are.
_LEADING_ID = re.compile(
    r'\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*(?:"method"\s*:\s*"\$/event"\s*,\s*"params"\s*:\s*\{\s*)?"id"\s*:\s*(\d{1,15})\s*,'
)


def deeper_than(depth: int, value: Json) -> bool:
    """Return whether lists and objects stand inside each other more than `depth` times.

    Needs no recursion.
    """
    level: list[Any] = [value]
    for _ in range(depth + 1):
        level = [inner for inner in level if isinstance(inner, dict | list)]
        if not level:
            return False
        level = [
            item
            for inner in level
            for item in (inner.values() if isinstance(inner, dict) else inner)
        ]
    return True


def _brackets(text: str | bytes) -> int:
    """Return the number of opening brackets, a cheap upper bound of the depth."""
    if isinstance(text, bytes):
        return text.count(b"[") + text.count(b"{")
    return text.count("[") + text.count("{")


def _ids(kind: type[Message], value: dict[str, Any]) -> dict[str, int | str | None]:
    """Return the ids for `MalformedError`: whose request the message is about."""
    name = value.get("id")
    if kind is Notification:
        params = value.get("params")
        name = (
            params.get("id") if value.get("method") == EVENT and isinstance(params, dict) else None
        )
    # By the very type: True is an int to `isinstance`.
    known = name if type(name) in (int, str) else None
    return {"asked": known} if kind is Request else {"replied": known}


def encode_answer(id: int | str, result: dict[str, Json], encoded: Mapping[str, str]) -> str:
    """Return a `Success` as text whose result has members that are JSON text already.

    Such text is made once and sent to many.
    """
    members = [f"{json.dumps(name)}:{text}" for name, text in encoded.items()]
    # Without its braces, to put the members that are text already beside the others.
    rest = encode_json(result)[1:-1]
    body = ",".join([*([rest] if rest else []), *members])
    return f'{{"jsonrpc":"2.0","id":{json.dumps(id)},"result":{{{body}}}}}'


def encode(message: Message) -> str:
    """Return the message as text."""
    return encode_json(message.model_dump(mode="json"))
