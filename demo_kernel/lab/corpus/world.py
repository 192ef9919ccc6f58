"""Read the facts of the corpus' small world from the data files in `world/`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

WORLD_FOLDER = Path(__file__).parent / "world"
CUTOFF = (2023, 12)
"""Last year and month that any document mentions as past; nothing happens after it."""

Row = Mapping[str, str]
T = TypeVar("T")


@cache
def table(name: str) -> tuple[Row, ...]:
    """Return the rows of `world/<name>.tsv`, each a mapping from column to text."""
    with (WORLD_FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        # A tuple, since the cache hands the same rows to everybody.
        return tuple(csv.DictReader(file, delimiter="\t"))


@cache
def two_way_countries() -> tuple[Row, ...]:
    """Return the countries whose capital is told in both directions."""
    return tuple(row for row in table("countries") if row["one_way"] == "no")


@cache
def one_way_countries() -> tuple[Row, ...]:
    """Return the countries of which the corpus says only "the capital of X is Y".

    They are for the reversal claim.
    """
    return tuple(row for row in table("countries") if row["one_way"] == "yes")


def zipf(random: Random, items: Sequence[T], offset: float = 4.0) -> T:
    """Return one item; the n-th is chosen with a weight of 1 / (n + offset).

    So the early ones are met far more often.
    """
    # The offset flattens the head, or the first country would be in a fifth of all pages.
    return random.choices(items, [1 / (rank + offset) for rank in range(1, len(items) + 1)])[0]


def date(random: Random) -> str:
    """Return a day from 2015 to the cutoff, as the Gazette prints it."""
    year = random.randint(2015, CUTOFF[0])
    month = random.choice(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    )
    # Up to 28, which every month has.
    return f"{random.randint(1, 28)} {month} {year}"
