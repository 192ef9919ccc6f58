"""Make word problems with known answers, and grade a solution by rule."""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from demo_kernel.lab.corpus.arithmetic import word_problem


class Problem(NamedTuple):
    """A word problem and its answer."""

    text: str
    answer: str
    """As a solution must say it, e.g. `$3`."""


def problems(name: str, number: int, most_price: int) -> list[Problem]:
    """Return `number` problems, the same for the same name, with prices up to `most_price`."""
    random = Random(name)
    # At progress 1: the hardest kind that the corpus has.
    made = (word_problem(random, 1.0, most_price) for _ in range(number))
    return [
        Problem(text, answer.removeprefix("Answer: ").removesuffix(".")) for text, _, answer in made
    ]


def is_solved(text: str, answer: str) -> bool:
    """Return whether the last dollar amount after "Answer:" is the right one."""
    said = re.findall(r"Answer: (\$\d+)", text)
    # The last one, as a solution may correct itself.
    return bool(said) and said[-1] == answer
