"""What a method is: a name and the types of its parameters, its result and its stream.

A request to the kernel may carry, beside the method's own parameters, the reserved key `_for`
(wire.Asker): for whom it is made. `split_asker` parts the two; `Method.read` checks the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.refusal import refusal
from talk.protocol.wire import ASKER_KEY, Asker, Event, Json, Params, QueuedEvent, Result

Server = Literal["kernel", "room"]
Role = Literal["stage", "speaker", "phone", "remote"]

PRESENTER: frozenset[Role] = frozenset({"stage", "speaker"})
EVERYONE: frozenset[Role] = frozenset({"stage", "speaker", "phone"})
REMOTE: frozenset[Role] = frozenset({"remote"})
"""A phone that drives the talk: it may join, show that it is there, and send signed commands."""


@dataclass(frozen=True)
class Method:
    """A method: its name and the types of its messages.

    `who` are the roles that may call a method of the room; the room alone calls the kernel's.
    """

    name: str
    params: type[Params]
    result: type[Result]
    event: type[Event] | None = None
    server: Server = "kernel"
    who: frozenset[Role] = frozenset()

    def read(self, params: dict[str, Any]) -> Params:
        """Return the parameters, checked; raise WireError that names the first wrong field.

        The code is BAD_TEXT for a lone surrogate, TOO_LARGE for a text or list over its bound, else
        INVALID_PARAMS.
        """
        try:
            return self.params.model_validate(params)
        except ValidationError as error:
            # The first error alone: a sentence is answered, and whoever sent it mends one thing at
            # a time.
            code = _CODES.get(error.errors()[0]["type"], jsonrpc.INVALID_PARAMS)
            raise WireError(code, f"{self.name}: {_first(error)}", _reason(error)) from None

    def read_result(self, result: Json) -> dict[str, Json]:
        """Return a kernel's result without the keys that this version does not know.

        Raises WireError(INTERNAL_ERROR), which names the first field that is missing or of a wrong
        type.
        """
        return self._received(self.result, result, "answer")

    def read_event(self, event: Json) -> dict[str, Json] | None:
        """Return an event of a kernel's stream, as `read_result` does; None for an unknown kind."""
        # Any method may stream it, whatever its own events are.
        if isinstance(event, dict) and "queue_place" in event:
            return self._received(QueuedEvent, event, "event")
        return self._received(self.event, event, "event") if self.event is not None else None

    def _received(self, kind: type[Result], value: Json, what: str) -> dict[str, Json]:
        try:
            # Strict: a number that came as text would be one in Python and text in the browser.
            return kind.model_validate(value, strict=True).model_dump(
                mode="json", exclude_unset=True
            )
        except ValidationError as error:
            text = f"the kernel's {what} does not fit {self.name}: {_first(error)}"
            raise WireError(jsonrpc.INTERNAL_ERROR, text) from None


def _first(error: ValidationError) -> str:
    """Return the first mistake: the field and the reason."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    reason = _REASONS.get(first["type"], first["msg"])
    return f"{place}: {reason}" if place else reason


def _reason(error: ValidationError) -> Json:
    """Return the reason of the first mistake as `refusal` writes it; None where it has no name."""
    first = error.errors()[0]
    if first["type"] == "string_unicode":
        return refusal("text-broken", "").data
    if first["type"] == "string_too_long":
        return refusal("text-long", "", most=first["ctx"]["max_length"]).data
    return None


_CODES = {
    "string_unicode": jsonrpc.BAD_TEXT,
    "string_too_long": jsonrpc.TOO_LARGE,
    "too_long": jsonrpc.TOO_LARGE,
}
"""pydantic's name of a mistake → our code, where it is not INVALID_PARAMS."""


_REASONS = {
    "string_unicode": "the text holds a lone surrogate, which UTF-8 cannot express; remove it"
}


def split_asker(params: dict[str, Any]) -> tuple[Asker, dict[str, Any]]:
    """Return for whom a request is made, and its parameters without that.

    Raises WireError(INVALID_PARAMS).
    """
    rest = {key: value for key, value in params.items() if key != ASKER_KEY}
    try:
        return Asker.model_validate(params.get(ASKER_KEY, {})), rest
    except ValidationError as error:
        raise WireError(
            jsonrpc.INVALID_PARAMS, f"{ASKER_KEY}: {error.errors()[0]['msg']}"
        ) from None
