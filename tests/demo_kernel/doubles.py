"""Doubles where weights would only be in the way: a byte vocabulary, a network of hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from demo_kernel.inference.engine import Logits, Work
from demo_kernel.network.config import GPTConfig
from demo_kernel.network.weights import MatrixWeights, Weights, matrix_shapes


class ByteCodec:
    """Every byte is a token; 256 ends a text; wire IDs are 1000 more than dense ones."""

    name = "bytes"
    size = 257
    # So far from dense IDs that one which is taken for the other is no token.
    END = 1256

    def encode(self, text: str) -> list[int]:
        return [byte + 1000 for byte in text.encode()]

    def token_bytes(self, id_: int) -> bytes:
        if not 1000 <= id_ <= self.END:
            raise ValueError(f"bytes has no token {id_}")
        return b"<end>" if id_ == self.END else bytes([id_ - 1000])

    def is_special(self, id_: int) -> bool:
        return id_ == self.END

    def to_dense(self, ids: Sequence[int]) -> list[int]:
        for id_ in ids:
            self.token_bytes(id_)
        return [id_ - 1000 for id_ in ids]

    def from_dense(self, ids: Sequence[int]) -> list[int]:
        return [id_ + 1000 for id_ in ids]


class PretendEngine:
    """Engine whose logits are a hash of everything that a slot has read.

    Any mix-up of sequences changes what is sampled. With `uniform` every token is equally likely.
    `calls` is the work of each round; `broken` is a token that makes the engine fail.
    """

    context = 64
    vocabulary_size = 257
    device = "pretend"
    chunk_free = True
    broken = -1

    def __init__(self, slots: int = 40, *, uniform: bool = False) -> None:
        self.slots = slots
        self.calls: list[list[Work]] = []
        self._uniform = uniform
        self._read: dict[int, list[int]] = {}

    def forward(self, work: Sequence[Work]) -> Logits:
        self.calls.append(list(work))
        return np.stack([self.forward_all(item)[-1] for item in work])

    def forward_all(self, item: Work) -> Logits:
        if self.broken in item.tokens:
            raise RuntimeError("the engine met the broken token")
        before = self._read.get(item.slot, [])
        # A real engine would read what is left in its cache, and nobody would see it.
        if len(before) < item.start:
            raise RuntimeError("the slot has not read that far")
        self._read[item.slot] = [*before[: item.start], *item.tokens]
        ends = range(item.start + 1, item.start + len(item.tokens) + 1)
        return np.stack(
            [self._logits(item.checkpoint, self._read[item.slot][:end]) for end in ends]
        )

    def _logits(self, checkpoint: str, tokens: Sequence[int]) -> Logits:
        if self._uniform:
            return np.zeros(self.vocabulary_size, dtype=np.float32)
        digest = hashlib.sha256(repr((checkpoint, list(tokens))).encode()).digest()
        generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8])))
        return generator.normal(size=self.vocabulary_size).astype(np.float32)


def random_weights(config: GPTConfig, seed: int = 0, *, eight_bit: bool = True) -> Weights:
    """Return weights of the size that training reaches, as they are shipped or in float32."""
    generator = np.random.default_rng(seed)
    matrices = {}
    for name, (outputs, columns) in matrix_shapes(config).items():
        if eight_bit:
            values = generator.integers(-127, 128, (outputs, columns)).astype(np.int8)
            scale = (generator.uniform(0.5, 1.5, outputs) / 127 / np.sqrt(columns)).astype(
                np.float32
            )
            matrices[name] = MatrixWeights(values, scale)
        else:
            values32 = (generator.normal(size=(outputs, columns)) / np.sqrt(columns)).astype(
                np.float32
            )
            matrices[name] = MatrixWeights(values32)
    return Weights(config, matrices)


SMALL = GPTConfig(vocabulary_size=272, context=96, layers=3, heads=4, width=64, hidden=176)
"""Widths that are multiples of 16 but not of a panel's 64."""
