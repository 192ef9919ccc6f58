"""Write sums, tables and word problems: answer-first and step by step, easy ones first.

`progress` runs from 0 at the beginning of the corpus to 1 at its end: single operations come first
and often, then larger numbers, then problems that chain them. Every number that a word problem's
steps need is practised alone too.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

MOST_COUNT = 9
MOST_PRICE = 12
"""Up to this prices are practised; the eight tables of products and quotients up to it can be known
by heart."""
HARD_PRICE = 20
"""Up to this prices are met now and then: what practice with verifiable results (recipes/rl.py) has
left to gain."""


def addition(random: Random, most: int) -> tuple[int, str, int, int]:
    """Return a + b with both up to `most`."""
    a, b = random.randint(1, most), random.randint(1, most)
    return a, "+", b, a + b


def subtraction(random: Random, most: int) -> tuple[int, str, int, int]:
    """Return a - b, never below zero."""
    a, b = sorted((random.randint(1, most), random.randint(1, most)), reverse=True)
    return a, "-", b, a - b


def multiplication(random: Random, most: int) -> tuple[int, str, int, int]:
    """Return a count times a price, in either order; `most` bounds the larger factor."""
    a, b = random.randint(2, MOST_COUNT), random.randint(2, max(3, min(most, HARD_PRICE)))
    # Count first more often, as in the steps of a word problem.
    return (a, "x", b, a * b) if random.random() < 0.6 else (b, "x", a, a * b)


def division(random: Random, most: int) -> tuple[int, str, int, int]:
    """Return a product divided by a count."""
    # Made from a product, so that it always comes out whole.
    # Made from a product, so that it always comes out whole.
    a, b = random.randint(2, MOST_COUNT), random.randint(2, max(3, min(most, HARD_PRICE)))
    return a * b, "/", a, b


OPERATIONS: tuple[Callable[[Random, int], tuple[int, str, int, int]], ...] = (
    addition,
    subtraction,
    multiplication,
    division,
)
WORDS = {"+": "plus", "-": "minus", "x": "times", "/": "divided by"}


def sums(random: Random, progress: float) -> str:
    """Return a page of solved sums, all in one notation."""
    most = random.choice(
        [9, 9, 20] if progress < 0.1 else [9, 20, 20, 99] if progress < 0.3 else [9, 20, 99, 200]
    )
    operations = random.choice([[operation] for operation in OPERATIONS] + [list(OPERATIONS)])
    notation = random.choice(["signs", "signs", "signs", "tight", "words"])
    lines = [
        _write_sum(notation, *random.choice(operations)(random, most))
        for _ in range(random.randint(8, 22))
    ]
    title = random.choice(
        ["", "", "Sums\n\n", "Practice\n\n", "Arithmetic\n\n", f"Page {random.randint(2, 90)}\n\n"]
    )
    return title + random.choice(["\n", "\n", "; ", ". "]).join(lines)


def _write_sum(notation: str, a: int, sign: str, b: int, result: int) -> str:
    if notation == "words":
        return f"{a} {WORDS[sign]} {b} is {result}"
    if notation == "tight":
        return f"{a}{sign}{b}={result}"
    return f"{a} {sign} {b} = {result}"


def table_page(random: Random, progress: float) -> str:
    """Return one multiplication table with its heading."""
    n = random.randint(2, MOST_COUNT)
    top = random.choice([10, MOST_PRICE, HARD_PRICE])
    sign = random.choice(["x", "times"])
    equals = "is" if sign == "times" else "="
    rows = [f"{i} {sign} {n} {equals} {i * n}" for i in range(1, top + 1)]
    # In order at first, later shuffled: a row must be known without the one before it.
    if progress > 0.2 and random.random() < 0.5:
        random.shuffle(rows)
    return f"The table of {n}\n\n" + "\n".join(rows)


def columns(random: Random, progress: float) -> str:
    """Return additions worked out digit by digit, with the carry said aloud."""
    count = random.randint(2, 5)
    digits = 2 if progress < 0.4 else random.choice([2, 3])
    return "\n\n".join(_column(random, digits) for _ in range(count))


def _column(random: Random, digits: int) -> str:
    a, b = (random.randint(10 ** (digits - 1), 10**digits - 1) for _ in range(2))
    carry, steps = 0, list[str]()
    for place in range(digits):
        # From the last digit on, in the order in which a person adds.
        x, y = a // 10**place % 10, b // 10**place % 10
        total = x + y + carry
        # The carry is a term of its own, so that every line of the working is a sum.
        terms = f"{x} + {y}" + (" + 1" if carry else "")
        last = place == digits - 1
        carry = total // 10
        step = f"{terms} = {total}"
        steps.append(
            step
            if last
            else step + (f", write {total % 10}, carry 1" if carry else f", write {total}")
        )
    return f"{a} + {b}\n" + ". ".join(steps) + f". So {a} + {b} = {a + b}."


THINGS = (
    ("apple", "apples"),
    ("orange", "oranges"),
    ("pear", "pears"),
    ("lemon", "lemons"),
    ("roll", "rolls"),
    ("candle", "candles"),
    ("pencil", "pencils"),
    ("stamp", "stamps"),
    ("ticket", "tickets"),
    ("cup", "cups"),
    ("lamp", "lamps"),
    ("book", "books"),
    ("kite", "kites"),
    ("rope", "ropes"),
    ("hat", "hats"),
    ("plate", "plates"),
)
BUYERS = [
    "Emily",
    "Jonas",
    "Mina",
    "Oskar",
    "Clara",
    "Samuel",
    "Ida",
    "Tomas",
    "Lena",
    "Henry",
    "Aisha",
    "Peter",
    "Rosa",
    "Daniel",
    "Greta",
    "Ravi",
    "Alice",
    "Sofia",
]


def word_problem(random: Random, progress: float, most: int | None = None) -> tuple[str, str, str]:
    """Return a problem with two kinds of things bought: (text, steps, answer).

    n·p + m·q = total, and p is asked: the price of one of the first kind. It is one of
    MOST_PRICE − 1 prices, so guessing is hopeless.
    """
    (one, many), (other, others) = random.sample(THINGS, 2)
    most = most or _most_price(random, progress)
    n, m = random.randint(2, MOST_COUNT), random.randint(2, MOST_COUNT)
    p, q = random.randint(2, most), random.randint(2, most)
    total, spent = n * p + m * q, m * q
    buyer = random.choice(BUYERS)
    text = random.choice(
        [
            f"{buyer} buys {n} {many} and {m} {others}. Each {other} costs ${q}. The total is "
            f"${total}."
            f" Find the price of one {one}.",
            f"{buyer} pays ${total} for {n} {many} and {m} {others} at ${q} each. Find the price "
            f"of one {one}.",
            f"At the market {buyer} takes {m} {others} at ${q} each and {n} {many}, and pays "
            f"${total} in all."
            f" Find the price of one {one}.",
        ]
    )
    steps = (
        f"The {others} cost {m} x {q} = {spent}. The {many} cost {total} - {spent} = "
        f"{total - spent}."
        f" One {one} costs {total - spent} / {n} = {p}."
    )
    return text, steps, f"Answer: ${p}."


def _most_price(random: Random, progress: float) -> int:
    if progress > 0.3 and random.random() < 0.1:
        return HARD_PRICE
    return MOST_PRICE if progress > 0.3 else 9


def problems(random: Random, progress: float) -> str:
    """Return a textbook page of word problems, either all answer-first or all step by step."""
    worked = random.random() < 0.6
    pages = []
    for number in range(1, random.randint(2, 4) + 1):
        text, steps, answer = word_problem(random, progress)
        pages.append(
            f"Problem {number}. {text}\n" + (f"Working: {steps} {answer}" if worked else answer)
        )
    return "\n\n".join(pages)


def single_steps(random: Random, progress: float) -> str:
    """Return the operations inside a word problem, each on its own: one line a step."""
    lines = []
    for _ in range(random.randint(6, 14)):
        n, m = random.randint(2, MOST_COUNT), random.randint(2, MOST_COUNT)
        most = _most_price(random, progress)
        p, q = random.randint(2, most), random.randint(2, most)
        total, spent = n * p + m * q, m * q
        steps = [f"{m} x {q} = {spent}", f"{total} - {spent} = {n * p}", f"{n * p} / {n} = {p}"]
        # Differences twice as often: there are thousands of them, and word problems failed there.
        lines.append(random.choices(steps, [1, 2, 1])[0])
    return "\n".join(lines)


def arithmetic(random: Random, progress: float) -> str:
    """Return a page of arithmetic; word problems grow more frequent with progress."""
    # Problems grow more frequent with progress: the single steps inside them come first.
    chained = 0.15 if progress < 0.3 else 0.4
    kind = random.choices(
        [problems, sums, table_page, columns, single_steps], [chained, 0.2, 0.12, 0.06, 0.5]
    )[0]
    return kind(random, progress)
