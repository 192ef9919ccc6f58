"""Share between the training recipes: rate schedule, optimisers, loss, the bfloat16 twin."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from demo_kernel.network.model import GPT
from demo_kernel.training.policy_gradient import SampledAnswer, policy_gradient

ROWS_AT_ONCE = 1024
"""Positions whose logits are held in memory at the same time: what fits a processor's cache is
faster than all at once. A GPU reads all: there it is the starts of many small operations that
cost."""


def rate_at(step: int, steps: int, warm_up: float, cool_down: float) -> float:
    """Return the share of the full learning rate at a step.

    It rises in a straight line, stays level, and falls in a straight line to 0.
    """
    # From the first step on above 0: at 0 it would be lost.
    rising = (step + 1) / max(1.0, warm_up * steps)
    falling = (steps - step) / max(1.0, cool_down * steps)
    return min(1.0, rising, falling)


def arithmetic_type(device: str | torch.device) -> torch.dtype:
    """Return the number type in which a device trains fastest: bfloat16 where it has it."""
    # Without instructions for it a processor's bfloat16 product is a plain loop, 40 times slower.
    has_it = torch.device(device).type != "cpu" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if has_it else torch.float32


class MuonInFloat32(torch.optim.Muon):
    """Muon for a processor without bfloat16, in which torch's own does its products.

    Momentum with a look ahead, and updates scaled by shape as in Jordan's code; no weight decay.
    """

    @torch.no_grad()
    # No recipe evaluates the loss again within a step, as torch's signature would let it.
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Change each matrix by its orthogonalised momentum."""
        for group in self.param_groups:
            for matrix in group["params"]:
                if matrix.grad is None:
                    continue
                state = self.state[matrix]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = torch.zeros_like(matrix.grad)
                momentum = state["momentum_buffer"]
                momentum.lerp_(matrix.grad, 1 - group["momentum"])
                update = self.orthogonal(matrix.grad.lerp(momentum, group["momentum"]), group)
                height, width = matrix.shape
                matrix.add_(update, alpha=-group["lr"] * math.sqrt(max(1.0, height / width)))

    @staticmethod
    def orthogonal(update: Tensor, group: dict[str, Any]) -> Tensor:
        """Return a matrix with the same directions whose singular values are all about 1."""
        a, b, c = group["ns_coefficients"]
        turned = update.T if update.shape[0] > update.shape[1] else update
        turned = turned / turned.norm().clamp(min=group["eps"])
        for _ in range(group["ns_steps"]):
            gram = turned @ turned.T
            turned = torch.addmm(
                turned, torch.addmm(gram, gram, gram, beta=b, alpha=c), turned, beta=a
            )
        return turned.T if update.shape[0] > update.shape[1] else turned


@dataclass
class Optimisers:
    """Muon (Jordan et al. 2024) for the matrices, AdamW for the embedding, one schedule."""

    matrices: torch.optim.Muon
    embedding: torch.optim.AdamW
    full_rates: tuple[float, float]

    @classmethod
    def of(cls, model: GPT, matrix_rate: float, embedding_rate: float) -> Optimisers:
        """Return the optimisers of a model's parameters, with their full learning rates."""
        matrices = [
            # Muon is made for matrices of a layer; an embedding's rows are looked up one by one.
            parameter
            for name, parameter in model.named_parameters()
            if name != "embedding.weight"
        ]
        exact = arithmetic_type(model.embedding.weight.device) is torch.float32
        kind = MuonInFloat32 if exact else torch.optim.Muon
        muon = kind(
            # "original": the update is scaled by the shape of the matrix as in Jordan's own code.
            matrices,
            lr=matrix_rate,
            weight_decay=0.0,
            momentum=0.95,
            adjust_lr_fn="original",
        )
        adam = torch.optim.AdamW(
            [model.embedding.weight], lr=embedding_rate, betas=(0.9, 0.95), weight_decay=0.0
        )
        return cls(muon, adam, (matrix_rate, embedding_rate))

    def step(self, share: float) -> None:
        """Make one step at a share of the full rates, and drop the gradients."""
        for optimiser, full in zip((self.matrices, self.embedding), self.full_rates, strict=True):
            optimiser.param_groups[0]["lr"] = full * share
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)


class HalfTwin:
    """A copy of a float32 model in bfloat16, which does the arithmetic.

    The original keeps the exact weights. Where the processor has no bfloat16, the copy is float32.
    """

    def __init__(self, model: GPT) -> None:
        self.original = model
        kind = arithmetic_type(next(model.parameters()).device)
        self.model: GPT = copy.deepcopy(model).to(kind)

    @torch.no_grad()
    def refresh(self) -> GPT:
        """Return the twin with the original's weights of now, ready for a forward pass."""
        for half, full in zip(self.model.parameters(), self.original.parameters(), strict=True):
            # In place, so that the twin's parameters stay the same objects.
            half.copy_(full)
            half.grad = None
        return self.model

    def copy_gradients(self) -> None:
        """Copy the twin's gradients to the original in float32, for its optimiser."""
        for half, full in zip(self.model.parameters(), self.original.parameters(), strict=True):
            # Summed in bfloat16, applied in float32: a small step would vanish in bfloat16's eight
            # bits.
            full.grad = None if half.grad is None else half.grad.float()


def policy_step(
    twin: HalfTwin,
    reference: GPT,
    optimiser: torch.optim.Optimizer,
    sampled: Sequence[SampledAnswer],
    scores: Sequence[float],
    *,
    group: int,
    price: float,
) -> float:
    """Make one step of policy_gradient.py with the twin; `reference` is in bfloat16 as well.

    Returns the mean distance from the reference, in nats an answer.
    """
    distance = policy_gradient(twin.refresh(), reference, sampled, scores, group=group, price=price)
    twin.copy_gradients()
    # A rare reward has a large advantage; its gradient must not move the policy far in one step.
    torch.nn.utils.clip_grad_norm_(twin.original.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return distance


class LinearCrossEntropy(torch.autograd.Function):
    """Cross-entropy of a linear layer's outputs without ever holding all logits.

    The gradient is computed on the way, block by block. The result is that of
    `F.cross_entropy(F.linear(hidden, weight).float(), targets)`, its softmax in float32.
    """

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss in nats from hidden (N, C), weight (V, C) and targets (N,)."""
        total = torch.zeros((), dtype=torch.float32, device=hidden.device)
        to_hidden = torch.empty_like(hidden)
        # Summed over all blocks, so in float32.
        to_weight = torch.zeros(weight.shape, dtype=torch.float32, device=weight.device)
        at_once = ROWS_AT_ONCE if hidden.device.type == "cpu" else max(1, len(hidden))
        for begin in range(0, len(hidden), at_once):
            here = slice(begin, begin + at_once)
            right = targets[here, None]
            logits = (hidden[here] @ weight.T).float()  # (rows, V)
            # (rows, 1)
            totals = logits.logsumexp(dim=1, keepdim=True)
            total += (totals - logits.gather(1, right)).sum()
            # The gradient by the logits is the softmax, less 1 at the right entry.
            slope = logits.sub_(totals).exp_()  # (rows, V), in the memory of the logits
            slope.scatter_add_(1, right, torch.full_like(totals, -1.0))
            half = slope.to(hidden.dtype)
            to_hidden[here] = half @ weight
            to_weight += half.T @ hidden[here]
        # Kept instead of the logits: (N, C) and (V, C), where the logits would be (N, V).
        ctx.save_for_backward(to_hidden, to_weight)
        # 0 for no target at all: a row may hold nothing of the assistant's.
        return total / max(1, len(hidden))

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None]:
        """Return the gradients of the forward pass times the factor that arrives."""
        to_hidden, to_weight = ctx.saved_tensors
        factor = grads[0] / max(1, len(to_hidden))
        return (
            to_hidden * factor.to(to_hidden.dtype),
            (to_weight * factor).to(to_hidden.dtype),
            None,
        )


def loss_of(model: GPT, rows: Tensor) -> Tensor:
    """Return the mean cross-entropy in nats a token over rows (B, T+1) of dense IDs.

    Padding is −1 and does not count.
    """
    return loss_on(model, rows[:, :-1].clamp(min=0), rows[:, 1:])


def loss_on(model: GPT, tokens: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross-entropy in nats over the targets (B, T) that are not −1."""
    counts = targets >= 0  # (B, T)
    loss: Tensor = LinearCrossEntropy.apply(  # type: ignore[no-untyped-call]
        model.hidden_states(tokens)[counts], model.embedding.weight, targets[counts]
    )
    return loss
