"""Read the state of every widget at the end of the last talk, for paper."""

from __future__ import annotations

from pathlib import Path

from talk.failure import Failure
from talk.present.journal import KEEP_DAYS, last_events
from talk.present.loading import load_deck
from talk.present.room.room import Room
from talk.protocol.wire import Json


def last_session(folder: Path, rooms: Path | None = None) -> dict[str, Json]:
    """Return the state of each widget by key, as presenters saw it in the end.

    Raises Failure where no talk with this deck is kept.
    """
    loaded = load_deck(folder)
    events = last_events(loaded.deck.root, rooms)
    if events is None:
        raise Failure(
            f"no talk with {loaded.deck.root.name} is kept on this machine ({KEEP_DAYS} days): "
            "present it, or leave --session out"
        )
    # The room itself restores it, so that paper shows what a resumed talk would.
    room = Room(loaded.room_deck)
    room.restore(events)
    return {
        key: state.model_dump(mode="json")
        for key, state in room.snapshots.presenter().widgets.items()
    }
