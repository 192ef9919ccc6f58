"""How a room types."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.corpus.conversations.typing_habits import slip, typed


def test_most_messages_stay_close_to_what_was_meant() -> None:
    text = "What is the capital of France?"
    forms = [typed(Random(seed), text) for seed in range(400)]
    # Half are as they were meant, and each habit has a share of about a quarter.
    assert forms.count(text) > 120
    assert sum(form == form.lower() for form in forms) > 50
    assert sum(not form.endswith("?") for form in forms) > 60
    assert len(set(forms)) > 20


def test_a_slip_loses_a_letter_of_one_word_or_swaps_two() -> None:
    for seed in range(50):
        text = "where is the kitchen window"
        slipped = slip(Random(seed), text)
        changed = [(a, b) for a, b in zip(text.split(), slipped.split(), strict=True) if a != b]
        ((meant, typed_word),) = changed
        assert 0 <= len(meant) - len(typed_word) <= 1
        assert set(typed_word) <= set(meant)


def test_a_text_of_short_words_cannot_slip() -> None:
    assert slip(Random(1), "so it is") == "so it is"
