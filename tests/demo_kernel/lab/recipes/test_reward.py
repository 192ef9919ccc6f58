"""Rankings for the reward model: by the gold rule, and stored so that they come back the same."""

from __future__ import annotations

from pathlib import Path
from random import Random

from demo_kernel.lab.recipes.reward import (
    Ranked,
    pairs,
    ranked,
    read_rankings,
    requests,
    write_rankings,
)
from demo_kernel.lab.tasks.gold_reward import couple_in, gold
from demo_kernel.tokens.tokenizer import vocabulary

from ...tiny_network import tiny_network

TALK = vocabulary("talk-4k")


def test_requests_name_a_couple() -> None:
    assert all(couple_in(text) for text in requests(Random(1), 50))


def test_a_ranking_has_the_gold_rules_order() -> None:
    (ranking,) = ranked(tiny_network(128), TALK, ["A toast for Anna and Ben."], 4, 1.0, seed=3)
    worth = [gold(ranking.prompt, ranking.answers[n]) for n in ranking.order]
    assert worth == sorted(worth, reverse=True)
    assert sorted(ranking.order) == [0, 1, 2, 3]


def test_answers_that_the_rule_holds_equal_make_no_pair() -> None:
    same = Ranked(
        "A toast for Anna and Ben.", ["To Anna and Ben!", "To Anna and Ben!", "no"], [0, 1, 2]
    )
    assert len(pairs(tiny_network(128), TALK, same)) == 2


def test_stored_rankings_come_back_and_their_bytes_are_fixed(tmp_path: Path) -> None:
    rankings = [Ranked("a", ["x", "ü"], [1, 0]), Ranked("b", ["y", "z"], [0, 1])]
    write_rankings(tmp_path / "one", rankings)
    write_rankings(tmp_path / "two", rankings)
    assert read_rankings(tmp_path / "one") == rankings
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
