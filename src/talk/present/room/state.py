"""The parts of the room, and what takes several of them."""

from __future__ import annotations

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.ballots import Ballots
from talk.present.room.change_log import ChangeLog
from talk.present.room.deck import RoomDeck
from talk.present.room.position import Position
from talk.present.room.runs import Runs
from talk.present.room.widgets import WidgetStates
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import (
    Blank,
    BlankChange,
    DeckChange,
    InputsChange,
    PositionChange,
    Problem,
)
from talk.protocol.wire import Json, canonical


class RoomState:
    """Everything the room knows."""

    def __init__(self, deck: RoomDeck, clock_offset: float = 0.0) -> None:
        self.log = ChangeLog()
        self.position = Position(deck, clock_offset)
        self.audience = Audience(self.log)
        self.widgets = WidgetStates()
        self.runs = Runs(self.position, self.widgets, self.audience, self.log)
        self.ballots = Ballots(self.position, self.widgets, self.audience, self.log)
        self.problems: dict[str, list[Problem]] = {}
        """Problems that presenters see, by who found them."""

    @property
    def deck(self) -> RoomDeck:
        """The edition of the deck that is presented."""
        return self.position.deck

    @property
    def all_problems(self) -> list[Problem]:
        """Problems that presenters see."""
        return [problem for problems in self.problems.values() for problem in problems]

    def navigate(self, slide: str, step: int, *, origin: str, now: float) -> None:
        """Show this slide at this step. Raises WireError when there is no such slide or step."""
        left = self.position.slide
        if not self.position.move(slide, step, now):
            return
        self.cover("none")  # whoever moves on wants the slide to be seen
        self._send_position(origin)
        if slide != left:
            self.runs.stop_on(left)
            self.runs.refresh(self.position.current, now)

    def cover(self, blank: Blank) -> None:
        """Cover the projected slide with one colour; "none" shows it again."""
        if blank != self.position.blank:
            self.position.blank = blank
            self.log.append(BlankChange(blank=blank))

    def set_inputs(self, widget: str, inputs: dict[str, Json], *, origin: str) -> None:
        """Set a widget's controls. Raises WireError for an unknown widget and for too much."""
        self.deck.widget(widget)
        check_size(inputs, limits.PRESENTER_PARAMS_CHARACTERS)
        self.widgets[widget].inputs = inputs
        change = InputsChange(widget=widget, inputs=inputs, origin=origin)
        self.log.append(change, public=self.position.has_shown(widget))
        self.log.persist("inputs", {"widget": widget, "inputs": inputs})

    def replace_deck(self, deck: RoomDeck, now: float) -> None:
        """Go on with another edition; slide, step and every widget that is still there stay."""
        before = self.deck
        moved = self.position.replace_deck(deck)
        for key in [key for key in self.widgets if not deck.has_widget_of(before, key)]:
            del self.widgets[key]
        self.runs.remove_lost(before)
        if deck.hash != before.hash:
            self.log.append(DeckChange(deck=deck.hash))
        if moved:
            self._send_position("")
        if (
            self.runs.health.state != "live"
        ):  # the new edition may have recordings, or none any more
            self.runs.change_health(self.runs.health, now)
        self.runs.refresh(self.position.current, now)

    def _send_position(self, origin: str) -> None:
        new = self.position.mark_shown()
        slide, step = self.position.slide, self.position.step
        change = PositionChange(slide=slide, step=step, origin=origin, shown=slide if new else "")
        self.log.append(change)
        if new:  # phones get what presenters have of this slide already
            for widget in self.position.current.widgets:
                if (state := self.widgets.get(widget.key)) is not None:
                    for public in state.public_changes(widget.key):
                        self.log.append_for_phones(public)
        self.log.persist("position", self.position.record())


def check_size(params: dict[str, Json], longest: int) -> None:
    """Raise WireError(TOO_LARGE) for more than `longest` characters of canonical JSON."""
    size = len(canonical(params))
    if size > longest:
        raise WireError(
            jsonrpc.TOO_LARGE, f"the request has {size} characters; at most {longest} are taken"
        )
