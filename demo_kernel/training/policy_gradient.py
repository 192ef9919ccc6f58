"""Move a network towards answers that score well: REINFORCE with a group baseline and a KL price.

For each prompt several answers are sampled. An answer's advantage is its reward less the mean of
its group, over the standard deviation of all (Williams 1992; group baseline as in Shao et al.
2024). The reward loses `price` for each nat by which the answer has become likelier than under the
reference network, so that the policy stays near it (Ziegler et al. 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from demo_kernel.network.model import GPT


@dataclass(frozen=True)
class SampledAnswer:
    """One answer that was sampled: dense IDs of what stood before it, and its own."""

    prompt: list[int]
    answer: list[int]


def log_probabilities(model: GPT, sampled: Sequence[SampledAnswer]) -> tuple[Tensor, Tensor]:
    """Return the log-probability of every answer token, in nats, and the mask of real ones.

    Both are (N, A); shorter answers are padded with 0.
    """
    import torch
    from torch.nn import functional as F

    rows = [one.prompt + one.answer for one in sampled]
    longest = max(len(row) for row in rows)
    tokens = torch.tensor(
        [row + [0] * (longest - len(row)) for row in rows], device=model.device
    )  # (N, T)
    # The last token predicts nothing that was sampled.
    hidden = model.hidden_states(tokens[:, :-1])  # (N, T−1, C)
    most = max(len(one.answer) for one in sampled)
    real = torch.tensor(
        [[i < len(one.answer) for i in range(most)] for one in sampled], device=model.device
    )
    # Logits of the answers' tokens alone: those of the prompts would need many times the memory.
    row, nth = real.nonzero(as_tuple=True)  # (K,) each: every answer token, by row and number
    place = torch.tensor([len(one.prompt) - 1 for one in sampled], device=model.device)[row] + nth
    logits = F.linear(hidden[row, place], model.embedding.weight).float()  # (K, V)
    picked = F.log_softmax(logits, dim=-1).gather(-1, tokens[row, place + 1][:, None])[:, 0]
    return torch.zeros(real.shape, device=model.device).index_put((row, nth), picked), real


def advantages(rewards: Tensor, group: int) -> Tensor:
    """Return how much better than its group each answer is, in standard deviations of all.

    `rewards` and the result are (N,); each `group` neighbours answer one prompt.
    """
    # (N / group, group): answers to one prompt are neighbours.
    by_group = rewards.view(-1, group)
    above = by_group - by_group.mean(dim=1, keepdim=True)
    spread = above.std().clamp(min=1e-6)  # equal rewards give no advantage, not a division by 0
    return (above / spread).flatten()


def policy_gradient(
    policy: GPT,
    reference: GPT,
    sampled: Sequence[SampledAnswer],
    scores: Sequence[float],
    *,
    group: int,
    price: float,
) -> float:
    """Add the gradient of the loss to the policy's parameters.

    Returns the mean distance from the reference, in nats an answer: an estimate of the KL.
    """
    import torch

    with torch.no_grad():
        # (N,) sums over the answers' tokens.
        far = log_probabilities(reference, sampled)[0].sum(dim=1)
    said, real = log_probabilities(policy, sampled)
    distance = said.detach().sum(dim=1) - far  # (N,)
    rewards = torch.tensor(scores, dtype=torch.float32, device=policy.device) - price * distance
    # The price is inside the reward, so no gradient flows through the distance.
    advantage = advantages(rewards, group)
    # By token and not by answer: otherwise a long answer's tokens would count less than a short
    # one's.
    loss = -(advantage[:, None] * said).sum() / real.sum()
    loss.backward()  # type: ignore[no-untyped-call]
    return float(distance.mean())
