"""A ballot: what the room is asked, what each person said last, and the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import Ballot, BallotKind, Ranked, Tally, Vote


@dataclass
class RoomBallot:
    """`votes` is by person (hash of the secret); counts are kept as votes come and are replaced."""

    id: str
    kind: BallotKind
    options: list[str]
    open: bool = True
    hidden: bool = False
    votes: dict[str, Vote] = field(default_factory=dict)
    _counts: list[int] = field(init=False)
    _wins: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.options)
        self._counts = [0] * size
        self._wins = [[0] * size for _ in range(size)] if self.kind == "order" else []

    def choose(self, person: str, choice: int) -> None:
        """Count one person's choice in place of what they said before. Raises WireError when it does not fit."""
        self._check("choice", [choice])
        self._replace(person, Vote(ballot=self.id, choice=choice))

    def rank(self, person: str, ranked: Ranked) -> None:
        """The same for an order. Raises WireError."""
        judged = [*(option for tier in ranked.tiers for option in tier), *ranked.bad]
        self._check("order", judged)
        self._replace(person, Vote(ballot=self.id, ranked=ranked))

    def wire(self, *, public: bool) -> Ballot:
        """As phones (public) or presenters see it."""
        return Ballot(
            id=self.id,
            kind=self.kind,
            options=self.options,
            open=self.open,
            hidden=self.hidden,
            tally=self.tally(public=public),
        )

    def tally(self, *, public: bool) -> Tally:
        if public and self.hidden:
            return Tally(people=len(self.votes))
        return Tally(
            people=len(self.votes),
            counts=list(self._counts),
            wins=[list(row) for row in self._wins],
        )

    def rankings(self) -> list[Ranked]:
        """Every order, sorted by itself, so that the order in which people voted names nobody."""
        found = [vote.ranked for vote in self.votes.values() if vote.ranked is not None]
        return sorted(found, key=lambda ranked: (ranked.tiers, ranked.bad))

    def _check(self, kind: BallotKind, options: Sequence[int]) -> None:
        if not self.open:
            raise WireError(jsonrpc.NOT_ALLOWED, "the vote is closed")
        if kind != self.kind:
            wanted = {"choice": "one of the options", "order": "an order of the options"}[self.kind]
            raise WireError(jsonrpc.INVALID_PARAMS, f"the room is asked for {wanted}")
        if any(option >= len(self.options) for option in options):
            text = f"there are {len(self.options)} options, numbered from 0; {max(options)} is none of them"
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        if len(set(options)) != len(options):
            raise WireError(jsonrpc.INVALID_PARAMS, "an option stands in the order twice")

    def _replace(self, person: str, vote: Vote) -> None:
        before = self.votes.get(person)
        if before is not None:
            self._count(before, -1)
        self.votes[person] = vote
        self._count(vote, 1)

    def _count(self, vote: Vote, weight: int) -> None:
        if vote.choice is not None:
            self._counts[vote.choice] += weight
        if vote.ranked is not None:
            for option in vote.ranked.tiers[0] if vote.ranked.tiers else ():
                self._counts[option] += weight
            for better, worse in _pairs(vote.ranked):
                self._wins[better][worse] += weight


def _pairs(ranked: Ranked) -> Iterator[tuple[int, int]]:
    """Every pair of options in which one stands above the other."""
    tiers = [*ranked.tiers, *([ranked.bad] if ranked.bad else [])]
    for above, below in combinations(tiers, 2):
        for better in above:
            for worse in below:
                yield better, worse
