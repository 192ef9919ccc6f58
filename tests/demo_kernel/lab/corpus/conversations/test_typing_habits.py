"""How a room types."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.typing_habits import slip, typed


def test_most_messages_stay_close_to_what_was_meant() -> None:
    text = "What is the capital of France?"
    forms = [typed(Random(seed), text) for seed in range(400)]
    assert forms.count(text) > 120
    assert sum(form == form.lower() for form in forms) > 50
    assert sum(not form.endswith("?") for form in forms) > 60
    assert len(set(forms)) > 20


def test_a_slip_changes_one_word_by_one_letter_or_two() -> None:
    for seed in range(50):
        text = "where is the kitchen window"
        slipped = slip(Random(seed), text)
        changed = [(a, b) for a, b in zip(text.split(), slipped.split(), strict=True) if a != b]
        assert len(changed) <= 1
        assert all(abs(len(a) - len(b)) <= 1 and set(b) <= set(a) for a, b in changed)


def test_a_text_of_short_words_cannot_slip() -> None:
    assert slip(Random(1), "so it is") == "so it is"
