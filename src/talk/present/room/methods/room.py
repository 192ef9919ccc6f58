"""room/…: where the talk stands, and what the room is asked to vote on."""

from __future__ import annotations

from talk.present.room.call import Call, Handler
from talk.present.room.state import RoomState
from talk.protocol.methods.room import (
    BALLOT,
    BAR_TEXT,
    BLANK,
    NAVIGATE,
    PING,
    PREPARED_BALLOT,
    RANKINGS,
    VOTE,
    BallotParams,
    BarTextParams,
    BlankParams,
    NavigateParams,
    PingParams,
    PreparedBallotParams,
    RankingsParams,
    RankingsResult,
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


def prepared_ballot(room: RoomState, params: PreparedBallotParams, call: Call) -> Nothing:
    """Open, close, hide or show the ballot that the deck prepares."""
    room.ballots.open_prepared(params)
    return Nothing()


def bar_text(room: RoomState, params: BarTextParams, call: Call) -> Nothing:
    """Keep a text off the screens, or admit it again."""
    room.ballots.bar_text(params)
    return Nothing()


def vote(room: RoomState, params: VoteParams, call: Call) -> Nothing:
    """Count a phone's vote."""
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
    PREPARED_BALLOT.name: prepared_ballot,
    BAR_TEXT.name: bar_text,
    VOTE.name: vote,
    RANKINGS.name: rankings,
}
