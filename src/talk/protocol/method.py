"""What a method is: a name and the types of its parameters, its result and its stream.

A request to the kernel may carry, beside the method's own parameters, the reserved key `_for` (wire.Asker): for
whom it is made. `take_asker` takes it out; the rest is what `Method.read` checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.wire import ASKER_KEY, Asker, Event, Params, Result

Server = Literal["kernel", "room"]
Role = Literal["stage", "speaker", "phone"]

PRESENTER: frozenset[Role] = frozenset({"stage", "speaker"})
EVERYONE: frozenset[Role] = frozenset({"stage", "speaker", "phone"})


@dataclass(frozen=True)
class Method:
    """`who` says which roles may call a method of the room; kernel methods are called by the room only."""

    name: str
    params: type[Params]
    result: type[Result]
    event: type[Event] | None = None
    server: Server = "kernel"
    who: frozenset[Role] = frozenset()

    def read(self, params: dict[str, Any]) -> Params:
        """The parameters, checked; raises WireError that names the first wrong field.

        The code is BAD_TEXT for a lone surrogate, TOO_LARGE for a text or list over its bound, else INVALID_PARAMS.
        """
        try:
            return self.params.model_validate(params)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            reason = _REASONS.get(first["type"], first["msg"])
            text = f"{self.name}: {place}: {reason}" if place else f"{self.name}: {reason}"
            raise WireError(_CODES.get(first["type"], jsonrpc.INVALID_PARAMS), text) from None


_CODES = {
    "string_unicode": jsonrpc.BAD_TEXT,
    "string_too_long": jsonrpc.TOO_LARGE,
    "too_long": jsonrpc.TOO_LARGE,
}
"""pydantic's name of a mistake → our code, where it is not INVALID_PARAMS."""


_REASONS = {"string_unicode": "the text holds a lone surrogate, which UTF-8 cannot express; remove it"}


def take_asker(params: dict[str, Any]) -> tuple[Asker, dict[str, Any]]:
    """For whom a request is made, and its parameters without that; raises WireError(INVALID_PARAMS)."""
    rest = {key: value for key, value in params.items() if key != ASKER_KEY}
    try:
        return Asker.model_validate(params.get(ASKER_KEY, {})), rest
    except ValidationError as error:
        raise WireError(jsonrpc.INVALID_PARAMS, f"{ASKER_KEY}: {error.errors()[0]['msg']}") from None
