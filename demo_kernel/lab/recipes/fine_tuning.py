"""Train on conversations from a parent checkpoint, for the recipes sft, idk and unguarded.

The loss counts the assistant's own tokens only. Muon for the matrices and AdamW for the embedding,
as in pre-training; the rate rises for a moment and then falls in a straight line to 0. A run can be
stopped at any moment and goes on where it was; its curve is written to `models/<name>.curve.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from demo_kernel.lab.corpus.conversations.conversation import Conversation
from demo_kernel.lab.corpus.conversations.generate import digest
from demo_kernel.lab.recipes.conversations import Rows, pack
from demo_kernel.lab.recipes.run import StateFile, recipe_parser, write_curves
from demo_kernel.lab.recipes.training import HalfTwin, Optimisers, loss_on, rate_at
from demo_kernel.network.checkpoints import (
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
    """One phase of training: its name, where it starts, what it reads."""

    name: str
    phase: str
    recipe: str
    parent: str
    train: Sequence[Conversation]
    held_out: Sequence[Conversation]


def options_parser(
    description: str, parent: str, name: str, matrix_rate: float
) -> argparse.ArgumentParser:
    """Return a parser with the options of every phase that reads conversations."""
    parser = recipe_parser(description)
    parser.add_argument("--parent", default=parent, help="checkpoint to start from")
    parser.add_argument("--name", default=name, help="checkpoint to write")
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
    parser.add_argument(
        "--keep",
        type=float,
        default=0.0,
        help="share of the parent's weights in those that are written, from 0 to 1",
    )
    parser.add_argument("--report-every", type=int, default=50, help="steps between reports")
    parser.add_argument(
        "--save-every", type=float, default=60, help="seconds between resumable states"
    )
    return parser


def loss_of(model: GPT, ids: Tensor, own: Tensor) -> Tensor:
    """Return the mean cross-entropy in nats over the assistant's own tokens of rows (B, T+1).

    It is 0 where there are none.
    """
    # Position t predicts token t + 1, so the mask of the targets is shifted by one.
    return loss_on(model, ids[:, :-1].clamp(min=0), torch.where(own[:, 1:], ids[:, 1:], -1))


@torch.no_grad()
def held_out_loss(model: GPT, rows: Rows, batch: int, device: str) -> float:
    """Return the mean loss in nats over the assistant's own tokens of all rows."""
    total, count = 0.0, 0
    for begin in range(0, len(rows.ids), batch):
        ids, own = _batch(rows, range(begin, min(begin + batch, len(rows.ids))), device)
        tokens = int(own[:, 1:].sum())
        # Weighted by tokens: batches have different numbers of the assistant's own.
        total += float(loss_of(model, ids, own)) * tokens
        count += tokens
    return total / max(1, count)


def _batch(rows: Rows, which: Sequence[int], device: str) -> tuple[Tensor, Tensor]:
    """Return some rows as tensors (B, T+1): dense IDs and the mask."""
    chosen = list(which)
    # As int16 in memory, since all rows are held: a quarter of int64.
    return torch.from_numpy(rows.ids[chosen]).long().to(device), torch.from_numpy(
        rows.own[chosen]
    ).to(device)


@lru_cache(maxsize=2)
def _order(count: int, seed: int) -> Tensor:
    """Return the numbers below `count` in the order that `seed` gives."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))


class Training:
    """A run of one phase: its state, and how it is kept on disk."""

    def __init__(self, plan: Plan, options: argparse.Namespace) -> None:
        torch.set_num_threads(options.threads)
        talk = vocabulary("talk-4k")
        self.plan, self.options = plan, options
        self.parent: Checkpoint = load_checkpoint(plan.parent, options.models)
        self.model = self.parent.model.to(options.device).train()
        self.before = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.rows = pack(plan.train, talk, options.length + 1)
        self.held = pack(plan.held_out, talk, options.length + 1)
        self.steps = max(1, round(len(self.rows.ids) * options.passes / options.rows))
        self.optimisers = Optimisers.of(self.model, options.matrix_rate, options.embedding_rate)
        self.twin = HalfTwin(self.model)
        self.step, self.seconds = 0, 0.0
        self.curve: list[dict[str, float]] = []
        self.recent: list[float] = []
        self.state_file = StateFile(options, options.name)

    def run(self) -> None:
        """Train from the saved state, or the parent, to the end, and write the checkpoint."""
        self.resume()
        print(
            f"{len(self.plan.train):,} conversations, {len(self.rows.ids):,} rows, "
            f"{self.steps:,} steps"
        )
        saved_at = time.monotonic()
        while self.step < self.steps:
            if self.step % self.options.report_every == 0:
                self.report()
            self.train_step()
            if time.monotonic() - saved_at > self.options.save_every:
                self.save()
                saved_at = time.monotonic()
        self.report()
        self.save()
        if self.options.keep:
            self.mix_with_parent()
        self.write_checkpoint()

    def train_step(self) -> None:
        """Read one batch, and make one step of both optimisers."""
        began = time.monotonic()
        ids, own = _batch(self.rows, self.which(self.step), self.options.device)
        # The twin's weights are those of now: the optimiser has changed the original since the last
        # step.
        loss = loss_of(self.twin.refresh(), ids, own)
        loss.backward()  # type: ignore[no-untyped-call]
        self.twin.copy_gradients()
        self.optimisers.step(rate_at(self.step, self.steps, WARM_UP, cool_down=1.0))
        self.recent.append(float(loss.detach()))
        self.step += 1
        # Of the steps alone, without reports: the figure says what training costs.
        self.seconds += time.monotonic() - began

    def which(self, step: int) -> list[int]:
        """Return the rows of one batch; every pass has an order of its own."""
        count = len(self.rows.ids)
        places = range(step * self.options.rows, (step + 1) * self.options.rows)
        return [
            # From the step's number alone, so that a run that was stopped reads on in the same
            # order.
            int(_order(count, self.options.seed * 1000 + place // count)[place % count])
            for place in places
        ]

    def report(self) -> None:
        """Measure the held-out loss, print it, and write the curve."""
        # After a resume the point of this step may stand there already.
        if self.curve and self.curve[-1]["step"] >= self.step:
            return
        held = held_out_loss(self.twin.refresh(), self.held, self.options.rows, self.options.device)
        train = sum(self.recent) / len(self.recent) if self.recent else held
        # The training loss is the mean since the last report: of one batch it jumps.
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
        write_curves(self.options.models / f"{self.options.name}.curve.json", curves)

    def save(self) -> None:
        """Write the state that lets the run go on."""
        self.state_file.save(
            {
                "model": self.model.state_dict(),
                # A parent of the same name is gone once this run has written its checkpoint.
                "before": self.before,
                "matrices": self.optimisers.matrices.state_dict(),
                "embedding": self.optimisers.embedding.state_dict(),
                "step": self.step,
                "seconds": self.seconds,
                "curve": self.curve,
            }
        )

    def resume(self) -> None:
        """Go on from the saved state, if there is one."""
        state = self.state_file.load()
        if state is None:
            return
        self.model.load_state_dict(state["model"])
        self.before = state["before"]
        self.optimisers.matrices.load_state_dict(state["matrices"])
        self.optimisers.embedding.load_state_dict(state["embedding"])
        self.step, self.seconds, self.curve = state["step"], state["seconds"], state["curve"]
        print(f"going on at step {self.step:,}")

    @torch.no_grad()
    def mix_with_parent(self) -> None:
        """Move the weights the share `keep` of the way back to the parent's.

        What the parent did well and this reading did not repeat comes back, for a little of what
        was learnt: Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
        """
        for name, value in self.model.state_dict().items():
            value.lerp_(self.before[name], self.options.keep)
        options = self.options
        held = held_out_loss(self.twin.refresh(), self.held, options.rows, options.device)
        self.curve[-1] = {**self.curve[-1], "heldout_loss": round(held, 4)}

    def write_checkpoint(self) -> None:
        """Write the trained weights under the phase's name."""
        before = self.parent.manifest.provenance
        provenance = Provenance(
            recipe=self.plan.recipe,
            seed=self.options.seed,
            stage=self.plan.phase,
            step=self.step,
            tokens_seen=before.tokens_seen + self.step * self.options.rows * self.options.length,
            corpus_sha256=digest(list(self.plan.train)),
            vocabulary_sha256=hashlib.sha256(TALK_VOCABULARY_FILE.read_bytes()).hexdigest(),
            # A phase that was taken up again from its own checkpoint still comes from where that
            # one came.
            parent=before.parent if self.plan.parent == self.options.name else self.plan.parent,
            seconds=round(before.seconds + self.seconds, 1),
            measured={key: self.curve[-1][key] for key in ("train_loss", "heldout_loss")},
        )
        # The original's exact weights, not those of the twin.
        save_checkpoint(self.options.name, self.model.cpu(), provenance, self.options.models)
