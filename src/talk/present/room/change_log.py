"""The room's effects in order, and its changes as numbered messages."""

from __future__ import annotations

from talk.present.room.effects import Broadcast, Effect, Persist, PublicChanged
from talk.protocol.methods.room import Change, Changed, PublicChange
from talk.protocol.wire import Json


class ChangeLog:
    """Collect effects, and number the changes that are broadcast.

    All changes between two calls of `close` make one message for each audience. Phones get public
    changes only, presenters get all; the two audiences are numbered apart, so that neither sees a
    gap.
    """

    def __init__(self) -> None:
        self.public_number = 0
        self.presenter_number = 0
        self._public: list[PublicChange] = []
        self._presenter: list[Change] = []
        self._effects: list[Effect] = []

    def add(self, effect: Effect) -> None:
        """Add an effect after those already there."""
        self._effects.append(effect)

    def persist(self, kind: str, data: Json) -> None:
        """Have an event appended to the journal."""
        self.add(Persist(kind, data))

    def append(self, change: PublicChange, *, public: bool = True) -> None:
        """Append a change for everybody, or for presenters only where it is not `public`."""
        if public:
            self._public.append(change)
        self._presenter.append(change)

    def append_for_phones(self, change: PublicChange) -> None:
        """Append a change of which presenters know already, or get another version."""
        self._public.append(change)

    def append_for_presenters(self, change: Change) -> None:
        """Append a change that phones must not see."""
        self._presenter.append(change)

    def close(self) -> None:
        """Turn the changes so far into one Broadcast, in order with the other effects."""
        # An audience without news keeps its number, since a gap would make its screens join again.
        public = presenter = None
        if self._public:
            self.public_number += 1
            public = PublicChanged(number=self.public_number, changes=self._public)
        if self._presenter:
            self.presenter_number += 1
            presenter = Changed(number=self.presenter_number, changes=self._presenter)
        self._public, self._presenter = [], []
        # With the effects so far, not at the end: an answer that follows is sent after the change
        # that it belongs to.
        if public or presenter:
            self.add(Broadcast(public, presenter))

    def drain(self) -> list[Effect]:
        """Return the effects since the last call, in order."""
        self.close()
        effects, self._effects = self._effects, []
        return effects
