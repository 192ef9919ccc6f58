"""remote/…: the speaker's answer to a phone that wants to drive, and what that phone signs."""

from __future__ import annotations

from typing import Any

from talk import qr
from talk.present.room import methods
from talk.present.room.call import Call, Handler
from talk.present.room.effects import Drop
from talk.present.room.remotes import REFUSALS_KEPT
from talk.present.room.state import RoomState
from talk.protocol import jsonrpc, registry
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.clock import COUNT_DOWN, PAUSE, START
from talk.protocol.methods.questions import MODERATE, SET_STATE
from talk.protocol.methods.remote import (
    ANSWER,
    ASK,
    INVITE,
    SEND,
    AnswerParams,
    AskParams,
    Invitation,
    InviteParams,
    Proof,
    SendParams,
    SendResult,
)
from talk.protocol.methods.room import BLANK, NAVIGATE, Problem, ProblemsChange
from talk.protocol.methods.stage import POINT, ZOOM
from talk.protocol.methods.suggestions import JUDGE
from talk.protocol.wire import Nothing

COMMANDS = frozenset(
    method.name
    for method in (
        *(NAVIGATE, BLANK, POINT, ZOOM, START, PAUSE, COUNT_DOWN, ASK),
        *(SET_STATE, MODERATE, JUDGE),
    )
)
"""Methods that a remote may call."""


def invite(room: RoomState, params: InviteParams, call: Call) -> Invitation:
    """Make the address of one more remote."""
    made = room.remotes.invite()
    url = f"{room.join_url.rstrip('/')}/remote#{made.id}.{made.secret}"
    return Invitation(url=url, svg=qr.svg(url).decode())


def answer(room: RoomState, params: AnswerParams, call: Call) -> Nothing:
    """Let a phone drive, or end it."""
    connection = room.remotes.answer(params.remote, accept=params.accept)
    if connection:
        room.log.add(Drop(connection, "the speaker ended this remote"))
    return Nothing()


def ask(room: RoomState, params: AskParams, call: Call) -> Nothing:
    """Ask the speaker to let this remote drive again."""
    room.remotes.ask(call.connection)
    return Nothing()


def send(room: RoomState, params: SendParams, call: Call) -> SendResult:
    """Carry out a signed command of the remote that drives."""
    remote = room.remotes.of_connection(call.connection)
    if remote is None:
        raise WireError(jsonrpc.NOT_ALLOWED, "this connection is no remote's any more")
    proof = Proof(remote=remote.id, counter=params.counter, mac=params.mac)
    try:
        room.remotes.verify(proof, params.command)
    except WireError:
        show_refusals(room)
        raise
    method, inner = _read(params.command)
    # A remote that only watches may ask to drive again; for all else it has to drive.
    if method != ASK.name:
        room.remotes.check_driver(remote)
    result = methods.HANDLERS[method](room, registry.ROOM_METHODS[method].read(inner), call)
    return SendResult(result=result.model_dump(mode="json") if result else {})


def show_refusals(room: RoomState) -> None:
    """Show the speaker that somebody sends what no remote has signed."""
    count = room.remotes.refused
    # Each sentence goes to every presenter's screen, and anybody can send as many as they like.
    if count > REFUSALS_KEPT:
        return
    times = "once" if count == 1 else f"{count} times"
    times += " or more" if count == REFUSALS_KEPT else ""
    text = (
        f"a command that the remote did not sign was refused ({times}): "
        "somebody in this network may be trying to drive the talk"
    )
    room.problems["remote"] = [Problem(text=text, speaker_only=True)]
    room.log.append_for_presenters(ProblemsChange(problems=room.all_problems))


def _read(command: str) -> tuple[str, dict[str, Any]]:
    """Return method and parameters of a command. Raises WireError for what none may send."""
    try:
        found = jsonrpc.parse(command)
        method, params = found["method"], found["params"]
    except (ValueError, KeyError, TypeError, RecursionError):
        text = "a command is JSON with a method and its params"
        raise WireError(jsonrpc.INVALID_PARAMS, text) from None
    # Whoever has the secret may still sign a list or a mapping as the method's name.
    if not isinstance(method, str) or method not in COMMANDS or not isinstance(params, dict):
        raise WireError(jsonrpc.NOT_ALLOWED, f"a remote may not call '{str(method)[:60]}'")
    return method, params


HANDLERS: dict[str, Handler] = {
    INVITE.name: invite,
    ANSWER.name: answer,
    ASK.name: ask,
    SEND.name: send,
}
