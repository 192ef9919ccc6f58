"""What the room has to know of a deck: order, steps, widgets, notes, recordings. Values only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from talk.protocol.methods.room import SlideNotes
from talk.protocol.wire import Json, canonical
from talk.widgets.base import Demo


@dataclass(frozen=True)
class RecordedRun:
    """A request made once on the real kernel, with all that came back."""

    method: str
    params: dict[str, Json]
    result: dict[str, Json]
    events: tuple[dict[str, Json], ...] = ()
    latency_ms: float | None = None


@dataclass(frozen=True)
class RoomWidget:
    key: str
    name: str
    methods: frozenset[str] = frozenset()
    """Methods of the kernel that it may call."""
    demos: tuple[Demo, ...] = ()

    @property
    def first_demos(self) -> dict[str, Demo]:
        """The demo shown first, by lane."""
        found: dict[str, Demo] = {}
        for demo in self.demos:
            if demo.first:
                found.setdefault(demo.lane, demo)
        return found


@dataclass(frozen=True)
class RoomSlide:
    id: str
    steps: int = 0
    widgets: tuple[RoomWidget, ...] = ()
    notes: SlideNotes = field(default_factory=lambda: SlideNotes(title="", notes=""))
    hold: bool = False


@dataclass(frozen=True)
class RoomDeck:
    """`slides` are those of the path presented, in order; never empty."""

    hash: str
    title: str
    slides: tuple[RoomSlide, ...]
    recordings: tuple[RecordedRun, ...] = ()
    duration_s: float | None = None

    @cached_property
    def order(self) -> list[str]:
        return [slide.id for slide in self.slides]

    @cached_property
    def by_id(self) -> dict[str, RoomSlide]:
        return {slide.id: slide for slide in self.slides}

    @cached_property
    def widgets(self) -> dict[str, RoomWidget]:
        return {widget.key: widget for slide in self.slides for widget in slide.widgets}

    @cached_property
    def slide_of(self) -> dict[str, str]:
        """Slide id by widget key."""
        return {widget.key: slide.id for slide in self.slides for widget in slide.widgets}

    @cached_property
    def checkpoints(self) -> list[str]:
        """Checkpoints that prepared demos name, most often named first; for a trained one, what it was trained from."""
        demos = [demo for widget in self.widgets.values() for demo in widget.demos]
        named = Counter(
            str(demo.params.get("checkpoint") or "").partition("+")[0] for demo in demos
        )
        return [name for name, _ in named.most_common() if name]

    @cached_property
    def _by_request(self) -> dict[tuple[str, str], RecordedRun]:
        return {(item.method, canonical(item.params)): item for item in self.recordings}

    def recorded(self, method: str, params: dict[str, Any]) -> RecordedRun | None:
        """The recording made for exactly this request, if there is one."""
        return self._by_request.get((method, canonical(params)))
