"""One request to the kernel, under way and after: the room's changeable side of a wire `Run`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from talk.present.room.deck import RecordedRun
from talk.present.room.effects import Request
from talk.protocol.methods.room import RunChange, RunEventsChange
from talk.protocol.methods.widget import Run, RunError, RunStatus
from talk.protocol.wire import Json


@dataclass(frozen=True)
class Owner:
    """The phone that a private run belongs to, and its request that waits for the answer."""

    connection: str
    request: Request


@dataclass
class RoomRun:
    """A run in one lane of a widget."""

    id: str
    widget: str
    lane: str
    method: str
    params: dict[str, Json]
    started: float
    """Time at which it was asked for, in seconds of the driver's clock."""
    auto: bool = False
    """True when the room started it because its slide came up."""
    owner: Owner | None = None
    """None for a run that everybody sees."""
    status: RunStatus = "waiting"
    done: bool = False
    events: list[dict[str, Json]] = field(default_factory=list)
    result: dict[str, Json] | None = None
    error: RunError | None = None
    latency_ms: float | None = None
    queue_place: int | None = None
    unsent: list[dict[str, Json]] = field(default_factory=list)
    """The last events, those that no screen has yet."""
    sent_at: float = float("-inf")
    """Time at which events were sent last."""
    asked_of: int | None = None
    """Restarts of the kernel before the one that was asked; None when no kernel was asked."""
    size: int = 0
    """Characters of request and answer as JSON, once the run has ended."""

    def wire(self, *, events: bool, unsent: bool = True) -> Run:
        """Return the run as it stands, with or without its events.

        `unsent=False` leaves out the events that no screen has yet.
        """
        # Presenters' snapshots hold what was streamed so far and no more: what waits is broadcast
        # to all screens next, and must not arrive twice.
        found = self.events if unsent else self.sent
        return Run(
            id=self.id,
            method=self.method,
            params=self.params,
            status=self.status,
            done=self.done,
            events=found if events else [],
            result=self.result,
            error=self.error,
            latency_ms=self.latency_ms,
            queue_place=self.queue_place,
            auto=self.auto,
        )

    def wire_as_failed(self, error: RunError) -> Run:
        """Return a run that failed, with nothing of what was asked or came back."""
        return Run(
            id=self.id, method=self.method, params={}, status="failed", done=True, error=error
        )

    @property
    def sent(self) -> list[dict[str, Json]]:
        """The events that screens have."""
        # `unsent` is always the tail of `events`: both grow by `append` and by a recording alone.
        return self.events[: len(self.events) - len(self.unsent)]

    def changes(self, events: list[dict[str, Json]]) -> list[RunChange | RunEventsChange]:
        """Return the changes that bring a screen from nothing to this run with these events."""
        run = RunChange(widget=self.widget, lane=self.lane, run=self.wire(events=False))
        return [run, self.events_change(events)] if events else [run]

    def events_change(self, events: list[dict[str, Json]]) -> RunEventsChange:
        """Return the change that adds these events to a run that screens have."""
        return RunEventsChange(widget=self.widget, lane=self.lane, run=self.id, events=events)

    def mark_live(self, now: float) -> None:
        """Note that the kernel has sent something of substance."""
        # The time to the first thing that people see, not to the end of the answer.
        if self.latency_ms is None:
            self.latency_ms = round((now - self.started) * 1000, 1)
        self.status = "live"
        self.queue_place = None

    def append(self, event: dict[str, Json]) -> None:
        """Append an event of the kernel's stream."""
        self.events.append(event)
        self.unsent.append(event)

    def end(self, status: RunStatus, error: RunError | None = None) -> None:
        """Mark the run as ended."""
        self.status, self.error, self.done, self.queue_place = status, error, True, None

    def replace_by_recording(self, recorded: RecordedRun) -> None:
        """Put the recording in the place of whatever came back."""
        self.events = list(recorded.events)
        # Under the new id of a replaced run no screen has any event yet.
        self.unsent = list(recorded.events)
        self.result = recorded.result
        self.latency_ms = recorded.latency_ms
        self.end("recorded")

    def measure(self) -> None:
        """Set `size`."""
        # An estimate for bounds, so neither canonical form nor bytes.
        self.size = len(json.dumps([self.params, self.events, self.result]))

    def pop_unsent(self) -> list[dict[str, Json]]:
        """Return the events that no screen has yet, and count them as sent."""
        events, self.unsent = self.unsent, []
        return events
