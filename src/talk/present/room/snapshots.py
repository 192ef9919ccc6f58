"""Snapshots: what a phone or a presenter's screen needs to show the room as it is now."""

from __future__ import annotations

from collections.abc import Iterator

from talk.present.room import limits
from talk.present.room.state import RoomState
from talk.present.room.widgets import RoomWidgetState
from talk.protocol import jsonrpc
from talk.protocol.method import Role
from talk.protocol.methods.room import Kernel, PresenterState, PublicSnapshot, WidgetState
from talk.protocol.methods.widget import RunError
from talk.protocol.wire import encode_json

OVERRIDDEN = {"number", "widgets", "questions", "drawings"}
"""Fields of the public snapshot that presenters see otherwise."""


class Snapshots:
    """Make snapshots of a room."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._encoded: tuple[int, str] | None = None
        """Number and JSON text of the last public snapshot; None when it does not hold any more."""

    def public(self) -> PublicSnapshot:
        """Return what a phone may know now. Reads public things only."""
        state, position = self._state, self._state.position
        return PublicSnapshot(
            number=state.log.public_number,
            deck=state.deck.hash,
            slide=position.slide,
            step=position.step,
            shown=list(position.shown),
            widgets=self._widgets(public=True),
            kernel=Kernel(state=state.runs.health.state),
            joined=state.audience.joined,
            following=state.audience.following,
            blank=position.blank,
            pointed=state.overlay.pointed,
            drawings=(drawings := state.overlay.on_phones.snapshot()),
            beneath={
                slide: found for slide, found in state.overlay.beneath.items() if slide in drawings
            },
            questions=state.questions.wire(public=True)[: limits.PHONE_QUESTIONS],
        )

    def presenter(self) -> PresenterState:
        """Return what stage and speaker show: the public snapshot, and notes, order and health."""
        state, public = self._state, self.public()
        # Derived from the type, so that a new public field cannot be forgotten for presenters.
        shared = set(type(public).model_fields) - OVERRIDDEN
        return PresenterState(
            **{name: getattr(public, name) for name in shared},
            number=state.log.presenter_number,
            widgets=self._widgets(public=False),
            health=state.runs.health,
            notes={slide.id: slide.notes for slide in state.deck.slides},
            order=state.deck.order,
            run=state.deck.run,
            anchor=state.position.anchor,
            problems=state.all_problems,
            clock=state.clock.state,
            pointer=state.overlay.pointer,
            zoom=state.overlay.zoom,
            drawings=state.overlay.drawings,
            remotes=state.remotes.states,
            duration_s=state.deck.duration_s,
            timekeeper=state.audience.timekeeper,
            questions=state.questions.wire(public=False),
            moderated=state.questions.moderated,
            pace=state.pace.current,
            suggestions=state.suggestions.wire(),
        )

    def encoded(self, role: Role) -> tuple[int, str]:
        """Return number and JSON text of the snapshot for this role.

        It holds all changes before this call and none after it. The text for phones is made once a
        change: a hall that comes back at once costs one encoding. Its counts of people and votes
        may be older by one interval; the change that brings them up to date is due.
        """
        self._state.log.close()
        if role != "phone":
            state = self.presenter()
            # Not kept: presenters' screens are few, and their state changes with every health
            # check.
            return state.number, encode_json(state.model_dump(mode="json"))
        number = self._state.log.public_number
        if self._encoded is None or self._encoded[0] != number:
            self._encoded = (number, encode_json(self.public().model_dump(mode="json")))
        return self._encoded

    def invalidate(self) -> None:
        """Forget the encoded text: something changed without a change in the log."""
        self._encoded = None

    def _widgets(self, *, public: bool) -> dict[str, WidgetState]:
        """Return what every widget shows; for phones, of shown slides and no more than fits."""
        position = self._state.position
        keys = [key for key, state in self._state.widgets.items() if not state.empty]
        if public:
            keys = [key for key in keys if position.has_shown(key)]
        whole = set(self._affordable(keys)) if public else set(keys)
        return {
            key: _sendable(self._state.widgets[key], public=public, runs=key in whole)
            for key in keys
        }

    def _affordable(self, keys: list[str]) -> Iterator[str]:
        """Yield this slide's widgets, then those of slides shown last while their runs fit.

        For the others a phone has the prepared recordings.
        """
        position, slide_of = self._state.position, self._state.deck.slide_of
        left = limits.SNAPSHOT_CHARACTERS
        # The current slide costs nothing of the sum: without its runs a phone would show an empty
        # widget.
        for key in sorted(keys, key=lambda key: position.recency(slide_of[key]), reverse=True):
            if slide_of[key] != position.slide:
                left -= sum(run.size for run in self._state.widgets[key].lanes.values())
            if left > 0:
                yield key


def _sendable(state: RoomWidgetState, *, public: bool, runs: bool) -> WidgetState:
    """Return a widget's state; with `runs` also its controls and runs.

    One that cannot be put into JSON is sent as failed: the screens of a whole hall hang on the
    others.
    """
    ballot = state.ballot.wire(public=public) if state.ballot else None
    lanes = state.lanes if runs else {}
    try:
        found = WidgetState(
            ballot=ballot,
            inputs=state.inputs if runs else {},
            runs={lane: run.wire(events=True, unsent=False) for lane, run in lanes.items()},
        )
        # Nesting that is too deep is found only when the state is written out.
        found.model_dump(mode="json")
    except Exception:  # ValidationError, "maximum depth", …: the kernel's answer can be anything
        error = RunError(
            code=jsonrpc.INTERNAL_ERROR, message="what this widget showed could not be sent"
        )
        failed = {lane: run.wire_as_failed(error) for lane, run in state.lanes.items()}
        return WidgetState(ballot=ballot, runs=failed)
    return found
