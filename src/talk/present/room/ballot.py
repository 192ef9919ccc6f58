"""One ballot: what the room is asked, what each person said last, and the count."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from talk.present.room.plain_text import clean
from talk.protocol import jsonrpc
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import (
    Ballot,
    BallotKind,
    NumbersTally,
    Ranked,
    Tally,
    TextCount,
    Vote,
)
from talk.protocol.refusal import refusal
from talk.widgets.base import PreparedBallot, plain_number

TEXTS_SENT = 60
"""Most different texts in a tally."""
MOST_BINS = 20
"""Most bins of a tally of numbers."""

_WANTED: dict[BallotKind, str] = {
    "choice": "one of the options",
    "choices": "some of the options",
    "order": "an order of the options",
    "number": "a number",
    "text": "a few words",
}


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
    prepared: PreparedBallot | None = None
    """What the deck says of it; None where a presenter's screen asked."""
    votes: dict[str, Vote] = field(default_factory=dict)
    """Last vote by person (hash of the secret)."""
    _counts: list[int] = field(init=False)
    """By option: votes for it; in an order, how often it stands in the first tier."""
    _wins: list[list[int]] = field(init=False)
    """Orders only: `_wins[i][j]` people put option i above option j."""
    _numbers: list[float] = field(init=False, default_factory=list)
    """Numbers only: those entered, sorted."""
    _texts: dict[str, list[str]] = field(init=False, default_factory=dict)
    """Texts only: spellings by the text in lower case, in the order in which they came."""
    _barred: set[str] = field(init=False, default_factory=set)
    """Texts, in lower case, that stay off the screens."""

    def __post_init__(self) -> None:
        size = len(self.options)
        self._counts = [0] * size
        # A choice has no pairs, and the matrix of the largest ballot has 4,096 numbers.
        self._wins = [[0] * size for _ in range(size)] if self.kind == "order" else []

    def cast(self, person: str, vote: Vote) -> Vote:
        """Count a person's vote in place of their last one; return it as it counts.

        Raises WireError when the vote does not fit the ballot.
        """
        vote = self._checked(vote)
        # What the last vote added is taken away exactly, as the vote itself is kept.
        before = self.votes.get(person)
        if before is not None:
            self._count(before, -1)
        self.votes[person] = vote
        self._count(vote, 1)
        return vote

    def bar(self, text: str, *, barred: bool) -> None:
        """Keep a text off the screens, or admit it again."""
        if barred:
            self._barred.add(text.casefold())
        else:
            self._barred.discard(text.casefold())

    @property
    def solved(self) -> bool:
        """True once phones may know what is right."""
        return not self.open and not self.hidden

    def wire(self, *, public: bool) -> Ballot:
        """Return the ballot as phones (`public`) or presenters see it."""
        # A presenter's screen asks without a plan: then nothing is right and nothing has bounds.
        plan = self.prepared or PreparedBallot(self.kind)
        told = self.solved or not public
        return Ballot(
            id=self.id,
            kind=self.kind,
            options=self.options,
            open=self.open,
            hidden=self.hidden,
            most=plan.most,
            low=plan.low,
            high=plan.high,
            right=list(plan.right) if told else [],
            right_number=plan.right_number if told else None,
            why=plan.why if told else "",
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
            numbers=self._binned() if self.kind == "number" else None,
            texts=self._most_frequent(public=public),
        )

    def rankings(self) -> list[Ranked]:
        """Return every order, without names.

        They are sorted by what they say: the order in which people voted would tell who said what.
        """
        found = [vote.ranked for vote in self.votes.values() if vote.ranked is not None]
        return sorted(found, key=lambda ranked: (ranked.tiers, ranked.bad))

    def _checked(self, vote: Vote) -> Vote:
        """Return the vote as it counts. Raises WireError."""
        if not self.open:
            raise refusal("vote-closed", "the vote is closed")
        given = {
            "choice": vote.choice,
            "choices": vote.choices,
            "order": vote.ranked,
            "number": vote.number,
            "text": vote.text,
        }
        # Exactly the field of this kind: an empty vote, and one of two kinds, are refused alike.
        if [kind for kind, value in given.items() if value is not None] != [self.kind]:
            text = f"the room is asked for {_WANTED[self.kind]}"
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        self._check_options(_named(vote))
        plan = self.prepared
        if plan is not None and plan.most and len(vote.choices or ()) > plan.most:
            text = (
                f"at most {plan.most} of the options may be chosen, not {len(vote.choices or ())}"
            )
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        if plan and vote.number is not None and not plan.low <= vote.number <= plan.high:
            text = (
                f"the number has to be between {plain_number(plan.low)} and "
                f"{plain_number(plan.high)}; {plain_number(vote.number)} is not"
            )
            raise refusal("number-range", text, low=plan.low, high=plan.high)
        if vote.text is not None:
            text = clean(vote.text)
            if not text:
                raise refusal("text-empty", "the text is empty; write a few words")
            return vote.model_copy(update={"text": text})
        return vote

    def _check_options(self, options: Sequence[int]) -> None:
        # The wire's type refuses negative numbers and bounds each list; only the ballot knows its
        # size.
        if any(option >= len(self.options) for option in options):
            text = (
                f"there are {len(self.options)} options, numbered from 0; "
                f"{max(options)} is none of them"
            )
            raise WireError(jsonrpc.INVALID_PARAMS, text)
        if len(set(options)) != len(options):
            raise WireError(jsonrpc.INVALID_PARAMS, "an option stands in the vote twice")

    def _count(self, vote: Vote, weight: int) -> None:
        for option in [vote.choice] if vote.choice is not None else vote.choices or ():
            self._counts[option] += weight
        if vote.ranked is not None:
            # Only the best tier counts as a vote; who found everything bad has none.
            for option in vote.ranked.tiers[0] if vote.ranked.tiers else ():
                self._counts[option] += weight
            for better, worse in _pairs(vote.ranked):
                self._wins[better][worse] += weight
        if vote.number is not None:
            if weight > 0:
                # Sorted as they come, so that a median needs no pass over a full hall.
                insort(self._numbers, vote.number)
            else:
                self._numbers.remove(vote.number)
        if vote.text is not None:
            self._count_text(vote.text, weight)

    def _count_text(self, text: str, weight: int) -> None:
        spellings = self._texts.setdefault(text.casefold(), [])
        if weight > 0:
            spellings.append(text)
            return
        spellings.remove(text)
        # Nobody says it any more; an answer with the count 0 would stay on the screens.
        if not spellings:
            del self._texts[text.casefold()]

    def _binned(self) -> NumbersTally:
        """Return the numbers as counts of equal bins, and their median."""
        plan = self.prepared or PreparedBallot("number")
        edges = bin_edges(plan.low, plan.high)
        counts = [0] * (len(edges) - 1)
        for number in self._numbers:
            # The highest number is the last edge itself, and belongs to the last bin.
            counts[min(bisect_right(edges, number) - 1, len(counts) - 1)] += 1
        size = len(self._numbers)
        # One number, or the two in the middle of an even count.
        middle = self._numbers[(size - 1) // 2 : size // 2 + 1]
        median = sum(middle) / len(middle) if middle else None
        return NumbersTally(edges=edges, counts=counts, median=median)

    def _most_frequent(self, *, public: bool) -> list[TextCount]:
        """Return the texts, most frequent first; those as frequent in the order of the alphabet."""
        found = [
            # As it was first written: "GPT" and "gpt" are one answer.
            TextCount(text=spellings[0], count=len(spellings), barred=key in self._barred)
            for key, spellings in self._texts.items()
            if not (public and key in self._barred)
        ]
        return sorted(found, key=lambda one: (-one.count, one.text))[:TEXTS_SENT]


def bin_edges(low: float, high: float) -> list[float]:
    """Return the limits of the bins from `low` to `high`.

    A short range of whole numbers has a bin for each of them.
    """
    if low == int(low) and high == int(high) and high - low < MOST_BINS:
        # One more than whole numbers, as each bin reaches to the next number.
        return [low + n for n in range(int(high - low) + 2)]
    return [low + (high - low) * n / MOST_BINS for n in range(MOST_BINS + 1)]


def _named(vote: Vote) -> list[int]:
    """Return every option that a vote names."""
    if vote.choice is not None:
        return [vote.choice]
    if vote.ranked is not None:
        return [*(option for tier in vote.ranked.tiers for option in tier), *vote.ranked.bad]
    return list(vote.choices or ())


def _pairs(ranked: Ranked) -> Iterator[tuple[int, int]]:
    """Yield every pair of options (better, worse); those of one tier make none."""
    # The pile of bad ones is one more tier below all others: which of them is worst was not said.
    tiers = [*ranked.tiers, *([ranked.bad] if ranked.bad else [])]
    for above, below in combinations(tiers, 2):
        for better in above:
            for worse in below:
                yield better, worse
