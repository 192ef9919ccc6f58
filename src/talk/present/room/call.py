"""A request to the room, and the type of the functions that answer one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from talk.present.room.audience import Member
from talk.present.room.effects import Request
from talk.present.room.state import RoomState
from talk.protocol.method import PRESENTER
from talk.protocol.wire import Result


@dataclass(frozen=True)
class Call:
    """Who asks, and when."""

    connection: str
    request: Request
    member: Member
    now: float
    """Time in seconds of the driver's clock."""

    @property
    def by_presenter(self) -> bool:
        """Whether the stage or the speaker asks."""
        return self.member.role in PRESENTER


Handler = Callable[[RoomState, Any, Call], Result | None]
"""Takes the method's checked parameters and returns its result, or None for an answer that follows.

Raises WireError, which is the answer then.
"""
