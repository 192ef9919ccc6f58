"""Read how the last talk ended, for paper: the state of every widget, and what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from talk.failure import Failure
from talk.present.journal import KEEP_DAYS, last_events
from talk.present.loading import load_deck
from talk.present.room.room import Room
from talk.protocol.methods.stage import Stroke
from talk.protocol.wire import Json


@dataclass(frozen=True)
class LastSession:
    """A talk as presenters saw it in the end."""

    widgets: dict[str, Json]
    """State of each widget by key."""
    drawings: dict[str, list[Stroke]]
    """Strokes over each slide, by slide."""


def last_session(folder: Path, rooms: Path | None = None) -> LastSession:
    """Return the end of the last talk with this deck.

    Raises Failure where no talk with this deck is kept.
    """
    loaded = load_deck(folder)
    events = last_events(loaded.deck.root, rooms)
    if events is None:
        raise Failure(
            f"no talk with {loaded.deck.name} is kept on this machine ({KEEP_DAYS} days): "
            "present it, or leave --session out"
        )
    # The room itself restores it, so that paper shows what a resumed talk would.
    room = Room(loaded.room_deck)
    room.restore(events)
    end = room.snapshots.presenter()
    widgets: dict[str, Json] = {
        key: state.model_dump(mode="json") for key, state in end.widgets.items()
    }
    # Paper has no room beside its widgets, so the list of questions goes into the widget's state.
    public = [one.model_dump(mode="json") for one in room.snapshots.public().questions]
    for key, widget in room.deck.widgets.items():
        if widget.name == "questions":
            widgets[key] = {**widgets.get(key, {}), "questions": public}
    return LastSession(widgets, end.drawings)
