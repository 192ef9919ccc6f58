"""Many continuations at once on a GPU: the reader of batch_generation.py with the captured step of the stage's engine.

A cache that grows asks the GPU for new memory, and for a few hundred small operations, at every token. Here keys and
values have their place from the beginning, every row stands at a position of its own, and a token is one replay.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.inference.cuda_graph import Step
from demo_kernel.network.model import GPT, rms_norm

ROWS = 256
"""Sequences read at once: enough to keep a GPU busy, and a gigabyte of keys and values in float32."""


class CapturedReader:
    """See batch_generation.Reader."""

    def __init__(self, model: GPT, rows: int = ROWS) -> None:
        config = model.config
        shape = (rows + 1, config.layers, 2, config.heads, config.context, config.head_width)
        with torch.inference_mode():
            self._pool = torch.zeros(shape, device=model.device, dtype=model.embedding.weight.dtype)
        self.rows = rows
        self._model, self._step = model, Step(model, self._pool, rows)
        self._slots: list[int] = []
        """The places of the sequences that go on."""
        self._lengths: list[int] = []
        """Tokens read of each."""

    def read(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """See Reader. Shorter prompts are padded behind their end: the next tokens take the padding's place before
        anything sees it.
        """
        model, longest = self._model, max(len(prompt) for prompt in prompts)
        self._slots, self._lengths = list(range(len(prompts))), [len(prompt) for prompt in prompts]
        padded = [list(prompt) + [0] * (longest - len(prompt)) for prompt in prompts]
        cos, sin = model.cos[:longest], model.sin[:longest]  # (T, D/2) each
        with torch.inference_mode():
            x = rms_norm(model.embedding(torch.tensor(padded, device=model.device)))  # (B, T, C)
            for layer, block in enumerate(model.blocks()):
                q, k, v = block.attention.queries_keys_values(
                    rms_norm(x), cos, sin
                )  # (B, H, T, D) each
                self._pool[: len(prompts), layer, 0, :, :longest] = k
                self._pool[: len(prompts), layer, 1, :, :longest] = v
                y = F.scaled_dot_product_attention(
                    q, k, v, is_causal=True, scale=block.attention.scale
                )
                x = x + block.attention.out(y.transpose(1, 2).reshape(x.shape))
                x = x + block.mlp(rms_norm(x))
            ends = torch.tensor(self._lengths, device=model.device) - 1
            last = x[torch.arange(len(prompts), device=model.device), ends]  # (B, C)
            logits = F.linear(rms_norm(last), model.embedding.weight).float()
        return (
            logits.clone()
        )  # the caller writes into it, which it may not into a tensor of inference mode

    def follow(self, tokens: Sequence[int], kept: Sequence[int]) -> Tensor:
        """See Reader."""
        self._slots = [self._slots[i] for i in kept]
        positions = [self._lengths[i] for i in kept]
        self._lengths = [position + 1 for position in positions]
        return (
            self._step.logits(tokens, positions, self._slots).float().clone()
        )  # the next replay writes there anew


@lru_cache(maxsize=4)
def reader_of(model: GPT) -> CapturedReader:
    """The model's own reader, kept: a recipe draws from a model again after each step, which changes it in place."""
    return CapturedReader(model)
