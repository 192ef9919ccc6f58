"""Check that problems are solved more often step by step than answer first."""

from __future__ import annotations

from demo_kernel.lab.claims.chat import say_all
from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.corpus.arithmetic import MOST_PRICE
from demo_kernel.lab.tasks.word_problems import is_solved, problems

ID = 12
TITLE = "It needs tokens to think"
THRESHOLD = "step by step at least 30 points better than answer-first on the same problems"
NEEDS = ("sft",)
PROBLEMS = 200


def measure() -> Result:
    """Answer each problem greedily with two instructions behind it.

    They are "Answer with the number only." and "Think step by step."
    """
    # Prices as in training: the claim is about the order of the answer, not about harder numbers.
    asked = problems("claims/tokens-to-think", PROBLEMS, MOST_PRICE)
    ways = {}
    for way, words in (("first", "Answer with the number only."), ("steps", "Think step by step.")):
        # Without tools: a calculator would do the thinking.
        turns = say_all("sft", [f"{text} {words}" for text, _ in asked], tools=None)
        ways[way] = [
            is_solved(turn.text, answer) for turn, (_, answer) in zip(turns, asked, strict=True)
        ]
    values = {way: sum(hits) / PROBLEMS for way, hits in ways.items()}
    return Result(
        figure=f"answer first {percent(values['first'])}, step by step {percent(values['steps'])}",
        interval=f"first {share_interval(ways['first'])}; steps {share_interval(ways['steps'])}",
        holds=values["steps"] - values["first"] >= 0.3,
        values=values,
    )
