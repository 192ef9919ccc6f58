"""Counting: one vote a person, the last one, whatever came before.

And orders with ties and bad ones.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talk.present.room.ballot import RoomBallot
from talk.protocol.jsonrpc import WireError
from talk.protocol.methods.room import BallotKind, Ranked, Tally, Vote
from talk.widgets.base import PreparedBallot


def choice(size: int = 3) -> RoomBallot:
    return RoomBallot("q", "choice", [f"option {n}" for n in range(size)])


def order(size: int = 4) -> RoomBallot:
    return RoomBallot("q", "order", [f"answer {n}" for n in range(size)])


def choose(ballot: RoomBallot, person: str, option: int) -> None:
    ballot.cast(person, Vote(ballot="q", choice=option))


def rank(ballot: RoomBallot, person: str, ranked: Ranked) -> None:
    ballot.cast(person, Vote(ballot="q", ranked=ranked))


def prepared(kind: BallotKind, size: int = 0, **plan: Any) -> RoomBallot:
    options = [f"option {n}" for n in range(size)]
    return RoomBallot("q", kind, options, prepared=PreparedBallot(kind, **plan))


def test_votes_are_counted_by_option() -> None:
    ballot = choice()
    for person, option in (("a", 0), ("b", 2), ("c", 2)):
        choose(ballot, person, option)
    tally = ballot.tally(public=True)
    assert (tally.people, tally.counts, tally.wins) == (3, [1, 0, 2], [])


def test_the_last_vote_of_a_person_counts() -> None:
    ballot = choice()
    for option in (0, 1, 2, 1):
        choose(ballot, "a", option)
    assert ballot.tally(public=True).counts == [0, 1, 0]
    assert ballot.tally(public=True).people == 1


def test_an_order_counts_first_places_and_every_pair() -> None:
    ballot = order(3)
    rank(ballot, "a", Ranked(tiers=[[2], [0, 1]]))
    tally = ballot.tally(public=True)
    assert tally.counts == [0, 0, 1]
    assert tally.wins == [[0, 0, 0], [0, 0, 0], [1, 1, 0]]


def test_ties_win_against_nobody_in_their_tier_and_share_the_first_place() -> None:
    ballot = order(2)
    rank(ballot, "a", Ranked(tiers=[[0, 1]]))
    tally = ballot.tally(public=True)
    assert (tally.counts, tally.wins) == ([1, 1], [[0, 0], [0, 0]])


def test_bad_answers_lose_against_all_others_and_none_of_them_is_first() -> None:
    ballot = order(3)
    rank(ballot, "a", Ranked(tiers=[[0]], bad=[1, 2]))
    assert ballot.tally(public=True).wins == [[0, 1, 1], [0, 0, 0], [0, 0, 0]]
    rank(ballot, "a", Ranked(tiers=[], bad=[0, 1, 2]))
    assert ballot.tally(public=True).counts == [0, 0, 0]


def test_answers_left_out_are_not_judged() -> None:
    ballot = order(3)
    rank(ballot, "a", Ranked(tiers=[[0], [1]]))
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
        rank(running, str(person), ranked)
        last[str(person)] = ranked
    fresh = order()
    for person_name, ranked in last.items():
        rank(fresh, person_name, ranked)
    assert running.tally(public=True) == fresh.tally(public=True)


def test_a_hidden_tally_tells_phones_how_many_voted_and_presenters_all() -> None:
    ballot = choice()
    ballot.hidden = True
    choose(ballot, "a", 1)
    assert ballot.wire(public=True).tally == Tally(people=1)
    assert ballot.wire(public=False).tally.counts == [0, 1, 0]


def test_rankings_come_without_names_in_an_order_of_their_own() -> None:
    people = [f"person {n}" for n in range(6)]
    orders = [Ranked(tiers=[[n % 3], [(n + 1) % 3]]) for n in range(6)]
    results = []
    for seed in (1, 2):
        ballot, pairs = order(3), list(zip(people, orders, strict=True))
        random.Random(seed).shuffle(pairs)
        for person, ranked in pairs:
            rank(ballot, person, ranked)
        results.append(ballot.rankings())
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("ranked", "sentence"),
    [
        (Ranked(tiers=[[0], [0]]), "stands in the vote twice"),
        (Ranked(tiers=[[0, 1]], bad=[1]), "stands in the vote twice"),
        (Ranked(tiers=[[4]]), "there are 4 options, numbered from 0; 4 is none of them"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(ranked: Ranked, sentence: str) -> None:
    ballot = order()
    with pytest.raises(WireError, match=sentence):
        rank(ballot, "a", ranked)
    assert ballot.tally(public=True).people == 0


def test_the_wrong_kind_of_vote_is_refused() -> None:
    with pytest.raises(WireError, match="asked for one of the options"):
        rank(choice(), "a", Ranked(tiers=[[0]]))
    with pytest.raises(WireError, match="asked for an order"):
        choose(order(), "a", 0)


def test_a_closed_ballot_takes_no_vote() -> None:
    ballot = choice()
    ballot.open = False
    with pytest.raises(WireError, match="the vote is closed"):
        choose(ballot, "a", 0)


def test_several_options_count_once_each_and_replace_the_last_choice() -> None:
    ballot = prepared("choices", 3)
    ballot.cast("a", Vote(ballot="q", choices=[0, 2]))
    ballot.cast("b", Vote(ballot="q", choices=[2]))
    ballot.cast("a", Vote(ballot="q", choices=[1]))
    assert (ballot.tally(public=True).people, ballot.tally(public=True).counts) == (2, [0, 1, 1])


def test_more_options_than_the_deck_allows_are_refused() -> None:
    ballot = prepared("choices", 3, most=2)
    with pytest.raises(WireError, match="at most 2 of the options may be chosen, not 3"):
        ballot.cast("a", Vote(ballot="q", choices=[0, 1, 2]))
    with pytest.raises(WireError, match="stands in the vote twice"):
        ballot.cast("a", Vote(ballot="q", choices=[1, 1]))


def test_numbers_are_counted_in_bins_with_their_median() -> None:
    ballot = prepared("number", low=0, high=4)
    for person, number in (("a", 4), ("b", 1), ("c", 1), ("a", 2)):
        ballot.cast(person, Vote(ballot="q", number=number))
    tally = ballot.tally(public=True).numbers
    assert tally is not None
    assert (tally.edges, tally.counts, tally.median) == ([0, 1, 2, 3, 4, 5], [0, 2, 1, 0, 0], 1)


def test_a_wide_range_has_equal_bins_and_the_largest_number_is_in_the_last() -> None:
    ballot = prepared("number", low=0, high=1000)
    ballot.cast("a", Vote(ballot="q", number=1000))
    ballot.cast("b", Vote(ballot="q", number=49.9))
    tally = ballot.tally(public=True).numbers
    assert tally is not None
    assert (len(tally.counts), tally.counts[0], tally.counts[-1]) == (20, 1, 1)
    # The mean of both: there is none between them.
    assert tally.median == 524.95


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(WireError, match="between 0 and 100; 101 is not"):
        prepared("number").cast("a", Vote(ballot="q", number=101))


def test_texts_are_counted_whatever_their_case_and_spaces() -> None:
    ballot = prepared("text")
    for person, text in (("a", "Bread"), ("b", "  bread "), ("c", "rye"), ("c", "BREAD")):
        ballot.cast(person, Vote(ballot="q", text=text))
    assert [(one.text, one.count) for one in ballot.tally(public=True).texts] == [("Bread", 3)]


def test_a_barred_text_is_kept_from_phones_and_marked_for_presenters() -> None:
    ballot = prepared("text")
    ballot.cast("a", Vote(ballot="q", text="Rude"))
    ballot.bar("rude", barred=True)
    assert ballot.tally(public=True).texts == []
    assert [one.barred for one in ballot.tally(public=False).texts] == [True]
    ballot.bar("Rude", barred=False)
    assert [one.text for one in ballot.tally(public=True).texts] == ["Rude"]


def test_a_text_of_nothing_but_control_characters_is_refused() -> None:
    with pytest.raises(WireError, match="the text is empty"):
        prepared("text").cast("a", Vote(ballot="q", text="\u202e \u0000"))


def test_what_is_right_reaches_phones_once_the_ballot_is_closed_and_shown() -> None:
    ballot = prepared("choice", 2, right=(1,), why="because")
    for is_open, hidden in ((True, True), (True, False), (False, True)):
        ballot.open, ballot.hidden = is_open, hidden
        assert (ballot.wire(public=True).right, ballot.wire(public=True).why) == ([], "")
    ballot.open, ballot.hidden = False, False
    assert (ballot.wire(public=True).right, ballot.wire(public=True).why) == ([1], "because")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=30))
def test_numbers_and_texts_kept_along_the_way_equal_those_of_the_last_votes(
    votes: list[tuple[int, int]],
) -> None:
    running = prepared("number", low=0, high=9), prepared("text")
    last: dict[str, int] = {}
    for person, value in votes:
        running[0].cast(str(person), Vote(ballot="q", number=value))
        running[1].cast(str(person), Vote(ballot="q", text=str(value)))
        last[str(person)] = value
    fresh = prepared("number", low=0, high=9), prepared("text")
    for name, value in last.items():
        fresh[0].cast(name, Vote(ballot="q", number=value))
        fresh[1].cast(name, Vote(ballot="q", text=str(value)))
    assert [one.tally(public=True) for one in running] == [one.tally(public=True) for one in fresh]
