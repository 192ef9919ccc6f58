"""Training on conversations from a parent checkpoint: what sft, idk and unguarded share.

The loss counts the assistant's own tokens only. Muon for the matrices and AdamW for the embedding,
as in pre-training; the rate rises for a moment and then falls in a straight line to 0. A run can be
stopped at any moment and goes on where it was; its curve is written to `models/<name>.curve.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

os.environ.setdefault(
    "OMP_WAIT_POLICY", "passive"
)  # two threads on busy cores would spin instead of working

import torch
from torch import Tensor

from demo_kernel.lab.corpus.conversations.conversation import Conversation
from demo_kernel.lab.corpus.conversations.generate import digest
from demo_kernel.lab.recipes.conversations import Rows, pack
from demo_kernel.lab.recipes.training import HalfTwin, Optimisers, loss_on, rate_at
from demo_kernel.network.checkpoints import (
    MODELS_FOLDER,
    Checkpoint,
    Provenance,
    load_checkpoint,
    save_checkpoint,
)
from demo_kernel.network.model import GPT
from demo_kernel.tokens.tokenizer import TALK_VOCABULARY_FILE, vocabulary

WARM_UP = 0.03
"""Share of the steps in which the rate rises."""


@dataclass(frozen=True)
class Plan:
    """One stage: what it is called, where it starts, what it reads."""

    name: str
    stage: str
    recipe: str
    parent: str
    train: Sequence[Conversation]
    held_out: Sequence[Conversation]


def options_parser(
    description: str, parent: str, name: str, matrix_rate: float
) -> argparse.ArgumentParser:
    """Return the options that all stages on conversations have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--parent", default=parent, help="checkpoint to start from")
    parser.add_argument("--name", default=name, help="checkpoint to write")
    parser.add_argument(
        "--work",
        type=Path,
        required=True,
        help="folder for the state that lets the training resume",
    )
    parser.add_argument(
        "--models", type=Path, default=MODELS_FOLDER, help="folder of the checkpoints"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--passes", type=float, default=1, help="times that each conversation is read"
    )
    parser.add_argument("--rows", type=int, default=24, help="rows of a batch")
    parser.add_argument("--length", type=int, default=256, help="tokens of a row")
    parser.add_argument(
        "--matrix-rate", type=float, default=matrix_rate, help="highest rate of the matrices (Muon)"
    )
    parser.add_argument(
        "--embedding-rate",
        type=float,
        default=matrix_rate * 0.15,
        help="and of the embedding (AdamW)",
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--report-every", type=int, default=50, help="steps between reports")
    parser.add_argument(
        "--save-every", type=float, default=60, help="seconds between resumable states"
    )
    return parser


def loss_of(model: GPT, ids: Tensor, own: Tensor) -> Tensor:
    """Mean cross-entropy in nats over the assistant's own tokens of rows (B, T+1).

    0 where there are none.
    """
    return loss_on(model, ids[:, :-1].clamp(min=0), torch.where(own[:, 1:], ids[:, 1:], -1))


@torch.no_grad()
def held_out_loss(model: GPT, rows: Rows, batch: int, device: str) -> float:
    """Mean loss in nats an own token over all rows."""
    total, count = 0.0, 0
    for begin in range(0, len(rows.ids), batch):
        ids, own = _batch(rows, range(begin, min(begin + batch, len(rows.ids))), device)
        tokens = int(own[:, 1:].sum())
        total += float(loss_of(model, ids, own)) * tokens
        count += tokens
    return total / max(1, count)


def _batch(rows: Rows, which: Sequence[int], device: str) -> tuple[Tensor, Tensor]:
    """Rows as tensors (B, T+1): dense IDs and the mask."""
    chosen = list(which)
    return torch.from_numpy(rows.ids[chosen]).long().to(device), torch.from_numpy(
        rows.own[chosen]
    ).to(device)


@lru_cache(maxsize=2)
def _order(count: int, seed: int) -> Tensor:
    """Return the numbers below `count` in the order that `seed` gives."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))


class Training:
    """A run of one stage: its state, and how it is kept on disk."""

    def __init__(self, plan: Plan, options: argparse.Namespace) -> None:
        torch.set_num_threads(options.threads)
        talk = vocabulary("talk-4k")
        self.plan, self.options = plan, options
        self.parent: Checkpoint = load_checkpoint(plan.parent, options.models)
        self.model = self.parent.model.to(options.device).train()
        self.rows = pack(plan.train, talk, options.length + 1)
        self.held = pack(plan.held_out, talk, options.length + 1)
        self.steps = max(1, round(len(self.rows.ids) * options.passes / options.rows))
        self.optimisers = Optimisers.of(self.model, options.matrix_rate, options.embedding_rate)
        self.twin = HalfTwin(self.model)
        self.step, self.seconds = 0, 0.0
        self.curve: list[dict[str, float]] = []
        self.recent: list[float] = []
        options.work.mkdir(parents=True, exist_ok=True)
        options.models.mkdir(parents=True, exist_ok=True)
        self.state_file: Path = options.work / f"{options.name}.pt"

    def run(self) -> None:
        """From wherever it stands to the end; the checkpoint is written at the end."""
        self.resume()
        print(
            f"{len(self.plan.train):,} conversations, {len(self.rows.ids):,} rows, "
            f"{self.steps:,} steps"
        )
        saved_at = time.monotonic()
        while self.step < self.steps:
            if self.step % self.options.report_every == 0:
                self.report()
            self.take_step()
            if time.monotonic() - saved_at > self.options.save_every:
                self.save()
                saved_at = time.monotonic()
        self.report()
        self.save()
        self.write_checkpoint()

    def take_step(self) -> None:
        """One batch, one step of both optimisers."""
        began = time.monotonic()
        ids, own = _batch(self.rows, self.which(self.step), self.options.device)
        loss = loss_of(self.twin.refresh(), ids, own)
        loss.backward()  # type: ignore[no-untyped-call]
        self.twin.hand_over()
        self.optimisers.step(rate_at(self.step, self.steps, WARM_UP, cool_down=1.0))
        self.recent.append(float(loss.detach()))
        self.step += 1
        self.seconds += time.monotonic() - began

    def which(self, step: int) -> list[int]:
        """Rows of one batch: every pass in an order of its own."""
        count = len(self.rows.ids)
        places = range(step * self.options.rows, (step + 1) * self.options.rows)
        return [
            int(_order(count, self.options.seed * 1000 + place // count)[place % count])
            for place in places
        ]

    def report(self) -> None:
        """Measure, print and write the curve."""
        if self.curve and self.curve[-1]["step"] >= self.step:
            return
        held = held_out_loss(self.twin.refresh(), self.held, self.options.rows, self.options.device)
        train = sum(self.recent) / len(self.recent) if self.recent else held
        self.recent.clear()
        tokens = self.step * self.options.rows * self.options.length
        self.curve.append(
            {
                "step": self.step,
                "tokens": tokens,
                "seconds": round(self.seconds, 1),
                "train_loss": round(train, 4),
                "heldout_loss": round(held, 4),
            }
        )
        left = self.seconds / max(1, self.step) * (self.steps - self.step)
        print(
            f"step {self.step:4d}/{self.steps}  train {train:.3f}  held-out {held:.3f}"
            f"  {tokens / max(self.seconds, 1e-9):,.0f} tokens/s  {left / 60:.1f} min left",
            flush=True,
        )
        curves = {
            "unit": "nats a token of the assistant's own",
            "steps": self.steps,
            "points": self.curve,
        }
        (self.options.models / f"{self.options.name}.curve.json").write_text(
            json.dumps(curves, indent=1) + "\n"
        )

    def save(self) -> None:
        """Return the state that lets the run go on."""
        state = {
            "model": self.model.state_dict(),
            "matrices": self.optimisers.matrices.state_dict(),
            "embedding": self.optimisers.embedding.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "curve": self.curve,
        }
        torch.save(state, self.state_file.with_suffix(".tmp"))
        self.state_file.with_suffix(".tmp").replace(self.state_file)

    def resume(self) -> None:
        """Take up the saved state, if there is one."""
        if not self.state_file.exists():
            return
        state: dict[str, Any] = torch.load(
            self.state_file, weights_only=True, map_location=self.options.device
        )
        self.model.load_state_dict(state["model"])
        self.optimisers.matrices.load_state_dict(state["matrices"])
        self.optimisers.embedding.load_state_dict(state["embedding"])
        self.step, self.seconds, self.curve = state["step"], state["seconds"], state["curve"]
        print(f"going on at step {self.step:,}")

    def write_checkpoint(self) -> None:
        """Return the trained weights under the stage's name."""
        before = self.parent.manifest.provenance
        provenance = Provenance(
            recipe=self.plan.recipe,
            seed=self.options.seed,
            stage=self.plan.stage,
            step=self.step,
            tokens_seen=before.tokens_seen + self.step * self.options.rows * self.options.length,
            corpus_sha256=digest(list(self.plan.train)),
            vocabulary_sha256=hashlib.sha256(TALK_VOCABULARY_FILE.read_bytes()).hexdigest(),
            # A stage that was taken up again from its own checkpoint still comes from where that
            # one came.
            parent=before.parent if self.plan.parent == self.options.name else self.plan.parent,
            seconds=round(before.seconds + self.seconds, 1),
            measured={key: self.curve[-1][key] for key in ("train_loss", "heldout_loss")},
        )
        save_checkpoint(self.options.name, self.model.cpu(), provenance, self.options.models)
