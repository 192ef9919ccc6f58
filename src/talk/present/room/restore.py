"""Take up where an earlier process stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from talk.present.room.state import RoomState
from talk.protocol.wire import Json


def restore(state: RoomState, events: Iterable[tuple[str, Json]]) -> None:
    """Apply what an earlier process persisted, in order, before anybody joins.

    `events` are kind and data of Persist effects. What the deck has no more is left out.
    """
    # They stand in the order in which they happened, so a ballot comes before its votes.
    # Not all kinds are here. `pace` and `kernel` are written for `talk report` alone: the one has
    # faded by now, the other is found out anew.
    for kind, data in events:
        if kind == "position":
            state.position.restore(data)
        elif kind == "blank":
            state.position.blank = data
        elif kind == "clock":
            state.clock.restore(data)
        elif kind == "draw":
            state.overlay.restore_draw(data)
        elif kind == "erase":
            state.overlay.restore_erase(data)
        elif kind == "beneath":
            state.overlay.restore_beneath(data)
        elif kind == "person":
            state.audience.restore_person(data)
        elif kind in ("remote", "remote_let_in", "remote_counter"):
            state.remotes.restore(kind, data)
        elif kind in _QUESTIONS:
            state.questions.restore(kind, data)
        elif kind in ("suggestion", "judged"):
            state.suggestions.restore(kind, data)
        elif kind in _BY_WIDGET and data["widget"] in state.deck.widgets:
            _BY_WIDGET[kind](state, data)


_QUESTIONS = ("question", "question_vote", "question_state", "moderation")


def _restore_inputs(state: RoomState, data: dict[str, Any]) -> None:
    state.widgets[data["widget"]].inputs = data["inputs"]


_BY_WIDGET: dict[str, Callable[[RoomState, dict[str, Any]], None]] = {
    "inputs": _restore_inputs,
    "run": lambda state, data: state.runs.restore(data),
    "ballot": lambda state, data: state.ballots.restore_ballot(data),
    "barred_text": lambda state, data: state.ballots.restore_barred(data),
    "vote": lambda state, data: state.ballots.restore_vote(data),
}
"""What restores a widget's events, by kind; those of a newer talk are left out."""
