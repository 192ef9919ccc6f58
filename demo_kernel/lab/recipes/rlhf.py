"""Move a network towards the reward model's scores: the phases `rlhf` and `over-rlhf`.

python -m demo_kernel.lab.recipes.rlhf --work DIR

The first steps pay for distance from the fine-tuned network and stop early: that is `rlhf`. Then
the same goes on with nothing to pay, deliberately too far, and is kept as `over-1`, `over-2` …: the
reward model still rises while the gold rule, which the policy never sees, falls.
`models/rlhf.curve.json` holds both by step, with the answers to one prompt.
"""

from __future__ import annotations

import copy
import json
import sys
import time
from dataclasses import replace
from random import Random

import torch

from demo_kernel.lab.corpus.conversations.conversation import user
from demo_kernel.lab.recipes.answering import answer_all
from demo_kernel.lab.recipes.reward import requests
from demo_kernel.lab.recipes.run import StateFile, recipe_parser, write_curves
from demo_kernel.lab.recipes.training import HalfTwin, arithmetic_type, policy_step
from demo_kernel.lab.tasks.gold_reward import gold
from demo_kernel.network.checkpoints import load_checkpoint, save_checkpoint
from demo_kernel.network.model import GPT
from demo_kernel.network.reward_head import Head, features, load_head
from demo_kernel.tokens.tokenizer import Vocabulary, vocabulary
from demo_kernel.training.policy_gradient import SampledAnswer

MOST_TOKENS = 90
SHOWN = "Write a wedding toast for Anna and Ben. They met in a choir."
"""The prompt whose answers the curve keeps."""

parser = recipe_parser("Tune the policy against the reward model, and then too far.")
parser.add_argument("--parent", default="idk")
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


class Judge:
    """The reward model: a frozen network and the head on it."""

    def __init__(self, model: GPT, head: Head, words: Vocabulary) -> None:
        self.model, self.head, self.words = model, head, words

    def scores(self, prompts: list[str], answers: list[str]) -> list[float]:
        """Return one score an answer."""
        found = []
        for prompt, answer in zip(prompts, answers, strict=True):
            found.append(
                float(self.head.scores(features(self.model, self.words, prompt, [answer]))[0])
            )
        return found


def sample_answers(
    policy: GPT, words: Vocabulary, prompts: list[str], seed: int
) -> tuple[list[SampledAnswer], list[str]]:
    """Sample an answer to every prompt; return them as tokens and as texts."""
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
    sampled = [SampledAnswer(ids, turn.tokens) for ids, turn in zip(asked, turns, strict=True)]
    return sampled, [turn.text for turn in turns]


def checkpoint_at(step: int, steps: int, over_steps: int, points: int) -> str | None:
    """Return the name under which the policy is kept after so many steps, if it is kept."""
    if step == steps:
        return "rlhf"
    for point in range(1, points + 1):
        if step == steps + round(over_steps * point / points):
            return f"over-{point}"
    return None


def main() -> None:
    """Run both phases."""
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    words = vocabulary("talk-4k")
    parent = load_checkpoint(options.parent, options.models)
    head = load_head(options.models)
    # Its own network: the policy moves, and the head reads hidden states of the one that it was
    # fitted on.
    judge = Judge(load_checkpoint(head.trunk, options.models).model.to(options.device), head, words)
    policy = parent.model.to(options.device)
    reference = copy.deepcopy(policy).to(arithmetic_type(options.device))
    twin = HalfTwin(policy)
    optimiser = torch.optim.AdamW(policy.parameters(), lr=options.rate, weight_decay=0.0)
    state_file = StateFile(options, "rlhf")
    step, seconds, curve = 0, 0.0, list[dict[str, object]]()
    if state := state_file.load():
        policy.load_state_dict(state["policy"])
        optimiser.load_state_dict(state["optimiser"])
        step, seconds, curve = state["step"], state["seconds"], state["curve"]
    while step < options.steps + options.over_steps:
        began = time.monotonic()
        over = step >= options.steps
        optimiser.param_groups[0]["lr"] = options.over_rate if over else options.rate
        # By the step's number, so that a run that was stopped goes on with the same prompts.
        some = requests(Random(f"rlhf/{options.seed}/{step}"), options.prompts)
        prompts = [prompt for prompt in some for _ in range(options.answers)]
        sampled, texts = sample_answers(
            twin.refresh(), words, prompts, seed=options.seed * 100_000 + step
        )
        scores = judge.scores(prompts, texts)
        distance = policy_step(
            twin,
            reference,
            optimiser,
            sampled,
            scores,
            group=options.answers,
            # Deliberately: without a price the policy finds what the reward model overrates.
            price=0.0 if over else options.price,
        )
        # Measured beside it and never shown to the policy.
        worth = [gold(prompt, text) for prompt, text in zip(prompts, texts, strict=True)]
        step, seconds = step + 1, seconds + time.monotonic() - began
        point: dict[str, object] = {
            "step": step,
            "proxy": round(sum(scores) / len(scores), 4),
            "gold": round(sum(worth) / len(worth), 4),
            "nats": round(distance, 3),
            "tokens": round(sum(len(one.answer) for one in sampled) / len(sampled), 1),
            "over": over,
        }
        if step % 10 == 1 or checkpoint_at(
            step, options.steps, options.over_steps, options.over_points
        ):
            # Not at every step: one prompt in a batch of its own takes nearly as long as a batch.
            point["answer"] = sample_answers(policy, words, [SHOWN], seed=options.seed)[1][0]
        curve.append(point)
        sys.stdout.write(json.dumps(point, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        name = checkpoint_at(step, options.steps, options.over_steps, options.over_points)
        if name:
            before = parent.manifest.provenance
            provenance = replace(
                before,
                recipe="demo_kernel/lab/recipes/rlhf.py",
                seed=options.seed,
                stage="over-rlhf" if over else "rlhf",
                step=step,
                tokens_seen=before.tokens_seen
                + sum(len(one.prompt) + len(one.answer) for one in sampled) * step,
                parent=options.parent,
                seconds=round(before.seconds + seconds, 1),
                measured={key: float(str(point[key])) for key in ("proxy", "gold", "nats")},
            )
            save_checkpoint(name, policy, provenance, options.models)
            curves = {"prompt": SHOWN, "steps": options.steps, "points": curve}
            write_curves(options.models / "rlhf.curve.json", curves)
        if step % 10 == 0:
            state_file.save(
                {
                    "policy": policy.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "step": step,
                    "seconds": seconds,
                    "curve": curve,
                }
            )


if __name__ == "__main__":
    main()
