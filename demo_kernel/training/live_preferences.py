"""Learn from the room's rankings: the reward model is fitted to them, then the policy moves.

The fit takes milliseconds. A step of the policy is REINFORCE over answers that it has just sampled
(policy_gradient.py), cut into slices of one answer each, so that nobody's stream waits for it.
torch is imported inside the functions: the kernel starts without it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from demo_kernel.network.reward_head import Floats, Head, fit, pairs_of
from demo_kernel.network.weights import Weights
from demo_kernel.training.interval import wilson
from demo_kernel.training.live_steps import as_weights
from demo_kernel.training.policy_gradient import SampledAnswer, advantages, log_probabilities

HELD_OUT_EVERY = 4
"""Each ranking of this number measures a fit to the others."""
STEPS = 4
"""Steps of the policy: what fits into ten seconds on two cores."""
ANSWERS = 16
"""Answers sampled for each step."""
RATE = 3e-4
"""AdamW's learning rate, a little above the recipe's: there are few steps."""
PRICE = 0.02
"""Reward lost for each nat by which an answer has become likelier than under the parent."""


@dataclass(frozen=True)
class Learnt:
    """A fitted head, and how well heads order the rankings."""

    head: Head
    before: float
    """Share of all pairs that the old head orders as given."""
    after: float
    """Share of all pairs that the new head orders as given."""
    held_out: tuple[int, float, float, float, float] | None
    """Pairs kept out of a fit to the others; the share of them that is ordered as given before and
    after that fit; the 95 % interval of the latter. None with too few rankings."""


def learn(head: Head, phi: Floats, orders: Sequence[Sequence[int]]) -> Learnt:
    """Fit the head to rankings, each best first, of the answers whose features are `phi`'s rows."""
    pairs = [pair for order in orders for pair in pairs_of(phi, order)]
    # From the head that there is: a hall's twenty rankings correct it, they cannot replace it.
    fitted = fit(head.trunk, pairs, start=head)
    before, after = head.agreement(pairs), fitted.agreement(pairs)
    return Learnt(fitted, _share(before), _share(after), _held_out(head, phi, orders))


def _held_out(
    head: Head, phi: Floats, orders: Sequence[Sequence[int]]
) -> tuple[int, float, float, float, float] | None:
    """Return `Learnt.held_out`."""
    # Whole rankings are kept out, not pairs: pairs of one ranking follow from each other.
    kept = [order for n, order in enumerate(orders) if n % HELD_OUT_EVERY == HELD_OUT_EVERY - 1]
    if not kept:
        return None
    others = [order for n, order in enumerate(orders) if n % HELD_OUT_EVERY != HELD_OUT_EVERY - 1]
    fitted = fit(
        head.trunk, [pair for order in others for pair in pairs_of(phi, order)], start=head
    )
    pairs = [pair for order in kept for pair in pairs_of(phi, order)]
    after = fitted.agreement(pairs)
    return len(pairs), _share(head.agreement(pairs)), _share(after), *wilson(sum(after), len(after))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


class Policy:
    """A copy of a checkpoint that is moved step by step."""

    def __init__(self, parent: Weights) -> None:
        import torch

        from demo_kernel.network.model import as_module

        self._parent = parent
        # Two modules in memory: the price is measured against the parent, which must not move.
        self._reference = as_module(parent).eval()
        self._model = as_module(parent).train()
        self._parameters: list[torch.Tensor] = list(self._model.parameters())
        self._means = [torch.zeros_like(one) for one in self._parameters]
        self._squares = [torch.zeros_like(one) for one in self._parameters]
        self._steps = [torch.tensor(0.0) for _ in self._parameters]

    def step(self, sampled: Sequence[SampledAnswer], scores: Sequence[float]) -> Iterator[None]:
        """Move one step towards the answers that score well among those to the same prompt.

        Yields between slices. Fewer than two answers have nothing to be better than: the policy
        stays.
        """
        import torch

        if len(sampled) < 2:
            return
        distances = []
        for one in sampled:
            with torch.no_grad():
                ours, theirs = (
                    log_probabilities(m, [one])[0].sum() for m in (self._model, self._reference)
                )
            # An estimate of the KL from one sample: log-probability under the policy less that
            # under the parent.
            distances.append(float(ours - theirs))
            yield
        rewards = [score - PRICE * far for score, far in zip(scores, distances, strict=True)]
        # Per token of all answers together, as in `policy_gradient`: the same step, cut into
        # slices.
        total = sum(len(one.answer) for one in sampled)
        for one, advantage in zip(
            sampled, advantages(torch.tensor(rewards), len(sampled)).tolist(), strict=True
        ):
            # One answer at a time, its graph freed by `backward`: memory for one answer, not for
            # sixteen.
            said, _ = log_probabilities(self._model, [one])
            yield
            (-advantage * said.sum() / total).backward()
            yield
        # One surprising answer must not throw the policy far.
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._descend()
        yield

    def _descend(self) -> None:
        """Make one step of AdamW along the gradients, and drop them."""
        import torch
        from torch.optim.adamw import adamw

        # The function and not the class AdamW, whose first object imports torch's compiler: two
        # seconds in the middle of a talk, with the interpreter's lock held.
        with torch.no_grad():
            adamw(
                self._parameters,
                # For mypy: after `backward` each parameter has one.
                [one.grad for one in self._parameters if one.grad is not None],
                self._means,
                self._squares,
                [],
                self._steps,
                amsgrad=False,
                beta1=0.9,
                beta2=0.999,
                lr=RATE,
                # It would move the policy away from its parent for no reward.
                weight_decay=0.0,
                eps=1e-8,
                maximize=False,
            )
        for one in self._parameters:
            one.grad = None

    def weights(self) -> Weights:
        """Return the policy's weights as they stand now."""
        # A copy: the next step changes the module's memory while the engine reads these.
        return as_weights(self._parent, copy.deepcopy(self._model))
