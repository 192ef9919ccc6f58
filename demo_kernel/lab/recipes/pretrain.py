"""Pre-train from a random start to a network that continues documents: the phase `base`.

python -m demo_kernel.lab.recipes.pretrain --corpus DIR --work DIR

Stop it at any moment; the same command goes on where it was. Writes the checkpoints base-start,
base-1 … and base to `models/`, and after every report the curves to `models/base.curve.json`, which
the slides read.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from pathlib import Path

import torch
from torch import Tensor

from demo_kernel.lab.recipes.packing import bytes_per_token, pack, read_documents
from demo_kernel.lab.recipes.run import StateFile, recipe_parser, write_curves
from demo_kernel.lab.recipes.training import HalfTwin, Optimisers, loss_of, rate_at
from demo_kernel.network.checkpoints import Provenance, save_checkpoint
from demo_kernel.network.model import GPT, GPTConfig
from demo_kernel.tokens.tokenizer import TALK_VOCABULARY_FILE, vocabulary

parser = recipe_parser("Pre-train the embedded model.")
parser.add_argument(
    "--corpus",
    type=Path,
    required=True,
    help="folder with train.jsonl, heldout.jsonl, manifest.json",
)
parser.add_argument(
    "--rows", type=int, default=16, help="rows of a batch, each as long as the context"
)
parser.add_argument(
    "--matrix-rate", type=float, default=0.02, help="learning rate of the matrices (Muon)"
)
parser.add_argument(
    "--embedding-rate", type=float, default=3e-3, help="learning rate of the embedding (AdamW)"
)
parser.add_argument(
    "--warm-up", type=float, default=0.01, help="share of the steps in which the rates rise"
)
parser.add_argument(
    "--cool-down", type=float, default=0.4, help="share of the steps in which the rates fall to 0"
)
parser.add_argument(
    "--report-every", type=int, default=100, help="steps between reports; early on they are denser"
)
parser.add_argument(
    "--save-every", type=float, default=120, help="seconds between resumable states"
)
parser.add_argument(
    "--steps", type=int, default=0, help="stop after so many steps; 0 is one pass over the corpus"
)
KEPT = (0.0, 0.04, 0.15, 0.45, 1.0)
"""Shares of the training at which a checkpoint is kept: about log-spaced."""


EARLY = (1, 2, 4, 8, 16, 32, 64)
"""Steps reported besides, since the loss falls fastest at the beginning."""


def checkpoint_name(kept: int) -> str:
    """Return base-start, base-1 … base-3 or base, by the place in KEPT."""
    return "base-start" if kept == 0 else "base" if kept == len(KEPT) - 1 else f"base-{kept}"


@torch.no_grad()
def held_out_loss(model: GPT, rows: Tensor, batch: int) -> float:
    """Return the mean loss in nats a token over the held-out rows (N, T+1)."""
    total, count = 0.0, 0
    for part in torch.split(rows, batch):
        tokens = int((part[:, 1:] >= 0).sum())
        total += float(loss_of(model, part)) * tokens
        count += tokens
    return total / count


def main() -> None:
    """Run the recipe."""
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    talk = vocabulary("talk-4k")
    config = GPTConfig(vocabulary_size=talk.size)
    train = torch.from_numpy(
        pack(read_documents(options.corpus / "train.jsonl", talk), config.context + 1)
    )
    held = torch.from_numpy(
        pack(read_documents(options.corpus / "heldout.jsonl", talk), config.context + 1, pad=True)
    )
    # A part of them: reports come often.
    held = held[: options.rows * 8].long().to(options.device)
    # On the CPU: rows are on the device by now, and numpy cannot read those.
    held_bytes = bytes_per_token(held.cpu().numpy(), talk)
    steps = options.steps or len(train) // options.rows
    # Steps counted before, so that a run of another length keeps checkpoints at the same shares.
    keep_at = [round(share * steps) for share in KEPT]
    corpus_sha256 = json.loads((options.corpus / "manifest.json").read_text())["sha256"]
    vocabulary_sha256 = hashlib.sha256(TALK_VOCABULARY_FILE.read_bytes()).hexdigest()
    batch = f"{options.rows * config.context:,} tokens"
    print(f"{len(train):,} rows, {steps:,} steps of {batch}, ln V = {math.log(talk.size):.3f}")

    model = GPT(config)
    # Before it moves to the device, so that the start is the same on every device.
    model.initialise(options.seed)
    model.to(options.device)
    optimisers = Optimisers.of(model, options.matrix_rate, options.embedding_rate)
    # bfloat16 twin instead of autocast: 7,150 against 5,800 tokens a second (LOG.md).
    twin = HalfTwin(model)

    step, seconds, curve = 0, 0.0, list[dict[str, float]]()
    state_file = StateFile(options, "pretrain")
    if state := state_file.load():
        model.load_state_dict(state["model"])
        optimisers.matrices.load_state_dict(state["optimisers"][0])
        optimisers.embedding.load_state_dict(state["optimisers"][1])
        step, seconds, curve = state["step"], state["seconds"], state["curve"]
        print(f"going on at step {step:,}")

    def save_state() -> None:
        state_file.save(
            {
                "model": model.state_dict(),
                "optimisers": [optimisers.matrices.state_dict(), optimisers.embedding.state_dict()],
                "step": step,
                "seconds": seconds,
                "curve": curve,
            }
        )

    def report(train_loss: float) -> None:
        held_loss = held_out_loss(twin.refresh(), held, options.rows)
        point = {
            "step": step,
            "tokens": step * options.rows * config.context,
            "seconds": round(seconds, 1),
            "train_loss": round(train_loss, 4),
            "heldout_loss": round(held_loss, 4),
            "heldout_bits_per_byte": round(held_loss / math.log(2) / held_bytes, 4),
        }
        curve.append(point)
        left = seconds / max(1, step) * (steps - step)
        print(
            f"step {step:5d}/{steps}  train {train_loss:.3f}  held-out {held_loss:.3f}"
            f"  {point['tokens'] / max(seconds, 1e-9):,.0f} tokens/s  {left / 60:.1f} min left",
            flush=True,
        )
        curves = {
            "ln_v": math.log(talk.size),
            "unit": "nats a token",
            "steps": steps,
            "points": curve,
        }
        write_curves(options.models / "base.curve.json", curves)

    def keep(name: str) -> None:
        measured = {
            key: curve[-1][key] for key in ("train_loss", "heldout_loss", "heldout_bits_per_byte")
        }
        tokens = step * options.rows * config.context
        provenance = Provenance(
            recipe="demo_kernel/lab/recipes/pretrain.py",
            seed=options.seed,
            stage="base",
            step=step,
            tokens_seen=tokens,
            corpus_sha256=corpus_sha256,
            vocabulary_sha256=vocabulary_sha256,
            parent=None,
            seconds=round(seconds, 1),
            measured=measured,
        )
        save_checkpoint(name, model, provenance, options.models)

    @torch.no_grad()
    def first_loss() -> float:
        return float(loss_of(twin.refresh(), train[: options.rows].long().to(options.device)))

    saved_at = time.monotonic()
    recent: list[float] = []
    while True:
        # Reported before the step is made: step 0 is the random start, whose loss claim 1 is about.
        is_kept = step in keep_at
        if (step % options.report_every == 0 or is_kept or step in EARLY) and (
            not curve or curve[-1]["step"] < step
        ):
            report(sum(recent) / len(recent) if recent else first_loss())
            recent.clear()
            if is_kept:
                keep(checkpoint_name(keep_at.index(step)))
        if step >= steps:
            break
        began = time.monotonic()
        # In the order of the corpus, each row once: a curriculum's order would be lost by
        # shuffling.
        rows = train[step * options.rows : (step + 1) * options.rows].long().to(options.device)
        loss = loss_of(twin.refresh(), rows)
        loss.backward()  # type: ignore[no-untyped-call]
        twin.copy_gradients()
        optimisers.step(rate_at(step, steps, options.warm_up, options.cool_down))
        recent.append(float(loss.detach()))
        step += 1
        seconds += time.monotonic() - began
        # By the clock and not by steps: what a stop may lose is time.
        if time.monotonic() - saved_at > options.save_every:
            save_state()
            saved_at = time.monotonic()
    save_state()


if __name__ == "__main__":
    main()
