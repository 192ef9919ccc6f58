"""room/…: where the talk stands, and what the room is asked to vote on."""

from __future__ import annotations

from talk.present.room.call import Call, Handler
from talk.present.room.state import RoomState
from talk.protocol.methods.room import (
    BALLOT,
    BLANK,
    NAVIGATE,
    PING,
    RANK,
    RANKINGS,
    VOTE,
    BallotParams,
    BlankParams,
    NavigateParams,
    PingParams,
    RankingsParams,
    RankingsResult,
    RankParams,
    VoteParams,
)
from talk.protocol.wire import Nothing


def navigate(room: RoomState, params: NavigateParams, call: Call) -> Nothing:
    """Go to a slide and step."""
    room.navigate(params.slide, params.step, origin=call.connection, now=call.now)
    return Nothing()


def blank(room: RoomState, params: BlankParams, call: Call) -> Nothing:
    """Cover the projected slide, or show it again."""
    room.cover(params.mode)
    return Nothing()


def ping(room: RoomState, params: PingParams, call: Call) -> Nothing:
    """Answer, so that a screen can measure the round trip."""
    return Nothing()


def ballot(room: RoomState, params: BallotParams, call: Call) -> Nothing:
    """Open, close, hide or show a ballot."""
    room.ballots.open(params)
    return Nothing()


def vote(room: RoomState, params: VoteParams | RankParams, call: Call) -> Nothing:
    """Count a phone's choice or order."""
    room.ballots.vote(call.member.person, params, call.now)
    return Nothing()


def rankings(room: RoomState, params: RankingsParams, call: Call) -> RankingsResult:
    """Return every order of a ballot, without names."""
    found = room.ballots.get(params.widget)
    return RankingsResult(ballot=found.id, rankings=found.rankings())


HANDLERS: dict[str, Handler] = {
    NAVIGATE.name: navigate,
    BLANK.name: blank,
    PING.name: ping,
    BALLOT.name: ballot,
    VOTE.name: vote,
    RANK.name: vote,
    RANKINGS.name: rankings,
}
