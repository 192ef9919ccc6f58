"""Define the scheduler's three kinds of job, each with its asker and a future."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from demo_kernel.inference.generation import FinishReason, Generation, Step
from talk.protocol.wire import Asker

if TYPE_CHECKING:
    from demo_kernel.inference.lane import Lane


@dataclass(frozen=True)
class Finished:
    """How a generation ended."""

    text: str
    tokens: list[int]
    """New tokens, wire IDs."""
    finish_reason: FinishReason


@dataclass(eq=False)
class Job:
    """Anything that waits for the thread."""

    lane: Lane
    """The engine that it needs."""
    asker: Asker
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    """Resolved on the loop."""
    cancelled: bool = False

    @property
    def person(self) -> str:
        """Unit of fair shares; the same name with another priority is another person."""
        return f"{self.asker.priority}/{self.asker.person}"

    @property
    def urgent(self) -> bool:
        """True for the stage's priority, whose jobs go before those of phones."""
        return self.asker.priority == "stage"

    def unless_over(self, callback: Callable[[], None]) -> None:
        """Run a callback on the loop, unless the job was cancelled or resolved meanwhile."""
        # Setting the result of a future twice would raise.
        if not self.cancelled and not self.future.done():
            callback()


@dataclass(eq=False)
class GenerationJob(Job):
    """A sequence that is being continued."""

    generation: Generation = field(kw_only=True)
    on_step: Callable[[Step], None] = field(kw_only=True)
    on_place: Callable[[int], None] | None = field(default=None, kw_only=True)
    # −1 while it waits: no slot has that number.
    slot: int = -1
    place: int = 0
    """Place in the queue that the job was notified of last, from 1."""
    place_notified_at: float = 0.0


@dataclass(eq=False)
class CallJob(Job):
    """One function run between two rounds, or in pieces, of which a phone's has one a round."""

    pieces: Generator[None, None, Any] = field(kw_only=True)
    """Pauses after each piece but the last, and returns the result."""
    begun: bool = False
    """True once a piece has run: what it holds is held until the last one."""
    probe: bool = field(default=False, kw_only=True)
    """True for the scheduler's own test step, which counts for nobody."""


@dataclass(eq=False)
class SlicesJob(Job):
    """Longer work, cut by its author into slices of at most 50 ms."""

    slices: Iterator[Any] = field(kw_only=True)
    """Items of None; the last item is the result."""
    last: Any = None
    """The latest item."""
