"""One ballot: what the room is asked, what each person said last, and the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import Ballot, BallotKind, Ranked, Tally, Vote


@dataclass
class RoomBallot:
    """A ballot of one widget.

    The counts are kept as votes come and are replaced, so a tally of a full hall costs no pass over
    its votes.
    """

    id: str
    kind: BallotKind
    options: list[str]
    open: bool = True
    hidden: bool = False
    votes: dict[str, Vote] = field(default_factory=dict)
    """Last vote by person (hash of the secret)."""
    _counts: list[int] = field(init=False)
    """By option: votes for it; in an order, how often it stands in the first tier."""
    _wins: list[list[int]] = field(init=False)
    """Orders only: `_wins[i][j]` people put option i above option j."""

    def __post_init__(self) -> None:
        size = len(self.options)
        self._counts = [0] * size
        # A choice has no pairs, and the matrix of the largest ballot has 4,096 numbers.
        self._wins = [[0] * size for _ in range(size)] if self.kind == "order" else []

    def choose(self, person: str, choice: int) -> None:
        """Count a person's choice in place of their last vote. Raises WireError if it is wrong."""
        self._check("choice", [choice])
        self._replace(person, Vote(ballot=self.id, choice=choice))

    def rank(self, person: str, ranked: Ranked) -> None:
        """Count a person's order in place of their last vote. Raises WireError if it is wrong."""
        judged = [*(option for tier in ranked.tiers for option in tier), *ranked.bad]
        self._check("order", judged)
        self._replace(person, Vote(ballot=self.id, ranked=ranked))

    def wire(self, *, public: bool) -> Ballot:
        """Return the ballot as phones (`public`) or presenters see it."""
        return Ballot(
            id=self.id,
            kind=self.kind,
            options=self.options,
            open=self.open,
            hidden=self.hidden,
            tally=self.tally(public=public),
        )

    def tally(self, *, public: bool) -> Tally:
        """Return the count; phones see only how many voted while the ballot is hidden."""
        if public and self.hidden:
            return Tally(people=len(self.votes))
        return Tally(
            people=len(self.votes),
            counts=list(self._counts),
            wins=[list(row) for row in self._wins],
        )

    def rankings(self) -> list[Ranked]:
        """Return every order, without names.

        They are sorted by what they say: the order in which people voted would tell who said what.
        """
        found = [vote.ranked for vote in self.votes.values() if vote.ranked is not None]
        return sorted(found, key=lambda ranked: (ranked.tiers, ranked.bad))

    def _check(self, kind: BallotKind, options: Sequence[int]) -> None:
        if not self.open:
            raise WireError(jsonrpc.NOT_ALLOWED, "the vote is closed")
        if kind != self.kind:
            wanted = {"choice": "one of the options", "order": "an order of the options"}[self.kind]
            raise WireError(jsonrpc.INVALID_PARAMS, f"the room is asked for {wanted}")
        # The wire's type refuses negative numbers and bounds each list; only the ballot knows its
        # size.
        if any(option >= len(self.options) for option in options):
            text = (
                f"there are {len(self.options)} options, numbered from 0; "
                f"{max(options)} is none of them"
            )
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        if len(set(options)) != len(options):
            raise WireError(jsonrpc.INVALID_PARAMS, "an option stands in the order twice")

    def _replace(self, person: str, vote: Vote) -> None:
        # What the last vote added is taken away exactly, as the vote itself is kept.
        before = self.votes.get(person)
        if before is not None:
            self._count(before, -1)
        self.votes[person] = vote
        self._count(vote, 1)

    def _count(self, vote: Vote, weight: int) -> None:
        if vote.choice is not None:
            self._counts[vote.choice] += weight
        if vote.ranked is not None:
            # Only the best tier counts as a vote; who found everything bad has none.
            for option in vote.ranked.tiers[0] if vote.ranked.tiers else ():
                self._counts[option] += weight
            for better, worse in _pairs(vote.ranked):
                self._wins[better][worse] += weight


def _pairs(ranked: Ranked) -> Iterator[tuple[int, int]]:
    """Yield every pair of options (better, worse); those of one tier make none."""
    # The pile of bad ones is one more tier below all others: which of them is worst was not said.
    tiers = [*ranked.tiers, *([ranked.bad] if ranked.bad else [])]
    for above, below in combinations(tiers, 2):
        for better in above:
            for worse in below:
                yield better, worse
