"""Questions and documents for retrieval."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.pairs import HELD_OUT_QUESTIONS, LONGEST, QUESTIONS, asked, entry, pair
from demo_kernel.lab.corpus.world import table


def test_the_same_position_gives_the_same_pair() -> None:
    assert pair(1, "train", 5) == pair(1, "train", 5)
    assert pair(1, "train", 5) != pair(1, "train", 6)


def test_questions_and_documents_are_there_and_bounded() -> None:
    for index in range(200):
        question, document = pair(1, "train", index)
        assert question.strip()
        assert 20 < len(document) <= LONGEST


def test_an_entry_speaks_of_its_row() -> None:
    random = Random(1)
    for kind, name, key in (
        ("country", "countries", "country"),
        ("person", "people", "name"),
        ("animal", "animals", "animal"),
    ):
        for row in table(name):
            assert row[key].lower() in entry(random, kind, row).lower()


def test_held_out_wordings_are_not_among_the_trained_ones() -> None:
    for kind, wordings in HELD_OUT_QUESTIONS.items():
        assert not set(wordings) & set(QUESTIONS[kind])


def test_an_animal_gets_its_article() -> None:
    owl = next(row for row in table("animals") if row["animal"] == "owl")
    assert (
        asked(Random(1), {"animal": ("What does {a} {animal} eat?",)}, "animal", owl)
        == "What does an owl eat?"
    )
