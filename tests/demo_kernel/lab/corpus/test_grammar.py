"""The grammar language of the corpus, one feature a test."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from demo_kernel.lab.corpus.grammar import (
    GRAMMARS_FOLDER,
    GrammarError,
    parse_grammar,
    read_grammar,
    with_article,
)


def written(text: str, seed: int = 1, **context: str) -> str:
    return parse_grammar(text, "test").write("start", Random(seed), context)


def test_a_slot_takes_the_value_of_the_context() -> None:
    assert written("## start\nHello {name}.", name="Ida") == "Hello Ida."


def test_a_slot_without_a_value_takes_a_rule() -> None:
    assert written("## start\nHello {who}.\n## who\nworld") == "Hello world."


def test_square_brackets_choose_and_may_be_nested_or_empty() -> None:
    texts = {written("## start\n[a|b[1|2]|]", seed) for seed in range(60)}
    assert texts == {"a", "b1", "b2", ""}


def test_what_is_remembered_stays_the_same_in_the_document() -> None:
    text = written(
        "## start\n{hero<name} and {hero} and {hero<name}.\n## name\nAda\nBen\nCora", seed=3
    )
    first = text.split()[0]
    assert text == f"{first} and {first} and {first}."


def test_remembering_without_writing_leaves_no_trace() -> None:
    assert written("## start\n{hero<<name}[{hero}].\n## name\nAda") == "Ada."


def test_a_rule_may_be_remembered_under_its_own_name() -> None:
    text = written("## start\n{pet<pet}, {pet}, {other<pet}\n## pet\ncat\ndog")
    first, second, third = text.split(", ")
    assert first == second != third


def test_capitals_and_articles() -> None:
    assert (
        written("## start\n{^animal}, {a:animal}, {^a:animal}", animal="owl")
        == "Owl, an owl, An owl"
    )
    assert [with_article(noun) for noun in ("uniform", "hour", "river")] == [
        "a uniform",
        "an hour",
        "a river",
    ]


def test_a_range_gives_a_number_inside_it() -> None:
    numbers = {int(written("## start\n{3-5}", seed)) for seed in range(40)}
    assert numbers == {3, 4, 5}


def test_a_backslash_n_is_a_new_line() -> None:
    assert written("## start\none\\ntwo") == "one\ntwo"


def test_no_alternative_comes_twice_before_all_have_come() -> None:
    text = written("## start\n{n}{n}{n}{n}\n## n\n1\n2\n3\n4")
    assert sorted(text) == ["1", "2", "3", "4"]


def test_zipf_rules_prefer_their_first_alternatives() -> None:
    grammar = parse_grammar("## start (zipf)\na\nb\nc\nd", "test")
    counts = Counter(grammar.write("start", Random(seed)) for seed in range(400))
    assert counts["a"] > counts["b"] > counts["d"]


def test_the_same_seed_writes_the_same_text() -> None:
    grammar = read_grammar("common", "poems")
    context = {"country": "Peru", "language": "Spanish"}
    assert grammar.write("document", Random(5), context) == grammar.write(
        "document", Random(5), context
    )


def test_an_unknown_slot_is_named() -> None:
    with pytest.raises(GrammarError, match="no rule and no value is named 'nobody'"):
        written("## start\n{nobody}")


def test_text_before_the_first_rule_is_refused_with_its_line() -> None:
    with pytest.raises(GrammarError, match="test:2: text before the first rule"):
        parse_grammar("# a comment\nlost", "test")


def test_a_rule_without_alternatives_is_refused() -> None:
    with pytest.raises(GrammarError, match="test: rule 'empty' has no alternative"):
        parse_grammar("## start\nx\n## empty\n", "test")


@pytest.mark.parametrize("path", sorted(GRAMMARS_FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_grammar_file_of_the_corpus_can_be_read(path: Path) -> None:
    assert read_grammar(path.stem).rules
