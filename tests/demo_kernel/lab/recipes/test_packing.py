"""Documents to rows: nothing lost with padding, little without, every row a fresh start."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.recipes.packing import pack

BEGIN = 0


def documents(count: int, longest: int) -> list[list[int]]:
    random = Random(1)
    return [[BEGIN, *([i % 1000 + 1] * random.randint(1, longest - 1))] for i in range(count)]


def test_every_row_begins_with_the_begin_of_document_token() -> None:
    rows = pack(documents(300, 30), 64)
    assert rows.shape[1] == 64
    assert (rows[:, 0] == BEGIN).all()


def test_padding_loses_nothing() -> None:
    given = documents(300, 30)
    rows = pack(given, 64, pad=True)
    assert sorted(rows[rows >= 0].tolist()) == sorted(
        token for document in given for token in document
    )


def test_without_padding_rows_are_full_and_little_is_cut() -> None:
    given = documents(2_000, 30)
    rows = pack(given, 64)
    # The last few are filled from what is left, which may be too little for a row.
    assert (rows[:-8] >= 0).all()
    assert (rows >= 0).sum() > 0.97 * sum(len(document) for document in given)


def test_a_long_document_is_split_over_rows() -> None:
    rows = pack([[BEGIN, *range(1, 100)]], 40, pad=True)
    assert rows[rows >= 0].tolist() == [BEGIN, *range(1, 100)]


def test_the_order_is_kept_roughly() -> None:
    given = [[BEGIN, *([i] * 20)] for i in range(1, 3_000)]
    rows = pack(given, 64)
    first = [int(row[1]) for row in rows if row[1] > 0]
    assert first == sorted(first)
