"""Reinforcement learning against the reward model: the stages `rlhf` and `over-rlhf`.

python -m demo_kernel.lab.recipes.rlhf --work DIR

The first steps pay for distance from the fine-tuned network and stop early: that is `rlhf`. Then
the same goes on with nothing to pay, deliberately too far, and is kept as `over-1`, `over-2` …: the
reward model still rises while the gold rule, which the policy never sees, falls.
`models/rlhf.curve.json` holds both by step, with the answers to one prompt.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import time
from pathlib import Path
from random import Random

os.environ.setdefault(
    "OMP_WAIT_POLICY", "passive"
)  # two threads on busy cores would spin instead of working

import torch

from demo_kernel.lab.corpus.conversations.conversation import user
from demo_kernel.lab.recipes.answering import answer_all
from demo_kernel.lab.recipes.reward import requests
from demo_kernel.lab.recipes.training import HalfTwin, policy_step
from demo_kernel.lab.tasks.gold_reward import gold
from demo_kernel.network.checkpoints import (
    MODELS_FOLDER,
    Provenance,
    load_checkpoint,
    save_checkpoint,
)
from demo_kernel.network.model import GPT
from demo_kernel.network.reward_head import Head, features, load_head
from demo_kernel.tokens.tokenizer import Vocabulary, vocabulary
from demo_kernel.training.policy_gradient import SampledAnswer

MOST_TOKENS = 90
SHOWN = "Write a wedding toast for Anna and Ben. They met in a choir."
"""The prompt whose answers the curve keeps."""

parser = argparse.ArgumentParser(
    description="Tune the policy against the reward model, and then too far."
)
parser.add_argument("--parent", default="idk")
parser.add_argument("--models", type=Path, default=MODELS_FOLDER)
parser.add_argument(
    "--work", type=Path, required=True, help="folder for the state that lets the training resume"
)
parser.add_argument("--steps", type=int, default=30, help="steps of rlhf")
parser.add_argument("--over-steps", type=int, default=90, help="further steps without a price")
parser.add_argument(
    "--over-points", type=int, default=2, help="checkpoints kept on the way too far"
)
parser.add_argument("--prompts", type=int, default=8, help="prompts of a step")
parser.add_argument("--answers", type=int, default=8, help="answers to each")
parser.add_argument("--price", type=float, default=0.05, help="reward lost for a nat of distance")
parser.add_argument("--rate", type=float, default=1e-4)
parser.add_argument("--over-rate", type=float, default=2e-4)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--device", default="cpu")


class Judge:
    """The reward model: a frozen network and the head on it."""

    def __init__(self, model: GPT, head: Head, words: Vocabulary) -> None:
        self.model, self.head, self.words = model, head, words

    def scores(self, prompts: list[str], answers: list[str]) -> list[float]:
        """One score an answer."""
        found = []
        for prompt, answer in zip(prompts, answers, strict=True):
            found.append(
                float(self.head.scores(features(self.model, self.words, prompt, [answer]))[0])
            )
        return found


def draw(
    policy: GPT, words: Vocabulary, prompts: list[str], seed: int
) -> tuple[list[SampledAnswer], list[str]]:
    """Return an answer to every prompt, as tokens and as text."""
    turns = answer_all(
        policy,
        words,
        [(user(p),) for p in prompts],
        max_tokens=MOST_TOKENS,
        temperature=1.0,
        seed=seed,
        tools=None,
    )
    asked = [words.to_dense(words.render((user(p),), open_turn=True).ids) for p in prompts]
    drawn = [SampledAnswer(ids, turn.tokens) for ids, turn in zip(asked, turns, strict=True)]
    return drawn, [turn.text for turn in turns]


def checkpoint_at(step: int, steps: int, over_steps: int, points: int) -> str | None:
    """Return the name under which the policy is kept after so many steps, if it is kept."""
    if step == steps:
        return "rlhf"
    for point in range(1, points + 1):
        if step == steps + round(over_steps * point / points):
            return f"over-{point}"
    return None


def main() -> None:
    """Run both stages."""
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    words = vocabulary("talk-4k")
    parent = load_checkpoint(options.parent, options.models)
    head = load_head(options.models)
    judge = Judge(load_checkpoint(head.trunk, options.models).model.to(options.device), head, words)
    policy = parent.model.to(options.device)
    reference = copy.deepcopy(policy).bfloat16()
    twin = HalfTwin(policy)
    optimiser = torch.optim.AdamW(policy.parameters(), lr=options.rate, weight_decay=0.0)
    options.work.mkdir(parents=True, exist_ok=True)
    state_file = options.work / "rlhf.pt"
    step, seconds, curve = 0, 0.0, list[dict[str, object]]()
    if state_file.exists():
        state = torch.load(state_file, weights_only=True, map_location=options.device)
        policy.load_state_dict(state["policy"])
        optimiser.load_state_dict(state["optimiser"])
        step, seconds, curve = state["step"], state["seconds"], state["curve"]
    while step < options.steps + options.over_steps:
        began = time.monotonic()
        over = step >= options.steps
        optimiser.param_groups[0]["lr"] = options.over_rate if over else options.rate
        some = requests(Random(f"rlhf/{options.seed}/{step}"), options.prompts)
        prompts = [prompt for prompt in some for _ in range(options.answers)]
        drawn, texts = draw(twin.refresh(), words, prompts, seed=options.seed * 100_000 + step)
        scores = judge.scores(prompts, texts)
        distance = policy_step(
            twin,
            reference,
            optimiser,
            drawn,
            scores,
            group=options.answers,
            price=0.0 if over else options.price,
        )
        worth = [gold(prompt, text) for prompt, text in zip(prompts, texts, strict=True)]
        step, seconds = step + 1, seconds + time.monotonic() - began
        point: dict[str, object] = {
            "step": step,
            "proxy": round(sum(scores) / len(scores), 4),
            "gold": round(sum(worth) / len(worth), 4),
            "nats": round(distance, 3),
            "tokens": round(sum(len(one.answer) for one in drawn) / len(drawn), 1),
            "over": over,
        }
        if step % 10 == 1 or checkpoint_at(
            step, options.steps, options.over_steps, options.over_points
        ):
            point["answer"] = draw(policy, words, [SHOWN], seed=options.seed)[1][0]
        curve.append(point)
        sys.stdout.write(json.dumps(point, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        name = checkpoint_at(step, options.steps, options.over_steps, options.over_points)
        if name:
            before = parent.manifest.provenance
            provenance = Provenance(
                recipe="demo_kernel/lab/recipes/rlhf.py",
                seed=options.seed,
                stage="over-rlhf" if over else "rlhf",
                step=step,
                tokens_seen=before.tokens_seen
                + sum(len(one.prompt) + len(one.answer) for one in drawn) * step,
                corpus_sha256=before.corpus_sha256,
                vocabulary_sha256=before.vocabulary_sha256,
                parent=options.parent,
                seconds=round(before.seconds + seconds, 1),
                measured={key: float(str(point[key])) for key in ("proxy", "gold", "nats")},
            )
            save_checkpoint(name, policy, provenance, options.models)
            curves = {"prompt": SHOWN, "steps": options.steps, "points": curve}
            (options.models / "rlhf.curve.json").write_text(
                json.dumps(curves, ensure_ascii=False, indent=1) + "\n"
            )
        if step % 10 == 0:
            state = {
                "policy": policy.state_dict(),
                "optimiser": optimiser.state_dict(),
                "step": step,
            }
            torch.save(
                {**state, "seconds": seconds, "curve": curve}, state_file.with_suffix(".tmp")
            )
            state_file.with_suffix(".tmp").replace(state_file)


if __name__ == "__main__":
    main()
