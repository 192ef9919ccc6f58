"""Write arithmetic in conversation.

Small sums are answered at once, large ones with the calculator, word problems both ways.
"""

from __future__ import annotations

import re
from random import Random

from demo_kernel.lab.corpus.arithmetic import MOST_COUNT, THINGS, word_problem
from demo_kernel.lab.corpus.conversations.conversation import (
    Conversation,
    Kind,
    Split,
    ask,
    assistant,
    user,
    using_tool,
)
from demo_kernel.lab.corpus.conversations.typing_habits import typed
from demo_kernel.tokens.tokenizer import Message
from demo_kernel.tools.calculator import calculate

AT_ONCE = 20
"""Sums with both numbers up to this are answered at once; beyond it the calculator is asked."""
WITHOUT_TOOL = 0.04
"""Share of the questions for a tool that are answered without one: what is left when the tools are
switched off."""
SIGNS = {
    "+": ("+", "plus"),
    "-": ("-", "minus"),
    "x": ("x", "*", "times"),
    "/": ("/", "divided by"),
}
QUESTIONS = (
    "What is {sum}?",
    "{sum}",
    "How much is {sum}?",
    "{sum} = ?",
    "Calculate {sum}.",
    "what's {sum}",
    "Can you work out {sum}?",
    "I need to know {sum}.",
    "tell me {sum}",
    "Please compute {sum}.",
    "{sum}, how much is that?",
)


def _numbers(random: Random, sign: str, most: int) -> tuple[int, int, int]:
    """Return two numbers and the result: a whole one, and never below zero."""
    a, b = random.randint(1, most), random.randint(1, most)
    if sign == "+":
        return a, b, a + b
    if sign == "-":
        return max(a, b), min(a, b), abs(a - b)
    # Up to the table of ten for products and quotients, whatever `most` is.
    a, b = random.randint(2, 10), random.randint(2, 10)
    return (a, b, a * b) if sign == "x" else (a * b, b, a)


def _written(random: Random, a: int, sign: str, b: int) -> str:
    word = random.choice(SIGNS[sign])
    # A sign may stand close, a word may not.
    return f"{a}{word}{b}" if len(word) == 1 and random.random() < 0.4 else f"{a} {word} {b}"


def small_sum(random: Random, split: Split) -> Conversation:
    """Return a sum with small numbers, often followed by the same numbers with another sign."""
    sign = random.choice("++-xx/")
    a, b, result = _numbers(random, sign, AT_ONCE)
    question = typed(random, ask(random, split, QUESTIONS, sum=_written(random, a, sign, b)))
    turns = [user(question), assistant(f"{a} {sign} {b} = {result}.")]
    # After a quotient the same numbers with another sign are rarely small.
    if random.random() < 0.45 and sign != "/":
        turns += _changed(random, sign, a, b)
    return Conversation("sums/small", tuple(turns))


CHANGES = (
    "What if it was {new} instead of {old}?",
    "And with {new} instead of {old}?",
    "what if it was {new}?",
    "Now with {new}.",
    "And if you write {new} for {old}?",
    "what about {new} instead of {old}",
    "Same numbers, but with {new}.",
)


def _changed(random: Random, sign: str, a: int, b: int) -> list[Message]:
    new = random.choice(
        # A product only within the table of ten: anything else is for the calculator.
        [other for other in "+-x" if other != sign and (other != "x" or max(a, b) <= 10)]
    )
    results = {"+": a + b, "-": abs(a - b), "x": a * b}
    names = {"+": ["+", "plus"], "-": ["-", "minus"], "x": ["*", "*", "x", "times"]}
    question = random.choice(CHANGES).format(
        new=random.choice(names[new]), old=random.choice(names[sign][:2])
    )
    if new == "-":
        a, b = max(a, b), min(a, b)
    return [user(typed(random, question)), assistant(f"Then it is {a} {new} {b} = {results[new]}.")]


def large_sum(random: Random, split: Split) -> Conversation:
    """Return a sum for the calculator."""
    written, expression = random.choice([_product, _product, _large_pair, _chain])(random)
    question = typed(random, ask(random, split, QUESTIONS, sum=written))
    # By the tool itself, so that the conversation has what the tool will say.
    result = calculate(expression)
    # Digit by digit where it is a sum of two: the likelier to be right with the tools switched off.
    if random.random() < WITHOUT_TOOL and (steps := in_columns(expression)):
        return Conversation("sums/in_columns", (user(question), assistant(steps)))
    if random.random() < WITHOUT_TOOL:
        return Conversation(
            "sums/without_tool", (user(question), assistant(f"The result is {result}."))
        )
    return Conversation(
        "sums/calculator",
        (
            user(question),
            using_tool(f"calculator: {expression}", result, f"The result is {result}."),
        ),
    )


_PAIR = re.compile(r"(\d+)([+-])(\d+)")


def in_columns(expression: str) -> str | None:
    """Return a sum of two numbers worked out digit by digit from the right.

    None where the expression is not such a sum.
    """
    match = _PAIR.fullmatch(expression)
    if not match:
        return None
    a, sign, b = int(match[1]), match[2], int(match[3])
    if sign == "-" and a < b:
        return None
    steps, carry = [], 0
    for place in range(max(len(match[1]), len(match[3]))):
        x, y = a // 10**place % 10, b // 10**place % 10
        carried = f" {sign} {carry}" if carry else ""
        if sign == "+":
            total = x + y + carry
            steps.append(f"{x} + {y}{carried} = {total}.")
            carry = total // 10
        else:
            borrowed = x - y - carry < 0
            total = x + 10 * borrowed - y - carry
            steps.append(f"{x + 10 * borrowed} - {y}{carried} = {total}.")
            carry = int(borrowed)
    return f"{' '.join(steps)} So {a} {sign} {b} = {a + b if sign == '+' else a - b}."


COLUMN_WORDS = (
    "Go digit by digit.",
    "Work digit by digit.",
    "Step by step, please.",
    "Show your working.",
    "Do it without a calculator.",
    "Use no calculator.",
    "In your head, please.",
    "By hand.",
)


def columns(random: Random, split: Split) -> Conversation:
    """Return a sum that is to be worked out digit by digit, without the calculator."""
    digits = random.choice([1, 2, 2, 2, 2, 3])
    a, b = random.randint(10, 10 ** max(2, digits) - 1), random.randint(3, 10**digits - 1)
    sign = random.choice("++-")
    if sign == "-":
        a, b = max(a, b), min(a, b)
    question = ask(random, split, QUESTIONS, sum=_written(random, a, sign, b))
    return Conversation(
        "sums/columns",
        (
            user(f"{question} {random.choice(COLUMN_WORDS)}"),
            assistant(str(in_columns(f"{a}{sign}{b}"))),
        ),
    )


PARTS = (
    ("What is half of {n}?", "Half of {n} is {half}."),
    ("how much is half of {n}", "Half of {n} is {half}."),
    ("What is the half of {n}?", "Half of {n} is {half}."),
    ("Divide {n} into two equal parts.", "Half of {n} is {half}."),
    ("What is double {m}?", "Double {m} is {double}."),
    ("What is twice {m}?", "Twice {m} is {double}."),
    ("double {m}", "Double {m} is {double}."),
    ("What is {m} squared?", "{m} squared is {square}."),
    ("Is {m} even or odd?", "{m} is {parity}."),
    ("is {m} an even number", "{m} is {parity}."),
    ("Is {m} odd?", "{m} is {parity}."),
    ("What is {hundred} percent of 100?", "{hundred} percent of 100 is {hundred}."),
    ("Write {m} in words.", "{m} in words is {words}."),
    ("How do you write {words} as a number?", "{words} is {m}."),
    ("Which number is one more than {m}?", "One more than {m} is {next}."),
    ("Which number is one less than {m}?", "One less than {m} is {before}."),
    ("How much is a third of {three}?", "A third of {three} is {third}."),
    ("What is a quarter of {four}?", "A quarter of {four} is {quarter}."),
    ("How many are {k} pairs?", "{k} pairs are {pair}."),
    ("How many is {k} dozen?", "{k} dozen is {dozen}."),
)
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """Return a number below a hundred in words."""
    if number < 20:
        return ONES[number]
    ten, one = divmod(number, 10)
    return TENS[ten - 2] + (f"-{ONES[one]}" if one else "")


def part(random: Random, split: Split) -> Conversation:
    """Return half, double or another simple part of a number."""
    question, answer = random.choice(PARTS)
    half, m, k = random.randint(1, 50), random.randint(1, 20), random.randint(2, 10)
    slots: dict[str, object] = {
        "n": 2 * half,
        "half": half,
        "m": m,
        "double": 2 * m,
        "square": m * m,
        "parity": "odd" if m % 2 else "even",
        "hundred": random.randint(1, 100),
        "words": in_words(m),
        "next": m + 1,
        "before": m - 1,
        "three": 3 * k,
        "third": k,
        "four": 4 * k,
        "quarter": k,
        "k": k,
        "pair": 2 * k,
        "dozen": 12 * k,
    }
    said = answer.format(**slots)
    return Conversation(
        "sums/part",
        (user(typed(random, question.format(**slots))), assistant(said[:1].upper() + said[1:])),
    )


SHORT_STORIES = (
    ("I have {a} {many} and give away {b}. How many are left?", "-"),
    ("I had {a} {many}. I lost {b}. How many do I have now?", "-"),
    ("There were {a} {many} on the table and {buyer} took {b}. How many remain?", "-"),
    ("{buyer} has {a} {many}, uses {b}. how many are left", "-"),
    ("Of {a} {many} I sell {b}. How many do I keep?", "-"),
    ("{a} {many}, {b} break. How many are whole?", "-"),
    ("{buyer} has {a} {many} and gets {b} more. How many is that?", "+"),
    ("I buy {a} {many} and then {b} more. How many have I got?", "+"),
    ("There are {a} {many} in a bag and {b} in a box. How many in all?", "+"),
    ("{a} {many} and {b} {many}, how many together?", "+"),
    ("I found {a} {many} today and {b} yesterday. How many?", "+"),
)


def short_story(random: Random, split: Split) -> Conversation:
    """Return a story of one step in which things go or come."""
    question, sign = random.choice(SHORT_STORIES)
    _, many = random.choice(THINGS)
    a = random.randint(3, AT_ONCE)
    # Two at least are left: "1 books" would be wrong.
    b = random.randint(1, a - 2)
    result = a + b if sign == "+" else a - b
    buyer = random.choice(["Emily", "Jonas", "Mina", "Clara", "Peter", "Rosa", "Ravi", "Sofia"])
    return Conversation(
        "sums/short_story",
        (
            user(typed(random, question.format(a=a, b=b, many=many, buyer=buyer))),
            assistant(f"{a} {sign} {b} = {result}. That is {result} {many}."),
        ),
    )


def _product(random: Random) -> tuple[str, str]:
    digits = random.choice([(2, 2), (3, 2), (3, 3), (3, 3), (3, 1), (4, 2)])
    a, b = (random.randint(10 ** (n - 1), 10**n - 1) for n in digits)
    # Beyond the table of ten, whose products are answered at once.
    a = max(a, 12)
    # Either may be the small one: the second number decides as much as the first.
    if random.random() < 0.35:
        a, b = random.randint(2, 20), random.randint(11, 99)
    return _written(random, a, "x", b), f"{a}*{b}"


def _large_pair(random: Random) -> tuple[str, str]:
    a, b = (
        random.randint(10 ** (n - 1), 10**n - 1)
        for n in random.choice([(2, 2), (3, 3), (4, 3), (5, 4), (3, 2)])
    )
    a = max(a, AT_ONCE + 1)
    # Now and then the second number alone is large, as in 17 + 26.
    if random.random() < 0.35:
        a, b = random.randint(1, AT_ONCE), random.randint(AT_ONCE + 1, 99)
    sign = random.choice("++--/")
    if sign == "-":
        a, b = max(a, b), min(a, b)
    return _written(random, a, sign, b), f"{a}{sign}{b}"


def _chain(random: Random) -> tuple[str, str]:
    a, b, c = (random.randint(2, 99) for _ in range(3))
    a = max(a, AT_ONCE + 1)
    plain = random.choice([f"{a}+{b}+{c}", f"{a}*{b}+{c}", f"({a}+{b})*{c}", f"{a}*{b}-{c}"])
    # What a person writes and what the tool is sent may differ in the sign.
    return plain.replace("*", random.choice("*x")), plain


ENDS = (
    "How much is one {one}?",
    "What does one {one} cost?",
    "Find the price of one {one}.",
    "What is the price of one {one}?",
)
AT_ONCE_WORDS = (
    "Answer with the number only.",
    "Only the answer, please.",
    "Say the answer at once, without working.",
    "Just the number.",
    "Give the answer first.",
)
STEP_WORDS = (
    "Work step by step.",
    "Think step by step.",
    "Show your working.",
    "Explain each step.",
    "Go step by step, please.",
)


def problem(random: Random, split: Split) -> Conversation:
    """Return a problem of two steps, worked out unless the answer is wanted at once."""
    text, steps, answer = word_problem(random, random.choice([0.0, 1.0]))
    # The corpus' sentence ends in the question; here it is asked in several wordings.
    start, _, one = text.removesuffix(".").partition(" Find the price of one ")
    question = f"{start} {random.choice(ENDS).format(one=one)}"
    if random.random() < 0.4:
        question += " " + ask(random, split, AT_ONCE_WORDS)
        return Conversation("sums/answer_first", (user(question), assistant(answer)))
    # Without an instruction it works step by step, too: that is its habit.
    if split == "heldout" or random.random() < 0.6:
        question += " " + ask(random, split, STEP_WORDS)
    return Conversation("sums/step_by_step", (user(question), assistant(f"{steps} {answer}")))


STORIES = (
    "I have {a} {many}, I give away {b} and find {c} more. How many have I got?",
    "{buyer} has {a} {many}. {buyer} loses {b} and buys {c}. How many {many} does {buyer} have "
    "now?",
    "There are {a} {many} on the table. Somebody takes {b} and puts {c} back. How many are there?",
    "If I have {a} {many}, eat {b} and get {c} from a friend, how many do I have?",
    "A box holds {a} {many}. We take out {b} and put in {c}. How many {many} are in it?",
    "{a} {many}, minus {b}, then {c} more. How many are that?",
)


def small_story(random: Random, split: Split) -> Conversation:
    """Return a story in which some things go and some come: two small steps."""
    _, many = random.choice(THINGS)
    a, c = random.randint(5, AT_ONCE), random.randint(1, MOST_COUNT)
    b = random.randint(1, a - 1)
    buyer = random.choice(["Emily", "Jonas", "Mina", "Clara", "Peter", "Rosa", "Ravi", "Sofia"])
    question = ask(random, split, STORIES, a=a, b=b, c=c, many=many, buyer=buyer)
    answer = f"{a} - {b} = {a - b}. {a - b} + {c} = {a - b + c}. That is {a - b + c} {many}."
    return Conversation("sums/small_story", (user(typed(random, question)), assistant(answer)))


COMPARE = (
    "Which is larger, {a} or {b}?",
    "What is more, {a} or {b}?",
    "Is {a} larger than {b}?",
    "{a} or {b}, which number is greater?",
    "which one is the larger number: {a} or {b}",
)


def comparison(random: Random, split: Split) -> Conversation:
    """Ask which of two numbers is larger: whole ones, or two with a point and one whole part."""
    if random.random() < 0.3:
        whole = random.randint(0, 30)
        a, b = (
            f"{whole}.{part}"
            # No part that ends in 0, where 3.5 and 3.50 would be equal.
            for part in random.sample([part for part in range(1, 100) if part % 10], 2)
        )
    else:
        a, b = (
            str(number) for number in random.sample(range(1, random.choice([20, 100, 1000])), 2)
        )
    low, high = sorted((a, b), key=float)
    answer = f"{high} is larger than {low}."
    return Conversation(
        "sums/comparison",
        (user(typed(random, ask(random, split, COMPARE, a=a, b=b))), assistant(answer)),
    )


COUNT = (
    "Count to {n}.",
    "count from 1 to {n}",
    "Can you count to {n}?",
    "Write the numbers from 1 to {n}.",
    "please count up to {n}",
)


def counting(random: Random, split: Split) -> Conversation:
    """Return a conversation that counts aloud."""
    n = random.randint(3, 20)
    answer = ", ".join(str(i) for i in range(1, n + 1)) + "."
    return Conversation(
        "sums/counting", (user(typed(random, ask(random, split, COUNT, n=n))), assistant(answer))
    )


KINDS: dict[str, tuple[float, Kind]] = {
    "small": (5, small_sum),
    "large": (7, large_sum),
    "problem": (7, problem),
    "story": (2, small_story),
    "comparison": (0.7, comparison),
    "counting": (0.5, counting),
    "columns": (1.5, columns),
    "part": (1, part),
    "short_story": (1, short_story),
}
"""Kind → (share among the sums, its writer)."""
