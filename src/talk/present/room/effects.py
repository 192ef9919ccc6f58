"""What the room asks its surroundings to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from talk.protocol.method import Role
from talk.protocol.methods.room import Changed, PublicChange
from talk.protocol.wire import Json, Result

Request = int | str
"""Id of a request on its connection, as JSON-RPC has it."""


class PublicChanged(Result):
    """Parameters of `room/changed` for phones; the type has no place for presenters' changes."""

    number: int
    changes: list[PublicChange]


@dataclass(frozen=True)
class Broadcast:
    """Send `room/changed`: `public` to phones, `presenter` to stage and speaker.

    None stands where nothing is new.
    """

    public: PublicChanged | None
    presenter: Changed | None


@dataclass(frozen=True)
class Admit:
    """Send every Broadcast to this connection from now on."""

    connection: str
    role: Role


@dataclass(frozen=True)
class Drop:
    """Close this connection."""

    connection: str
    reason: str


@dataclass(frozen=True)
class Answer:
    """Answer a request of this connection."""

    connection: str
    request: Request
    result: Result
    encoded: Mapping[str, str] = field(default_factory=dict)
    """Members of the result as JSON text; they replace those of `result`."""


@dataclass(frozen=True)
class Fail:
    """Answer a request of this connection with an error."""

    connection: str
    request: Request
    code: int
    message: str
    refused: str = ""
    """Method that was refused; empty where a request was accepted and failed later."""
    data: Json = None
    """The reason as a page can word it (talk.protocol.refusal); None for none."""


@dataclass(frozen=True)
class Stream:
    """Send one event of a request that is still open."""

    connection: str
    request: Request
    event: Result


@dataclass(frozen=True)
class StartRun:
    """Ask the kernel; the link reports events, and the result or the failure, under `run`."""

    run: str
    method: str
    params: dict[str, Json]
    priority: Literal["stage", "phone"]
    person: str
    """Opaque id by which the kernel tells people apart; empty for presenters."""


@dataclass(frozen=True)
class CancelRun:
    """Cancel a request to the kernel."""

    run: str


@dataclass(frozen=True)
class Persist:
    """Append an event to the journal."""

    kind: str
    data: Json


Effect = Broadcast | Admit | Drop | Answer | Fail | Stream | StartRun | CancelRun | Persist
