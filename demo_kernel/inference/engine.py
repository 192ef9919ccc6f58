"""Define what the scheduler asks of a network: read tokens into a slot, return logits.

`Work` is one sequence's share of a forward pass. `cpu_step.CPUStepEngine` serves the embedded model
wherever there is a C compiler, `torch_engine.TorchEngine` anywhere else and on any torch device,
`cuda_graph.CUDAGraphEngine` on an NVIDIA GPU. Nothing here imports torch, which takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from demo_kernel.network.weights import Weights

# numpy and not torch: a kernel with the CPU step need not import torch.
Logits = NDArray[np.float32]


@dataclass(frozen=True)
class Work:
    """Tokens of one sequence, to be read after the `start` tokens that its slot holds already."""

    checkpoint: str
    slot: int
    start: int
    tokens: Sequence[int]
    """Dense IDs, at least one; start + len(tokens) ≤ context."""


class Engine(Protocol):
    """A network of one shape with some checkpoints and a fixed number of cache slots.

    Used by one thread.
    """

    context: int
    vocabulary_size: int
    slots: int
    device: str
    """As shown, e.g. `CPU, compiled step`."""
    chunk_free: bool
    """Whether the result is the same to the bit however the tokens are cut into calls.

    Only then may a cached prefix be used again.
    """

    def forward(self, work: Sequence[Work]) -> Logits:
        """Return the logits for the token after each item's last: (len(work), V).

        A row is equal to the bit whatever else is in `work`.
        """
        ...

    def forward_all(self, item: Work) -> Logits:
        """Return the logits after every token of one item: (len(item.tokens), V).

        The last row is what `forward` returns.
        """
        ...


@runtime_checkable
class CopyingEngine(Engine, Protocol):
    """An engine that can copy what it has read from one slot to another."""

    def copy(self, source: int, target: int, length: int) -> None:
        """Have a slot hold the first `length` tokens of another one."""
        ...


@runtime_checkable
class AttentionEngine(Engine, Protocol):
    """An engine whose attention weights can be read."""

    def attention(self, checkpoint: str, slot: int, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return how much each token attends to each: (layers, heads, T, T).

        Rows sum to 1 and are 0 above the diagonal. The slot is overwritten.
        """
        ...


class TrunkEngine(AttentionEngine, Protocol):
    """An engine that has hidden states, and accepts further checkpoints of its shape."""

    def add(self, name: str, weights: Weights) -> None:
        """Make one more checkpoint of the same shape resident."""
        ...

    def remove(self, name: str) -> None:
        """Remove a checkpoint."""
        ...

    def hidden_states(
        self, checkpoint: str, slot: int, tokens: Sequence[int]
    ) -> NDArray[np.float32]:
        """Return the normalised last hidden state at every token: (T, C). Overwrites the slot."""
        ...
