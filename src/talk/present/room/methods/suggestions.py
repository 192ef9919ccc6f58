"""suggestions/…: prompts from the room."""

from __future__ import annotations

from talk.present.room.call import Call, Handler
from talk.present.room.state import RoomState
from talk.protocol.methods.suggestions import (
    JUDGE,
    SUGGEST,
    JudgeParams,
    SuggestParams,
    SuggestResult,
)
from talk.protocol.wire import Nothing


def send(room: RoomState, params: SuggestParams, call: Call) -> SuggestResult:
    """Queue a phone's prompt."""
    return SuggestResult(id=room.suggestions.send(call.member.person, params, call.now))


def judge(room: RoomState, params: JudgeParams, call: Call) -> Nothing:
    """Accept or reject a prompt."""
    room.suggestions.judge(params, call.now)
    return Nothing()


HANDLERS: dict[str, Handler] = {SUGGEST.name: send, JUDGE.name: judge}
