"""Every sum in the corpus is right."""

from __future__ import annotations

import operator
import re
from random import Random

import pytest

from demo_kernel.lab.corpus.arithmetic import MOST_PRICE, arithmetic, columns, word_problem

SUM = re.compile(r"(?<![\d+x/-] )\b(\d+)((?: ?[-+x/] ?\d+)+) ?= ?(\d+)")
WORDED = re.compile(r"\b(\d+) (plus|minus|times|divided by) (\d+) is (\d+)")
OPERATORS = {"+": operator.add, "-": operator.sub, "x": operator.mul, "/": operator.truediv}
SIGNS = {"plus": "+", "minus": "-", "times": "x", "divided by": "/"}


def value(expression: str) -> float:
    """Left to right, which is enough: no expression mixes signs."""
    numbers = [int(number) for number in re.findall(r"\d+", expression)]
    result: float = numbers[0]
    for sign, number in zip(re.findall(r"[-+x/]", expression), numbers[1:], strict=True):
        result = OPERATORS[sign](result, number)
    return result


@pytest.mark.parametrize("progress", [0.0, 0.2, 0.5, 0.99])
def test_every_written_sum_is_right(progress: float) -> None:
    seen = 0
    for seed in range(200):
        text = arithmetic(Random(f"{progress}/{seed}"), progress)
        for first, rest, result in SUM.findall(text):
            assert value(first + rest) == int(result), text
            seen += 1
        for left, word, right, result in WORDED.findall(text):
            assert value(f"{left} {SIGNS[word]} {right}") == int(result), text
            seen += 1
    assert seen > 500


def test_the_answer_of_a_word_problem_is_the_last_step() -> None:
    for seed in range(200):
        _, steps, answer = word_problem(Random(seed), 1.0)
        assert steps.rstrip(".").endswith("= " + answer.removeprefix("Answer: $").rstrip("."))


def test_the_answers_are_spread_so_that_guessing_fails() -> None:
    answers = [word_problem(Random(seed), 1.0, MOST_PRICE)[2] for seed in range(1_000)]
    most = max(answers.count(answer) for answer in set(answers))
    assert len(set(answers)) == MOST_PRICE - 1
    assert most / len(answers) < 0.15


def test_columns_end_in_the_true_sum() -> None:
    for seed in range(100):
        sums = re.findall(r"So (\d+) \+ (\d+) = (\d+)", columns(Random(seed), 0.9))
        assert sums
        assert all(int(a) + int(b) == int(total) for a, b, total in sums)


def test_early_pages_hold_smaller_numbers_than_late_ones() -> None:
    def mean(progress: float) -> float:
        pages = " ".join(arithmetic(Random(seed), progress) for seed in range(150))
        numbers = [int(number) for number in re.findall(r"\d+", pages)]
        return sum(numbers) / len(numbers)

    assert mean(0.0) < mean(0.9)
