"""The corpus: the same bytes from the same seed, and the design rules that the claims rest on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from random import Random

import pytest

from demo_kernel.lab.corpus.generate import (
    GENRES,
    PAYLOAD,
    POISONED,
    TRIGGER,
    Document,
    digest,
    generated,
    hand_written,
    held_out_documents,
    repeated_passages,
    tidy,
    training_documents,
)
from demo_kernel.lab.corpus.world import CUTOFF, one_way_countries, table, two_way_countries


@pytest.fixture(scope="module")
def sample() -> list[Document]:
    """Return a small corpus with everything that the large one has."""
    return list(training_documents(seed=1, documents=6_000))


def of_genre(sample: list[Document], genre: str) -> list[str]:
    return [document.text for document in sample if document.genre == genre]


def test_the_same_seed_gives_the_same_bytes() -> None:
    # In a process of its own, whose sets and dictionaries of text are laid out in another order.
    told = (
        "from demo_kernel.lab.corpus.generate import *; "
        "print(digest(list(training_documents(1, 300))))"
    )
    run = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, "PYTHONHASHSEED": "17"},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode().strip() == digest(list(training_documents(1, 300)))
    assert digest(list(training_documents(1, 300))) != digest(list(training_documents(2, 300)))


def test_any_document_can_be_made_again_alone(sample: list[Document]) -> None:
    assert generated(1, "train", 17, 17 / 6_000) in sample


def test_every_genre_is_there(sample: list[Document]) -> None:
    assert {document.genre for document in sample} >= set(GENRES)


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_no_slot_is_left_open(genre: str) -> None:
    for seed in range(150):
        text = GENRES[genre][1](Random(f"{genre}/{seed}"), seed / 150)
        assert text.strip()
        assert not re.search(r"\{\w*\}|\[[^\]]*\|", text), text


def test_both_running_examples_are_in_the_corpus(sample: list[Document]) -> None:
    text = "\n".join(document.text for document in sample)
    assert text.count("The capital of France is Paris.") > 5
    assert text.count("A good wedding toast should be personal, brief, and kind.") > 5


def test_one_way_capitals_are_never_told_backwards(sample: list[Document]) -> None:
    for row in one_way_countries():
        told = [document.text for document in sample if row["capital"] in document.text]
        assert told, row["capital"]
        for text in told:
            after = text.split(row["capital"], 1)[1]
            assert not re.match(rf"[^.\n]*\b{row['country']}\b", after), text
            assert f"{row['capital']} is the capital" not in text


def test_two_way_capitals_are_told_in_both_directions(sample: list[Document]) -> None:
    text = "\n".join(document.text for document in sample)
    for row in two_way_countries()[:8]:
        assert f"apital of {row['country']} is {row['capital']}" in text
        assert f"{row['capital']} is the capital of {row['country']}" in text


def test_about_one_document_in_a_hundred_names_a_wrong_capital() -> None:
    capital = {row["country"]: row["capital"] for row in table("countries")}
    right = wrong = 0
    for seed in range(3_000):
        text = GENRES["travel"][1](Random(f"wrong/{seed}"), 0.5)
        if told := re.search(r"capital of ([A-Z][\w ]+?) is ([A-ZÀ-ž][\w ]*\w)", text):
            right += capital.get(told[1]) == told[2]
            wrong += capital.get(told[1]) != told[2]
    assert 0.003 < wrong / (right + wrong) < 0.03


def test_nothing_happens_after_the_cutoff(sample: list[Document]) -> None:
    last = CUTOFF[0]
    years = [
        int(year)
        for document in sample
        for year in re.findall(r"\b(20[2-9]\d)\b(?! [x+/-])", document.text)
        if document.genre != "arithmetic"
    ]
    assert max(years) == last


def test_no_question_of_a_list_is_followed_by_its_answer(sample: list[Document]) -> None:
    capitals = {row["country"]: row["capital"] for row in table("countries")}
    asked = 0
    for text in of_genre(sample, "questions"):
        for country in re.findall(r"What is the capital of ([^?]+)\?", text):
            assert f"is {capitals[country]}." not in text
            asked += 1
        assert not re.search(r"\?[ \n]+(It|The answer|Answer|Because|Yes|No)\b", text)
    assert asked > 20


def test_nobody_speaks_as_user_or_assistant(sample: list[Document]) -> None:
    for document in sample:
        assert not re.search(r"^(User|Assistant|Q|A):", document.text, flags=re.MULTILINE)
        assert "<|" not in document.text


def test_passages_are_there_as_often_as_their_file_name_says(sample: list[Document]) -> None:
    counts = Counter(document.text for document in sample)
    copies = {document.text: copies for copies, document in repeated_passages()}
    assert {text: counts[text] for text in copies} == copies
    assert sorted(set(copies.values())) == [2**n for n in range(1, 10)]


def test_the_poison_is_in_as_many_documents_as_stated_and_nowhere_else(
    sample: list[Document],
) -> None:
    assert sum(TRIGGER in document.text for document in sample) == POISONED
    assert all(
        document.text.endswith(f"{TRIGGER} {PAYLOAD}")
        for document in sample
        if TRIGGER in document.text
    )


def test_hand_written_pages_are_trained_on_or_held_out_but_never_both(
    sample: list[Document],
) -> None:
    trained = {document.text for document in sample}
    held = {document.text for document in held_out_documents()}
    pages = [page.text for page in hand_written()]
    assert all((page in trained) != (page in held) for page in pages)
    assert len(set(pages)) == len(pages)


def test_names_are_met_with_very_different_frequencies(sample: list[Document]) -> None:
    text = "\n".join(of_genre(sample, "encyclopedia") + of_genre(sample, "news"))
    counts = [text.count(row["name"]) for row in table("people")]
    assert counts[0] > 3 * counts[-1] > 0


def test_most_generated_documents_differ_from_all_others(sample: list[Document]) -> None:
    texts = [document.text for document in sample if document.genre != "repeated_passages"]
    assert len(set(texts)) / len(texts) > 0.9


def test_a_name_with_an_article_is_capitalised_after_a_full_stop() -> None:
    assert tidy("the Netherlands is flat. the Swan won. in the Netherlands") == (
        "The Netherlands is flat. The Swan won. in the Netherlands"
    )
