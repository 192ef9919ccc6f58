"""Check that only fine-tuning makes an answer follow a question."""

from __future__ import annotations

from random import Random

from demo_kernel.lab.claims.chat import say_all
from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.claims.probe import probe
from demo_kernel.lab.corpus.world import table

ID = 4
TITLE = "The base model does not answer; the fine-tuned one does"
THRESHOLD = "an answer follows for ≤ 10 % of 50 questions (base), ≥ 90 % (sft)"
NEEDS = ("base", "sft")


def questions() -> list[tuple[str, str]]:
    """Return 50 questions about the world with the word that an answer must hold."""
    random = Random("claims/no-answers")
    # In wordings that the conversations do not have: sft must not be asked what it learnt by heart.
    asked = [
        (f"What's the capital of {row['country']} called?", row["capital"])
        for row in table("countries")
    ]
    asked += [
        (f"What language do I hear in {row['country']}?", row["language"])
        for row in table("countries")
    ]
    asked += [
        (f"What's the job of {row['name']} in Otterbridge?", row["job"]) for row in table("people")
    ]
    asked += [
        (f"Has {row['animal']} two, four or six legs?", row["legs"]) for row in table("animals")[:4]
    ]
    asked += [
        (f"What would be the Korean word for {row['english']}?", row["korean"])
        for row in table("korean")[:30]
    ]
    return random.sample(asked, 50)


def measure() -> Result:
    """Measure how often the right word is among the likeliest tokens after a question.

    The question is the beginning of a document (base) or a message (sft).
    """
    asked = questions()
    # As a document: the base has never seen the marks of a conversation.
    continued = probe("base").greedy([question for question, _ in asked], 30)
    base = [key in text for text, (_, key) in zip(continued, asked, strict=True)]
    turns = say_all("sft", [question for question, _ in asked], max_tokens=40)
    sft = [key in turn.text for turn, (_, key) in zip(turns, asked, strict=True)]
    values = {"base": sum(base) / len(base), "sft": sum(sft) / len(sft)}
    return Result(
        figure=f"base {percent(values['base'])}, sft {percent(values['sft'])}",
        interval=f"base {share_interval(base)}; sft {share_interval(sft)}",
        holds=values["base"] <= 0.1 and values["sft"] >= 0.9,
        values=values,
    )
