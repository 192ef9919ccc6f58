"""Train during the talk: a few gradient steps on a copy of the weights, one slice at a time.

torch is imported inside the functions: the kernel starts without it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from demo_kernel.network.weights import MatrixWeights, Weights

if TYPE_CHECKING:
    from torch import Tensor

    from demo_kernel.network.model import GPT


class Example(NamedTuple):
    """A window of dense IDs and the one that came next."""

    context: list[int]
    target: int


class Fit(NamedTuple):
    """How well the weights predict the example."""

    loss: float
    """Cross-entropy in nats."""
    probability: float
    """Of the right token."""


@dataclass
class Outcome:
    """What came of the steps so far."""

    losses: list[Fit] = field(default_factory=list)
    """Before the first step and after each."""
    weights: Weights | None = None
    """The trained weights; None before the end."""


def gradient_steps(
    parent: Weights,
    example: Example,
    learning_rate: float,
    steps: int,
    on_step: Callable[[int, Fit], object],
) -> Iterator[Outcome]:
    """Run plain gradient descent on the cross-entropy of the example's last position.

    Yields between slices, and the last item has the weights. `on_step` is called with each step's
    number, from 1, and the fit after it.
    """
    import torch

    from demo_kernel.network.model import as_module

    # One object, filled as it goes: a job that is cancelled between two slices leaves nothing
    # behind.
    outcome = Outcome()
    model = as_module(parent).train()
    tokens = torch.tensor([example.context])
    yield outcome
    # One forward pass more than steps: the last one measures what the last step did.
    for step in range(steps + 1):
        loss = _loss(model, tokens, example.target)
        value = float(loss.detach())
        # The cross-entropy of one token is −ln p.
        fit = Fit(value, math.exp(-value))
        outcome.losses.append(fit)
        if step:
            on_step(step, fit)
        # Forward, backward and descent are slices of their own: each takes some tens of
        # milliseconds.
        if step < steps:
            yield outcome
            loss.backward()  # type: ignore[no-untyped-call]
            yield outcome
            _descend(model, learning_rate)
        yield outcome
    outcome.weights = as_weights(parent, model)
    yield outcome


def _loss(model: GPT, tokens: Tensor, target: int) -> Tensor:
    """Return the cross-entropy of the last position."""
    import torch
    from torch.nn import functional as F

    # The last position alone: logits for all T would be T × V numbers and most of the time.
    last = model.hidden_states(tokens)[:, -1]  # (1, C)
    return F.cross_entropy(F.linear(last, model.embedding.weight), torch.tensor([target]))


def _descend(model: GPT, learning_rate: float) -> None:
    """Subtract the gradient times the learning rate from every parameter, and drop the gradient."""
    import torch

    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.grad is not None:
                # Plain gradient descent, as the slide's formula says, and without an optimiser's
                # memory.
                parameter.sub_(parameter.grad, alpha=learning_rate)
                parameter.grad = None


def as_weights(parent: Weights, model: GPT) -> Weights:
    """Return a trained module's matrices in float32, under the names of `parent`.

    They are the module's own memory, not a copy.
    """
    # Float32, not quantised again: the change of one step can be smaller than half a step of int8.
    state = model.state_dict()
    matrices = {name: MatrixWeights(state[f"{name}.weight"].numpy()) for name in parent.matrices}
    return Weights(parent.config, matrices)
