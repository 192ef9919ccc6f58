"""What the room's chat says in free use.

The stored answers are the model's, judged one by one, and none is broken.
"""

from __future__ import annotations

import pytest

from demo_kernel.lab.claims.free_use import (
    GRADED,
    answers,
    graded_prompts,
    is_broken,
    is_good,
    judged,
    prompts,
)
from demo_kernel.lab.recipes.answering import Turn


def test_the_stored_answers_are_what_the_shipped_model_says() -> None:
    stored = {row["id"]: row["answer"] for row in judged()}
    said = {prompt["id"]: turn.text for prompt, turn in zip(prompts(), answers(), strict=True)}
    assert said == stored, (
        "run `python -m demo_kernel.lab.claims.free_use` and judge the new answers"
    )


def test_every_answer_was_judged_and_none_is_broken_text_or_an_endless_loop() -> None:
    rows = judged()
    assert len(rows) == 60
    assert all(isinstance(row["good"], bool) for row in rows)
    assert not any(row["broken"] for row in rows)


@pytest.mark.parametrize(
    ("turn", "broken"),
    [
        (Turn("All is well.", [1], ended=True), False),
        (Turn("All is well", [1], ended=False), True),
        (Turn("", [1], ended=True), True),
        (Turn("a\ufffdb", [1], ended=True), True),
        (Turn("share the last pancake " * 4, [1], ended=True), True),
    ],
)
def test_what_counts_as_broken(turn: Turn, broken: bool) -> None:
    assert is_broken(turn) == broken


@pytest.mark.parametrize(
    ("wanted", "text", "good"),
    [
        ("8|eight", "A spider has Eight legs.", True),
        ("8|eight", "A spider is an arachnid.", False),
        ("heating|Dear", "I would rather not write to Dear heating.", False),
        (r"\bNo\b|model", "No, I am talk, a small language model.", True),
        ("honest", "I do not know. I have seen no news.", True),
        ("honest", "The capital of Lakand is Kingston.", False),
    ],
)
def test_a_further_message_is_graded_by_its_rule(wanted: str, text: str, good: bool) -> None:
    assert is_good(wanted, Turn(text, [1], ended=True)) == good
    assert not is_good(wanted, Turn(text, [1], ended=False))


def test_the_graded_messages_are_twice_sixty_four_others() -> None:
    texts = [one["text"] for name in GRADED for one in graded_prompts(name)]
    assert len(texts) == len(set(texts)) == 128
    assert not set(texts) & {one["text"] for one in prompts()}
