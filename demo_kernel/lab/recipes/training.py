"""What the training recipes share.

The schedule of the learning rate, the optimisers, the loss, the bfloat16 twin.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from demo_kernel.network.model import GPT
from demo_kernel.training.policy_gradient import SampledAnswer, policy_gradient

ROWS_AT_ONCE = 1024
"""Positions whose logits are held in memory at the same time: what fits a processor's cache is
faster than all at once. A GPU takes all: there it is the starts of many small operations that
cost."""


def rate_at(step: int, steps: int, warm_up: float, cool_down: float) -> float:
    """Share of the full learning rate.

    Up in a straight line, level, down in a straight line to 0.
    """
    rising = (step + 1) / max(1.0, warm_up * steps)
    falling = (steps - step) / max(1.0, cool_down * steps)
    return min(1.0, rising, falling)


@dataclass
class Optimisers:
    """Muon (Jordan et al. 2024) for the matrices, AdamW for the embedding, one schedule."""

    matrices: torch.optim.Muon
    embedding: torch.optim.AdamW
    full_rates: tuple[float, float]

    @classmethod
    def of(cls, model: GPT, matrix_rate: float, embedding_rate: float) -> Optimisers:
        """For a model's parameters, with the full learning rates."""
        matrices = [
            parameter for name, parameter in model.named_parameters() if name != "embedding.weight"
        ]
        muon = torch.optim.Muon(
            matrices, lr=matrix_rate, weight_decay=0.0, momentum=0.95, adjust_lr_fn="original"
        )
        adam = torch.optim.AdamW(
            [model.embedding.weight], lr=embedding_rate, betas=(0.9, 0.95), weight_decay=0.0
        )
        return cls(muon, adam, (matrix_rate, embedding_rate))

    def step(self, share: float) -> None:
        """One step at a share of the full rates; gradients are gone afterwards."""
        for optimiser, full in zip((self.matrices, self.embedding), self.full_rates, strict=True):
            optimiser.param_groups[0]["lr"] = full * share
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)


class HalfTwin:
    """Copy of a float32 model in bfloat16 that does the arithmetic.

    The original keeps the exact weights.
    """

    def __init__(self, model: GPT) -> None:
        self.original = model
        self.model: GPT = copy.deepcopy(model).bfloat16()

    @torch.no_grad()
    def refresh(self) -> GPT:
        """Return the twin with the original's weights of now, ready for a forward pass."""
        for half, full in zip(self.model.parameters(), self.original.parameters(), strict=True):
            half.copy_(full)
            half.grad = None
        return self.model

    def hand_over(self) -> None:
        """Give the twin's gradients to the original, for its optimiser."""
        for half, full in zip(self.model.parameters(), self.original.parameters(), strict=True):
            full.grad = None if half.grad is None else half.grad.float()


def policy_step(
    twin: HalfTwin,
    reference: GPT,
    optimiser: torch.optim.Optimizer,
    drawn: Sequence[SampledAnswer],
    scores: Sequence[float],
    *,
    group: int,
    price: float,
) -> float:
    """One step of policy_gradient.py by the twin; `reference` is in bfloat16 as well.

    Returns the mean distance.
    """
    distance = policy_gradient(twin.refresh(), reference, drawn, scores, group=group, price=price)
    twin.hand_over()
    torch.nn.utils.clip_grad_norm_(twin.original.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return distance


class LinearCrossEntropy(torch.autograd.Function):
    """Cross-entropy of a linear layer's outputs without ever holding all logits.

    The gradient is made on the way.

    The same as `F.cross_entropy(F.linear(hidden, weight).float(), targets)`, softmax in float32.
    """

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss in nats from hidden (N, C), weight (V, C) and targets (N,)."""
        total = torch.zeros((), dtype=torch.float32, device=hidden.device)
        to_hidden = torch.empty_like(hidden)
        to_weight = torch.zeros(weight.shape, dtype=torch.float32, device=weight.device)
        at_once = ROWS_AT_ONCE if hidden.device.type == "cpu" else max(1, len(hidden))
        for begin in range(0, len(hidden), at_once):
            here = slice(begin, begin + at_once)
            right = targets[here, None]
            logits = (hidden[here] @ weight.T).float()  # (rows, V)
            totals = logits.logsumexp(dim=1, keepdim=True)
            total += (totals - logits.gather(1, right)).sum()
            slope = logits.sub_(
                totals
            ).exp_()  # the softmax; less one at the right entry it is the gradient
            slope.scatter_add_(1, right, torch.full_like(totals, -1.0))
            half = slope.to(hidden.dtype)
            to_hidden[here] = half @ weight
            to_weight += half.T @ hidden[here]
        ctx.save_for_backward(to_hidden, to_weight)
        return total / max(1, len(hidden))

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None]:
        """Both gradients were made in the forward pass; they wait for the factor."""
        to_hidden, to_weight = ctx.saved_tensors
        factor = grads[0] / max(1, len(to_hidden))
        return (
            to_hidden * factor.to(to_hidden.dtype),
            (to_weight * factor).to(to_hidden.dtype),
            None,
        )


def loss_of(model: GPT, rows: Tensor) -> Tensor:
    """Mean cross-entropy in nats a token over rows (B, T+1) of dense IDs.

    Padding is −1 and does not count.
    """
    return loss_on(model, rows[:, :-1].clamp(min=0), rows[:, 1:])


def loss_on(model: GPT, tokens: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy in nats over the targets (B, T) that are not −1."""
    counts = targets >= 0  # (B, T)
    loss: Tensor = LinearCrossEntropy.apply(  # type: ignore[no-untyped-call]
        model.hidden_states(tokens)[counts], model.embedding.weight, targets[counts]
    )
    return loss
