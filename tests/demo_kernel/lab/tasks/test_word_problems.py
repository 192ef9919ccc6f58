"""The rule that grades a solution, and problems that come out the same again."""

from __future__ import annotations

import pytest

from demo_kernel.lab.tasks.word_problems import is_solved, problems


@pytest.mark.parametrize(
    ("text", "solved"),
    [
        ("The oranges cost 2 x 2 = 4. One apple costs 9 / 3 = 3. Answer: $3.", True),
        ("Answer: $4. No, wait. Answer: $3.", True),
        ("Answer: $3. No, wait. Answer: $4.", False),
        ("One apple costs $3.", False),
        ("Answer: $33.", False),
        ("", False),
    ],
)
def test_the_last_answer_counts(text: str, solved: bool) -> None:
    assert is_solved(text, "$3") == solved


def test_a_draw_is_named_and_its_prices_are_bounded() -> None:
    drawn = problems("a draw", 50, 5)
    assert drawn == problems("a draw", 50, 5)
    assert drawn != problems("another", 50, 5)
    assert all(1 < int(problem.answer.removeprefix("$")) <= 5 for problem in drawn)
