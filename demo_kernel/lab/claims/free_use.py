"""Generate what the room's chat answers to the sixty messages of free use.

They were kept out of all training text.

python -m demo_kernel.lab.claims.free_use   writes claims/free_use_answers.yaml, as generated

`broken` is checked by rule: a turn that does not end by itself, text that is not UTF-8, four words
said three times. `good` is a person's verdict by the rule in free_use_prompts.yaml (`ok`): fluent
and on topic, or an honest "I don't know"; a refusal where one is asked for. A verdict belongs to an
answer: where the answer changes it is dropped, and has to be given again.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from demo_kernel.lab.claims.chat import say_all
from demo_kernel.lab.recipes.answering import Turn

HERE = Path(__file__).parent
CHECKPOINT = "sft"
"""What the room's free chat runs."""
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


def main() -> int:
    """Write the answers, and keep the verdicts of those that did not change."""
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
