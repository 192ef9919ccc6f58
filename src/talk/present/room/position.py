"""Where the talk stands: slide, step, the slides shown so far, and what covers the screen."""

from __future__ import annotations

from typing import Any

from talk.present.room.deck import RoomDeck, RoomSlide
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import Blank, DeckPosition
from talk.protocol.wire import Json


class Position:
    """The place in one edition of the deck."""

    def __init__(self, deck: RoomDeck) -> None:
        """Begin the run."""
        self.deck = deck
        self.slide = deck.run[0]
        self.step = 0
        self.anchor = DeckPosition(slide=self.slide, step=0)
        """Last place in the run: moves from a slide outside the run start here."""
        # A list and not a set: `recency` needs the order.
        self.shown = [self.slide]
        """Slides that a phone may open, in the order in which they were first shown."""
        self.blank: Blank = "none"

    @property
    def current(self) -> RoomSlide:
        """The slide that is shown."""
        return self.deck.by_id[self.slide]

    def move(self, slide: str, step: int) -> bool:
        """Go to a step of a slide; return False when the talk stands there already.

        Raises WireError when there is no such slide or step.
        """
        found = self.deck.by_id.get(slide)
        if found is None:
            raise WireError(
                jsonrpc.UNKNOWN_NAME, f"there is no slide '{slide}' in this presentation"
            )
        # The wire's type refuses negative steps.
        if step > found.steps:
            text = f"slide '{slide}' has {found.steps} steps; step {step} does not exist"
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        if (slide, step) == (self.slide, self.step):
            return False
        self._stand(slide, step)
        return True

    def mark_shown(self) -> bool:
        """Let phones open the current slide; return whether it was not shown before."""
        new = self.slide not in self.shown
        if new:
            self.shown.append(self.slide)
        return new

    def has_shown(self, widget: str) -> bool:
        """Return whether the slide of this widget has been shown."""
        return self.deck.slide_of.get(widget) in self.shown

    def recency(self, slide: str) -> int:
        """Return a number that is larger for slides shown later, largest for the current one."""
        return len(self.shown) if slide == self.slide else self.shown.index(slide)

    def replace_deck(self, deck: RoomDeck) -> bool:
        """Keep the place in another edition; return whether a new position is to be sent."""
        before, self.deck = self.deck, deck
        # A slide that comes back in a later edition counts as new, so phones are told of it again.
        self.shown = [slide for slide in self.shown if slide in deck.by_id]
        # A slide that was removed leads to the last one before it that is left, else to the first.
        earlier = before.order[: before.order.index(self.slide) + 1]
        slide = next((slide for slide in reversed(earlier) if slide in deck.by_id), deck.run[0])
        step = min(self.step, deck.by_id[slide].steps)
        # The slide that took a removed one's place may not have been open to phones before.
        changed = (slide, step) != (self.slide, self.step) or slide not in self.shown
        if self.anchor.slide not in deck.run:
            left = before.order[: before.order.index(self.anchor.slide) + 1]
            kept = next((one for one in reversed(left) if one in deck.run), deck.run[0])
            self.anchor = DeckPosition(slide=kept, step=0)
        else:
            self.anchor = self._existing(self.anchor)
        self._stand(slide, step)
        return changed

    def _existing(self, place: DeckPosition) -> DeckPosition:
        """Return a place of another edition, at its slide's last step where that has fewer now."""
        step = min(place.step, self.deck.by_id[place.slide].steps)
        return DeckPosition(slide=place.slide, step=step)

    def _stand(self, slide: str, step: int) -> None:
        self.slide, self.step = slide, step
        if slide in self.deck.run:
            self.anchor = DeckPosition(slide=slide, step=step)

    def record(self) -> dict[str, Json]:
        """Return what the journal keeps."""
        return {
            "slide": self.slide,
            "step": self.step,
            "anchor": self.anchor.model_dump(),
            "shown": self.shown,
        }

    def restore(self, record: dict[str, Any]) -> None:
        """Go back to a recorded place, where its slide is still in the deck."""
        found = self.deck.by_id.get(record["slide"])
        if found is None:
            return
        # A journal of an older talk has no anchor, and its slide may be outside another path's run.
        anchor = DeckPosition.model_validate(record.get("anchor") or {"slide": found.id, "step": 0})
        if anchor.slide in self.deck.run:
            self.anchor = self._existing(anchor)
        self._stand(found.id, min(record["step"], found.steps))
        self.shown = [slide for slide in record["shown"] if slide in self.deck.by_id]
        # Absent in the journal of an older talk.
        self.mark_shown()
