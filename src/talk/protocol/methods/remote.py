"""The remote: a phone that drives the talk once the speaker has said yes.

Anybody in a hall can read its network, and plain http hides nothing from them. So the secret of a
remote is in the fragment of the address in its QR code alone, which no request carries, and every
message of the phone is signed with it: `mac` is the HMAC-SHA256, in hex, of the counter in decimal,
a new line and the signed text. A counter is used once and only grows, so that what somebody
recorded cannot be sent again.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from talk.protocol.method import PRESENTER, Method
from talk.protocol.wire import Nothing, Params, Result

RemoteId = Annotated[str, Field(min_length=1, max_length=40)]
Counter = Annotated[int, Field(ge=1, lt=1 << 53)]
"""Fits into a number of JavaScript."""
Mac = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
MAX_SIGNED = 4_000
"""Most characters of one signed command."""
JOIN_TEXT = "join"
"""What a remote signs to join the room."""
DECK_TEXT = "deck"
"""What a remote signs to load the slides."""


class Proof(Params):
    """A signed message of a remote without a command in it."""

    remote: RemoteId
    """Id of the remote, from the fragment of its address."""
    counter: Counter
    """Larger than any that this remote has used."""
    mac: Mac
    """Signature of the counter and the text that the message stands for."""


class RemoteState(Result):
    """A remote as presenters see it."""

    id: str
    """Names the remote; not a secret."""
    state: Literal["asks", "drives", "watches"]
    """asks: the speaker has not answered. watches: another remote drives now."""
    connected: bool
    """Whether its phone is connected now."""


class InviteParams(Params):
    """Make an address for one more remote; earlier ones that nobody used are void."""


class Invitation(Result):
    url: str
    """Address with the secret in its fragment; to be shown on the speaker's own screen alone."""
    svg: str
    """Its QR code."""


INVITE = Method("remote/invite", InviteParams, Invitation, server="room", who=PRESENTER)


class AnswerParams(Params):
    """Let the phone that asks drive the talk, or turn it away; also ends a remote that drives.

    One remote drives at a time: the one before it watches from then on.
    """

    remote: RemoteId
    """Which remote is meant."""
    accept: bool
    """True lets it drive, false ends it."""


ANSWER = Method("remote/answer", AnswerParams, Nothing, server="room", who=PRESENTER)


class AskParams(Params):
    """Ask the speaker to let this remote drive again; only inside a signed command."""


ASK = Method("remote/ask", AskParams, Nothing, server="room")


class SendParams(Params):
    """Carry out one signed command."""

    counter: Counter
    """Larger than any that this remote has used."""
    command: Annotated[str, Field(max_length=MAX_SIGNED)]
    """JSON text of the method and its params; this very text is what is signed."""
    mac: Mac
    """Signature of counter and command."""


class SendResult(Result):
    result: dict[str, Any] = {}
    """Result of the command's method."""


SEND = Method("remote/send", SendParams, SendResult, server="room", who=frozenset({"remote"}))

METHODS = [INVITE, ANSWER, ASK, SEND]
