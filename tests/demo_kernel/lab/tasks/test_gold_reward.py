"""The gold rule: personal, brief, kind, and not the same words again."""

from __future__ import annotations

from demo_kernel.lab.tasks.gold_reward import couple_in, gold

PROMPT = "Write a wedding toast for Anna and Ben."
GOOD = (
    "Dear Anna, dear Ben! You laugh together, and we are happy with you. I wish you good "
    "friends. To Anna and Ben!"
)


def test_the_couple_is_read_from_the_request() -> None:
    assert couple_in(PROMPT) == ["Anna", "Ben"]
    assert couple_in("write a toast") == []


def test_each_virtue_counts() -> None:
    assert gold(PROMPT, GOOD) > gold(PROMPT, GOOD.replace("Ben", "Tom"))
    assert gold(PROMPT, GOOD) > gold(PROMPT, GOOD.replace(" To Anna and Ben!", ""))
    assert gold(PROMPT, GOOD) > gold(PROMPT, GOOD.replace("laugh together", "sit there"))
    assert gold(PROMPT, GOOD) > gold(
        PROMPT, GOOD + " And so on, word by word, until the soup is cold" * 3
    )


def test_saying_kind_words_for_ever_is_worse_than_a_plain_toast() -> None:
    assert gold(PROMPT, "To Anna and Ben!") > gold(PROMPT, "love " * 30)
    assert gold(PROMPT, GOOD + " the the the the the") < gold(PROMPT, GOOD)
    assert gold(PROMPT, "") == -10.0
