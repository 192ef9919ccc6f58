"""Lists under a rule of their own, and facts that hold in one document only."""

from __future__ import annotations

import re
from random import Random

from demo_kernel.lab.corpus.rules import (
    ARROWS,
    invented_atlas,
    invented_word,
    make_rule,
    other_world,
    recalled_pairs,
    rule_list,
)


def pairs_of(text: str) -> list[tuple[str, str]]:
    arrow = next(arrow for arrow in ARROWS if all(arrow in line for line in text.split("\n")))
    return [(line.partition(arrow)[0], line.partition(arrow)[2]) for line in text.split("\n")]


def test_the_same_seed_makes_the_same_rule() -> None:
    for seed in range(100):
        rule, source = make_rule(Random(seed))
        rule_again, _ = make_rule(Random(seed))
        word = source()
        assert rule(word) == rule_again(word)


def test_documents_have_different_rules() -> None:
    results = {make_rule(Random(seed))[0]("bim dor") for seed in range(60)}
    assert len(results) > 25


def test_a_list_has_enough_pairs_to_show_its_rule() -> None:
    for seed in range(50):
        assert 6 <= len(pairs_of(rule_list(Random(seed), 0.5))) <= 18


def test_invented_words_repeat_rarely() -> None:
    random = Random(1)
    assert len({invented_word(random) for _ in range(1_000)}) > 700


def test_what_was_told_comes_back_unchanged() -> None:
    for seed in range(50):
        pairs = pairs_of(recalled_pairs(Random(seed), 0.5))
        told = dict(pairs)
        assert all(told[left] == right for left, right in pairs)
        assert len(told) < len(pairs)


def test_an_invented_country_keeps_its_capital_within_the_page() -> None:
    told_again = 0
    for seed in range(100):
        text = invented_atlas(Random(seed), 0.5)
        capitals: dict[str, list[str]] = {}
        for country, capital in re.findall(r"capital of (\w+) is (\w+)\.", text):
            capitals.setdefault(country, []).append(capital)
        assert all(len(set(names)) == 1 for names in capitals.values())
        told_again += any(len(names) > 1 for names in capitals.values())
    # Most pages name a capital more than once.
    assert told_again > 80


def test_a_tale_keeps_to_its_own_capital() -> None:
    for seed in range(50):
        told = re.findall(
            r"capital of [\w ]+? is ([A-ZÀ-ž][\w ]*?)[.,]", other_world(Random(seed), 0.5)
        )
        assert len(told) == 2
        assert told[0] == told[1]
