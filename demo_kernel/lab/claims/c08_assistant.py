"""Check that fine-tuning makes an assistant, on held-out wordings of all it was taught."""

from __future__ import annotations

from demo_kernel.lab.claims.chat import Held, ask_all, held_out, refuses
from demo_kernel.lab.claims.claim import Result, percent, share_interval
from demo_kernel.lab.recipes.answering import Turn

ID = 8
TITLE = "Fine-tuning makes an assistant"
THRESHOLD = "≥ 85 % right on held-out wordings, graded by rule"
NEEDS = ("sft",)
HONEST = (
    "I do not know",
    "I am sorry, I do not know",
    "I cannot",
    "I am sorry, that is beyond me",
    "I have no opinion",
)
"""How an assistant begins that says it does not know or cannot do something."""
SCRIPTS = {
    "world": 80,
    "explanations": 30,
    "small_talk": 25,
    "itself": 25,
    "unknowable": 25,
    "other_languages": 15,
    "trades": 10,
    "rude": 10,
}


def is_right(held: Held, turn: Turn) -> bool:
    """Return whether a turn answers a held-out question rightly.

    The turn must have ended, and say one of the answers written for this question, word for word.
    An answer about the world is also right when it holds every word that the written answers share.
    Where nothing can be known, any honest "I do not know" is right.
    """
    # A right sentence that runs on is not an answer.
    if not turn.ended:
        return False
    if turn.text in held.right or (
        held.kind.startswith("unknowable") and turn.text.startswith(HONEST)
    ):
        return True
    # What all written answers have in common is the fact itself; the rest is wording.
    shared = set.intersection(*(set(answer.split()) for answer in held.right))
    return (
        held.kind.startswith("world")
        and shared <= set(turn.text.split())
        # A refusal may hold the words of the question, too.
        and not refuses(turn.text)
    )


def measure() -> Result:
    """Grade the greedy answers to the held-out openings of eight scripts."""
    held = [one for script, number in SCRIPTS.items() for one in held_out(script, number)]
    turns = ask_all("sft", [one.messages for one in held])
    hits = [is_right(one, turn) for one, turn in zip(held, turns, strict=True)]
    share = sum(hits) / len(hits)
    by_script = {
        script: [
            hit for hit, one in zip(hits, held, strict=True) if one.kind.startswith(script + "/")
        ]
        for script in SCRIPTS
    }
    parts = {script: sum(some) / len(some) for script, some in by_script.items()}
    return Result(
        figure=f"{percent(share)}: "
        + ", ".join(f"{name} {percent(part)}" for name, part in parts.items()),
        interval=share_interval(hits),
        holds=share >= 0.85,
        values={"share": share, **parts},
    )
