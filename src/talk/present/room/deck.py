"""The deck as the room sees it: order, steps, widgets, notes and recordings. Values only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import KernelState, SlideNotes
from talk.protocol.wire import Json, canonical
from talk.widgets.base import Demo, PreparedBallot


@dataclass(frozen=True)
class RecordedRun:
    """A request that was made once on the real kernel, with all that came back."""

    method: str
    params: dict[str, Json]
    result: dict[str, Json]
    events: tuple[dict[str, Json], ...] = ()
    latency_ms: float | None = None


@dataclass(frozen=True)
class RoomWidget:
    """A widget of a slide; `key` is `<slide id>/<n>`, `name` its kind."""

    key: str
    name: str
    methods: frozenset[str] = frozenset()
    """Methods of the kernel that it may call."""
    demos: tuple[Demo, ...] = ()
    ballot: PreparedBallot | None = None
    """What the room is asked to vote on there; None for a widget whose screen asks, or none."""
    takes_prompts: bool = False
    """True where phones may send prompts, which a presenter accepts one by one."""

    @property
    def first_demos(self) -> dict[str, Demo]:
        """The demo shown first, by lane."""
        found: dict[str, Demo] = {}
        for demo in self.demos:
            if demo.first:
                # Of several that are marked as the first, the first one in the deck counts.
                found.setdefault(demo.lane, demo)
        return found


@dataclass(frozen=True)
class RoomSlide:
    """A slide; `steps` is the number of the last one, 0 where the slide is shown at once."""

    id: str
    steps: int = 0
    widgets: tuple[RoomWidget, ...] = ()
    notes: SlideNotes = field(default_factory=lambda: SlideNotes(title="", notes=""))


@dataclass(frozen=True)
class RoomDeck:
    """One edition of the deck; `slides` are all slides in order, never empty."""

    hash: str
    title: str
    slides: tuple[RoomSlide, ...]
    recordings: tuple[RecordedRun, ...] = ()
    duration_s: float | None = None
    """Planned length of the run."""
    path: str = "full"
    """Name of the path presented."""
    on_path: tuple[str, ...] | None = None
    """Ids of the slides in the run; None stands for all."""

    # cached_property writes into `__dict__`, past the frozen dataclass's `__setattr__`.
    @cached_property
    def order(self) -> list[str]:
        """Ids of all slides, in order."""
        return [slide.id for slide in self.slides]

    @cached_property
    def run(self) -> list[str]:
        """Ids of the slides that *next* goes through, in order."""
        return self.order if self.on_path is None else list(self.on_path)

    @cached_property
    def by_id(self) -> dict[str, RoomSlide]:
        """Slide by id."""
        return {slide.id: slide for slide in self.slides}

    @cached_property
    def widgets(self) -> dict[str, RoomWidget]:
        """Widget by key."""
        return {widget.key: widget for slide in self.slides for widget in slide.widgets}

    @cached_property
    def slide_of(self) -> dict[str, str]:
        """Slide id by widget key."""
        return {widget.key: slide.id for slide in self.slides for widget in slide.widgets}

    @cached_property
    def checkpoints(self) -> list[str]:
        """Checkpoints that prepared demos name, most often named first.

        A checkpoint that training on a slide makes counts as the one it was trained from.
        """
        demos = [demo for widget in self.widgets.values() for demo in widget.demos]
        named = Counter(
            str(demo.params.get("checkpoint") or "").partition("+")[0] for demo in demos
        )
        return [name for name, _ in named.most_common() if name]

    @property
    def state_without_kernel(self) -> KernelState:
        """What the room says of the kernel while it is away."""
        return "recorded" if self.recordings else "none"

    def widget(self, key: str) -> RoomWidget:
        """Return the widget with this key. Raises WireError(UNKNOWN_NAME)."""
        try:
            return self.widgets[key]
        except KeyError:
            raise WireError(
                jsonrpc.UNKNOWN_NAME, f"there is no widget '{key}' in this presentation"
            ) from None

    def recorded(self, method: str, params: dict[str, Any]) -> RecordedRun | None:
        """Return the recording made for exactly this request, None where there is none."""
        return self._by_request.get((method, canonical(params)))

    @cached_property
    def _by_request(self) -> dict[tuple[str, str], RecordedRun]:
        return {(item.method, canonical(item.params)): item for item in self.recordings}

    def has_widget_of(self, other: RoomDeck, key: str) -> bool:
        """Return whether both editions have this widget, with the same options."""
        widget = self.widgets.get(key)
        # Compared by what the room knows: options that change no prepared request (a title, say)
        # leave the widget's state as it is.
        return widget is not None and widget == other.widgets.get(key)
