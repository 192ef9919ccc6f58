"""Check that it calculates right with a tool, and not without one."""

from __future__ import annotations

import re
from random import Random

from demo_kernel.lab.claims.chat import say_all
from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.probe import has_tools
from demo_kernel.lab.recipes.answering import Turn

ID = 11
TITLE = "Tools make up for what it cannot do"
THRESHOLD = (
    "calls well formed ≥ 95 %; products of 3-digit numbers right ≥ 90 % with the calculator, ≤ "
    "20 % without"
)
NEEDS = ("sft",)
PRODUCTS = 200


def measure() -> Result:
    """Ask for 200 products of numbers that no training conversation multiplied."""
    random = Random("claims/tools")
    pairs = [(random.randint(100, 999), random.randint(100, 999)) for _ in range(PRODUCTS)]
    asked = [f"What is {a} times {b}?" for a, b in pairs]

    def right(turns: list[Turn]) -> list[bool]:
        # The product anywhere in the answer, as a whole number and with any commas: 12 is not in
        # 120.
        return [
            bool(re.search(rf"\b{a * b}\b", turn.text.replace(",", "")))
            for turn, (a, b) in zip(turns, pairs, strict=True)
        ]

    # The mark of a call made impossible.
    bare = right(say_all("sft", asked, tools=None))
    without = sum(bare) / PRODUCTS
    if not has_tools():
        return Result(
            figure=f"right without a calculator {percent(without)}",
            interval=share_interval(bare),
            holds=without <= 0.2,
            values={"without": without},
        )
    turns = say_all("sft", asked)
    formed = [bool(turn.calls) and not turn.calls[0].failed for turn in turns]
    helped = right(turns)
    values = {
        name: sum(hits) / PRODUCTS
        for name, hits in (("formed", formed), ("with", helped), ("without", bare))
    }
    return Result(
        figure=f"{percent(values['formed'])} of the calls well formed; right with the calculator"
        f" {percent(values['with'])}, without {percent(values['without'])}",
        interval=f"with {share_interval(helped)}; without {share_interval(bare)}",
        holds=values["formed"] >= 0.95 and values["with"] >= 0.9 and values["without"] <= 0.2,
        values=values,
    )
