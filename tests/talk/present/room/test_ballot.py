"""Counting: one vote a person, the last one, whatever came before.

And orders with ties and bad ones.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talk.present.room.ballot import RoomBallot
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import Ranked


def choice(size: int = 3) -> RoomBallot:
    return RoomBallot("q", "choice", [f"option {n}" for n in range(size)])


def order(size: int = 4) -> RoomBallot:
    return RoomBallot("q", "order", [f"answer {n}" for n in range(size)])


def test_votes_are_counted_by_option() -> None:
    ballot = choice()
    for person, option in (("a", 0), ("b", 2), ("c", 2)):
        ballot.choose(person, option)
    tally = ballot.tally(public=True)
    assert (tally.people, tally.counts, tally.wins) == (3, [1, 0, 2], [])


def test_the_last_vote_of_a_person_counts() -> None:
    ballot = choice()
    for option in (0, 1, 2, 1):
        ballot.choose("a", option)
    assert ballot.tally(public=True).counts == [0, 1, 0]
    assert ballot.tally(public=True).people == 1


def test_an_order_counts_first_places_and_every_pair() -> None:
    ballot = order(3)
    ballot.rank("a", Ranked(tiers=[[2], [0, 1]]))
    tally = ballot.tally(public=True)
    assert tally.counts == [0, 0, 1]
    assert tally.wins == [[0, 0, 0], [0, 0, 0], [1, 1, 0]]


def test_ties_win_against_nobody_in_their_tier_and_share_the_first_place() -> None:
    ballot = order(2)
    ballot.rank("a", Ranked(tiers=[[0, 1]]))
    tally = ballot.tally(public=True)
    assert (tally.counts, tally.wins) == ([1, 1], [[0, 0], [0, 0]])


def test_bad_answers_lose_against_all_others_and_none_of_them_is_first() -> None:
    ballot = order(3)
    ballot.rank("a", Ranked(tiers=[[0]], bad=[1, 2]))
    assert ballot.tally(public=True).wins == [[0, 1, 1], [0, 0, 0], [0, 0, 0]]
    ballot.rank("a", Ranked(tiers=[], bad=[0, 1, 2]))
    assert ballot.tally(public=True).counts == [0, 0, 0]


def test_answers_left_out_are_not_judged() -> None:
    ballot = order(3)
    ballot.rank("a", Ranked(tiers=[[0], [1]]))
    wins = ballot.tally(public=True).wins
    assert (wins[0][2], wins[2][0], wins[1][2], wins[2][1]) == (0, 0, 0, 0)


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.permutations(range(4)), st.integers(0, 4)), max_size=30
    )
)
def test_counts_kept_along_the_way_equal_counts_of_the_last_votes(
    votes: list[tuple[int, list[int], int]],
) -> None:
    running, last = order(), {}
    for person, options, cut in votes:
        ranked = Ranked(tiers=[[option] for option in options[:cut]], bad=options[cut:])
        running.rank(str(person), ranked)
        last[str(person)] = ranked
    fresh = order()
    for person_name, ranked in last.items():
        fresh.rank(person_name, ranked)
    assert running.tally(public=True) == fresh.tally(public=True)


def test_a_hidden_tally_tells_phones_how_many_voted_and_presenters_all() -> None:
    ballot = choice()
    ballot.hidden = True
    ballot.choose("a", 1)
    assert ballot.wire(public=True).tally.model_dump() == {"people": 1, "counts": [], "wins": []}
    assert ballot.wire(public=False).tally.counts == [0, 1, 0]


def test_rankings_come_without_names_in_an_order_of_their_own() -> None:
    people = [f"person {n}" for n in range(6)]
    orders = [Ranked(tiers=[[n % 3], [(n + 1) % 3]]) for n in range(6)]
    results = []
    for seed in (1, 2):
        ballot, pairs = order(3), list(zip(people, orders, strict=True))
        random.Random(seed).shuffle(pairs)
        for person, ranked in pairs:
            ballot.rank(person, ranked)
        results.append(ballot.rankings())
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("ranked", "sentence"),
    [
        (Ranked(tiers=[[0], [0]]), "stands in the order twice"),
        (Ranked(tiers=[[0, 1]], bad=[1]), "stands in the order twice"),
        (Ranked(tiers=[[4]]), "there are 4 options, numbered from 0; 4 is none of them"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(ranked: Ranked, sentence: str) -> None:
    ballot = order()
    with pytest.raises(WireError, match=sentence):
        ballot.rank("a", ranked)
    assert ballot.tally(public=True).people == 0


def test_the_wrong_kind_of_vote_is_refused() -> None:
    with pytest.raises(WireError, match="asked for one of the options"):
        choice().rank("a", Ranked(tiers=[[0]]))
    with pytest.raises(WireError, match="asked for an order"):
        order().choose("a", 0)


def test_a_closed_ballot_takes_no_vote() -> None:
    ballot = choice()
    ballot.open = False
    with pytest.raises(WireError, match="the vote is closed"):
        ballot.choose("a", 0)
