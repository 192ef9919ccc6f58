"""What the scheduler asks of a network: put tokens into slots of a key-value cache, get logits back.

`Work` is one sequence's share of a forward pass. compiled.CompiledEngine serves the embedded model wherever there is a
C compiler; `TorchEngine` serves it anywhere else and on any torch device. It runs the sequences one by one, because
torch's float32 products differ in their last bits with the number of rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

    from demo_kernel.network.model import GPT
    from demo_kernel.network.weights import Weights

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
    """One network shape, one or more checkpoints, a fixed number of cache slots. Used by one thread."""

    context: int
    vocabulary_size: int
    slots: int
    device: str
    """As it is shown, e.g. `CPU, compiled step`."""
    chunk_free: bool
    """Whether the result is the same to the bit however the tokens are cut into calls; only then may a cached prefix
    be used again."""

    def forward(self, work: Sequence[Work]) -> Logits:
        """Logits for the token after each item's last: (len(work), V). Equal to the bit whatever else is in `work`."""
        ...

    def forward_all(self, item: Work) -> Logits:
        """Logits after every token of one item: (len(item.tokens), V); the last row is `forward`'s."""
        ...


@runtime_checkable
class AttentionEngine(Engine, Protocol):
    """An engine whose attention weights can be read."""

    def attention(self, checkpoint: str, slot: int, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Who looks where: (layers, heads, T, T), 0 above the diagonal. Overwrites the slot."""
        ...


class TrunkEngine(AttentionEngine, Protocol):
    """An engine of the embedded model, which can be looked into and takes further checkpoints of the same shape."""

    def add(self, name: str, weights: Weights) -> None:
        """Make one more checkpoint resident."""
        ...

    def remove(self, name: str) -> None:
        """Let a checkpoint go."""
        ...

    def hidden_states(
        self, checkpoint: str, slot: int, tokens: Sequence[int]
    ) -> NDArray[np.float32]:
        """The normalised last hidden state at every token: (T, width). Overwrites the slot."""
        ...


class TorchEngine:
    """The embedded model in plain torch with a preallocated key-value cache."""

    chunk_free = False

    def __init__(self, checkpoints: Mapping[str, Weights], slots: int, device: str = "cpu") -> None:
        import torch

        config = next(iter(checkpoints.values())).config
        self.config, self.slots = config, slots
        self.context, self.vocabulary_size = config.context, config.vocabulary_size
        self.device = f"{device.upper()}, torch {torch.__version__.partition('+')[0]}"
        self._device = device
        self._cache: dict[int, Tensor] = {}
        self._models: dict[str, GPT] = {}
        for name, weights in checkpoints.items():
            self.add(name, weights)

    def add(self, name: str, weights: Weights) -> None:
        """See TrunkEngine."""
        self._models[name] = as_module(weights).to(self._device).eval()

    def remove(self, name: str) -> None:
        """See TrunkEngine."""
        del self._models[name]

    def forward(self, work: Sequence[Work]) -> Logits:
        """See Engine."""
        import torch
        from torch.nn import functional as F

        rows = []
        with torch.inference_mode():
            for item in work:
                last = self._run(item)[0, -1]  # (C,)
                rows.append(
                    F.linear(last, self._models[item.checkpoint].embedding.weight)
                    .float()
                    .cpu()
                    .numpy()
                )
        return np.stack(rows)

    def forward_all(self, item: Work) -> Logits:
        """See Engine."""
        import torch
        from torch.nn import functional as F

        matrix = self._models[item.checkpoint].embedding.weight  # (V, C)
        with torch.inference_mode():
            rows = [F.linear(state, matrix).float().cpu().numpy() for state in self._run(item)[0]]
        return np.stack(rows)

    def hidden_states(
        self, checkpoint: str, slot: int, tokens: Sequence[int]
    ) -> NDArray[np.float32]:
        """See TrunkEngine."""
        import torch

        with torch.inference_mode():
            states: NDArray[np.float32] = (
                self._run(Work(checkpoint, slot, 0, tokens))[0].float().cpu().numpy()
            )
        return states

    def attention(self, checkpoint: str, slot: int, tokens: Sequence[int]) -> NDArray[np.float32]:
        """See TrunkEngine."""
        import torch

        maps: list[Tensor] = []
        with torch.inference_mode():
            self._run(Work(checkpoint, slot, 0, tokens), maps)
            weights: NDArray[np.float32] = torch.stack(maps).float().cpu().numpy()  # (L, H, T, T)
        return weights

    def _run(self, item: Work, maps: list[Tensor] | None = None) -> Tensor:
        """The normalised last hidden states (1, T, C) of one sequence's tokens; `maps` gets (H, T, T) a layer."""
        import torch
        from torch.nn import functional as F

        from demo_kernel.network.model import rms_norm

        model, cache = self._models[item.checkpoint], self._slot(item.slot)
        start, end = item.start, item.start + len(item.tokens)
        cos, sin = model.cos[start:end], model.sin[start:end]
        x = rms_norm(
            model.embedding(torch.tensor([list(item.tokens)], device=self._device))
        )  # (1, T, C)
        mask = torch.ones(end - start, end, dtype=torch.bool, device=self._device).tril(
            start
        )  # (T, end)
        for block, (keys, values) in zip(model.blocks(), cache, strict=True):
            q, k, v = block.attention.queries_keys_values(rms_norm(x), cos, sin)  # (1, H, T, D)
            keys[:, :, start:end], values[:, :, start:end] = k, v
            if maps is not None:
                scores = q @ k.transpose(-1, -2) * block.attention.scale  # (1, H, T, T)
                maps.append(scores.masked_fill(~mask, -math.inf).softmax(-1)[0])
            y = F.scaled_dot_product_attention(
                q, keys[:, :, :end], values[:, :, :end], attn_mask=mask, scale=block.attention.scale
            )
            x = x + block.attention.out(y.transpose(1, 2).reshape(x.shape))
            x = x + block.mlp(rms_norm(x))
        return rms_norm(x)

    def _slot(self, slot: int) -> Tensor:
        """Keys and values of a slot: (L, 2, 1, H, context, D)."""
        import torch

        config = self.config
        if slot not in self._cache:
            shape = (config.layers, 2, 1, config.heads, config.context, config.head_width)
            self._cache[slot] = torch.zeros(shape, device=self._device)
        return self._cache[slot]


def as_module(weights: Weights) -> GPT:
    """The same weights in float32 as model.GPT."""
    import torch

    from demo_kernel.network.model import GPT

    model = GPT(weights.config)
    state = {
        f"{name}.weight": torch.from_numpy(matrix.dequantised())
        for name, matrix in weights.matrices.items()
    }
    model.load_state_dict(
        state, assign=True
    )  # memory that is touched for the first time costs more than arithmetic
    return model
