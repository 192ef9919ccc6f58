"""Generate what the room's chat answers to the sixty messages of free use.

They were kept out of all training text.

python -m demo_kernel.lab.claims.free_use   writes claims/free_use_answers.yaml, as generated
python -m demo_kernel.lab.claims.free_use sft rlhf   grades what each of these checkpoints says to
the messages of free_use_further.yaml and free_use_new.yaml, by the rule that stands with each, and
prints it

`broken` is checked by rule: a turn that does not end by itself, text that is not UTF-8, four words
said three times. `good` is a person's verdict by the rule in free_use_prompts.yaml (`ok`): fluent
and on topic, or an honest "I don't know"; a refusal where one is asked for. A verdict belongs to an
answer: where the answer changes it is dropped, and has to be given again.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from demo_kernel.lab.claims.c08_assistant import HONEST
from demo_kernel.lab.claims.chat import refuses, say_all
from demo_kernel.lab.recipes.answering import Turn

HERE = Path(__file__).parent
CHECKPOINT = "sft"
"""What the room's free chat runs."""
GRADED = ("free_use_further.yaml", "free_use_new.yaml")
"""Messages that a rule grades: what failed in the first chose kinds of training data, the second
was written when the data stood."""
LONGEST = 150
"""Tokens after which an answer counts as endless."""


def prompts() -> list[dict[str, str]]:
    """Return the sixty messages: id, kind, ok, text."""
    found: list[dict[str, str]] = yaml.safe_load(
        (HERE / "free_use_prompts.yaml").read_text("utf-8")
    )["prompts"]
    return found


def answers() -> list[Turn]:
    """Return the likeliest answer to each, tools at hand."""
    return say_all(CHECKPOINT, [prompt["text"] for prompt in prompts()], max_tokens=LONGEST)


def is_broken(turn: Turn) -> bool:
    """Return whether an answer is no finished text: endless, empty, not UTF-8, or in a circle."""
    words = turn.text.lower().split()
    runs = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    circles = any(count >= 3 for count in runs.values())
    return not turn.ended or not turn.text or "\ufffd" in turn.text or circles


def judged(path: Path = HERE / "free_use_answers.yaml") -> list[dict[str, Any]]:
    """Return the stored answers with their verdicts; empty where there is no file yet."""
    if not path.exists():
        return []
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["answers"]
    return found


def graded_prompts(name: str) -> list[dict[str, str]]:
    """Return the messages of one of `GRADED`: kind, text, any."""
    found: list[dict[str, str]] = yaml.safe_load((HERE / name).read_text("utf-8"))["prompts"]
    return found


def is_good(wanted: str, turn: Turn) -> bool:
    """Return whether a turn is good by the rule of its message.

    `wanted` is a pattern that the answer must hold, or `honest`: it must begin as one that says
    that it does not know or cannot do something.
    """
    if not turn.ended or is_broken(turn):
        return False
    if wanted == "honest":
        return turn.text.startswith(HONEST)
    # Where a "No" is right, "No, I am talk" begins as a refusal does and is none.
    refused = refuses(turn.text) and r"\bNo\b" not in wanted
    return bool(re.search(wanted, turn.text, re.IGNORECASE)) and not refused


def grade(checkpoint: str, name: str) -> None:
    """Print what a checkpoint says to the messages of a file, and the share of good answers."""
    asked = graded_prompts(name)
    turns = say_all(checkpoint, [one["text"] for one in asked], max_tokens=LONGEST)
    good = [is_good(one["any"], turn) for one, turn in zip(asked, turns, strict=True)]
    for one, turn, is_one in zip(asked, turns, good, strict=True):
        line = turn.text.replace("\n", " / ")
        sys.stdout.write(f"{'ok  ' if is_one else 'not '}{one['kind']} | {one['text']} | {line}\n")
    sys.stdout.write(f"{checkpoint}, {name}: {sum(good)} of {len(good)} good\n")


def main() -> int:
    """Write the answers, and keep the verdicts of those that did not change."""
    if sys.argv[1:]:
        for checkpoint in sys.argv[1:]:
            for name in GRADED:
                grade(checkpoint, name)
        return 0
    # By message and answer: a verdict on another answer says nothing.
    verdicts = {(row["id"], row["answer"]): row["good"] for row in judged()}
    rows = [
        {
            "id": prompt["id"],
            "text": prompt["text"],
            "answer": turn.text,
            "tools": [f"{call.name}: {call.argument} -> {call.result}" for call in turn.calls],
            "broken": is_broken(turn),
            # None for an answer that nobody has judged: silence is no verdict.
            "good": verdicts.get((prompt["id"], turn.text)),
        }
        for prompt, turn in zip(prompts(), answers(), strict=True)
    ]
    head = (
        f"# Written by `python -m demo_kernel.lab.claims.free_use`; checkpoint {CHECKPOINT}, "
        "greedy. `good` is a person's\n"
        "# verdict by the rule that stands with each prompt in free_use_prompts.yaml.\n"
    )
    body = yaml.safe_dump({"answers": rows}, allow_unicode=True, sort_keys=False, width=110)
    (HERE / "free_use_answers.yaml").write_text(head + body, encoding="utf-8")
    good = sum(row["good"] is True for row in rows)
    open_ = sum(row["good"] is None for row in rows)
    broken = sum(bool(row["broken"]) for row in rows)
    sys.stdout.write(f"{len(rows)} answers: {good} good, {open_} not yet judged, {broken} broken\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
