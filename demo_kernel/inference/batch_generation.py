"""Many continuations at once, for recipes and claims: torch, keys and values kept, prompts of all lengths side by side.

The stage's engine promises that a text does not depend on what else is in the batch; this one does not, it is for
measuring many prompts fast. `model.generate` is the oracle that a test compares it with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.network.model import GPT, Block, rms_norm


class Reader(Protocol):
    """Reads many sequences side by side and keeps what their tokens have left."""

    rows: int
    """Most sequences at once."""

    def read(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """Begin anew with whole prompts: logits (B, V) after each one's last token."""
        ...

    def follow(self, tokens: Sequence[int], kept: Sequence[int]) -> Tensor:
        """Read one more token of some of the B sequences of the last call, `kept` says which; the others have ended.
        Logits (len(kept), V) after it.
        """
        ...


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
    batch: int = 0,
    reader: Reader | None = None,
) -> list[list[int]]:
    """The continuation of every prompt (dense IDs), in the order of the prompts; new tokens only.

    Temperature 0 takes the likeliest token. A continuation ends with a token of `stop`, which it includes, or at
    `max_tokens`, or when the context is full. Tokens of `banned` are never taken. `batch` prompts are read at once, 0
    is as many as the reader can; without `reader` it is the one for the model's device.
    """
    model.eval()
    reader = reader or reader_for(model)
    generator = torch.Generator(model.device).manual_seed(seed)
    done: list[list[int]] = [[] for _ in prompts]
    for part in _batches(
        prompts, min(batch or reader.rows, reader.rows), model.config.context - max_tokens
    ):
        some = [prompts[index] for index in part]
        new = _run(
            reader, some, max_tokens, model.config.context, temperature, generator, stop, banned
        )
        for index, tokens in zip(part, new, strict=True):
            done[index] = tokens
    return done


def reader_for(model: GPT) -> Reader:
    """The fastest one on the model's device."""
    if model.device.type == "cuda":
        from demo_kernel.inference.cuda_graph_reader import reader_of

        return reader_of(model)
    return GrowingReader(model)


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
    reader: Reader,
    prompts: Sequence[Sequence[int]],
    max_tokens: int,
    context: int,
    temperature: float,
    generator: torch.Generator,
    stop: frozenset[int],
    banned: frozenset[int],
) -> list[list[int]]:
    """Continue prompts until all have stopped."""
    rows: list[list[int]] = [[] for _ in prompts]
    alive = list(range(len(prompts)))
    if max_tokens < 1 or max(len(prompt) for prompt in prompts) > context:
        return rows
    logits = reader.read(prompts)
    while True:
        logits[:, list(banned)] = -torch.inf
        for row, token in zip(alive, _choose(logits, temperature, generator).tolist(), strict=True):
            rows[row].append(token)
        full = (
            max_tokens == len(rows[alive[0]])
            or max(len(prompts[row]) + len(rows[row]) for row in alive) > context
        )
        kept = [i for i, row in enumerate(alive) if rows[row][-1] not in stop]
        alive = [alive[i] for i in kept]
        if full or not alive:
            return rows
        logits = reader.follow([rows[row][-1] for row in alive], kept)


def _choose(logits: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
    if temperature == 0:
        return logits.argmax(dim=-1)
    return torch.multinomial(F.softmax(logits / temperature, dim=-1), 1, generator=generator)[:, 0]


class GrowingReader:
    """A cache that grows with every token and loses the rows that have ended: the fastest on a processor.

    Shorter prompts are padded on the left: only distances between tokens matter to rotary positions.
    """

    rows = 64

    def __init__(self, model: GPT) -> None:
        self._model = model
        self._layers: list[tuple[Tensor, Tensor]] = []
        """Keys and values, one pair a layer, each (B, H, T, D)."""
        self._padding = torch.zeros(0)
        """Tokens of each row (B,) that stand before its prompt and are not to be seen."""
        self._length = 0
        """T, tokens read so far."""

    def read(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """See Reader."""
        longest = max(len(prompt) for prompt in prompts)
        device = self._model.device
        self._padding = torch.tensor([longest - len(prompt) for prompt in prompts], device=device)
        self._layers, self._length = [], 0
        padded = [[0] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
        return self._forward(torch.tensor(padded, device=device))

    def follow(self, tokens: Sequence[int], kept: Sequence[int]) -> Tensor:
        """See Reader."""
        if len(kept) < len(self._padding):
            rows = list(kept)
            self._layers = [(keys[rows], values[rows]) for keys, values in self._layers]
            self._padding = self._padding[rows]
        return self._forward(torch.tensor(tokens, device=self._model.device)[:, None])

    def _forward(self, tokens: Tensor) -> Tensor:
        """Read the next tokens (B, T); logits (B, V) after the last."""
        model, read = self._model, slice(self._length, self._length + tokens.size(1))
        cos, sin = model.cos[read], model.sin[read]  # (T, D/2) each
        seen = _seen(self._padding, read)  # (B, 1, T, all so far)
        x = rms_norm(model.embedding(tokens))  # (B, T, C)
        for layer, block in enumerate(model.blocks()):
            x = x + self._attend(block, rms_norm(x), cos, sin, layer, seen)
            x = x + block.mlp(rms_norm(x))
        self._length = read.stop
        return F.linear(rms_norm(x[:, -1]), model.embedding.weight).float()

    def _attend(
        self, block: Block, x: Tensor, cos: Tensor, sin: Tensor, layer: int, seen: Tensor
    ) -> Tensor:
        """Attention of new tokens (B, T, C) over the cached ones and themselves."""
        q, k, v = block.attention.queries_keys_values(x, cos, sin)  # (B, H, T, D) each
        if layer < len(self._layers):
            keys, values = self._layers[layer]
            k, v = torch.cat((keys, k), dim=2), torch.cat((values, v), dim=2)
            self._layers[layer] = (k, v)
        else:
            self._layers.append((k, v))
        y = F.scaled_dot_product_attention(
            q, k, v, attn_mask=seen, scale=block.attention.scale
        )  # (B, H, T, D)
        out: Tensor = block.attention.out(y.transpose(1, 2).reshape(x.shape))
        return out


def _seen(padding: Tensor, read: slice) -> Tensor:
    """Who sees whom: what came before and oneself, but no padding (which sees only itself)."""
    own = torch.arange(read.start, read.stop, device=padding.device)[:, None]  # (T, 1)
    others = torch.arange(read.stop, device=padding.device)[None, :]  # (1, all so far)
    real = others[None] >= padding[:, None, None]  # (B, 1, all so far)
    return ((real & (others <= own)) | (others == own))[:, None]
