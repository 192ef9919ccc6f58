"""Remotes: phones that drive the talk, by signed commands.

One that the speaker let in outlives the process: its secret and each counter that it used go to the
journal, so that after a restart it drives on, and what was recorded before cannot be sent again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from talk.present.room.change_log import ChangeLog
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.remote import Proof, RemoteState
from talk.protocol.methods.room import RemotesChange
from talk.protocol.refusal import refusal

MAX_REMOTES = 12
"""Most remotes that were let in and have not been ended; the oldest makes room."""
REFUSALS_KEPT = 50
"""Most refused messages that go to the journal; anybody can send as many as they like."""
WAITING = "the speaker has not let this phone in yet"
TURNED_AWAY = "this remote was ended: scan the code in the speaker view again"


def sign(secret: str, counter: int, text: str) -> str:
    """Return the HMAC-SHA256 (RFC 2104) of a message of a remote, in hex."""
    message = f"{counter}\n{text}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


@dataclass
class Remote:
    """A phone that has the secret of one invitation, or the invitation itself."""

    id: str
    secret: str
    counter: int = 0
    """The last one that was used."""
    asked: bool = False
    accepted: bool = False
    wants: bool = False
    """True while it asks to drive again."""
    connection: str = ""

    def state(self, driver: str) -> Literal["asks", "drives", "watches"]:
        """Return the remote's state; `driver` is the id of the one that drives."""
        if self.id == driver:
            return "drives"
        return "watches" if self.accepted and not self.wants else "asks"


@dataclass
class Remotes:
    """Everybody who may ask to drive, of whom one drives."""

    log: ChangeLog
    new_secret: Callable[[], str] = field(default=lambda: secrets.token_urlsafe(18))
    driver: str = ""
    """Id of the remote that drives; empty while none does."""
    refused: int = 0
    """Messages that were forged or sent again."""
    _known: dict[str, Remote] = field(default_factory=dict)

    @property
    def states(self) -> list[RemoteState]:
        """Remotes that asked, in the order of their invitations."""
        return [
            RemoteState(id=one.id, state=one.state(self.driver), connected=bool(one.connection))
            for one in self._known.values()
            if one.asked
        ]

    def invite(self) -> Remote:
        """Return a new invitation; those that nobody used are void."""
        for one in [one for one in self._known.values() if not one.asked]:
            del self._known[one.id]
        while len(self._known) >= MAX_REMOTES:
            # A dict keeps the order in which its keys came: that of the invitations.
            oldest = next(iter(self._known))
            self._remove(oldest)
            self._note("ended", oldest)
        # The id names the remote to presenters and is no secret.
        made = Remote(self.new_secret()[:12], self.new_secret())
        self._known[made.id] = made
        return made

    def verify(self, proof: Proof, text: str) -> Remote:
        """Return the remote that signed the text just now.

        Raises WireError(NOT_ALLOWED) for a forged message and for one that was sent before.
        """
        remote = self._known.get(proof.remote)
        if remote is None:
            raise refusal("remote-ended", TURNED_AWAY)
        # The signature first: only who has the secret may learn which counters were used.
        if not hmac.compare_digest(sign(remote.secret, proof.counter, text), proof.mac):
            raise self._refusal(remote, "forged", "its signature is wrong")
        if proof.counter <= remote.counter:
            raise self._refusal(remote, "replayed", "it was sent before")
        remote.counter = proof.counter
        # In the journal, so that what was recorded before a restart cannot be sent after it. One
        # that was not let in ends with the process.
        if remote.accepted:
            self.log.persist("remote_counter", {"remote": remote.id, "counter": remote.counter})
        return remote

    def join(self, proof: Proof, text: str, connection: str) -> str:
        """Let a remote join by this connection; return the connection it had before, or "".

        Raises WireError: WAITING until the speaker has said yes, NOT_ALLOWED for a false proof.
        """
        remote = self.verify(proof, text)
        if not remote.accepted:
            if not remote.asked:
                remote.asked = True
                self._send_states()
            raise refusal("remote-waits", WAITING)
        # One connection for each remote: a phone that has come back leaves a dead one behind.
        before, remote.connection = remote.connection, connection
        self._send_states()
        return before

    def answer(self, id: str, *, accept: bool) -> str:
        """Let a remote drive, or end it; return the connection that is to be closed, or "".

        Raises WireError(UNKNOWN_NAME) for one that is not there.
        """
        remote = self._known.get(id)
        if remote is None:
            raise WireError(jsonrpc.UNKNOWN_NAME, "this remote is not there any more")
        if not accept:
            connection = remote.connection
            self._remove(id)
            self._send_states()
            self._note("ended", id)
            return connection
        if not remote.accepted:
            kept = {"remote": id, "secret": remote.secret, "counter": remote.counter}
            self.log.persist("remote_let_in", kept)
        if self.driver not in ("", id):
            self._note("took over", id, before=self.driver)
        else:
            self._note("drives", id)
        remote.asked = remote.accepted = True
        remote.wants = False
        self.driver = id
        self._send_states()
        return ""

    def ask(self, connection: str) -> None:
        """Ask the speaker to let the remote of this connection drive again."""
        remote = self.of_connection(connection)
        if remote is not None and remote.id != self.driver and not remote.wants:
            remote.wants = True
            self._send_states()

    def check_driver(self, remote: Remote) -> None:
        """Raise WireError(NOT_ALLOWED) unless this remote drives now."""
        if remote.id != self.driver:
            text = "another phone drives now: ask the speaker to let this one take over"
            raise refusal("remote-watches", text)

    def of_connection(self, connection: str) -> Remote | None:
        """Return the remote that joined by this connection."""
        return next((one for one in self._known.values() if one.connection == connection), None)

    def leave(self, connection: str) -> None:
        """Note that a connection closed; its remote may come back."""
        if (remote := self.of_connection(connection)) is not None:
            remote.connection = ""
            self._send_states()

    def restore(self, kind: str, record: dict[str, Any]) -> None:
        """Apply an event that an earlier process persisted."""
        id = record["remote"]
        if kind == "remote_let_in":
            secret, counter = record["secret"], record["counter"]
            self._known[id] = Remote(id, secret, counter, asked=True, accepted=True)
        # Not known: one of an older talk, whose journal has no secrets, or one that was not let in.
        elif id not in self._known:
            return
        elif kind == "remote_counter":
            self._known[id].counter = record["counter"]
        elif record["event"] == "ended":
            self._remove(id)
        elif record["event"] in ("drives", "took over"):
            self.driver = id

    def _remove(self, id: str) -> None:
        del self._known[id]
        if self.driver == id:
            self.driver = ""

    def _refusal(self, remote: Remote, what: str, why: str) -> WireError:
        self.refused += 1
        if self.refused <= REFUSALS_KEPT:
            self._note(what, remote.id)
        return refusal("remote-forged", f"the command was refused: {why}")

    def _note(self, event: str, id: str, **more: str) -> None:
        self.log.persist("remote", {"event": event, "remote": id, **more})

    def _send_states(self) -> None:
        self.log.append_for_presenters(RemotesChange(remotes=self.states))
