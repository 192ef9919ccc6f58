"""Continue many prompts of all lengths side by side in torch, for recipes and claims.

The kernel's engines promise that a text does not depend on what else is in the batch. This module
does not; it is for measuring many prompts fast. `network.model.generate` is the oracle that a test
compares it with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from demo_kernel.network.model import GPT


class Reader(Protocol):
    """Reads many sequences side by side and keeps their keys and values."""

    rows: int
    """Most sequences at once."""

    def read(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """Start anew with whole prompts; return the logits (B, V) after each one's last token."""
        ...

    def append(self, tokens: Sequence[int], kept: Sequence[int]) -> Tensor:
        """Read one more token of some of the B sequences of the last call.

        `kept` are their numbers in ascending order; the others have ended. Returns the logits
        (len(kept), V) after it.
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
    """Return the continuation of every prompt (dense IDs), in the order of the prompts.

    Only the new tokens are returned. Temperature 0 samples the likeliest. A continuation ends
    with a token of `stop`, which it includes, or at `max_tokens`, or when the context is full.
    Tokens of `banned` are never sampled. `batch` prompts are read at once; 0 is as many as the
    reader can. Without `reader` it is the one for the model's device.
    """
    # The reader keeps its cache from call to call, so it is looked up once for all batches.
    model.eval()
    reader = reader or reader_for(model)
    # One generator for all batches, so a continuation depends on the batches before it. A claim
    # runs the same prompts in the same order every time; the kernel's engines make the stronger
    # promise.
    generator = torch.Generator(model.device).manual_seed(seed)
    done: list[list[int]] = [[] for _ in prompts]
    most = min(batch or reader.rows, reader.rows)
    # A prompt longer than this may run into the end of the context before max_tokens are sampled.
    for part in _batches(prompts, most, model.config.context - max_tokens):
        some = [prompts[index] for index in part]
        new = _continue_batch(
            reader, some, max_tokens, model.config.context, temperature, generator, stop, banned
        )
        for index, tokens in zip(part, new, strict=True):
            done[index] = tokens
    return done


def reader_for(model: GPT) -> Reader:
    """Return the fastest reader on the model's device."""
    if model.device.type == "cuda":
        # The CUDA graph fixes its shapes at the capture. On a CPU a fixed batch would only compute
        # rows that have ended, so a cache that grows and shrinks is the faster one there.
        from demo_kernel.inference.cuda_graph_reader import reader_of

        return reader_of(model)
    return GrowingReader(model)


def _batches(prompts: Sequence[Sequence[int]], batch: int, room: int) -> Iterator[list[int]]:
    """Yield the numbers of the prompts in batches of similar length.

    Padding must not use up the context of any prompt. So prompts of more than `room` tokens share a
    batch only with prompts of the same length, which need no padding.
    """
    part: list[int] = []
    # Sorted, so that neighbours need little padding. Padding costs attention over tokens that
    # nobody wrote.
    for index in sorted(range(len(prompts)), key=lambda index: len(prompts[index])):
        unlike = part and len(prompts[index]) != len(prompts[part[0]])
        if len(part) == batch or (unlike and len(prompts[index]) > room):
            yield part
            part = []
        part.append(index)
    if part:
        yield part


def _continue_batch(
    reader: Reader,
    prompts: Sequence[Sequence[int]],
    max_tokens: int,
    context: int,
    temperature: float,
    generator: torch.Generator,
    stop: frozenset[int],
    banned: frozenset[int],
) -> list[list[int]]:
    """Return the new tokens of one batch of prompts."""
    rows: list[list[int]] = [[] for _ in prompts]
    alive = list(range(len(prompts)))
    if max_tokens < 1 or max(len(prompt) for prompt in prompts) > context:
        return rows
    logits = reader.read(prompts)  # (B, V)
    while True:
        # In place: the tensor is ours, which is why a CUDA graph's reader must return a clone.
        logits[:, list(banned)] = -torch.inf
        if temperature == 0:
            sampled = logits.argmax(dim=-1)  # (B,)
        else:
            probabilities = F.softmax(logits / temperature, dim=-1)  # (B, V)
            sampled = torch.multinomial(probabilities, 1, generator=generator)[:, 0]
        for row, token in zip(alive, sampled.tolist(), strict=True):
            rows[row].append(token)
        # The last token need not fit: nothing is read after it.
        full = (
            max_tokens == len(rows[alive[0]])
            or max(len(prompts[row]) + len(rows[row]) for row in alive) > context
        )
        # Numbers within the last call's batch, not row numbers: the reader drops what is not in
        # here.
        kept = [i for i, row in enumerate(alive) if rows[row][-1] not in stop]
        alive = [alive[i] for i in kept]
        if full or not alive:
            return rows
        # The tokens go in one call. Row by row would be an operation a row, which is what batching
        # saves.
        logits = reader.append([rows[row][-1] for row in alive], kept)


class GrowingCache:
    """See Cache: keys and values that grow with every token.

    Shorter sequences are padded on the left: rotary attention depends on the distance between two
    tokens only, so a sequence may begin at any position.
    """

    def __init__(self, padding: Tensor) -> None:
        """Take the number of tokens (B,) before each prompt that are not to be seen."""
        self._padding = padding
        self._layers: list[tuple[Tensor, Tensor]] = []
        """Keys and values of each layer, (B, H, T, D) with the T tokens read so far."""
        self._length = 0
        """T."""
        self._mask = torch.zeros(0)

    def advance(self, count: int) -> slice:
        """See Cache."""
        new = slice(self._length, self._length + count)
        own = torch.arange(new.start, new.stop, device=self._padding.device)[:, None]  # (T, 1)
        others = torch.arange(new.stop, device=self._padding.device)[None, :]  # (1, all so far)
        real = others[None] >= self._padding[:, None, None]  # (B, 1, all so far)
        # A token of the padding sees itself: a softmax over nothing would be NaN.
        self._mask = ((real & (others <= own)) | (others == own))[:, None]  # (B, 1, T, all so far)
        self._length = new.stop
        return new

    def attend(self, layer: int, q: Tensor, k: Tensor, v: Tensor, scale: float) -> Tensor:
        """See Cache."""
        if layer < len(self._layers):
            keys, values = self._layers[layer]
            # A copy of the whole cache a token: O(T²) in memory traffic, and still faster than rows
            # of a fixed length, since prompts here have tens of tokens and ended sequences are
            # dropped.
            k, v = torch.cat((keys, k), dim=2), torch.cat((values, v), dim=2)
            self._layers[layer] = (k, v)
        else:
            self._layers.append((k, v))
        return F.scaled_dot_product_attention(q, k, v, attn_mask=self._mask, scale=scale)

    def keep(self, rows: Sequence[int]) -> None:
        """Drop all sequences but those of these numbers."""
        # Most tokens end no sequence, and indexing would copy every key and value.
        if len(rows) < len(self._padding):
            kept = list(rows)
            self._layers = [(keys[kept], values[kept]) for keys, values in self._layers]
            self._padding = self._padding[kept]


class GrowingReader:
    """See Reader: the fastest on a CPU, where a smaller batch saves time and memory is at hand."""

    rows = 64

    def __init__(self, model: GPT) -> None:
        self._model = model
        self._cache = GrowingCache(torch.zeros(0))

    def read(self, prompts: Sequence[Sequence[int]]) -> Tensor:
        """See Reader."""
        longest = max(len(prompt) for prompt in prompts)
        device = self._model.device
        self._cache = GrowingCache(
            torch.tensor([longest - len(prompt) for prompt in prompts], device=device)
        )
        # Token 0 stands for nothing: the mask hides the padding from every real token.
        padded = [[0] * (longest - len(prompt)) + list(prompt) for prompt in prompts]
        return self._logits(torch.tensor(padded, device=device))

    def append(self, tokens: Sequence[int], kept: Sequence[int]) -> Tensor:
        """See Reader."""
        self._cache.keep(kept)
        return self._logits(torch.tensor(tokens, device=self._model.device)[:, None])

    def _logits(self, tokens: Tensor) -> Tensor:
        """Read the next tokens (B, T); return the logits (B, V) after the last."""
        logits: Tensor = self._model(tokens, self._cache, last=-1)
        return logits.float()
