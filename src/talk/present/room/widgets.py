"""What each widget of the deck shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from talk.present.room.ballot import RoomBallot
from talk.present.room.run import RoomRun
from talk.protocol.methods.room import BallotChange, InputsChange, PublicChange
from talk.protocol.wire import Json


@dataclass
class RoomWidgetState:
    """What one widget shows."""

    inputs: dict[str, Json] = field(default_factory=dict)
    """What its controls are set to, as the widget defines it."""
    lanes: dict[str, RoomRun] = field(default_factory=dict)
    """The run that everybody sees, by lane."""
    ballot: RoomBallot | None = None

    @property
    def empty(self) -> bool:
        """True while there is nothing to send."""
        return not (self.inputs or self.lanes or self.ballot)

    def public_changes(self, key: str) -> list[PublicChange]:
        """Return the changes that bring a phone from nothing to this state.

        Events that no screen has yet are left out: they are sent with the next part of their
        stream.
        """
        changes: list[PublicChange] = []
        if self.inputs:
            changes.append(InputsChange(widget=key, inputs=self.inputs))
        if self.ballot:
            changes.append(BallotChange(widget=key, ballot=self.ballot.wire(public=True)))
        for run in self.lanes.values():
            changes.extend(run.changes(run.sent))
        return changes


class WidgetStates(defaultdict[str, RoomWidgetState]):
    """State by widget key, made when it is first asked for by `[key]`; `get` makes none.

    Snapshots list the widgets in this order.
    """

    def __init__(self) -> None:
        super().__init__(RoomWidgetState)
