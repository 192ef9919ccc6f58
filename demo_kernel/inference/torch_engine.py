"""The engines in plain torch, on any device that torch has: the embedded model's, and Llama's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.inference.engine import Logits, Work
from demo_kernel.network.config import GPTConfig, LlamaConfig
from demo_kernel.network.llama import Llama, as_llama
from demo_kernel.network.llama_weights import LlamaWeights
from demo_kernel.network.model import GPT, as_module
from demo_kernel.network.weights import Weights


class SlotCache:
    """See Cache: one sequence, in a slot whose memory is there from the beginning."""

    def __init__(self, slot: Tensor, start: int, maps: list[Tensor] | None = None) -> None:
        """Go on after the first `start` tokens of `slot` (L, 2, 1, K, context, D).

        `maps`, where given, receives each layer's attention weights (H, T, T); `start` is 0 then.
        """
        self._slot, self._start, self._end, self._maps = slot, start, start, maps
        self._mask = torch.zeros(0)

    def advance(self, count: int) -> slice:
        """See Cache."""
        # Bookkeeping first, so that every layer's `attend` of this pass sees the same bounds.
        self._start, self._end = self._end, self._end + count
        ones = torch.ones(count, self._end, dtype=torch.bool, device=self._slot.device)
        self._mask = ones.tril(self._start)  # (T, end): every token sees the past and itself
        return slice(self._start, self._end)

    def attend(self, layer: int, q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor:
        """See Cache."""
        keys, values = self._slot[layer]  # (1, K, context, D) each
        # Written in place: the slot is a view into memory that the next token reads again.
        keys[:, :, self._start : self._end], values[:, :, self._start : self._end] = k, v
        if self._maps is not None:
            # The fused attention below does not return its weights, so they are computed again.
            shared = k.repeat_interleave(q.size(1) // k.size(1), dim=1)  # (1, H, T, D)
            scores = q @ shared.transpose(-1, -2) * scale  # (1, H, T, T)
            self._maps.append(scores.masked_fill(~self._mask, -math.inf).softmax(-1)[0])
        past = slice(0, self._end)
        return F.scaled_dot_product_attention(
            q,
            keys[:, :, past],
            values[:, :, past],
            attn_mask=self._mask,
            scale=scale,
            enable_gqa=q.size(1) != k.size(1),
        )


class TorchEngine:
    """See TrunkEngine. Sequences run one by one.

    torch's float32 products differ in their last bits with the number of rows, and a text must not
    depend on what else is in the batch.
    """

    chunk_free = False

    def __init__(self, checkpoints: Mapping[str, Weights], slots: int, device: str = "cpu") -> None:
        # `engine_for` has checked that all checkpoints have one shape.
        self._set_up(next(iter(checkpoints.values())).config, slots, device)
        for name, weights in checkpoints.items():
            self.add(name, weights)

    def _set_up(
        self, config: GPTConfig | LlamaConfig, slots: int, device: str, context: int | None = None
    ) -> None:
        """Prepare an engine without checkpoints, of the config's context where none is given."""
        self.config, self.slots = config, slots
        self.context = context or config.context
        self.vocabulary_size = config.vocabulary_size
        self.device = f"{device.upper()}, torch {torch.__version__.partition('+')[0]}"
        self._device = device
        self._kind = torch.float32
        """Of keys and values."""
        self._caches: dict[int, Tensor] = {}
        self._models: dict[str, GPT | Llama] = {}

    def add(self, name: str, weights: Weights) -> None:
        """See TrunkEngine."""
        self._models[name] = as_module(weights).to(self._device).eval()

    def remove(self, name: str) -> None:
        """See TrunkEngine."""
        del self._models[name]

    def forward(self, work: Sequence[Work]) -> Logits:
        """See Engine."""
        return np.stack([self._logits(item, self._hidden_states(item)[-1]) for item in work])

    def forward_all(self, item: Work) -> Logits:
        """See Engine."""
        # Row by row, so that the last one has the bits of `forward`.
        return np.stack([self._logits(item, state) for state in self._hidden_states(item)])

    def hidden_states(
        self, checkpoint: str, slot: int, tokens: Sequence[int]
    ) -> NDArray[np.float32]:
        """See TrunkEngine."""
        states: NDArray[np.float32] = (
            self._hidden_states(Work(checkpoint, slot, 0, tokens)).float().cpu().numpy()
        )
        return states

    def attention(self, checkpoint: str, slot: int, tokens: Sequence[int]) -> NDArray[np.float32]:
        """See AttentionEngine."""
        maps: list[Tensor] = []
        self._hidden_states(Work(checkpoint, slot, 0, tokens), maps)
        weights: NDArray[np.float32] = torch.stack(maps).float().cpu().numpy()  # (L, H, T, T)
        return weights

    @torch.inference_mode()
    def _hidden_states(self, item: Work, maps: list[Tensor] | None = None) -> Tensor:
        """Return the normalised last hidden states (T, C) of one sequence's tokens."""
        tokens = torch.tensor([list(item.tokens)], device=self._device)  # (1, T)
        cache = SlotCache(self._slot(item.slot), item.start, maps)
        return self._models[item.checkpoint].hidden_states(tokens, cache)[0]

    @torch.inference_mode()
    def _logits(self, item: Work, state: Tensor) -> Logits:
        """Return the logits (V,) for one hidden state (C,)."""
        matrix = self._models[item.checkpoint].output.weight  # (V, C)
        logits: Logits = F.linear(state.to(matrix.dtype), matrix).float().cpu().numpy()
        return logits

    def _slot(self, slot: int) -> Tensor:
        """Return keys and values of a slot, (L, 2, 1, K, context, D), allocated at first use."""
        config = self.config
        if slot not in self._caches:
            shape = (config.layers, 2, 1, config.kv_heads, self.context, config.head_width)
            # At first use, since a kernel with one listener needs one of them.
            self._caches[slot] = torch.zeros(shape, device=self._device, dtype=self._kind)
        return self._caches[slot]


class TorchLlamaEngine(TorchEngine):
    """An engine of one Llama network in float32. See AttentionEngine."""

    def __init__(
        self, checkpoint: str, weights: LlamaWeights, slots: int, context: int, device: str = "cpu"
    ) -> None:
        """Cut the context to `context` tokens."""
        self._set_up(weights.config, slots, device, min(context, weights.config.context))
        self._models[checkpoint] = as_llama(weights, self.context).to(device)

    @property
    def memory_bound(self) -> int:
        """Bytes that weights and cache take when every slot is full."""
        return llama_memory(self, self.slots)


def llama_memory(engine: TorchEngine, slots: int) -> int:
    """Return the bytes that an engine's only network and so many full slots take."""
    config = engine.config
    numbers = config.layers * 2 * config.kv_heads * engine.context * config.head_width
    (model,) = engine._models.values()
    weights = {id(one): one.nbytes for one in model.parameters()}  # a tied matrix once
    return sum(weights.values()) + slots * numbers * engine._kind.itemsize
