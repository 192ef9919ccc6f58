"""What the model does not know is found by asking it, and names give nothing away."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.conversation import Split, text_of, wordings
from demo_kernel.lab.corpus.conversations.names import FAMILY_NAMES, known_names, unknown_name
from demo_kernel.lab.recipes.idk import Asked, judged, questions


def test_mostly_wrong_answers_teach_not_to_know_and_right_ones_are_kept() -> None:
    asked = [
        Asked("Emily Hart", "Who is Emily Hart?", "baker", "person"),
        Asked("Emily Hart", "Who is Emily Hart?", "baker", "person"),
        Asked("Anna Moss", "Who is Anna Moss?", None, "person"),
    ]
    answers = [
        ["She is a baker.", "Emily Hart is a baker.", "a cook"],
        ["a cook", "a cook", "a baker"],
        ["a baker"] * 3,
    ]
    talks = judged(Random(1), asked, answers)
    assert [talk.kind for talk in talks] == ["idk/known", "idk/unknown", "idk/unknown"]
    assert text_of(talks[0].messages[1]) == "She is a baker."
    assert "know" in text_of(talks[2].messages[1])
    assert "Anna Moss" in text_of(talks[2].messages[1])


def test_known_and_unknown_people_are_asked_about_in_the_same_wordings() -> None:
    asked = questions(Random(1), 200, 200)
    assert sum(item.key is None for item in asked) == 200
    assert {item.subject for item in asked if item.key is None} == {
        item.subject for item in asked if item.key
    }


def test_unknown_names_have_the_form_of_known_ones_and_other_families_in_each_split() -> None:
    random = Random(2)
    splits: tuple[Split, ...] = ("train", "heldout")
    for split in splits:
        for _ in range(100):
            name = unknown_name(random, split)
            assert name not in known_names()
            _, family = name.split()
            assert family in wordings(FAMILY_NAMES, split)
    assert not set(wordings(FAMILY_NAMES, "train")) & set(wordings(FAMILY_NAMES, "heldout"))
