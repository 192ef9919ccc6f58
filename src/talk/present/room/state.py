"""The parts of the room, and what takes several of them."""

from __future__ import annotations

from talk.present.room import limits
from talk.present.room.audience import Audience
from talk.present.room.ballots import Ballots
from talk.present.room.change_log import ChangeLog
from talk.present.room.clock import TalkClock
from talk.present.room.deck import RoomDeck
from talk.present.room.overlay import Overlay
from talk.present.room.pace import RoomPace
from talk.present.room.position import Position
from talk.present.room.questions import Questions
from talk.present.room.remotes import Remotes
from talk.present.room.runs import Runs
from talk.present.room.suggestions import Suggestions
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
        # The parts get each other and not this object, so that each can be tested with the two or
        # three that it needs.
        self.position = Position(deck)
        self.clock = TalkClock(self.log, clock_offset)
        self.overlay = Overlay(self.position, self.log)
        self.remotes = Remotes(self.log)
        self.join_url = ""
        """The address that phones open."""
        self.audience = Audience(self.log)
        self.widgets = WidgetStates()
        self.runs = Runs(self.position, self.widgets, self.audience, self.log)
        self.ballots = Ballots(self.position, self.widgets, self.audience, self.log)
        self.questions = Questions(self.position, self.audience, self.log)
        self.pace = RoomPace(self.position, self.log)
        self.suggestions = Suggestions(self.position, self.audience, self.log)
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
        if not self.position.move(slide, step):
            return
        if slide != left:
            self.clock.leave_slide(left, now)
            self.overlay.leave_slide()
        self.cover("none")  # whoever moves on wants the slide to be seen
        # The order of these effects is the order on the screens: first the place, then what happens
        # to the slide that was left and to the one that came.
        self._send_position(origin)
        if slide != left:
            self.runs.stop_on(left)
            self.runs.refresh(self.position.current, now)
            self.open_ballots()

    def open_ballots(self) -> None:
        """Open the ballots that the deck wants open while the current slide is shown."""
        for widget in self.position.current.widgets:
            self.ballots.open_at_once(widget.key)

    def cover(self, blank: Blank) -> None:
        """Cover the projected slide with one colour; "none" shows it again."""
        if blank != self.position.blank:
            self.position.blank = blank
            self.log.persist("blank", blank)
            self.log.append(BlankChange(blank=blank))

    def set_inputs(self, widget: str, inputs: dict[str, Json], *, origin: str) -> None:
        """Set a widget's controls. Raises WireError for an unknown widget and for too much."""
        # `widgets` makes a state for any key that it is asked for, so an unknown one is refused
        # first.
        self.deck.widget(widget)
        check_size(inputs, limits.PRESENTER_PARAMS_CHARACTERS)
        self.widgets[widget].inputs = inputs
        change = InputsChange(widget=widget, inputs=inputs, origin=origin)
        # A presenter may set a later slide up. Phones get that when the slide is shown.
        self.log.append(change, public=self.position.has_shown(widget))
        self.log.persist("inputs", {"widget": widget, "inputs": inputs})

    def replace_deck(self, deck: RoomDeck, now: float) -> None:
        """Go on with another edition; slide, step and every widget that is still there stay."""
        before, left = self.deck, self.position.slide
        # From here on `self.deck` is the new edition, also for the runs below, which share
        # `position`.
        moved = self.position.replace_deck(deck)
        if self.position.slide != left and not self.clock.state.armed:
            self.clock.leave_slide(left, now)
        # Controls, runs and votes were made under the widget's options. Under others they would say
        # something that nobody has chosen.
        for key in [key for key in self.widgets if not deck.has_widget_of(before, key)]:
            del self.widgets[key]
        self.runs.remove_lost(before)
        # A save that changes nothing that is served makes no phone load its page again.
        if deck.hash != before.hash:
            self.log.append(DeckChange(deck=deck.hash))
        if moved:
            self._send_position("")
        # The new edition may have recordings, or none any more.
        if self.runs.health.state != "live":
            self.runs.change_health(self.runs.health, now)
        self.runs.refresh(self.position.current, now)

    def _send_position(self, origin: str) -> None:
        new = self.position.mark_shown()
        slide, step = self.position.slide, self.position.step
        change = PositionChange(slide=slide, step=step, origin=origin, shown=slide if new else "")
        self.log.append(change)
        if new:  # phones get what presenters have of this slide already
            self.overlay.on_phones.show_slide(slide)
            for widget in self.position.current.widgets:
                if (state := self.widgets.get(widget.key)) is not None:
                    for public in state.public_changes(widget.key):
                        self.log.append_for_phones(public)
        self.log.persist("position", self.position.record())


def check_size(params: dict[str, Json], longest: int) -> None:
    """Raise WireError(TOO_LARGE) for more than `longest` characters of canonical JSON."""
    # In canonical form, so that neither spaces nor escapes of the client's own JSON count.
    size = len(canonical(params))
    if size > longest:
        raise WireError(
            jsonrpc.TOO_LARGE, f"the request has {size} characters; at most {longest} are accepted"
        )
