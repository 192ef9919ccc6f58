"""Keys and values of many sequences of a transformers model, so that one pass reads all of them.

transformers' own caches hold sequences that began together. Here each sequence stands at a position
of its own in a slot of its own, as in cuda_graph.RowsCache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers import Cache, DynamicCache
from transformers.cache_utils import CacheLayerMixin, DynamicLayer

TOLERANCE = 0.05
"""Largest difference of a logit from the plain forward pass, in standard deviations of the logits;
bfloat16 rounds to a hundredth."""


@dataclass
class Reading:
    """Where the tokens of the pass under way stand."""

    slots: Tensor
    """(B,)."""
    positions: Tensor
    """(B, T)."""
    end: int
    """One more than the highest position."""


class PoolLayer(CacheLayerMixin):  # type: ignore[misc]
    """Keys and values of one layer for all slots, allocated at the first pass."""

    is_sliding = False

    def __init__(self, slots: int, context: int) -> None:
        super().__init__()
        self._size = (slots, context)
        self.reading: Reading | None = None

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        """Allocate the pool for states (B, K, T, D)."""
        slots, context = self._size
        self.keys, self.values = (
            states.new_zeros((slots, states.size(1), context, states.size(3)))
            for states in (key_states, value_states)
        )
        self.is_initialized = True

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Store the states (B, K, T, D) of the reading's tokens; return those of all tokens so far.

        They are (B, K, end, D); what lies behind a sequence's own end is for the mask to hide.
        """
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        reading = self.reading
        assert reading is not None, "a pass through the pool says first what it reads"
        slots, positions = reading.slots[:, None], reading.positions
        # Indices on both sides of a slice come first in the result: (B, T, K, D).
        self.keys[slots, :, positions] = key_states.transpose(1, 2)
        self.values[slots, :, positions] = value_states.transpose(1, 2)
        return self.keys[reading.slots, :, : reading.end], self.values[
            reading.slots, :, : reading.end
        ]

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        """Return length and offset of the keys of the reading."""
        return (self.reading.end if self.reading else query_length), 0

    def get_seq_length(self) -> int:
        """Return 0: there is no length that all sequences share."""
        return 0

    def get_max_length(self) -> int:
        """Return how many tokens a slot holds."""
        return self._size[1]


class Pool:
    """A network read through one pool of slots."""

    def __init__(self, network: Any, slots: int, context: int, device: str) -> None:
        self._network, self._device = network, device
        layers = len(DynamicCache(config=network.config).layers)
        self._cache = Cache(layers=[PoolLayer(slots, context) for _ in range(layers)])

    def read(
        self,
        tokens: Sequence[Sequence[int]],
        slots: Sequence[int],
        starts: Sequence[int],
        keep: int,
    ) -> Tensor:
        """Read equally many tokens T of each sequence after those that its slot holds.

        Returns the logits (B, keep, V) after the last `keep` tokens of each.
        """
        count = len(tokens[0])
        offsets = torch.arange(count, device=self._device)
        positions = torch.tensor(list(starts), device=self._device)[:, None] + offsets  # (B, T)
        end = max(starts) + count
        reading = Reading(torch.tensor(list(slots), device=self._device), positions, end)
        for layer in self._cache.layers:
            layer.reading = reading
        kind = next(self._network.parameters()).dtype
        hidden = torch.arange(end, device=self._device) > positions[:, :, None]  # (B, T, end)
        # As numbers: not every kind of attention takes a mask of truth values.
        mask = torch.zeros(hidden.shape, dtype=kind, device=self._device)
        mask.masked_fill_(hidden, torch.finfo(kind).min)
        with torch.inference_mode():
            output = self._network(
                torch.tensor([list(row) for row in tokens], device=self._device),
                attention_mask=mask[:, None],
                position_ids=positions,
                past_key_values=self._cache,
                use_cache=True,
                logits_to_keep=keep,
            )
        logits: Tensor = output.logits[:, -keep:]
        return logits


def pool_of(network: Any, slots: int, context: int, device: str) -> Pool | None:
    """Return a pool for a network; None where reading through one gives other numbers.

    Such are networks whose state is no list of keys and values, that forget old tokens, or that
    find positions in another way than by the IDs that they are given.
    """
    try:
        kinds = {type(layer) for layer in DynamicCache(config=network.config).layers}
        if kinds != {DynamicLayer}:
            return None
        pool = Pool(network, slots, context, device)
        size = network.config.get_text_config().vocab_size
        first, other = [n * 7 % size for n in range(1, 6)], [n * 11 % size for n in range(1, 9)]
        pool.read([first], [0], [0], 1)
        pool.read([other], [1], [0], 1)
        found = pool.read([[3 % size], [5 % size]], [0, 1], [len(first), len(other)], 1)
        with torch.inference_mode():
            for row, text in enumerate(([*first, 3 % size], [*other, 5 % size])):
                exact = network(torch.tensor([text], device=device), use_cache=False).logits[0, -1]
                scale = float(exact.float().std()) or 1.0
                if float((found[row, 0] - exact).float().abs().max()) > TOLERANCE * scale:
                    return None
    except Exception:  # networks refuse in many ways what they do not know
        return None
    return pool
