"""Read many prompts at once on a GPU: batch_generation's reader with the engine's CUDA graph.

A cache that grows allocates memory on the GPU and launches a few hundred small operations at every
token. Here keys and values have their place from the beginning, each row stands at a position of
its own, and a token is one replay.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.inference.cuda_graph import GraphStep
from demo_kernel.network.model import GPT

ROWS = 256
"""Sequences read at once: they keep a GPU busy and need a gigabyte of keys and values in
float32."""


class PromptsCache:
    """See Cache: whole prompts, one for each of the first slots of a pool, from position 0."""

    def __init__(self, pool: Tensor) -> None:
        """Keep the pool (slots, L, 2, H, context, D)."""
        self._pool = pool

    def advance(self, count: int) -> slice:
        """See Cache."""
        return slice(0, count)

    def attend(self, layer: int, q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor:
        """See Cache. The prompts attend to themselves alone; the pool is written and not read."""
        B, _, T, _ = k.shape
        self._pool[:B, layer, 0, :, :T] = k
        self._pool[:B, layer, 1, :, :T] = v
        # Causal alone, without a mask of the padding: it lies behind each prompt, where no real
        # token of that prompt looks.
        return F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=scale)


class CUDAGraphReader:
    """See batch_generation.Reader."""

    def __init__(self, model: GPT, rows: int = ROWS) -> None:
        config = model.config
        shape = (rows + 1, config.layers, 2, config.heads, config.context, config.head_width)
        with torch.inference_mode():
            # Inference mode, as GraphStep has it: a tensor made in it may not be written outside of
            # it.
            self._pool = torch.zeros(shape, device=model.device, dtype=model.embedding.weight.dtype)
        self.rows = rows
        self._model, self._step = model, GraphStep(model, self._pool, rows)
        self._slots: list[int] = []
        """Slots of the sequences that go on."""
        self._lengths: list[int] = []
        """Tokens read of each."""

    def read(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """See Reader.

        Shorter prompts are padded behind their end. The next tokens overwrite the padding before
        any token attends to it.
        """
        longest = max(len(prompt) for prompt in prompts)
        self._slots, self._lengths = list(range(len(prompts))), [len(prompt) for prompt in prompts]
        padded = [list(prompt) + [0] * (longest - len(prompt)) for prompt in prompts]
        with torch.inference_mode():
            tokens = torch.tensor(padded, device=self._model.device)  # (B, T)
            # Where each prompt ends: its last token differs from row to row.
            ends = torch.tensor(self._lengths, device=self._model.device) - 1  # (B,)
            logits: Tensor = self._model(tokens, PromptsCache(self._pool), last=ends).float()
        # The caller writes into the result, which it may not into a tensor of inference mode.
        return logits.clone()

    def append(self, tokens: Sequence[int], kept: Sequence[int]) -> Tensor:
        """See Reader."""
        self._slots = [self._slots[i] for i in kept]
        positions = [self._lengths[i] for i in kept]
        self._lengths = [position + 1 for position in positions]
        # A copy, because the next replay writes into the same memory.
        return self._step.logits(tokens, positions, self._slots).float().clone()


@lru_cache(maxsize=4)
def reader_of(model: GPT) -> CUDAGraphReader:
    """Return the model's own reader, kept from call to call.

    A recipe samples from one model again after each step. The step changes the weights in place, so
    the captured graph stays right.
    """
    return CUDAGraphReader(model)
