"""Reinforcement learning with a verifiable reward: the stage `rl`.

python -m demo_kernel.lab.recipes.rl --work DIR

Word problems with larger prices than the conversations had: several solutions to each are drawn, a
rule checks the answer, and what arrived becomes likelier (policy_gradient.py). Stop it at any
moment; the same command goes on where it was. Writes the checkpoint `rl` and
`models/rl.curve.json`: by step the share right on held-out problems (pass@1), the length of the
solutions in tokens, and the share right in training (reward).
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault(
    "OMP_WAIT_POLICY", "passive"
)  # two threads on busy cores would spin instead of working

import torch

from demo_kernel.lab.corpus.arithmetic import HARD_PRICE
from demo_kernel.lab.corpus.conversations.conversation import user
from demo_kernel.lab.recipes.answering import answer_all
from demo_kernel.lab.recipes.training import HalfTwin, policy_step, rate_at
from demo_kernel.lab.tasks.word_problems import Problem, is_solved, problems
from demo_kernel.network.checkpoints import (
    MODELS_FOLDER,
    Provenance,
    load_checkpoint,
    save_checkpoint,
)
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import Vocabulary, vocabulary
from demo_kernel.training.policy_gradient import SampledAnswer

parser = argparse.ArgumentParser(description="Practise word problems whose answers are known.")
parser.add_argument("--parent", default="sft")
parser.add_argument("--models", type=Path, default=MODELS_FOLDER)
parser.add_argument(
    "--work", type=Path, required=True, help="folder for the state that lets the training resume"
)
parser.add_argument("--steps", type=int, default=190)
parser.add_argument("--problems", type=int, default=32, help="problems of a step")
parser.add_argument("--answers", type=int, default=8, help="solutions drawn for each")
parser.add_argument("--price", type=float, default=0.002, help="reward lost for a nat of distance")
parser.add_argument(
    "--rate", type=float, default=3e-4, help="highest; it falls to 0 over the last part"
)
parser.add_argument(
    "--cool-down", type=float, default=0.5, help="how much of the steps that part is"
)
parser.add_argument(
    "--held-out", type=int, default=100, help="problems that measure pass@1 on the way"
)
parser.add_argument("--report-every", type=int, default=10, help="steps between measurements")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--device", default="cpu")
MOST_TOKENS = 90
PROMPT = "{} Think step by step."


class Solution(NamedTuple):
    """One drawn solution."""

    drawn: SampledAnswer
    text: str
    right: bool


def solve(model: GPT, words: Vocabulary, asked: Sequence[Problem], seed: int) -> list[Solution]:
    """Return a solution to every problem, drawn at temperature 1 without tools."""
    messages = [user(PROMPT.format(problem.text)) for problem in asked]
    turns = answer_all(
        model,
        words,
        [(m,) for m in messages],
        max_tokens=MOST_TOKENS,
        temperature=1.0,
        seed=seed,
        tools=None,
    )
    return [
        Solution(
            SampledAnswer(
                words.to_dense(words.render((message,), open_turn=True).ids), turn.tokens
            ),
            turn.text,
            is_solved(turn.text, problem.answer),
        )
        for message, turn, problem in zip(messages, turns, asked, strict=True)
    ]


def mean(values: Sequence[float]) -> float:
    """Of at least one value."""
    return sum(values) / len(values)


def main() -> None:
    """Run the recipe."""
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    words = vocabulary("talk-4k")
    parent = load_checkpoint(options.parent, options.models)
    policy = parent.model.to(options.device)
    reference = copy.deepcopy(policy).bfloat16()
    twin = HalfTwin(policy)
    optimiser = torch.optim.AdamW(policy.parameters(), lr=options.rate, weight_decay=0.0)
    measured = problems("rl/held-out", options.held_out, HARD_PRICE)
    hidden = {problem.text for problem in measured} | {
        p.text for p in problems("claims/practice", 200, HARD_PRICE)
    }
    options.work.mkdir(parents=True, exist_ok=True)
    state_file = options.work / "rl.pt"
    step, seconds, tokens_seen, curve = 0, 0.0, 0, list[dict[str, float]]()
    if state_file.exists():
        state = torch.load(state_file, weights_only=True, map_location=options.device)
        policy.load_state_dict(state["policy"])
        optimiser.load_state_dict(state["optimiser"])
        step, seconds, tokens_seen, curve = (
            state[key] for key in ("step", "seconds", "tokens_seen", "curve")
        )

    reward = 0.0
    while True:
        if step % options.report_every == 0 and (not curve or curve[-1]["step"] < step):
            solved = solve(policy, words, measured, seed=options.seed)
            point = {
                "step": step,
                "pass1": round(mean([one.right for one in solved]), 4),
                "tokens": round(mean([len(one.drawn.answer) for one in solved]), 2),
                "reward": round(reward or mean([one.right for one in solved]), 4),
            }
            curve.append(point)
            left = seconds / max(1, step) * (options.steps - step)
            sys.stdout.write(json.dumps(point) + f"  {left / 60:.1f} min left\n")
            sys.stdout.flush()
            curves = {"steps": options.steps, "points": curve}
            (options.models / "rl.curve.json").write_text(json.dumps(curves, indent=1) + "\n")
            state = {
                "policy": policy.state_dict(),
                "optimiser": optimiser.state_dict(),
                "step": step,
            }
            state |= {"seconds": seconds, "tokens_seen": tokens_seen, "curve": curve}
            torch.save(state, state_file.with_suffix(".tmp"))
            state_file.with_suffix(".tmp").replace(state_file)
        if step >= options.steps:
            break
        began = time.monotonic()
        fresh = problems(f"rl/{options.seed}/{step}", options.problems, HARD_PRICE)
        asked = [
            problem
            for problem in fresh
            if problem.text not in hidden
            for _ in range(options.answers)
        ]
        optimiser.param_groups[0]["lr"] = options.rate * rate_at(
            step, options.steps, 0.0, options.cool_down
        )
        solved = solve(twin.refresh(), words, asked, seed=options.seed * 100_000 + step)
        scores = [float(one.right) for one in solved]
        policy_step(
            twin,
            reference,
            optimiser,
            [one.drawn for one in solved],
            scores,
            group=options.answers,
            price=options.price,
        )
        reward, step, seconds = mean(scores), step + 1, seconds + time.monotonic() - began
        tokens_seen += sum(len(one.drawn.prompt) + len(one.drawn.answer) for one in solved)

    before = parent.manifest.provenance
    provenance = Provenance(
        recipe="demo_kernel/lab/recipes/rl.py",
        seed=options.seed,
        stage="rl",
        step=step,
        tokens_seen=before.tokens_seen + tokens_seen,
        corpus_sha256=before.corpus_sha256,
        vocabulary_sha256=before.vocabulary_sha256,
        parent=options.parent,
        seconds=round(before.seconds + seconds, 1),
        measured={"pass1_before": curve[0]["pass1"], "pass1": curve[-1]["pass1"]},
    )
    save_checkpoint("rl", policy, provenance, options.models)


if __name__ == "__main__":
    main()
