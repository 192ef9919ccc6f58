"""One request to the kernel, under way and after: the room's own, changeable side of a wire `Run`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from talk.present.room.deck import RecordedRun
from talk.protocol.methods.widget import Run, RunError, RunStatus
from talk.protocol.wire import Json


@dataclass(frozen=True)
class Owner:
    """The phone a private run belongs to, and its request that waits for the answer."""

    connection: str
    request: int | str


@dataclass
class RoomRun:
    """`owner` None: everybody sees it."""

    id: str
    widget: str
    lane: str
    method: str
    params: dict[str, Json]
    started: float
    auto: bool = False
    owner: Owner | None = None
    status: RunStatus = "waiting"
    done: bool = False
    events: list[dict[str, Json]] = field(default_factory=list)
    result: dict[str, Json] | None = None
    error: RunError | None = None
    latency_ms: float | None = None
    queue_place: int | None = None
    unsent: list[dict[str, Json]] = field(default_factory=list)
    """Events that no screen has yet."""
    sent_at: float = float("-inf")
    asked_of: int | None = None
    """How often the kernel that was asked had been started again; None when no kernel was asked."""
    size: int = 0
    """Characters of what came back, once it has ended."""

    def wire(self, *, events: bool, unsent: bool = True) -> Run:
        """Return the run as it stands, with its events or with none; `unsent=False` leaves out what no screen has."""
        last = len(self.events) - (0 if unsent else len(self.unsent))
        return Run(
            id=self.id,
            method=self.method,
            params=self.params,
            status=self.status,
            done=self.done,
            events=self.events[:last] if events else [],
            result=self.result,
            error=self.error,
            latency_ms=self.latency_ms,
            queue_place=self.queue_place,
            auto=self.auto,
        )

    def failed(self, error: RunError) -> Run:
        """As one that failed, with nothing of what was asked or came back."""
        return Run(
            id=self.id, method=self.method, params={}, status="failed", done=True, error=error
        )

    def came_back(self, now: float) -> None:
        """The kernel has said something of substance."""
        if self.latency_ms is None:
            self.latency_ms = round((now - self.started) * 1000, 1)
        self.status = "live"
        self.queue_place = None

    def take(self, event: dict[str, Json]) -> None:
        self.events.append(event)
        self.unsent.append(event)

    def end(self, status: RunStatus, error: RunError | None = None) -> None:
        self.status, self.error, self.done, self.queue_place = status, error, True, None

    def play(self, recorded: RecordedRun) -> None:
        """Put the recording in place of whatever came in."""
        self.events = list(recorded.events)
        self.unsent = list(recorded.events)
        self.result = recorded.result
        self.latency_ms = recorded.latency_ms
        self.end("recorded")

    def weigh(self) -> None:
        self.size = len(json.dumps([self.params, self.events, self.result]))

    def sendable(self) -> list[dict[str, Json]]:
        """The events that no screen has yet; they count as sent from now on."""
        events, self.unsent = self.unsent, []
        return events
