"""Many continuations at once, for recipes and claims: torch, a key-value cache, prompts of all lengths side by side.

The stage's engine promises that a text does not depend on what else is in the batch; this one does not, it is for
measuring many prompts fast. `model.generate` is the oracle that a test compares it with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.model import GPT, Block, rms_norm


@dataclass
class _Cache:
    """What the tokens read so far have left."""

    layers: list[tuple[Tensor, Tensor]]
    """Keys and values, one pair a layer, each (B, H, T, D)."""
    padding: Tensor
    """Tokens of each row (B,) that stand before its prompt and are not to be seen."""

    def keep(self, rows: list[int]) -> None:
        """Drop the other rows."""
        self.layers = [(keys[rows], values[rows]) for keys, values in self.layers]
        self.padding = self.padding[rows]


@torch.no_grad()
def continue_all(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    max_tokens: int,
    *,
    temperature: float = 0.0,
    seed: int = 0,
    stop: frozenset[int] = frozenset(),
    banned: frozenset[int] = frozenset(),
    batch: int = 64,
) -> list[list[int]]:
    """The continuation of every prompt (dense IDs), in the order of the prompts; new tokens only.

    Temperature 0 takes the likeliest token. A continuation ends with a token of `stop`, which it includes, or at
    `max_tokens`, or when the context is full. Tokens of `banned` are never taken.
    """
    model.eval()
    generator = torch.Generator().manual_seed(seed)
    done: list[list[int]] = [[] for _ in prompts]
    for part in _batches(prompts, batch, model.config.context - max_tokens):
        new = _run(model, [prompts[index] for index in part], max_tokens, temperature, generator, stop, banned)
        for index, tokens in zip(part, new, strict=True):
            done[index] = tokens
    return done


def _batches(prompts: Sequence[Sequence[int]], batch: int, room: int) -> Iterator[list[int]]:
    """Numbers of the prompts, those of like length together. Padding must not take any prompt's place in the context:
    beyond `room` tokens only prompts of one length share a batch.
    """
    part: list[int] = []
    for index in sorted(range(len(prompts)), key=lambda index: len(prompts[index])):
        unlike = part and len(prompts[index]) != len(prompts[part[0]])
        if len(part) == batch or (unlike and len(prompts[index]) > room):
            yield part
            part = []
        part.append(index)
    if part:
        yield part


def _run(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    max_tokens: int,
    temperature: float,
    generator: torch.Generator,
    stop: frozenset[int],
    banned: frozenset[int],
) -> list[list[int]]:
    """Continue prompts until all have stopped. Shorter ones are padded on the left: only distances between tokens
    matter to rotary positions.
    """
    longest = max(len(prompt) for prompt in prompts)
    tokens = torch.tensor([[0] * (longest - len(prompt)) + list(prompt) for prompt in prompts])  # (B, T)
    cache = _Cache([], torch.tensor([longest - len(prompt) for prompt in prompts]))
    rows: list[list[int]] = [[] for _ in prompts]
    alive = list(range(len(prompts)))
    position = 0
    while alive and len(rows[alive[0]]) < max_tokens and position + tokens.size(1) <= model.config.context:
        logits = _forward(model, tokens, cache, position)  # (B, V)
        logits[:, list(banned)] = -torch.inf
        position += tokens.size(1)
        chosen = _choose(logits, temperature, generator)  # (B,)
        for row, token in zip(alive, chosen.tolist(), strict=True):
            rows[row].append(token)
        going = [i for i, row in enumerate(alive) if rows[row][-1] not in stop]
        if len(going) < len(alive):
            alive = [alive[i] for i in going]
            cache.keep(going)
            chosen = chosen[going]
        tokens = chosen[:, None]
    return rows


def _choose(logits: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial(F.softmax(logits / temperature, dim=-1), 1, generator=generator)[:, 0]


def _forward(model: GPT, tokens: Tensor, cache: _Cache, position: int) -> Tensor:
    """Read tokens (B, T) that follow `position` earlier ones; logits (B, V) after the last."""
    read = slice(position, position + tokens.size(1))
    cos, sin = model.cos[read], model.sin[read]  # (T, D/2) each
    seen = _seen(cache.padding, read)  # (B, 1, T, all so far)
    x = rms_norm(model.embedding(tokens))  # (B, T, C)
    for layer, block in enumerate(model.blocks()):
        x = x + _attend(block, rms_norm(x), cos, sin, cache, layer, seen)
        x = x + block.mlp(rms_norm(x))
    return F.linear(rms_norm(x[:, -1]), model.embedding.weight).float()


def _seen(padding: Tensor, read: slice) -> Tensor:
    """Who sees whom: what came before and oneself, but no padding (which sees only itself)."""
    own = torch.arange(read.start, read.stop)[:, None]  # (T, 1)
    others = torch.arange(read.stop)[None, :]  # (1, all so far)
    real = others[None] >= padding[:, None, None]  # (B, 1, all so far)
    return ((real & (others <= own)) | (others == own))[:, None]


def _attend(block: Block, x: Tensor, cos: Tensor, sin: Tensor, cache: _Cache, layer: int, seen: Tensor) -> Tensor:
    """Attention of new tokens (B, T, C) over the cached ones and themselves."""
    q, k, v = block.attention.queries_keys_values(x, cos, sin)  # (B, H, T, D) each
    if layer < len(cache.layers):
        keys, values = cache.layers[layer]
        k, v = torch.cat((keys, k), dim=2), torch.cat((values, v), dim=2)
        cache.layers[layer] = (k, v)
    else:
        cache.layers.append((k, v))
    y = F.scaled_dot_product_attention(q, k, v, attn_mask=seen, scale=block.attention.scale)  # (B, H, T, D)
    out: Tensor = block.attention.out(y.transpose(1, 2).reshape(x.shape))
    return out
