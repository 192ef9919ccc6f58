"""Fit the reward model to answers of the fine-tuned network, ranked by the gold rule.

python -m demo_kernel.lab.recipes.reward

The answers are to requests for a wedding toast.

Writes the rankings (`models/rankings.jsonl.gz`: prompt, answers, order, best first) and the head
(`models/reward.head.json`) fitted to all but every fifth; those measure it.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from random import Random
from typing import NamedTuple

import torch

from demo_kernel.lab.corpus.conversations.conversation import text_of, user
from demo_kernel.lab.corpus.conversations.toasts import toast
from demo_kernel.lab.recipes.answering import answer_all
from demo_kernel.lab.recipes.run import recipe_parser
from demo_kernel.lab.tasks.gold_reward import couple_in, gold
from demo_kernel.network.checkpoints import MODELS_FOLDER, load_checkpoint
from demo_kernel.network.model import GPT
from demo_kernel.network.reward_head import Pair, features, fit, pairs_of, save_head
from demo_kernel.tokens.tokenizer import Vocabulary, vocabulary

HELD_OUT_EVERY = 5

parser = recipe_parser("Fit the reward model to rankings of toasts.", resumable=False)
parser.add_argument("--parent", default="sft")
parser.add_argument("--rankings", type=int, default=2_000)
parser.add_argument("--answers", type=int, default=3, help="answers in a ranking")
parser.add_argument("--temperature", type=float, default=1.1)


class Ranked(NamedTuple):
    """A stored ranking."""

    prompt: str
    answers: list[str]
    order: list[int]
    """Numbers of the answers, best first; of equals the earlier first."""


def requests(random: Random, number: int) -> list[str]:
    """Return requests that name both of the couple, as a person types them with care."""
    found: list[str] = []
    while len(found) < number:
        text = text_of(toast(random, "train").messages[0])
        # The gold rule asks for both names, so a request without them could only lose.
        if couple_in(text):
            found.append(text)
    return found


def ranked(
    model: GPT, words: Vocabulary, prompts: list[str], answers: int, temperature: float, seed: int
) -> list[Ranked]:
    """Sample answers to every prompt, and rank them by the gold rule."""
    samples = [
        # One seed a sample and all prompts at once: as many batches as answers in a ranking.
        answer_all(
            model,
            words,
            [(user(p),) for p in prompts],
            max_tokens=90,
            temperature=temperature,
            seed=seed + n,
            tools=None,
        )
        for n in range(answers)
    ]
    rankings = []
    for i, prompt in enumerate(prompts):
        texts = [turns[i].text for turns in samples]
        rankings.append(
            # sorted is stable: of equals the earlier sample is first, the same in every run.
            Ranked(prompt, texts, sorted(range(answers), key=lambda n: -gold(prompt, texts[n])))
        )
    return rankings


def pairs(model: GPT, words: Vocabulary, ranking: Ranked) -> list[Pair]:
    """Return the pairs of a ranking in which the gold rule sees a difference."""
    phi = features(model, words, ranking.prompt, ranking.answers)
    worth = [gold(ranking.prompt, answer) for answer in ranking.answers]
    order = ranking.order
    return [
        pair
        for pair, (a, b) in zip(
            pairs_of(phi, order),
            [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]],
            strict=True,
        )
        # Equal worth is no preference; the order of equals would teach an accident.
        if worth[a] > worth[b]
    ]


def write_rankings(path: Path, rankings: list[Ranked]) -> None:
    """Write one JSON object a line, compressed; the same rankings give the same bytes."""
    text = "".join(json.dumps(ranking._asdict(), ensure_ascii=False) + "\n" for ranking in rankings)
    # mtime=0: gzip writes the time into its header otherwise.
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read_rankings(path: Path = MODELS_FOLDER / "rankings.jsonl.gz") -> list[Ranked]:
    """Return the stored rankings."""
    return [
        Ranked(**json.loads(line))
        for line in gzip.decompress(path.read_bytes()).decode().splitlines()
    ]


def main() -> None:
    """Sample, rank, fit, measure."""
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    words = vocabulary("talk-4k")
    model = load_checkpoint(options.parent, options.models).model.to(options.device)
    prompts = requests(Random(f"reward/{options.seed}"), options.rankings)
    rankings = ranked(model, words, prompts, options.answers, options.temperature, options.seed)
    write_rankings(options.models / "rankings.jsonl.gz", rankings)
    by_split: dict[bool, list[Pair]] = {True: [], False: []}
    for index, ranking in enumerate(rankings):
        # Whole rankings are held out, since the pairs of one share their answers.
        by_split[index % HELD_OUT_EVERY == 0] += pairs(model, words, ranking)
    head = fit(options.parent, by_split[False])
    right = head.agreement(by_split[True])
    share = sum(right) / len(right)
    sys.stdout.write(
        f"{len(rankings)} rankings; agrees with {share:.1%} of {len(right)} held-out pairs\n"
    )
    save_head(
        head,
        options.models,
        rankings=len(rankings),
        held_out_pairs=len(right),
        held_out_agreement=share,
    )


if __name__ == "__main__":
    main()
