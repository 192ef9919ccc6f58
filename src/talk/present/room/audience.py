"""The sockets that joined the room, the people behind them, and how often each may ask."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from talk.present.room import limits
from talk.present.room.change_log import ChangeLog
from talk.present.room.effects import Drop
from talk.protocol.method import PRESENTER, Role
from talk.protocol.methods.room import PeopleChange, TimekeeperChange
from talk.protocol.token_bucket import TokenBucket


@dataclass(slots=True)
class Member:
    """One socket that joined."""

    role: Role
    person: str
    """Hash of the person's secret; empty for presenters."""
    messages: TokenBucket
    runs: TokenBucket
    refused: int = 0
    """Requests in a row that came too fast."""
    private_runs: dict[tuple[str, str], str] = field(default_factory=dict)
    """Ids of this socket's own open runs, by widget and lane."""


class Audience:
    """Everybody in the room: phones and presenters' screens."""

    def __init__(self, log: ChangeLog) -> None:
        self.members: dict[str, Member] = {}
        """By connection, in the order of joining."""
        self.timekeeper = ""
        """Connection of the screen that keeps time for what plays; empty when there is none."""
        self.count_due: float | None = None
        """When the number of people is to be sent; None when it has not changed."""
        self._log = log
        self._people: set[str] = set()
        self._sockets: Counter[str] = Counter()
        """Number of sockets by person, for phones connected now."""
        self._joins: dict[str, TokenBucket] = {}
        """Joins left to people who joined lately, by person, oldest first."""
        self._count_sent = float("-inf")

    @property
    def joined(self) -> int:
        """Number of people who ever joined by phone."""
        return len(self._people)

    @property
    def following(self) -> int:
        """Number of people whose phones are connected now."""
        return len(self._sockets)

    def has_counted(self, person: str) -> bool:
        """Return whether this person is among those whose votes count."""
        return person in self._people

    def accept_join(self, person: str, now: float) -> bool:
        """Count one join of a phone's person; return whether it is within limits."""
        bucket = self._joins.pop(person, None) or TokenBucket(
            burst=limits.JOINS_AT_ONCE, rate=limits.JOINS_PER_S
        )
        # Put back at the end: the first key is then whoever has not joined for the longest time.
        self._joins[person] = bucket
        # Anybody can invent secrets, so the table of those who joined is bounded as well.
        if len(self._joins) > limits.MAX_PEOPLE:
            del self._joins[next(iter(self._joins))]
        return bucket.acquire(now)

    def admit(self, connection: str, role: Role, secret: str, now: float) -> Member:
        """Add a socket and return its member; `secret` tells people apart and is kept as a hash."""
        if role == "phone":
            # A person who taps as fast as they can stays below these rates; a script does not.
            member = Member(
                role,
                hash_secret(secret),
                messages=TokenBucket(burst=40, rate=20),
                runs=TokenBucket(burst=6, rate=3),
            )
            # Past the bound a phone follows like any other; only its votes are not counted.
            if not self.has_counted(member.person) and self.joined < limits.MAX_PEOPLE:
                self._people.add(member.person)
                self._log.persist("person", member.person)
            self._sockets[member.person] += 1
            self._schedule_count(now)
        else:
            member = Member(
                role,
                "",
                messages=TokenBucket(burst=400, rate=200),
                runs=TokenBucket(burst=100, rate=50),
            )
        self.members[connection] = member
        if role in PRESENTER:
            self._choose_timekeeper()
        return member

    def remove(self, connection: str, now: float) -> Member | None:
        """Remove a socket that closed; return its member, None when it had not joined."""
        member = self.members.pop(connection, None)
        if member is None:
            return None
        # At once: until another screen keeps time, what plays stands still everywhere.
        if connection == self.timekeeper:
            self._choose_timekeeper()
        if member.role == "phone":
            # One person may have several tabs open, so only the last socket takes them away.
            self._sockets[member.person] -= 1
            if not self._sockets[member.person]:
                del self._sockets[member.person]
            self._schedule_count(now)
        return member

    def accept_message(self, connection: str, member: Member, now: float) -> bool:
        """Count one message; return whether it is within limits.

        A socket that goes on although it is refused is dropped.
        """
        if member.messages.acquire(now):
            member.refused = 0
            return True
        member.refused += 1
        # Equal, not greater: the socket may send on until it is closed, and one Drop is enough.
        if member.refused == limits.REFUSALS_BEFORE_DROP:
            self._log.add(Drop(connection, "too many messages"))
        return False

    def send_count(self, now: float) -> None:
        """Send the number of people, when it is due."""
        if self.count_due is not None and now >= self.count_due:
            self.count_due, self._count_sent = None, now
            self._log.append(PeopleChange(joined=self.joined, following=self.following))

    def restore_person(self, person: str) -> None:
        """Count a person of an earlier process."""
        self._people.add(person)

    def _schedule_count(self, now: float) -> None:
        # A hall that joins within a second causes a few messages, not one a person to each person.
        if self.count_due is None:
            self.count_due = max(now, self._count_sent + limits.PEOPLE_INTERVAL_S)

    def _choose_timekeeper(self) -> None:
        """Let one screen keep time: the stage that joined first, else the speaker view that did."""
        # Two screens that both advanced a widget that plays would run it at twice its speed.
        screens = [name for name, member in self.members.items() if member.role == "stage"]
        screens += [name for name, member in self.members.items() if member.role == "speaker"]
        chosen = screens[0] if screens else ""
        if chosen != self.timekeeper:
            self.timekeeper = chosen
            self._log.append_for_presenters(TimekeeperChange(timekeeper=chosen))


def hash_secret(secret: str) -> str:
    """Return the name under which a person is kept: from it nobody can vote in their place."""
    # 128 bits of the hash tell people apart and keep the journal short.
    return hashlib.sha256(secret.encode()).hexdigest()[:32]
